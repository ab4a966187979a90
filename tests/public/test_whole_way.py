"""From the first page to the thanks, and what arrives with the analyst."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from survey.public.journey import hurried
from survey.questionnaire.routing import Way
from survey.storage.drafts import Draft
from tests.public.conftest import LANGUAGES, Site
from tests.public.visitor import Visitor

HEADINGS = {"sv": "Tack för hjälpen", "en": "Tack för hjälpen (en)", "ru": "Tack för hjälpen (ru)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_answers_everything_is_thanked(site: Site, visitor: Visitor, language: str) -> None:
    visitor.consented(language=language)
    visitor.answer(age="adult")
    visitor.answer(sought="yes")
    visitor.answer(channel=["online", "letter"])
    visitor.answer(times="7")
    visitor.answer(told="yes")
    visitor.answer(told="yes", told_whom="En vän")
    visitor.answer(trust__police="low", trust__health="high")
    visitor.answer(improve="Fler tider")
    assert visitor.path.endswith("/check")
    visitor.press(0)
    assert visitor.path.endswith("/done")
    assert visitor.page.heading == HEADINGS[language]
    assert "Jourlinjen" in visitor.page.text
    (response,) = site.opened()
    assert response.answers == {
        "consent": "agree",
        "age": "adult",
        "sought": "yes",
        "channel": ["online", "letter"],
        "times": 7,
        "told": "yes",
        "told_whom": "En vän",
        "trust.police": "low",
        "trust.health": "high",
        "improve": "Fler tider",
    }
    assert (response.language, response.month, response.wave) == (language, "2026-03", "2026")
    assert response.version == site.versions["visitors"].hash
    assert not response.simulated


def test_what_was_left_empty_and_what_was_not_asked_are_kept_apart(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="no")
    visitor.skip()
    visitor.answer(trust__police="high")
    visitor.answer(trust__police="high")
    visitor.answer(improve="")
    visitor.answer(improve="")
    visitor.press(0)
    (response,) = site.opened()
    assert response.answers["told"] is None
    assert response.answers["trust.health"] is None
    assert "channel" not in response.answers
    assert "told_whom" not in response.answers


def test_an_order_at_random_is_the_same_every_time_and_arrives_as_it_was_seen(
    site: Site, visitor: Visitor
) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="yes")
    here = visitor.path

    def shown() -> list[str]:
        return [control.value for control in visitor.form.named("channel")]

    seen = shown()
    visitor.get(here)
    assert shown() == seen
    visitor.switch("ru")
    assert shown() == seen
    assert seen[-2:] == ["none", "declined"]
    visitor.get(here)
    visitor.answer(channel=["letter"])
    visitor.answer(told="no")
    visitor.answer(trust__police="low", trust__health="low")
    visitor.answer(improve="Nej")
    visitor.press(0)
    (response,) = site.opened()
    assert response.orders == {"channel": seen[:-1]}


def test_pressing_send_twice_sends_once_and_thanks_twice(site: Site, visitor: Visitor) -> None:
    visitor.to_check()
    twice = visitor.tab()
    for tab in (visitor, twice):
        tab.press(0)
        assert tab.page.heading == HEADINGS["sv"]
    assert site.rows("inbox") == 1


def test_going_back_after_sending_shows_no_answers(visitor: Visitor) -> None:
    visitor.to_check()
    here = visitor.path
    visitor.press(0)
    for address in (here, here.replace("check", "1"), here.replace("check", "6")):
        visitor.get(address)
        assert visitor.path.endswith("/done")
        assert "Allt" not in visitor.page.text


def test_answers_given_faster_than_anybody_reads_are_marked() -> None:
    draft = Draft(version="", language="sv", begun=1000)
    forty = Way((), None, {f"q{n}": "yes" for n in range(40)} | {"left_empty": None})
    assert hurried(draft, forty, minute=1000)
    assert not hurried(draft, forty, minute=1001)
    assert not hurried(draft, Way((), None, {"q": "yes"}), minute=1000)


def test_counts_say_how_many_and_nothing_else(site: Site, visitor: Visitor) -> None:
    visitor.to_check()
    visitor.press(0)
    left_early = site.visitor()
    left_early.consented(language="ru")
    left_early.answer(age="adult")
    gone_at_once = site.visitor()
    gone_at_once.consented(language="en")
    assert site.counted() == {
        ("week_begun", "2026-W10"): 2,
        ("week_sent", "2026-W10"): 1,
        ("language", "sv"): 1,
        ("language", "ru"): 1,
        ("collector", ""): 2,
        ("section", "start"): 2,
        ("section", "contact"): 2,
        ("section", "trust"): 1,
    }


def test_who_is_on_an_old_version_finishes_on_it(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    old = site.versions["visitors"]
    new = site.publish(replace(old.questionnaire, wave="2027"))
    assert new.hash != old.hash
    visitor.answer(age="adult")
    visitor.answer(sought="no")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.answer(improve="Allt")
    visitor.press(0)
    late = site.visitor()
    late.to_check()
    late.press(0)
    assert sorted(response.version for response in site.opened()) == sorted([old.hash, new.hash])
