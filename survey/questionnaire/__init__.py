"""What a questionnaire is: a pure language that knows neither the web nor a database."""
