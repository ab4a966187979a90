"""Whole responses: a template filled in, with what stands around it, padded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from flask import Response, request

from survey.pages.page import Frame, LanguageLink
from survey.public.headers import padded
from survey.public.service import Service

_BACK: Final = re.compile(r"[a-z2-7]{8}/(?:[1-9][0-9]{0,2}|check)")


def html(body: str, status: int = 200) -> Response:
    """A page as a response."""
    return Response(padded(body), status, mimetype="text/html")


def see_other(address: str) -> Response:
    """Go and get another page. Addresses are made here, never taken from a request."""
    return Response(status=303, headers={"Location": address}, mimetype="text/html")


def frame(language: str) -> Frame:
    """What stands around a page that is shown in one language only, where somebody's way ends."""
    return Frame(f"/{language}/")


def switched(
    service: Service,
    language: str,
    address: Callable[[str], str],
    languages: tuple[str, ...] = (),
    **places: str,
) -> Frame:
    """What stands around a page whose address in each language ``address`` gives."""
    switch = [
        LanguageLink(code, interface.name, address(code))
        for code, interface in service.interfaces.items()
        if not languages or code in languages
    ]
    return Frame(address(language), switch if len(switch) > 1 else (), **places)


def page(
    service: Service, language: str, template: str, around: Frame, status: int = 200, **context: Any
) -> Response:
    """A page that is no page of a questionnaire."""
    renderer = service.renderers[language]
    return html(renderer.html(template, {**around._asdict(), **context}), status)


def way_back() -> str:
    """Where in a visit the information pages were opened from, "" when it cannot be known."""
    place = request.args.get("back", "")
    return place if _BACK.fullmatch(place) else ""


def preferred_language(service: Service) -> str:
    """The interface language that the browser asks for, else the first one."""
    languages = list(service.interfaces)
    return request.accept_languages.best_match(languages) or languages[0]
