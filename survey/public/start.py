"""Choosing a language and a questionnaire, and beginning a visit."""

from __future__ import annotations

from flask import Response, request

from survey.pages.plan import Plan
from survey.pages.wording import in_language
from survey.public import frames
from survey.public.messages import message
from survey.public.service import Service, service
from survey.public.tickets import Ticket
from survey.public.visits import new_tag, set_cookie
from survey.storage.collectors import collector
from survey.storage.database import DatabaseFull
from survey.storage.published import OpenVersion


def front() -> Response:
    """The front page in the language the browser asks for."""
    return choose(frames.preferred_language(service()))


def choose(language: str, *, nothing_chosen: bool = False) -> Response:
    """What can be answered now, in one form."""
    here = service()
    offered = here.open_versions()
    if not offered:
        return message("none_open", language)
    around = frames.switched(here, language, lambda code: f"/{code}/", _languages(offered))
    return frames.page(
        here,
        language,
        "choose.html",
        around,
        422 if nothing_chosen else 200,
        offered=[_offer(version, language) for version in offered],
        nothing_chosen=nothing_chosen,
    )


def short_link(code: str) -> Response:
    """A collector's link: only the language is left to choose. It does not say for which questionnaire."""
    here = service()
    found = collector(here.engine, code)
    language = frames.preferred_language(here)
    if found is None:
        return message("link_unknown", language)
    version = here.opening(found.questionnaire)
    offered = [
        {
            "language": code,
            "choose": interface.translate("Välj språk"),
            "start": interface.translate("Börja på svenska"),
        }
        for code, interface in here.interfaces.items()
        if code in version.languages
    ]
    return frames.page(here, language, "collector.html", frames.frame(language), code=code, offered=offered)


def to_front(language: str) -> Response:
    """Somebody who comes to the start's address without a form."""
    return frames.see_other(f"/{language}/")


def start(language: str) -> Response:
    """Begin a visit: nothing is stored, the browser gets a ticket."""
    here = service()
    limit_starts(here)
    code = request.form.get("collector", "")
    wanted = request.form.get("questionnaire", "")
    if code:
        found = collector(here.engine, code)
        if found is None:
            return message("link_unknown", language)
        wanted = found.questionnaire
    elif not wanted:
        return choose(language, nothing_chosen=True)
    version = here.opening(wanted)
    tag = new_tag()
    if language not in version.languages:
        language = version.languages[0]
    response = frames.see_other(f"/{language}/{tag}/1")
    set_cookie(response, here, tag, here.tickets.sealed(Ticket(version.hash, code), tag))
    return response


def network() -> str | None:
    """The network to limit by; None for what must not be limited by it.

    The reverse proxy names it and writes over whatever a browser sent under that name; X-Forwarded-For,
    which may come from anybody, is not read. A live instance is only ever reached through a proxy, so
    that the address of the connection is the proxy's.
    """
    told = request.headers.get("Client-Network") or None
    if told or not service().instance.settings.trial:
        return told
    direct = request.remote_addr or ""
    return None if direct in ("", "::1") or direct.startswith("127.") else direct


def limit_starts(here: Service) -> None:
    """Raises TooMany, but never for somebody who tries a trial on their own machine."""
    source = network()
    if source is None and here.instance.settings.trial:
        return
    here.starts.take(source)


def check_may_begin(here: Service, plan: Plan) -> None:
    """Raises Closed, TooMany or DatabaseFull when nobody new can be let in now."""
    here.opening(plan.questionnaire.id)
    limit_starts(here)
    if not here.has_room():
        raise DatabaseFull(DatabaseFull.__doc__)


def _offer(version: OpenVersion, language: str) -> dict[str, str]:
    return {
        "questionnaire": version.questionnaire,
        "language": language if language in version.languages else version.languages[0],
        "title": in_language(version.title, language),
        "lead": in_language(version.lead, language),
    }


def _languages(offered: list[OpenVersion]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for version in offered for code in version.languages))
