"""What goes wrong, turned into a page in one place, and logged without anything about anybody."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from survey.public import frames
from survey.public.limits import TooMany
from survey.public.messages import message
from survey.public.service import Closed, service
from survey.public.visits import Forged, VisitEnded
from survey.storage.database import DatabaseBusy, DatabaseFull
from survey.storage.drafts import AlreadySent, DraftConflict, DraftUnknown
from survey.storage.recipients import NoRecipients

_BY_EXCEPTION: Final[dict[type[Exception], str]] = {
    Forged: "bad_request",
    VisitEnded: "ended",
    DraftUnknown: "ended",
    Closed: "closed",
    NoRecipients: "unavailable",
    TooMany: "too_many",
    DatabaseBusy: "unavailable",
    DraftConflict: "unavailable",
    DatabaseFull: "not_saved",
}
_BY_STATUS: Final = {
    404: "not_found",
    405: "not_found",
    413: "too_large",
    429: "too_many",
    503: "unavailable",
}


log = logging.getLogger(__name__)


def log_unexpected(error: Exception) -> None:
    """Log where an unexpected error arose and of which kind it is, and nothing else: its message,
    the address and whatever was sent could tell of somebody."""
    log.error("Unexpected %s at %s", type(error), traceback.extract_tb(error.__traceback__))


def register(app: Flask) -> None:
    """Let every failure end as a page of ours, with all the headers."""
    for kind, name in _BY_EXCEPTION.items():
        app.register_error_handler(kind, _says(name))
    app.register_error_handler(AlreadySent, _sent)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _says(name: str) -> Callable[[Exception], Response]:
    def handle(error: Exception) -> Response:
        first_page = request.path.endswith("/1") and name == "ended"
        return message("no_cookie" if first_page else name, _language())

    return handle


def _sent(error: AlreadySent) -> Response:
    """Back after sending: the thanks, never the answers."""
    arguments = request.view_args or {}
    return frames.see_other(f"/{arguments['language']}/{arguments['tag']}/done")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    return message(_BY_STATUS.get(status, "bad_request" if status < 500 else "error"), _language())


def _unexpected(error: Exception) -> Response:
    log_unexpected(error)
    return message("error", _language())


def _language() -> str:
    """The language in the address, else the one the browser asks for."""
    here = service()
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    return first if first in here.interfaces else frames.preferred_language(here)
