"""Requests that mean harm, through nginx and straight to gunicorn (cases 24, 26, 27 and 28)."""

from __future__ import annotations

import re

import pytest

from survey.public.limits import FROM_ONE_NETWORK
from tests.deployment.conftest import System
from tests.deployment.doors import Door
from tests.deployment.live import EXIT, HOST
from tests.deployment.walks import answered

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}
PART = b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n'
START = (
    f"POST /sv/start HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n".encode()
)


def status(raw: bytes) -> int:
    return int(raw.split(b" ", 2)[1])


# Case 24: bodies of every bad shape.


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"x=" + b"x" * 65_536, FORM),
        (b"x=" + b"x" * 5_000_000, FORM),
        (b"&".join(b"f%d" % n for n in range(10_000)), FORM),
        (b"&".join(b"f" for _ in range(10_000)), FORM),
        (b"".join(PART % n for n in range(1_001)) + b"--b--\r\n", MULTIPART),
        (PART % 1 + b"x" * 70_000 + b"\r\n--b--\r\n", MULTIPART),
    ],
    ids=["a byte too many", "large", "ten thousand names", "one name ten thousand times", "parts", "a part"],
)
def test_24_a_body_that_no_form_of_ours_makes_is_refused(
    door: Door, body: bytes, headers: dict[str, str]
) -> None:
    reply = door.ask("POST", "/sv/start", body, headers)
    assert reply.status == 413
    assert "Set-Cookie" not in reply.headers


def test_24_a_body_without_a_length_is_refused_when_it_grows_too_large(door: Door) -> None:
    pieces = b"".join(b"2000\r\n" + b"x" * 0x2000 + b"\r\n" for _ in range(9))
    raw = door.says(
        START + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + pieces + b"0\r\n\r\n"
    )
    assert status(raw) == 413


def test_24_a_body_that_is_just_small_enough_is_read(door: Door) -> None:
    """Without a length only by nginx, which tells the app how long it was; browsers always send one."""
    body = b"questionnaire=buyers&x=" + b"x" * 65_000
    assert door.ask("POST", "/sv/start", body, FORM).status == 303
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:30_000], body[30_000:]))
    raw = door.says(
        START + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + pieces + b"0\r\n\r\n"
    )
    assert status(raw) == {"nginx": 303, "gunicorn": 413}[door.name]


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nx=yyyy",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
)
def test_24_a_body_of_two_lengths_is_not_two_requests(door: Door, framing: bytes) -> None:
    smuggled = b"GET /sv/smuggled HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n\r\n"
    raw = door.says(START + framing + smuggled)
    assert raw.count(b"HTTP/1.1 ") <= 1
    assert not raw or status(raw) in {400, 404, 413, 501}


# Case 26: who the server is and where somebody is from.


@pytest.mark.parametrize(
    "host", ["evil.example", "", f"{HOST}.evil.example", f"evil.example:{HOST}", "127.0.0.1"]
)
def test_26_another_name_gets_no_page(door: Door, host: str) -> None:
    raw = door.says(f"GET /sv/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert not raw or status(raw) in {400, 404}
    assert b"evil" not in raw


def test_26_nginx_does_not_even_shake_hands_as_somebody_else(system: System) -> None:
    with pytest.raises(OSError, match=r"(?i)unrecognized"):
        system.nginx.line(host="evil.example")


def test_26_on_the_plain_port_only_the_own_name_is_led_to_https(system: System) -> None:
    plain = Door("plain", system.ports.plain)
    assert plain.says(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") == b""
    assert plain.says(b"GET /sv/%0d%0aX: y HTTP/1.1\r\n\r\n") == b""
    raw = plain.says(f"GET /sv/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    assert f"Location: https://{HOST}/\r\n".encode() in raw


def test_26_the_onion_service_answers_to_its_own_name_only(system: System) -> None:
    onion = Door("onion", system.ports.onion)
    own = f"GET /sv/ HTTP/1.1\r\nHost: {'a' * 56}.onion\r\nConnection: close\r\n\r\n".encode()
    assert status(onion.says(own, "127.0.0.1")) == 200
    assert onion.says(own.replace(b"aaa.onion", b"bbb.onion"), "127.0.0.1") == b""
    assert onion.says(own.replace(b".onion", b".example"), "127.0.0.1") == b""


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "SCRIPT_NAME", "PATH_INFO"]
)
def test_26_no_header_moves_the_page_elsewhere(door: Door, name: str) -> None:
    """Not even from where a proxy stands."""
    told = {name: "https://evil.example/evil"}
    reply = door.ask("GET", "/sv/start", headers=told, source="127.0.0.1")
    assert (reply.status, reply.headers["Location"]) == (303, "/sv/")
    plain = door.ask("GET", "/sv/", headers=told | {"X-Forwarded-Proto": "http"}, source="127.0.0.1")
    assert plain.status == 200
    assert b"evil" not in plain.body


def test_26_a_forwarded_address_changes_no_limit(system: System) -> None:
    """Neither the usual header, nor the one in which nginx names the network."""
    for n in range(2 * FROM_ONE_NETWORK + 1):
        told = {
            "X-Forwarded-For": f"192.0.{n}.1",
            "X-Real-IP": f"192.0.{n}.1",
            "Client-Network": f"192.0.{n}.0",
        }
        reply = system.nginx.ask("POST", "/sv/start", b"questionnaire=buyers", FORM | told, "127.0.7.1")
        if reply.status == 429:
            break
    assert reply.status == 429
    elsewhere = system.nginx.ask("POST", "/sv/start", b"questionnaire=buyers", FORM, "127.0.8.1")
    assert elsewhere.status == 303, "people in another network are not kept out with them"


def test_26_without_a_proxy_a_forwarded_address_is_not_limited_by(system: System) -> None:
    for _ in range(2 * FROM_ONE_NETWORK + 1):
        told = FORM | {"X-Forwarded-For": "192.0.2.1"}
        assert system.gunicorn.ask("POST", "/sv/start", b"questionnaire=buyers", told).status == 303


# Case 27: line ends and other sites in what is echoed or led on to.


@pytest.mark.parametrize(
    "path",
    [
        "/sv%0d%0aSet-Cookie:%20evil=1/",
        "/sv/support?back=https://evil.example/",
        "/sv/support?back=%0d%0aSet-Cookie:%20evil=1",
        "/sv/privacy?back=//evil.example",
        "/c/%0d%0aLocation:%20https:%2f%2fevil.example",
        "/exit?next=https://evil.example",
        "/exit?to=%0d%0aSet-Cookie:%20evil=1",
        "//evil.example/%2e%2e",
        "/\\evil.example",
        "/sv/start?next=https://evil.example",
        "/sv?next=//evil.example",
    ],
)
def test_27_no_header_is_slipped_in_and_nobody_is_led_elsewhere(door: Door, path: str) -> None:
    raw = door.says(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"evil" not in head
    assert not re.search(rb'(href|action)="[^"]*evil', body)
    led = re.search(rb"\r\nLocation: (.*)", head)
    assert led is None or led[1].strip() == EXIT.encode() or re.match(rb"/(?!/)", led[1])


@pytest.mark.parametrize("field", ["questionnaire", "collector", "language", "next"])
def test_27_nor_by_a_form(door: Door, field: str) -> None:
    body = f"questionnaire=buyers&{field}=%0d%0aLocation:%20https://evil.example".encode()
    reply = door.ask("POST", "/sv/start", body, FORM)
    assert b"evil" not in bytes(str(reply.headers), "utf-8")
    assert reply.status in {303, 404, 410, 422, 503}


# Case 28: ways out of the site's own addresses.


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/sv/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/sv/..%2f..%2fsecret",
        "/sv/%252e%252e/",
        "/sv/....//....//instance/secret",
        "/%00",
        "/sv/%00/1",
        "/sv/support%00.html",
        "/sv/abcd2345/%00",
        "/c/..%2f..%2fsecret",
        "/sv/%c0%ae%c0%ae/",
        "/.git/config",
        "/server-status",
        "/apology",
    ],
)
def test_28_an_address_that_is_none_is_not_found(door: Door, path: str) -> None:
    raw = door.says(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    assert status(raw) == 404
    assert b"root:" not in raw


def test_after_all_that_people_answer(door: Door) -> None:
    assert answered(door).sent
