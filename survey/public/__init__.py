"""The respondents' app."""

from survey.public.app import create_app, flush_counts

__all__ = ["create_app", "flush_counts"]
