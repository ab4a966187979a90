"""Questionnaires in other people's formats: translators' files, XLSForm, codebooks."""
