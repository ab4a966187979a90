"""The respondents' app."""

from survey.public.app import create_app

__all__ = ["create_app"]
