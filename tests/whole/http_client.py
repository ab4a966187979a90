"""A plain HTTP client with a cookie jar: no browser, no JavaScript, no knowledge of the program."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from tests.whole.html_page import Page

REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 10


class Answer(NamedTuple):
    """One response of the server, before any redirect is followed."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Keeps cookies and one connection, as a browser does. Pages are asked for by path."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies: dict[str, str] = {}
        self.seen: list[tuple[str, Answer]] = []
        """Every address asked for, with what came."""

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Page:
        return self._follow("POST", path, fields)

    def ask(self, method: str, address: str, fields: Sequence[tuple[str, str]] | None = None) -> Answer:
        """One request and its response; cookies are kept, redirects are not followed."""
        path = address.partition("#")[0]
        headers = {"Accept-Language": "sv"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except ConnectionError:  # the server has closed a connection that was idle for a while
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or ():
            self._keep(line)
        answer = Answer(response.status, dict(response.headers), content)
        self.seen.append((path, answer))
        return answer

    def close(self) -> None:
        self._connection.close()

    def _follow(self, method: str, path: str, fields: Sequence[tuple[str, str]] | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer = self.ask(method, path, fields)
            if answer.status not in REDIRECTS:
                return Page(path, answer.status, answer.body.decode())
            to = urlsplit(urljoin(path, answer.headers["Location"]))
            path = f"{to.path}?{to.query}" if to.query else to.path
            method, fields = "GET", None
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects in a row, the last to {path}")

    def _keep(self, line: str) -> None:
        for name, cookie in SimpleCookie(line).items():
            if cookie["max-age"] == "0" or not cookie.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = cookie.value
