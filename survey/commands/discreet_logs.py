"""A server log that says what went wrong and never to whom.

No line may hold an address, a cookie, a form's content, a user agent or the path of a page. Values that
are written into a message are therefore left out, all but numbers, types and places in the program, and
of an error only its type and the places it passed are kept: an error's own words often quote what was
sent. A message of somebody else's code that has no places for values may have them written in already
(Flask's "Exception on /path" does): only where it was logged is kept.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import Any, Final

from gunicorn.glogging import Logger as GunicornLogger

LINE: Final = "%(asctime)s %(levelname)s %(message)s"
_ORDERLY: Final = ("survey.", "gunicorn.error")
"""Loggers whose messages are constants."""

log = logging.getLogger(__name__)


class DiscreetFormatter(logging.Formatter):
    """Formats a record from its template, the numbers in it and the error's type and places."""

    def format(self, record: logging.LogRecord) -> str:
        told = logging.makeLogRecord(record.__dict__)
        told.msg, told.args = _message(record), ()
        told.exc_info, told.exc_text, told.stack_info = None, None, None
        line = super().format(told)
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{_outline(error)}" if error else line


class DiscreetLogger(GunicornLogger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own log: its words about processes stay, its words about requests are replaced.

    gunicorn puts the sender's address and the page's path into its messages before it hands them on.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(DiscreetFormatter(LINE))

    def warning(self, msg: str, *arguments: object, **options: Any) -> None:
        if msg.startswith("Worker "):
            super().warning(msg, *arguments, **options)
        else:
            super().warning("A request was refused: it was not well-formed HTTP.")

    def exception(self, msg: object, *arguments: object, **options: Any) -> None:
        super().exception("Failed:")

    def debug(self, msg: str, *arguments: object, **options: Any) -> None:
        """Nothing: its details are about single requests."""


def keep_logs_discreet() -> None:
    """Send everything that Python code logs, warns of or ends with to standard error, discreetly."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter(LINE))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, error, _places: _log_uncaught(error)
    threading.excepthook = lambda end: _log_uncaught(end.exc_value)
    sys.unraisablehook = lambda end: _log_uncaught(end.exc_value)


def _log_uncaught(error: BaseException | None) -> None:
    log.error("Nobody caught this:", exc_info=error or True)


def _message(record: logging.LogRecord) -> str:
    arguments = record.args if isinstance(record.args, tuple) else ()
    if not (arguments or record.name.startswith(_ORDERLY)):
        return f"{record.name} at {record.pathname}:{record.lineno}"
    kept = tuple(map(_discreet, arguments))
    template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    try:
        return template % kept if kept else template
    except (TypeError, ValueError):
        return template


def _discreet(value: object) -> object:
    if isinstance(value, int):
        return value
    if isinstance(value, type):
        return value.__qualname__
    if isinstance(value, traceback.StackSummary):
        return " < ".join(f"{place.filename}:{place.lineno}" for place in reversed(value))
    return "…"


def _outline(error: BaseException) -> str:
    """Type and places of an error, its causes first, without a word of its message."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    return (f"{_outline(cause)}\n" if cause else "") + f"{places}{type(error).__qualname__}"
