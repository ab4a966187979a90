"""What no form offers is refused in a sentence, and nothing of it is kept."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tests.whole.html_page import Form, Page
from tests.whole.http_client import Client
from tests.whole.programs import Trial
from tests.whole.respondent import Respondent, page_id

Fields = Sequence[tuple[str, str]]


def at(trial: Trial, wanted: str) -> tuple[Client, Page, Form]:
    """Somebody who has come to a page of the sellers' questionnaire."""
    client = Client(trial.address)
    one = Respondent(client, "sellers", random.Random(1), languages=["sv"], restless=0)
    page = one.begin()
    while page_id(page) != wanted:
        page = one._meet(page)
    form = page.posting()
    assert form
    return client, page, form


def pressed(form: Form) -> Fields:
    return [*form.hidden, (form.buttons[0].name, form.buttons[0].value)]


REFUSED: dict[str, Fields] = {
    "an option that does not exist": [("country_birth", "atlantis")],
    "two answers where there is one": [("country_birth", "sweden"), ("country_birth", "asia")],
    "an option and an unknown one": [("country_birth", "sweden"), ("country_birth", "atlantis")],
    "a script": [("country_birth", "<script>alert(1)</script>")],
    "another question's option": [("country_birth", "malmo")],
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_form_offers(trial: Trial, what: str) -> None:
    client, page, form = at(trial, "country_birth")
    answer = client.post(form.action, [*pressed(form), *REFUSED[what]])
    assert answer.status == 422
    assert page_id(answer) == "country_birth"
    assert answer.title.startswith("Fel:")
    assert "<script>alert" not in answer.root.text
    shown = client.get(page.path)
    again = shown.posting()
    assert again
    assert not [control for control in again.named("country_birth") if control.chosen], "nothing was kept"


def test_an_answer_to_a_question_that_was_not_asked_is_dropped(trial: Trial) -> None:
    client, _, form = at(trial, "country_birth")
    fields = [*pressed(form), ("country_birth", "asia"), ("housing", "own"), ("comment", "not asked here")]
    after = client.post(form.action, fields)
    assert page_id(after) == "civil_status"
    one = Respondent(client, "sellers", random.Random(2), restless=0)
    while page_id(after) != "housing":
        after = one._meet(after)
    asked = after.posting()
    assert asked
    assert not [control for control in asked.named("housing") if control.chosen]


@pytest.mark.parametrize("token", ["", "forged", None], ids=["empty", "forged", "missing"])
def test_a_form_without_its_token(trial: Trial, token: str | None) -> None:
    client, page, form = at(trial, "country_birth")
    fields = [(name, value) for name, value in pressed(form) if name != "csrf_token"]
    fields += [("csrf_token", token)] if token is not None else []
    answer = client.ask("POST", form.action, [*fields, ("country_birth", "asia")])
    assert answer.status == 400
    kept = client.get(page.path)
    assert page_id(kept) == "country_birth", "what was answered before is still there"


def test_another_visits_token(trial: Trial) -> None:
    _, _, foreign = at(trial, "country_birth")
    client, _, form = at(trial, "country_birth")
    token = [(name, value) for name, value in foreign.hidden if name == "csrf_token"]
    fields = [(name, value) for name, value in pressed(form) if name != "csrf_token"]
    assert client.ask("POST", form.action, [*fields, *token, ("country_birth", "asia")]).status == 400


def test_a_planted_cookie_is_not_adopted(trial: Trial) -> None:
    client, page, _ = at(trial, "country_birth")
    thief = Client(trial.address)
    thief.cookies = {name: "A" * len(value) for name, value in client.cookies.items()}
    assert thief.ask("GET", page.path).status == 410


def test_two_questionnaires_in_one_browser_do_not_mix(trial: Trial) -> None:
    client = Client(trial.address)
    chances = random.Random(5), random.Random(6)
    sellers = Respondent(client, "sellers", chances[0], languages=["sv"], restless=0)
    relatives = Respondent(client, "relatives", chances[1], languages=["ru"], restless=0)
    pages = [sellers.begin(), relatives.begin()]
    for _ in range(20):
        pages = [one._meet(page) for one, page in zip((sellers, relatives), pages, strict=True)]
    assert {page.language for page in pages} == {"sv", "ru"}
    assert "rel_role" in relatives.pages
    assert "sell_recency" in sellers.pages
    assert not sellers.pages.keys() & {"rel_role", "rel_about"}


def test_more_than_anybody_writes_is_refused(trial: Trial) -> None:
    client, page, form = at(trial, "country_birth")
    answer = client.ask("POST", form.action, [*pressed(form), ("country_birth", "x" * 600_000)])
    assert answer.status == 413
    client.close()
    assert page_id(client.get(page.path)) == "country_birth"


ADDRESSES = {
    "/sv/there-is-no-such-page": 404,
    "/xx/": 404,
    "/sv/../../etc/passwd": 404,
    "/sv/%2e%2e/%2e%2e/secret": 404,
    "/sv/aaaaaaaa/1": 410,
    "/c/nothing": 404,
    "/sv/%00": 404,
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_addresses_that_lead_nowhere(trial: Trial, path: str) -> None:
    client = Client(trial.address)
    answer = client.ask("GET", path)
    assert answer.status == ADDRESSES[path]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert Page(path, answer.status, answer.body.decode()).heading
