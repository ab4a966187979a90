"""One respondent's visit to one questionnaire: the tag in the address names the cookie that holds it."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from flask import Request, Response, request

from survey.pages.plan import Plan
from survey.public.service import Service
from survey.public.tickets import csrf_token, token_in
from survey.storage import drafts
from survey.storage.drafts import Draft
from survey.storage.published import VersionUnknown

TAG: Final = "[a-z2-7]{8}"
_TAG_LENGTH: Final = 8
_TAG_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PREFIXES: Final = {True: "__Host-s-", False: "s-"}


class VisitEnded(Exception):
    """This browser has no visit under this address: it was left, deleted or has expired."""


class Forged(Exception):
    """A form came without its visit's token, or with another one's."""


@dataclass(frozen=True)
class Visit:
    """``value`` is the cookie's; before consent there is no ``token`` and ``draft`` is kept nowhere."""

    tag: str
    value: str
    plan: Plan
    draft: Draft
    token: bytes | None = None
    revision: int = 0

    @property
    def csrf_token(self) -> str:
        return csrf_token(self.value)


def new_tag() -> str:
    """A random tag. It is no secret: it only keeps visits in one browser apart."""
    return "".join(secrets.choice(_TAG_LETTERS) for _ in range(_TAG_LENGTH))


def open_visit(service: Service, tag: str) -> Visit:
    """The visit that the request's cookie holds. Raises VisitEnded, or AlreadySent after sending."""
    value = request.cookies.get(cookie_name(service, tag), "")
    token = token_in(value)
    if token is not None:
        try:
            kept = drafts.load(service.engine, token, now=service.clock())
        except drafts.DraftUnknown as error:
            raise VisitEnded(VisitEnded.__doc__) from error
        return Visit(tag, value, service.plan(kept.draft.version), kept.draft, token, kept.revision)
    ticket = service.tickets.opened(value, tag)
    if ticket is None:
        raise VisitEnded(VisitEnded.__doc__)
    try:
        plan = service.plan(ticket.version)
    except VersionUnknown as error:
        raise VisitEnded(VisitEnded.__doc__) from error
    # The order of shuffled options must be the same when the first page is shown again.
    seed = int.from_bytes(blake2b(value.encode(), digest_size=4).digest())
    draft = Draft(version=ticket.version, language="", collector=ticket.collector, seed=seed)
    return Visit(tag, value, plan, draft)


def check_form(visit: Visit) -> None:
    """Raises Forged unless the posted form was made for this visit."""
    if not hmac.compare_digest(request.form.get("csrf_token", "").encode(), visit.csrf_token.encode()):
        raise Forged(Forged.__doc__)


def cookie_name(service: Service, tag: str) -> str:
    """The name of a visit's cookie."""
    return _PREFIXES[service.secure] + tag


def set_cookie(response: Response, service: Service, tag: str, value: str) -> None:
    """Keep a visit in the browser, until its window is closed."""
    response.set_cookie(
        cookie_name(service, tag), value, secure=service.secure, httponly=True, samesite="Lax", path="/"
    )


def expire_cookie(response: Response, service: Service, tag: str) -> None:
    """Make the browser forget a visit."""
    _expire(response, service, cookie_name(service, tag))


def expire_all(response: Response, service: Service, asked: Request) -> None:
    """Make the browser forget every visit of its own to this site; other sites' cookies are not touched."""
    prefix = _PREFIXES[service.secure]
    for name in asked.cookies:
        if re.fullmatch(re.escape(prefix) + TAG, name):
            _expire(response, service, name)


def _expire(response: Response, service: Service, name: str) -> None:
    response.set_cookie(name, "", max_age=0, secure=service.secure, httponly=True, samesite="Lax", path="/")
