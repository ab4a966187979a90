"""What gunicorn answers itself, before or instead of the app: nothing of what was sent, and every header."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final

from gunicorn.http.errors import (
    ExpectationFailed,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

_STATUS: Final[tuple[tuple[type[Exception], HTTPStatus], ...]] = (
    # The app's fault, although they are kinds of parse errors.
    (InvalidResponseHeader, HTTPStatus.INTERNAL_SERVER_ERROR),
    (InvalidResponseHeaderName, HTTPStatus.INTERNAL_SERVER_ERROR),
    (LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (ParseException, HTTPStatus.BAD_REQUEST),
    (Exception, HTTPStatus.INTERNAL_SERVER_ERROR),
)


class RefusingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threaded worker, whose own answers would quote the request and lack the headers."""

    headers: ClassVar[Mapping[str, str]] = {}

    def handle_error(self, _request: Any, client: Any, _address: Any, error: Exception) -> None:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("A request failed outside the app")
        else:
            self.log.warning("A request was refused")
        with contextlib.suppress(OSError):  # whoever asked has gone
            write_nonblock(client, refusal(status, self.headers))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """A body that turns out to be none once the response is sent ends the connection, without another."""
        try:
            return bool(super()._keepalive_after(conn, keepalive))
        except ParseException:
            return False


def worker_with(headers: Mapping[str, str]) -> type[RefusingWorker]:
    """The worker for an app whose responses carry these headers."""
    return type("Worker", (RefusingWorker,), {"headers": headers})


def refusal(status: HTTPStatus, headers: Mapping[str, str]) -> bytes:
    """A whole response: the status's own words and these headers, then the end of the connection."""
    body = f"{status} {status.phrase}\n".encode()
    lines = {
        **headers,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} {status.phrase}\r\n{head}\r\n".encode("latin-1") + body
