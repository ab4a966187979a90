"""Slow and stuck clients before nginx keep nobody else waiting (case 25)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deployment.conftest import System
from tests.deployment.doors import Door
from tests.deployment.live import HOST
from tests.deployment.processes import until
from tests.deployment.test_nothing_written import unread
from tests.deployment.walks import answered

UNFINISHED = {
    "no word": b"",
    "half a head": f"GET /sv/ HTTP/1.1\r\nHost: {HOST}\r\nAccept-Lang".encode(),
    "half a body": (
        f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 60000\r\n\r\nquestionnaire=buy"
    ).encode(),
    "half a chunk": (
        f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\nffff\r\nquestionnaire=buy"
    ).encode(),
    "never reads": f"GET /sv/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() * 5,
}
EACH = 40


def dead(line: socket.socket) -> bool:
    """Whether the other side has given up on a connection, once all that it said is read."""
    line.settimeout(0)
    try:
        return line.recv(65536) == b""
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    except OSError:
        return True


@pytest.fixture
def slow(system: System) -> Iterator[list[socket.socket]]:
    """Two hundred connections that have stopped, from five networks."""
    with ExitStack() as stack:
        lines = []
        for network, sent in enumerate(UNFINISHED.values()):
            for _ in range(EACH):
                line = stack.enter_context(system.nginx.line(f"127.9.{network}.1"))
                line.sendall(sent)
                lines.append(line)
        yield lines


def test_25_others_are_served_while_two_hundred_are_slow(system: System, slow: list[socket.socket]) -> None:
    assert len(slow) == 200
    with ThreadPoolExecutor(4) as pool:
        walks = list(pool.map(lambda _: answered(system.nginx), range(4)))
    assert all(one.sent for one in walks)


def test_25_the_slow_are_given_up_in_the_end(slow: list[socket.socket]) -> None:
    until(lambda: all(dead(line) for line in slow), "nginx closes connections that have stopped")


def test_25_one_network_cannot_have_all_of_nginx(system: System) -> None:
    """Its own next request is refused, somebody else's is not."""
    with ExitStack() as stack:
        for _ in range(64):
            line = stack.enter_context(system.nginx.line("127.10.1.1"))
            line.sendall(UNFINISHED["half a body"])

        def one_too_many() -> bool:
            return system.nginx.ask("GET", "/sv/", source="127.10.1.2").status == 429

        until(one_too_many, "nginx has seen all of them")
        assert system.nginx.ask("GET", "/sv/", source="127.10.2.1").status == 200
    until(lambda: not one_too_many(), "they are forgotten when they have gone")


@pytest.mark.parametrize("sent", [sent for name, sent in UNFINISHED.items() if name != "never reads"])
def test_25_who_breaks_off_is_not_answered_and_nothing_breaks(door: Door, sent: bytes) -> None:
    for _ in range(20):
        with door.line() as line:
            line.sendall(sent)
    assert door.ask("GET", "/sv/").status == 200


def test_25_the_app_is_not_asked_before_a_request_is_whole(system: System) -> None:
    """Its sixteen threads would wait for sixteen slow people."""
    until(lambda: connections(system.gunicorn.port) == 0, "nobody else asks the app")
    with ExitStack() as stack:
        lines = [stack.enter_context(system.nginx.line("127.11.1.1")) for _ in range(40)]
        for line in lines:
            line.sendall(UNFINISHED["half a body"])
        until(lambda: not any(map(unread, lines)), "nginx has read it all")
        assert connections(system.gunicorn.port) == 0
        assert system.nginx.ask("GET", "/sv/").status == 200


def connections(port: int) -> int:
    """How many connections to a port of this machine are open."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(int(row[1].rsplit(":", 1)[1], 16) == port and row[3] == "01" for row in rows)


def test_25_a_page_that_nobody_fetches_frees_the_app(system: System) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            line = stack.enter_context(system.nginx.line("127.12.1.1"))
            line.sendall(UNFINISHED["never reads"])
        until(lambda: connections(system.gunicorn.port) == 0, "the app has handed over every page")
