"""A visit belongs to one browser and one tab's address: nothing foreign is taken over, nothing mixed."""

from __future__ import annotations

import pytest

from survey.public.tickets import csrf_token, new_token
from tests.public.conftest import Site
from tests.public.visitor import Visitor


def test_a_visit_before_consent_stores_nothing(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    visitor.get(visitor.path)
    visitor.answer()
    assert site.rows("drafts") == 0
    visitor.answer(consent="agree")
    assert site.rows("drafts") == 1


def test_cookies_name_no_questionnaire_and_are_equally_long(site: Site) -> None:
    values = []
    for questionnaire in ("visitors", "neighbours"):
        visitor = site.visitor()
        visitor.begin(questionnaire)
        (value,) = visitor.cookies.values()
        assert questionnaire not in value
        assert site.versions[questionnaire].hash not in value
        values.append(len(value))
    assert values[0] == values[1]


def test_the_cookie_is_for_this_site_and_this_session_alone(visitor: Visitor) -> None:
    visitor.client.post("/sv/start", data={"questionnaire": "visitors"})
    (cookie,) = visitor.client._cookies.values()
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.path == "/"
    assert cookie.expires is None and cookie.max_age is None
    assert cookie.key.startswith("s-")


@pytest.mark.parametrize("token", ["", "wrong", "å" * 20, None])
def test_a_form_without_its_token_is_refused_and_changes_nothing(visitor: Visitor, token: str | None) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    here = visitor.path
    hidden = dict(visitor.form.hidden)
    del hidden["csrf_token"]
    if token is not None:
        hidden["csrf_token"] = token
    visitor.send(here, hidden | {"sought": "yes"})
    assert visitor.status == 400
    visitor.get(here)
    assert visitor.chosen == {}


def test_a_form_of_another_visit_is_refused(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    other = site.visitor()
    other.consented()
    foreign = dict(other.form.hidden)
    visitor.send(visitor.path, foreign | {"age": "adult"})
    assert visitor.status == 400


@pytest.mark.parametrize("place", ["check", "delete"])
def test_sending_and_deleting_need_the_token_too(site: Site, visitor: Visitor, place: str) -> None:
    visitor.to_check()
    visitor.send(visitor.path.replace("check", place), {})
    assert visitor.status == 400
    assert (site.rows("drafts"), site.rows("inbox")) == (1, 0)


def test_a_planted_token_is_not_adopted(site: Site, visitor: Visitor) -> None:
    _, value = new_token()
    visitor.put_cookie("s-abcdefgh", value)
    visitor.get("/sv/abcdefgh/1")
    assert visitor.status == 410
    visitor.send("/sv/abcdefgh/1", {"csrf_token": csrf_token(value), "consent": "agree"})
    assert visitor.status == 410
    assert site.rows("drafts") == 0


def test_consent_is_followed_by_a_token_that_nobody_else_has_seen(site: Site, visitor: Visitor) -> None:
    attacker = site.visitor()
    attacker.begin()
    ((name, ticket),) = attacker.cookies.items()
    visitor.put_cookie(name, ticket)
    visitor.get(attacker.path)
    visitor.answer(consent="agree")
    assert visitor.cookies[name] != ticket
    attacker.get(visitor.path)
    assert attacker.path.endswith("/1"), "the planted ticket leads nowhere but to the first page"


def test_a_ticket_is_bound_to_its_address(visitor: Visitor) -> None:
    visitor.begin()
    ((_, ticket),) = visitor.cookies.items()
    visitor.put_cookie("s-aaaaaaaa", ticket)
    visitor.get("/sv/aaaaaaaa/1")
    assert visitor.status == 410


def test_without_cookies_it_is_explained_and_goes_round_in_no_circle(site: Site) -> None:
    client = site.app.test_client(use_cookies=False)
    response = client.post("/sv/start", data={"questionnaire": "visitors"})
    page = client.get(response.location)
    assert page.status_code == 410
    assert "tar webbläsaren inte emot kakor" in page.text


def test_two_questionnaires_in_two_tabs_do_not_mix(site: Site, visitor: Visitor) -> None:
    other = visitor.tab()
    visitor.consented("visitors")
    other.consented("neighbours")
    visitor.answer(age="adult")
    other.answer(near="yes")
    visitor.answer(sought="no")
    other.answer(wish="En park")
    other.press(0)
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="high")
    visitor.answer(improve="Allt")
    visitor.press(0)
    found = {response.version: response.answers for response in site.opened()}
    assert found[site.versions["neighbours"].hash] == {"consent": "agree", "near": "yes", "wish": "En park"}
    assert "near" not in found[site.versions["visitors"].hash]


def test_what_another_tab_saved_is_shown_and_not_overwritten(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    other = visitor.tab()
    other.get(visitor.path)
    here = visitor.path
    visitor.answer(sought="yes")
    other.answer(sought="no")
    assert other.status == 409
    assert other.chosen == {"sought": ["yes"]}
    assert "Det du valde i det här fönstret: Nej" in other.page.text
    other.answer(sought="no")
    assert other.path != here, "seen and chosen again, it is saved"
    other.get(here)
    assert other.chosen == {"sought": ["no"]}


def test_tabs_on_different_pages_both_save(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    other = visitor.tab()
    other.get(visitor.path.removesuffix("3") + "2")
    visitor.answer(sought="no")
    other.answer(age="adult")
    visitor.answer(told="no")
    visitor.get(visitor.path.rsplit("/", 1)[0] + "/3")
    assert visitor.chosen == {"sought": ["no"]}


def test_back_and_continue_in_one_tab_is_no_conflict(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    kept_by_the_browser = visitor.tab()
    visitor.answer(sought="yes")
    kept_by_the_browser.answer(sought="no")
    assert kept_by_the_browser.page.heading == "Har du berättat?"
    kept_by_the_browser.get(visitor.path.rsplit("/", 1)[0] + "/3")
    assert kept_by_the_browser.chosen == {"sought": ["no"]}


def test_a_double_click_on_continue_saves_once_and_goes_on(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    twice = visitor.tab()
    visitor.answer(sought="no")
    twice.answer(sought="no")
    assert (twice.status, twice.path) == (200, visitor.path)


def test_a_draft_that_has_lain_for_hours_is_gone_and_says_so(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    here = visitor.path
    site.wait(hours=1, minutes=55)
    visitor.get(here)
    assert visitor.status == 200
    site.wait(hours=4)
    visitor.get(here)
    assert visitor.status == 410
    assert visitor.page.heading == "Besöket är avslutat"


def test_answering_keeps_a_draft_alive(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    for _ in range(4):
        site.wait(hours=1, minutes=30)
        visitor.answer(age="adult")
        visitor.get(visitor.path.rsplit("/", 1)[0] + "/2")
    assert visitor.chosen == {"age": ["adult"]}


def test_deleting_asks_first_and_then_nothing_is_left(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    here = visitor.path
    delete = next(address for address, words in visitor.page.links if words == "Radera mina svar")
    visitor.get(delete)
    assert site.rows("drafts") == 1
    assert ("Behåll svaren", here) in [(words, address) for address, words in visitor.page.links]
    visitor.press(0)
    assert visitor.page.heading == "Dina svar är raderade"
    assert site.rows("drafts") == 0
    assert visitor.cookies == {}
    visitor.get(here)
    assert visitor.status == 410


def test_leaving_forgets_every_visit_and_no_other_cookie(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    visitor.tab().begin("neighbours")
    visitor.put_cookie("login", "elsewhere")
    here = visitor.path
    visitor.get("/exit")
    assert visitor.response.status_code == 303
    assert visitor.response.location == "https://neutral.example/weather"
    assert visitor.response.headers["Clear-Site-Data"] == '"storage", "cache"'
    assert visitor.cookies == {"login": "elsewhere"}
    visitor.get(here)
    assert visitor.status == 410
    assert "Har du sökt hjälp" not in visitor.page.text
