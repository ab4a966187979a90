"""Every response carries every header once, whoever makes it and whatever went wrong (case 29)."""

from __future__ import annotations

from collections.abc import Iterator
from email.parser import BytesParser
from http.client import HTTPMessage

import pytest

from survey.public.headers import HEADERS
from survey.public.limits import FROM_ONE_NETWORK
from tests.deployment.conftest import ONION, System
from tests.deployment.doors import Door, Reply
from tests.deployment.live import EXIT, HOST
from tests.deployment.processes import DEPLOYMENT, free_port, free_ports, nginx
from tests.deployment.walks import without_table

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def complete(headers: HTTPMessage) -> bool:
    for name, value in HEADERS.items():
        said = headers.get_all(name) or []
        assert len(said) == 1, (name, said)
        if name == "Content-Security-Policy":
            assert said[0].startswith("default-src 'none'; ")
            assert "unsafe" not in said[0]
        else:
            assert said == [value]
    assert not any(digit in headers.get("Server", "") for digit in "0123456789")
    return True


def parsed(raw: bytes) -> tuple[int, HTTPMessage]:
    """Status and headers of a response that was read as bytes."""
    first, _, rest = raw.partition(b"\r\n")
    headers = BytesParser(_class=HTTPMessage).parsebytes(rest, headersonly=True)
    return int(first.split()[1]), headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sv/", 200),
        ("GET", "/favicon.ico", 204),
        ("GET", "/sv/start", 303),
        ("GET", "/exit", 303),
        ("HEAD", "/sv/", 200),
        ("GET", "/nothing", 404),
        ("DELETE", "/sv/", 404),
        ("GET", "/sv/abcd2345/1", 410),
        ("GET", "/%00", 404),
        ("GET", "/sv/" + "x" * 3000, 404),
    ],
)
def test_pages_and_what_is_no_page(door: Door, method: str, path: str, status: int) -> None:
    reply = door.ask(method, path)
    assert (reply.status, complete(reply.headers)) == (status, True)


def test_too_large(door: Door) -> None:
    reply = door.ask("POST", "/sv/start", b"x=" + b"x" * 70_000, FORM)
    assert (reply.status, complete(reply.headers)) == (413, True)


def test_too_many(door: Door) -> None:
    network = {"nginx": "127.0.5.1", "gunicorn": "127.0.6.1"}[door.name]
    told = FORM | {"Client-Network": network}
    for _ in range(2 * FROM_ONE_NETWORK + 1):  # two workers count each for itself
        reply = door.ask("POST", "/sv/start", b"questionnaire=buyers", told, network)
        if reply.status == 429:
            break
    assert (reply.status, complete(reply.headers)) == (429, True)
    assert int(reply.headers["Retry-After"]) > 0
    assert len(reply.headers.get_all("Retry-After") or []) == 1


def test_what_nobody_foresaw(system: System, door: Door) -> None:
    with without_table(system.instance, "versions"):
        reply = door.ask("GET", "/sv/")
    assert (reply.status, complete(reply.headers)) == (500, True)
    assert "Något gick fel" in reply.body.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/nonsense\r\n\r\n", {400, 404}),
        (b"nonsense\r\n\r\n", {400, 404}),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n\r\n", {414}),
        (b"GET / HTTP/1.1\r\nHost: %b\r\nX: %b\r\n\r\n" % (HOST.encode(), b"x" * 40_000), {431}),
        (b"GET / HTTP/1.1\r\nHost: %b\r\nTransfer-Encoding: odd\r\n\r\n" % HOST.encode(), {501}),
        (b"GET / HTTP/1.1\r\nHost: %b\r\nBad name: x\r\n\r\n" % HOST.encode(), {400, 404}),
    ],
)
def test_what_is_no_request(door: Door, sent: bytes, status: set[int]) -> None:
    raw = door.says(sent)
    found, headers = parsed(raw)
    assert found in status
    assert complete(headers)
    assert b"nonsense" not in raw and b"Bad name" not in raw and b"odd" not in raw


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """nginx without the app, as while that is started again."""
    prefix, ports = tmp_path_factory.mktemp("alone") / "nginx", free_ports()
    with nginx(prefix, ports, f"127.0.0.1:{free_port()}"):
        yield Door("nginx", ports.tls, prefix / "fullchain.pem")


def test_without_the_app_somebody_is_told_to_try_again(alone: Door) -> None:
    reply = alone.ask("GET", "/sv/")
    assert (reply.status, complete(reply.headers)) == (502, True)
    assert int(reply.headers["Retry-After"]) > 0
    text = reply.body.decode()
    assert all(words in text for words in ("försök igen", "try again", "попробуйте ещё раз"))
    assert 'href="/exit"' in text


def test_without_the_app_somebody_can_still_leave(alone: Door) -> None:
    reply = alone.ask("GET", "/exit")
    assert (reply.status, reply.headers["Location"]) == (303, EXIT)
    assert reply.headers["Clear-Site-Data"] == '"storage", "cache"'
    assert complete(reply.headers)


def test_nginx_says_the_same_as_the_app() -> None:
    shipped = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    for name, value in HEADERS.items():
        assert f"add_header {name} " in shipped
        if name != "Content-Security-Policy":
            assert value in shipped, name


def test_tor_browser_is_told_of_the_onion_service(system: System) -> None:
    reply = system.nginx.ask("GET", "/sv/")
    assert reply.headers.get_all("Onion-Location") == [f"http://{ONION}.onion/"]


def test_nothing_is_compressed(door: Door) -> None:
    reply = door.ask("GET", "/sv/", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert reply.status == 200
    assert reply.headers.get("Content-Encoding") is None
    assert b"<html" in reply.body


def test_browsers_stay_with_https(system: System) -> None:
    reply = system.nginx.ask("GET", "/sv/")
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = Door("plain", system.ports.plain).ask("GET", "/sv/abcd2345/1?x=y")
    assert (plain.status, plain.headers["Location"]) == (302, f"https://{HOST}/")


def test_cookies_are_for_https_and_this_host(door: Door) -> None:
    reply: Reply = door.ask("POST", "/sv/start", b"questionnaire=buyers", FORM)
    assert reply.status == 303
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-s-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
