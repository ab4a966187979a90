"""What a browser, a proxy and somebody looking over a shoulder get to know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey.pages.rendering import SCRIPT, STYLE, csp_hash
from survey.public.headers import LENGTH
from tests.public.conftest import Site
from tests.public.visitor import Visitor

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
INFORMATION = ("support", "privacy", "accessibility", "safety")


def pages(site: Site) -> dict[str, TestResponse]:
    """Every kind of response that is a page."""
    responses = every_kind_of_response(site)
    return {name: found for name, found in responses.items() if found.text and found.status_code != 308}


def every_kind_of_response(site: Site) -> dict[str, TestResponse]:
    client = site.app.test_client()
    visitor = site.visitor()
    visitor.to_check()
    check = visitor.path
    post = client.post

    def fail() -> None:
        raise RuntimeError("a secret answer")

    site.app.view_functions["front"] = fail
    return {
        "choice": client.get("/sv/"),
        **{name: client.get(f"/sv/{name}") for name in INFORMATION},
        "redirect": post("/sv/start", data={"questionnaire": "visitors"}),
        "nothing chosen": post("/sv/start", data={}),
        "question": visitor.client.get(check.replace("check", "3")),
        "error": visitor.client.post(check.replace("check", "3"), data={}),
        "check": visitor.client.get(check),
        "ended": client.get("/sv/aaaaaaaa/4"),
        "exit": client.get("/exit"),
        "icon": client.get("/favicon.ico"),
        "no slash": client.get("/sv"),
        "404": client.get("/nothing"),
        "405": client.delete("/sv/"),
        "400": client.get("/sv/", headers={"Host": "evil.example"}),
        "413": post(
            "/sv/start", data=b"a=" + b"x" * 70_000, content_type="application/x-www-form-urlencoded"
        ),
        "500": client.get("/"),
    }


def test_every_response_carries_all_the_headers(site: Site) -> None:
    for name, response in every_kind_of_response(site).items():
        for header, value in HEADERS.items():
            assert response.headers.get(header) == value, (name, header)
        assert "geolocation=()" in response.headers["Permissions-Policy"], name
        assert "Server" not in response.headers or "Werkzeug" not in response.headers["Server"], name
        policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
        assert policy == {
            "default-src": "'none'",
            "style-src": csp_hash(STYLE),
            "script-src": csp_hash(SCRIPT),
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }, name


def test_errors_answer_with_their_status(site: Site) -> None:
    found = {name: response.status_code for name, response in every_kind_of_response(site).items()}
    assert {name: status for name, status in found.items() if name.isdecimal()} == {
        "404": 404,
        "405": 404,
        "400": 400,
        "413": 413,
        "500": 500,
    }
    assert found["ended"] == 410


def test_pages_come_in_one_length(site: Site) -> None:
    assert {name: len(page.data) for name, page in pages(site).items() if len(page.data) != LENGTH} == {}


def test_the_policy_lets_the_page_be_as_it_is_made(visitor: Visitor) -> None:
    visitor.begin()
    html = visitor.response.text
    assert re.findall(r"<style>(.*?)</style>", html, re.DOTALL) == [STYLE]
    assert re.findall(r"<script>(.*?)</script>", html, re.DOTALL) == [SCRIPT]
    assert not re.search(r"<[^>]+ (?:style|on[a-z]+)=", html)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", html)


def test_titles_and_addresses_name_no_questionnaire_and_no_section(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    seen = [(visitor.path, visitor.page.title)]
    visitor.to_check()
    seen.append((visitor.path, visitor.page.title))
    for number in range(1, 7):
        visitor.get(f"{visitor.path.rsplit('/', 1)[0]}/{number}")
        seen.append((visitor.path, visitor.page.title))
    for path, title in seen:
        assert re.fullmatch(r"/sv/[a-z2-7]{8}/(?:\d|check)", path)
        assert re.fullmatch(r"Fråga \d – Enkät|Kontrollera svaren – Enkät", title)


def test_no_form_lets_the_browser_remember(site: Site) -> None:
    for name, response in pages(site).items():
        for form in re.findall(r"<form[^>]*>", response.text):
            assert 'autocomplete="off"' in form, name


def test_every_page_can_be_left_quickly_and_leads_to_support(site: Site) -> None:
    for name, response in pages(site).items():
        assert 'href="/exit"' in response.text, name
        assert "/support" in response.text, name


def test_a_trial_says_on_every_page_that_it_is_one(site: Site) -> None:
    for name, response in pages(site).items():
        assert '<p class="trial">' in response.text, name


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b"])
def test_a_forged_host_is_refused(site: Site, host: str) -> None:
    response = site.app.test_client().get("/sv/", headers={"Host": host})
    assert response.status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_a_trial_answers_on_its_own_machine(site: Site, host: str) -> None:
    assert site.app.test_client().get("/sv/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/sv/%2e%2e/x",
        "/sv/abc%00defgh/1",
        "/sv/ABCDEFGH/1",
        "/sv/abcdefg1/1",
        "/sv/aaaaaaaa/0x1",
        "/sv/aaaaaaaa/-1",
        "/xx/",
        "/sv%0d%0aX-Injected:1/",
        "/sv/aaaaaaaa/99999999999",
    ],
)
def test_addresses_that_are_none_of_ours_are_not_found(site: Site, path: str) -> None:
    response = site.app.test_client().get(path)
    assert response.status_code == 404
    assert "X-Injected" not in response.headers


@pytest.mark.parametrize(
    "body",
    [
        {"questionnaire": "visitors", **{f"field{n}": "" for n in range(10_000)}},
        {"questionnaire": "visitors", "big": "x" * 1_000_000},
    ],
    ids=["ten thousand fields", "a megabyte"],
)
def test_forms_larger_than_any_page_are_refused(site: Site, body: dict[str, str]) -> None:
    assert site.app.test_client().post("/sv/start", data=body).status_code == 413


def test_a_multipart_bomb_is_refused(site: Site) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n'
    response = site.app.test_client().post(
        "/sv/start", data=part * 1_200 + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 413


def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    site = Site(tmp_path / "secure", public_url="https://survey.example")
    client = site.app.test_client()
    response = client.post("/sv/start", data={"questionnaire": "visitors"}, base_url="https://survey.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-s-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    site.instance.engine.dispose()


def test_an_unexpected_error_is_logged_without_anything_that_was_sent(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.consented()
    visitor.answer(age="adult")

    def fail(**_: object) -> None:
        raise ValueError("sought=yes")

    app: Flask = site.app
    monkeypatch.setitem(app.view_functions, "answer", fail)
    visitor.answer(sought="yes")
    assert visitor.status == 500
    assert visitor.page.heading == "Något gick fel hos oss"
    (record,) = caplog.records
    assert "ValueError" in record.getMessage()
    tag = visitor.path.split("/")[2]
    told = record.getMessage() + str(record.exc_info)
    assert not any(secret in told for secret in ("sought", tag, *visitor.cookies.values()))
