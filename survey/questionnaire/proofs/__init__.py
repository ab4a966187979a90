"""What holds on every way through a questionnaire, proved before anybody walks it."""
