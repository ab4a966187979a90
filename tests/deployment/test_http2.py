"""Browsers speak HTTP/2 with nginx: the same pages, the same refusals, the same headers."""

from __future__ import annotations

import subprocess

from survey.public.headers import HEADERS
from tests.deployment.conftest import System
from tests.deployment.live import HOST


def curl(system: System, path: str, *options: str, sent: bytes = b"") -> tuple[str, dict[str, str], bytes]:
    """Version and status, headers and body of a response, as curl got them over HTTP/2."""
    door = system.nginx
    trusted = ("--cacert", str(door.certificate), "--resolve", f"{HOST}:{door.port}:127.0.0.1")
    address = f"https://{HOST}:{door.port}{path}"
    command = ["curl", "--http2", "-sS", "-i", "--interface", "127.0.0.77", *trusted, *options, address]
    said = subprocess.run(command, input=sent, capture_output=True, check=True).stdout
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return first.strip(), dict(line.split(": ", 1) for line in lines), body


def complete(headers: dict[str, str]) -> bool:
    return {name.lower() for name in HEADERS} <= set(headers)


def test_a_page(system: System) -> None:
    first, headers, body = curl(system, "/sv/")
    assert (first, complete(headers)) == ("HTTP/2 200", True)
    assert b"</html>" in body


def test_a_form_as_large_as_may_be_and_one_larger(system: System) -> None:
    form = ("-H", "Content-Type: application/x-www-form-urlencoded", "--data-binary", "@-")
    first, _, _ = curl(system, "/sv/start", *form, sent=b"questionnaire=buyers&x=" + b"x" * 65_000)
    assert first == "HTTP/2 303"
    first, headers, _ = curl(system, "/sv/start", *form, sent=b"questionnaire=buyers&x=" + b"x" * 66_000)
    assert (first, complete(headers)) == ("HTTP/2 413", True)


def test_a_form_of_untold_length(system: System) -> None:
    """As over HTTP/1: nginx waits until it is whole, in memory, and tells the app how long it is."""
    form = ("-H", "Content-Type: application/x-www-form-urlencoded", "-H", "Content-Length:", "-T", "-")
    first, _, _ = curl(
        system, "/sv/start", "-X", "POST", *form, sent=b"questionnaire=buyers&x=" + b"x" * 60_000
    )
    assert first == "HTTP/2 303"


def test_no_page(system: System) -> None:
    first, headers, _ = curl(system, "/%00")
    assert (first, complete(headers)) == ("HTTP/2 404", True)
