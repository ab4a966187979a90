"""Pages of information, which need no visit: support, privacy, accessibility, safety."""

from __future__ import annotations

from typing import Final

from flask import Response

from survey.pages.support import contact_line
from survey.public import frames
from survey.public.service import service

PAGES: Final = ("support", "privacy", "accessibility", "safety")


def information(language: str, name: str) -> Response:
    """One of ``PAGES``, with a link back to where in a visit it was opened."""
    here = service()
    place = frames.way_back()
    query = f"?back={place}" if place else ""
    around = frames.switched(
        here,
        language,
        lambda code: f"/{code}/{name}{query}",
        previous=f"/{language}/{place}" if place else f"/{language}/",
        back=query,
    )
    contacts = here.contacts().values() if name == "support" else ()
    return frames.page(
        here,
        language,
        f"{name}.html",
        around,
        contacts=[contact_line(contact, language) for contact in contacts],
    )
