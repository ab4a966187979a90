"""Ways in: through nginx with TLS, or straight to gunicorn; and what a browser tells of somebody."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple

from tests.deployment.live import HOST
from tests.whole.http_client import Client

ADDRESS = "127.0.0.77"
AGENT = "Sentinel-Agent/20260719"
TOLD: Mapping[str, str] = {
    "User-Agent": AGENT,
    "X-Forwarded-For": "203.0.113.177",
    "Forwarded": "for=203.0.113.178",
    "X-Real-IP": "203.0.113.179",
    "Referer": "https://sentinel-referrer.example/",
    "X-Sentinel": "sentinel-of-any-header",
}
"""What a browser, or something between, tells of somebody; each value is found nowhere else."""


class Reply(NamedTuple):
    """A response; ``headers`` still has those that came twice."""

    status: int
    headers: HTTPMessage
    body: bytes


class Door(NamedTuple):
    """An address to connect to. ``certificate`` is there for TLS."""

    name: str
    port: int
    certificate: Path | None = None

    def line(self, source: str = ADDRESS, host: str = HOST) -> socket.socket:
        """An open connection from an address of this machine."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=120, source_address=(source, 0))
        if self.certificate is None:
            return line
        return ssl.create_default_context(cafile=self.certificate).wrap_socket(line, server_hostname=host)

    def says(self, sent: bytes, source: str = ADDRESS) -> bytes:
        """All that comes back for some bytes, until the connection ends."""
        with self.line(source) as line:
            line.sendall(sent)
            return received(line)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        source: str = ADDRESS,
    ) -> Reply:
        """One request on a connection of its own."""
        connection = Line(self, source)
        with suppress(BrokenPipeError, ConnectionResetError):  # a body may be refused before it has come
            connection.request(method, path, body, {"Accept-Language": "sv", **(headers or {})})
        response = connection.getresponse()
        reply = Reply(response.status, response.headers, response.read())
        connection.close()
        return reply


class Line(HTTPConnection):
    """A connection through a door that tells all there is to tell with every request."""

    def __init__(self, door: Door, source: str) -> None:
        super().__init__(HOST, timeout=120)
        self._door = door
        self._source = source

    def connect(self) -> None:
        self.sock = self._door.line(self._source)

    def request(self, method, url, body=None, headers=None, **options):  # type: ignore[no-untyped-def,override]
        super().request(method, url, body, {**TOLD, **(headers or {})}, **options)


class Visitor(Client):
    """The plain HTTP client, through a door."""

    def __init__(self, door: Door, source: str = ADDRESS) -> None:
        super().__init__(f"https://{HOST}")
        self._connection = Line(door, source)


def received(line: socket.socket) -> bytes:
    """What comes until the other side ends the connection, in whatever way."""
    parts = []
    try:
        while part := line.recv(65536):
            parts.append(part)
    except (ConnectionResetError, ssl.SSLEOFError):
        pass
    return b"".join(parts)
