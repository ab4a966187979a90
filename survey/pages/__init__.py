"""A page of a questionnaire as a form and as HTML: what respondents see and what staff preview."""
