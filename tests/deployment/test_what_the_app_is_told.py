"""What nginx tells the app of a request: what it needs, and nothing by which somebody could be known."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deployment.doors import TOLD, Door
from tests.deployment.live import HOST
from tests.deployment.processes import DEPLOYMENT, free_ports, nginx

ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"


class Listener(NamedTuple):
    """nginx before something that only listens."""

    door: Door
    app: socket.socket

    def hears(self, method: str, path: str, body: bytes | None, source: str, **headers: str) -> list[str]:
        """The lines of the request that the app gets, in lower case but for the first."""
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(self.door.ask, method, path, body, headers, source)
            line, _ = self.app.accept()
            with line:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += line.recv(65536)
                line.sendall(ANSWER)
            assert asked.result(timeout=60).status == 200
        first, *rest = head.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        return [first, *sorted(header.lower() for header in rest)]


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    prefix, ports = tmp_path_factory.mktemp("listener") / "nginx", free_ports()
    with socket.create_server(("127.0.0.1", 0)) as app:
        app.settimeout(60)
        with nginx(prefix, ports, f"127.0.0.1:{app.getsockname()[1]}"):
            yield Listener(Door("nginx", ports.tls, Path(prefix) / "fullchain.pem"), app)


def test_a_page_is_asked_for_with_three_headers_of_the_browser(listener: Listener) -> None:
    heard = listener.hears(
        "GET",
        "/sv/abcd2345/1?from=check",
        None,
        "127.0.13.9",
        **{**TOLD, "Cookie": "__Host-s-abcd2345=x", "Client-Network": "192.0.2.0", "Accept-Encoding": "gzip"},
    )
    assert heard == [
        "GET /sv/abcd2345/1?from=check HTTP/1.0",
        "accept-language: sv",
        "client-network: 127.0.13.0",
        "connection: close",
        "cookie: __host-s-abcd2345=x",
        f"host: {HOST}",
    ]


def test_a_form_with_two_more(listener: Listener) -> None:
    headers = {**TOLD, "Content-Type": "application/x-www-form-urlencoded", "Expect": "100-continue"}
    heard = listener.hears("POST", "/sv/start", b"questionnaire=buyers", "127.0.14.9", **headers)
    assert heard == [
        "POST /sv/start HTTP/1.0",
        "accept-language: sv",
        "client-network: 127.0.14.0",
        "connection: close",
        "content-length: 20",
        "content-type: application/x-www-form-urlencoded",
        f"host: {HOST}",
    ]


def network(address: str) -> str:
    """What nginx.conf makes of an address: the first of the map's lines that fits."""
    text = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    lines = text.partition("map $remote_addr $network {")[2].partition("}\n")[0]
    for pattern, made in re.findall(r"~(\S+) \$(\S+);", lines):
        found = re.search(pattern.replace("(?<", "(?P<"), address)
        if found:
            name, _, rest = made.partition(".")
            return found[name] + (f".{rest}" if rest else "")
    return ""


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2ff::1", "2001:db8:1:2"),
        ("2001:db8:1:2ab:c:d:e:f", "2001:db8:1:2"),
        ("2001:db8:1:abcd:1:2:3:4", "2001:db8:1:ab"),
        ("2001:db8:1:ff::9", "2001:db8:1:"),
        ("2001:db8:1:f::9", "2001:db8:1"),
        ("2001:db8::9", "2001:db8"),
        ("unix:", ""),
    ],
)
def test_the_network_is_the_first_24_or_56_bits(address: str, told: str) -> None:
    assert network(address) == told
