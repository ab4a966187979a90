"""Three languages, on every page, with everything kept."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.public.conftest import LANGUAGES, Site
from tests.public.visitor import Visitor


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_which_language_it_is_in(visitor: Visitor, language: str) -> None:
    for path in (f"/{language}/", f"/{language}/support", f"/{language}/privacy"):
        visitor.get(path)
        assert (visitor.status, visitor.page.language) == (200, language)


def test_the_front_page_takes_the_language_that_the_browser_asks_for(site: Site) -> None:
    for asked, shown in (("ru-RU,ru;q=0.9", "ru"), ("en", "en"), ("fi", "sv"), ("", "sv")):
        page = site.app.test_client().get("/", headers={"Accept-Language": asked})
        assert f'<html lang="{shown}">' in page.text


def test_what_was_typed_stays_when_the_language_is_switched(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="yes")
    visitor.answer(channel="online")
    visitor.switch("ru", times="inte ett tal")
    assert visitor.page.language == "ru"
    assert visitor.chosen == {"times": ["inte ett tal"]}
    assert not visitor.page.title.startswith("Ошибка"), "nobody has sent it yet"
    visitor.switch("en", times="12")
    assert visitor.chosen == {"times": ["12"]}
    visitor.answer(times="12")
    assert visitor.page.heading == "Har du berättat? (en)"


def test_what_was_chosen_before_consent_stays_too(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    visitor.switch("en", consent="agree")
    assert visitor.chosen == {"consent": ["agree"]}
    assert site.rows("drafts") == 0


def test_the_first_button_is_the_one_that_enter_presses(visitor: Visitor) -> None:
    visitor.begin()
    assert [button.text for button in visitor.form.buttons] == ["Fortsätt", "English", "Русский"]


def test_the_check_keeps_its_place_in_another_language(visitor: Visitor) -> None:
    visitor.to_check()
    links = {words: address for address, words in visitor.page.links}
    visitor.get(links["Русский"])
    assert visitor.path.startswith("/ru/") and visitor.path.endswith("/check")
    assert "Har du sökt hjälp? (ru)" in visitor.page.text


def test_support_leads_back_to_the_question_in_the_language_chosen_there(visitor: Visitor) -> None:
    visitor.consented()
    here = visitor.path
    links = {words: address for address, words in visitor.page.links}
    visitor.get(links["Stöd och kontakter"])
    visitor.get({words: address for address, words in visitor.page.links}["English"])
    visitor.get({words: address for address, words in visitor.page.links}["Back"])
    assert visitor.path == here.replace("/sv/", "/en/")


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "abcdefgh/1\r\nX: y", "../../x"])
def test_the_way_back_leads_nowhere_else(visitor: Visitor, back: str) -> None:
    page = visitor.client.get("/sv/support", query_string={"back": back})
    assert "evil" not in page.text
    assert "X" not in page.headers


def test_a_questionnaire_that_lacks_the_language_is_shown_in_its_own(site: Site, visitor: Visitor) -> None:
    site.publish(replace(site.versions["neighbours"].questionnaire, languages=("sv", "en")))
    visitor.begin("neighbours", language="ru")
    assert visitor.page.language == "sv"
    assert [button.text for button in visitor.form.buttons] == ["Fortsätt", "English"]
