"""CPU of a page shown and of an answer saved: the app called in this process, without a server."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

from figures import Figure
from respondent import Answered, Respondents, walk
from trial import new_trial, version_of

from survey.public import create_app

WARMING = 3
MEASURED = 12


class InProcess:
    """The app as a server calls it. CPU seconds by method; what happens around a call is not counted."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app
        self.spent = {"GET": 0.0, "POST": 0.0}
        self.asked = {"GET": 0, "POST": 0}

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> Answered:
        sent: dict[str, str] = {}
        status = 0

        def start(line: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            nonlocal status
            status = int(line[:3])
            sent.update(headers)

        environment = _environment(method, path, body.encode(), cookie)
        began = process_time()
        result = self.app(environment, start)
        content = b"".join(result)
        result.close()
        if not path.endswith(("/start", "/check", "/done")):
            self.spent[method] += process_time() - began
            self.asked[method] += 1
        cookie = sent.get("Set-Cookie", "").split(";")[0]
        return Answered(status, sent.get("Location", ""), cookie, content.decode())

    def milliseconds(self, method: str) -> float:
        return 1000 * self.spent[method] / self.asked[method]


def measure(folder: Path) -> Iterator[Figure]:
    """Figures of walking the sellers' questionnaire."""
    instance, _ = new_trial(folder / "pages")
    respondents = Respondents(version_of(instance, "sellers").questionnaire, WARMING + MEASURED, seed=1)
    app = create_app(instance)
    for answers in respondents.drawn[:WARMING]:
        walk(InProcess(app), respondents, answers)
    measured = InProcess(app)
    for answers in respondents.drawn[WARMING:]:
        walk(measured, respondents, answers)
    yield Figure("pages answered by one respondent", measured.asked["POST"] / MEASURED, "pages")
    yield Figure("CPU of a page shown", measured.milliseconds("GET"), "ms", 1.0)
    yield Figure("CPU of an answer saved", measured.milliseconds("POST"), "ms", 1.5)


def _environment(method: str, path: str, body: bytes, cookie: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
