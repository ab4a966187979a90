"""The whole way on a small phone, without any JavaScript, in every questionnaire and language."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LANGUAGES, NAMES, PHONE, Opens
from tests.browser.looks import faults, foreign, picture, watch_requests
from tests.browser.walk import Walk
from tests.whole.programs import Trial

FEWEST_PAGES = 30
INFORMATION = ("", "support", "privacy", "accessibility", "safety")


@pytest.fixture(scope="module")
def pictured() -> set[tuple[str, str]]:
    """What there is a screenshot of: many pages stand in several questionnaires."""
    return set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("questionnaire", NAMES)
def test_from_the_first_page_to_the_thanks(
    opens: Opens, trial: Trial, pictured: set[tuple[str, str]], questionnaire: str, language: str
) -> None:
    window = opens(PHONE, language=language)
    asked = watch_requests(window)
    walk = Walk(window.new_page(), language, questionnaire)
    wrong: list[str] = []
    passed: list[str] = []

    def look(name: str) -> None:
        wrong.extend(faults(walk.page, language, width=PHONE[0], secrets=(*NAMES, name)))
        if (language, name) not in pictured:
            pictured.add((language, name))
            picture(walk.page, language, name)

    walk.begin()
    for page in walk.pages():
        look(page)
        passed.append(page)
    look(f"{questionnaire}-check")
    walk.send()
    look(f"{questionnaire}-done")

    assert wrong == []
    assert len(set(passed)) >= FEWEST_PAGES
    assert foreign(asked, trial.address) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", INFORMATION)
def test_the_pages_around(opens: Opens, language: str, place: str) -> None:
    page = opens(PHONE, language=language).new_page()
    page.goto(f"/{language}/{place}")
    picture(page, language, f"around-{place or 'choose'}")
    assert faults(page, language, width=PHONE[0], secrets=NAMES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_answer_is_asked_about_once(opens: Opens, language: str) -> None:
    walk = Walk(opens(PHONE, language=language).new_page(), language, "sellers")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "sexual_orientation")
    walk.go_on()
    assert walk.page_id == "sexual_orientation"
    picture(walk.page, language, "state-prompt")
    assert faults(walk.page, language, width=PHONE[0], secrets=NAMES) == []
    walk.go_on()
    assert walk.page_id not in ("", "sexual_orientation")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_said_in_words_at_its_place(opens: Opens, language: str) -> None:
    walk = Walk(opens(PHONE, language=language).new_page(), language, "sellers")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "channels" or "others_involved" in here.page_id)
    walk.to_page(lambda here: here.page_id == "others_involved")
    walk.page.locator("input[name=others_involved]").first.check()
    walk.page.locator("input[name=others_involved][value=no]").check()
    walk.go_on()
    assert walk.page_id == "others_involved"
    picture(walk.page, language, "state-error")
    assert faults(walk.page, language, width=PHONE[0], secrets=NAMES) == []
    first = walk.page.locator("main a[href^='#']").first
    assert walk.page.locator(first.get_attribute("href") or "").count() == 1, (
        "the summary leads to the control"
    )


def test_switching_language_keeps_what_was_typed(opens: Opens) -> None:
    walk = Walk(opens(PHONE).new_page(), "sv", "relatives")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "rel_about")
    walk.fill()
    typed = walk.kept
    for language in ("ru", "en", "sv"):
        walk.switch(language)
        assert walk.page.locator("html").get_attribute("lang") == language
        assert walk.kept == typed
        assert walk.page_id == "rel_about"


def test_the_language_can_be_switched_up_to_the_thanks(opens: Opens) -> None:
    walk = Walk(opens(PHONE).new_page(), "sv", "relatives")
    walk.begin()
    walk.to_check()
    walk.switch("ru")
    walk.send()
    for language in ("en", "sv", "ru"):
        walk.switch(language)
        assert walk.page.locator("html").get_attribute("lang") == language
        assert walk.page.url.endswith(f"/{language}/{walk.page.url.split('/')[-2]}/done")


def test_an_answer_opens_a_question_on_the_same_page(opens: Opens) -> None:
    walk = Walk(opens(PHONE).new_page(), "sv", "relatives")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "learned")
    assert {control.name for control in walk.controls} == {"learned_how"}
    walk.fill()
    walk.go_on()
    assert walk.page_id == "learned"
    assert {control.name for control in walk.controls} == {"learned_how", "learned_when"}
    assert walk.kept == {"learned_how": ["told"]}
    walk.fill()
    walk.go_on()
    assert walk.page_id != "learned"
