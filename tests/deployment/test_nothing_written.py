"""Whatever the running system wrote tells of nobody, also in files without a name (case 30)."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.deployment.conftest import System, running_system
from tests.deployment.doors import ADDRESS, AGENT, TOLD, Door
from tests.deployment.live import HOST
from tests.deployment.processes import until
from tests.deployment.walks import answered, send, without_table
from tests.whole.respondent import Respondent

ELSEWHERE = (Path("/var/log/nginx"), Path("/var/lib/nginx"))
"""Where Debian's nginx writes unless it is told not to."""
SAID = "sentinel-of-a-bad-request"
COOKIE = {"Cookie": f"__Host-s-sentinel={SAID}"}
BAD = (
    f"GET /{SAID} HTTP/nonsense\r\n\r\n",
    f"{SAID}\r\n\r\n",
    f"GET /{SAID}%00 HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {AGENT}\r\n\r\n",
    f"GET /{SAID} HTTP/1.1\r\nHost: {SAID}.example\r\n\r\n",
    f"GET /{SAID} HTTP/1.1\r\nHost: {HOST}\r\n{SAID} : x\r\n\r\n",
    f"GET /{SAID} HTTP/1.1\r\nHost: {HOST}\r\nX: {SAID * 2000}\r\n\r\n",
    f"GET /{SAID * 1000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
    f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{SAID}\r\n",
    f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: {SAID}\r\n\r\n",
    f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {SAID}\r\n\r\n",
    f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n\r\n{SAID}",
    f"GET /sv/{SAID}",
)


def writes(_name: str, chance: random.Random) -> str:
    return f"sentinel{chance.getrandbits(64):016x}"


def visit(door: Door) -> list[str]:
    """Somebody who answers, much that goes wrong, and every word that could tell of somebody."""
    one = answered(door, writes=writes)
    one.client.get(one.client.seen[-1][0])
    other = answered(door, writes=writes, sends=False)
    for sent in BAD:
        with door.line() as line:
            line.sendall(sent.encode())
    for path in (f"/sv/{SAID}", f"/c/{SAID}", f"/sv/support?back={SAID}", f"/exit?{SAID}"):
        door.ask("GET", path, headers=COOKIE)
    for size in (10, 60_000, 200_000):
        door.ask("POST", f"/sv/start?{SAID}", f"{SAID}={SAID}&x={'x' * size}".encode(), COOKIE)
    return [SAID, *told_by(one), *told_by(other)]


def told_by(one: Respondent) -> list[str]:
    """Tags, cookies, tokens and texts of a visit."""
    visitor = one.client
    tags = {path.split("/")[2] for path, _ in visitor.seen if path.count("/") == 3}
    pages = b"".join(answer.body for _, answer in visitor.seen).decode()
    tokens = set(re.findall(r'name="csrf_token" value="([^"]+)"', pages))
    cookies = {
        cookie.split("=", 1)[1].split(";")[0]
        for _, answer in visitor.seen
        for name, cookie in answer.headers.items()
        if name == "Set-Cookie"
    }
    texts = {
        text
        for _, given in one.pages.values()
        for values in given.values()
        for text in values
        if text.startswith("sentinel")
    }
    assert tags and tokens and cookies and texts
    return [*tags, *tokens, *filter(None, cookies), *texts, *filter(None, visitor.cookies.values())]


def family(pid: int) -> Iterator[int]:
    """A process and all its descendants."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        yield from family(int(child))


def without_a_name(pids: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Files that processes hold open and that no folder names any more."""
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = str(link.readlink())
                if target.startswith("/") and target.endswith(" (deleted)"):
                    yield target, link.read_bytes()
            except FileNotFoundError:  # it was closed meanwhile
                continue


def written(system: System) -> dict[str, bytes]:
    """Every file in the system's folder, in Debian's folders, and those without a name."""
    found = {
        str(path): path.read_bytes()
        for folder in (system.place, *ELSEWHERE)
        for path in folder.rglob("*")
        if path.is_file()
    }
    alive = [pid for root in system.pids if Path(f"/proc/{root}").exists() for pid in family(root)]
    return found | dict(without_a_name(alive))


def tells(files: dict[str, bytes], words: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (Path(name).name, word)
        for name, content in files.items()
        for word in set(words)
        if word.encode() in content or word.encode("utf-16-le") in content
    ]


def test_30_nothing_that_anybody_sent_is_in_any_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_system(tmp_path_factory.mktemp("watched")) as system:
        words = [ADDRESS, *TOLD.values()]
        for door in (system.nginx, system.gunicorn):
            words += visit(door)
            words += fails_while_sending(system, door)
        assert b"OperationalError" in system.log, "else there is nothing in which something could stand"
        assert b"not well-formed" in system.log
        assert tells(written(system), words) == []
    left = written(system)
    assert tells(left, words) == [], "nor is it written when everything is stopped"
    _, _, log = system.log.partition(b"Ctrl-C stops.\n")
    assert tells({"server.log": log}, ["127.0.0.1", "/sv/", "buyers", "GET", "POST"]) == []


def fails_while_sending(system: System, door: Door) -> list[str]:
    """A 500 when somebody sends; the answers are still there, and the next try ends well."""
    one = answered(door, writes=writes, sends=False)
    with without_table(system.instance, "inbox"):
        failed = send(one)
        assert failed.status == 500
    assert one.last is not None
    again = one.client.get(one.last.path)
    one.last = again
    assert "/done" in send(one).path
    return told_by(one)


def test_30_a_body_lies_in_no_file_while_it_comes(system: System) -> None:
    """Nor a page while it goes: whole in memory, however slow."""
    head = (
        f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Connection: close\r\n"
    )
    body = b"x=" + b"sentinel-in-flight" * 3_500
    with system.nginx.line() as measured, system.nginx.line() as chunked:
        measured.sendall(f"{head}Content-Length: {len(body) + 1}\r\n\r\n".encode() + body)
        chunked.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body)
        for line in (measured, chunked):
            until(lambda: unread(line) == 0, "nginx has read what was sent")  # noqa: B023
        files = written(system)
        assert tells(files, ["sentinel-in-flight"]) == []
        temporary = [path for path in (system.place / "nginx/temporary").rglob("*") if path.is_file()]
        assert temporary == []
        measured.sendall(b"x")
        chunked.sendall(b"\r\n0\r\n\r\n")
        # nginx may not write in this folder: a body that it wanted to put there would have failed.
        assert measured.recv(1000).startswith(b"HTTP/1.1 422 ")
        assert chunked.recv(1000).startswith(b"HTTP/1.1 422 ")


def unread(line: socket.socket) -> int:
    """How much of what was sent on a connection the other side has not yet read."""
    own, other = (f":{port:04X}" for _, port in (line.getsockname()[:2], line.getpeername()[:2]))
    for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, _, queues, *_ = row.split()
        if local.endswith(other) and remote.endswith(own):
            return int(queues.split(":")[1], 16)
    raise AssertionError("the connection has ended")


def test_30_nginx_writes_what_it_says_at_its_start_and_nothing_else(system: System) -> None:
    assert answered(system.nginx).sent
    names = {path.name for path in (system.place / "nginx").rglob("*") if path.is_file()}
    own_files = {"nginx.conf", "onion.conf", "fullchain.pem", "privkey.pem", "nginx.pid", "output.log"}
    assert names == own_files
    assert (system.place / "nginx/output.log").read_text(encoding="utf-8") == ""
