"""Going back, changing answers, and ways that change with them."""

from __future__ import annotations

import pytest

from tests.public.conftest import Site
from tests.public.visitor import Visitor


def to_channel(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="yes")


def test_back_shows_what_was_answered(visitor: Visitor) -> None:
    to_channel(visitor)
    back = {words: address for address, words in visitor.page.links}["Tillbaka"]
    visitor.get(back)
    assert visitor.chosen == {"sought": ["yes"]}
    visitor.answer(sought="yes")
    assert "Hur tog du kontakt?" in visitor.page.heading


def test_a_page_further_on_than_the_way_has_come_leads_to_where_it_is(visitor: Visitor) -> None:
    to_channel(visitor)
    here = visitor.path
    for place in ("9", "999", "check"):
        visitor.get(f"{here.rsplit('/', 1)[0]}/{place}")
        assert visitor.path == here


def test_answers_to_hidden_questions_are_dropped(site: Site, visitor: Visitor) -> None:
    to_channel(visitor)
    visitor.answer(channel="online")
    visitor.answer(times="5")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.answer(improve="Allt")
    change = next(address for address, words in visitor.page.links if words == "Ändra: Har du sökt hjälp?")
    visitor.get(change)
    visitor.answer(sought="no")
    assert visitor.path.endswith("/check")
    assert "Nätet" not in visitor.page.text
    visitor.press(0)
    (response,) = site.opened()
    assert response.answers["sought"] == "no"
    assert not {"channel", "times"} & response.answers.keys()


def test_a_change_that_opens_questions_asks_them_before_the_check(visitor: Visitor) -> None:
    visitor.to_check()
    visitor.get(f"{visitor.path.removesuffix('check')}3?from=check")
    visitor.answer(sought="yes")
    assert visitor.page.heading == "Hur tog du kontakt?"
    visitor.answer(channel="online")
    assert visitor.page.heading == "Hur många gånger?"
    visitor.answer(times="2")
    assert visitor.path.endswith("/check")
    assert "2" in visitor.page.text


def test_a_change_that_opens_nothing_comes_straight_back(visitor: Visitor) -> None:
    visitor.to_check()
    visitor.get(f"{visitor.path.removesuffix('check')}6?from=check")
    visitor.answer(improve="Något annat")
    assert visitor.path.endswith("/check")
    assert "Något annat" in visitor.page.text


def test_an_answer_that_opens_a_question_on_its_page_shows_the_page_again(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="no")
    here = visitor.path
    assert {control.name for control in visitor.form.controls if control.kind != "hidden"} == {"told"}
    visitor.answer(told="yes")
    assert visitor.path == here
    assert visitor.chosen == {"told": ["yes"]}
    assert visitor.form.named("told_whom")
    visitor.answer(told="yes", told_whom="Min syster")
    assert visitor.path != here


def test_an_answer_posted_for_a_question_that_was_not_asked_is_dropped(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="no", channel="phone", times="5", improve="inte här")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.skip()
    visitor.press(0)
    (response,) = site.opened()
    assert not {"channel", "times"} & response.answers.keys()
    assert response.answers["improve"] is None


def test_an_earlier_answer_stands_in_a_later_question_and_free_text_never_does(visitor: Visitor) -> None:
    to_channel(visitor)
    visitor.answer(channel="online")
    visitor.answer(times="12")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    assert visitor.page.heading == "Vad kan bli bättre efter 12 gånger?"


def test_the_check_is_folded_and_shows_what_was_left_empty(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.skip()
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.answer(improve="Allt")
    parts = visitor.page.root.all("details")
    assert len(parts) == 4
    assert not any("open" in part.attributes for part in parts)
    assert "Inte besvarad" in parts[2].text
    assert "polisen: Stort" in parts[3].text


@pytest.mark.parametrize("page_id", ["too_young", "done", "nothing", ""])
def test_a_form_for_a_page_that_is_not_on_the_way_changes_nothing(visitor: Visitor, page_id: str) -> None:
    to_channel(visitor)
    here = visitor.path
    hidden = dict(visitor.form.hidden) | {"page": page_id}
    visitor.send(here, hidden | {"channel": "phone"})
    assert visitor.path == here
    assert visitor.chosen == {}
