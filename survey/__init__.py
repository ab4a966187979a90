"""A survey platform for parallel questionnaires to people who are at risk if they are found out."""
