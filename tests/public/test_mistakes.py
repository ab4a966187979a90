"""What cannot be taken is explained where it stands, and nothing typed is lost."""

from __future__ import annotations

import pytest

from tests.public.conftest import Site
from tests.public.visitor import Filled, Visitor


def to_times(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="yes")
    visitor.answer(channel="online")


def test_an_empty_answer_is_asked_about_once(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    here = visitor.path
    visitor.answer()
    assert (visitor.path, visitor.status) == (here, 200)
    assert "Vill du svara?" in visitor.page.text
    visitor.answer()
    assert visitor.path != here
    visitor.get(here)
    visitor.answer()
    assert "Vill du svara?" in visitor.page.text, "another time it is asked again, once"


def test_a_row_that_was_left_out_is_asked_about_and_the_others_stay(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="no")
    visitor.answer(told="no")
    visitor.answer(trust__police="high")
    assert "Vill du svara?" in visitor.page.text
    assert visitor.chosen == {"trust.police": ["high"]}


def test_consent_has_to_be_given(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    here = visitor.path
    for _ in range(2):
        visitor.answer()
        assert (visitor.path, visitor.status) == (here, 422)
        assert visitor.page.title.startswith("Fel:")
    assert site.rows("drafts") == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("sought", "perhaps", "Välj ett av svaren på sidan."),
        ("sought", ["yes", "no"], "Ge bara ett svar."),
        ("sought", ["yes", "yes"], "Ge bara ett svar."),
        ("sought", "<script>alert(1)</script>", "Välj ett av svaren på sidan."),
    ],
)
def test_only_one_of_the_options_can_be_chosen(
    site: Site, visitor: Visitor, field: str, value: str | list[str], says: str
) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    here = visitor.path
    visitor.answer(**{field: value})
    assert (visitor.path, visitor.status) == (here, 422)
    assert says in visitor.page.text
    assert "<script>alert" not in visitor.response.text
    visitor.get(here)
    assert visitor.chosen == {}, "nothing was stored"


@pytest.mark.parametrize("alone", ["none", "declined"])
def test_none_of_these_cannot_stand_beside_another_answer(visitor: Visitor, alone: str) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    visitor.answer(sought="yes")
    visitor.answer(channel=["phone", alone])
    assert visitor.status == 422
    words = {"none": "Inget av detta", "declined": "Vill inte svara"}[alone]
    assert f"”{words}” kan inte väljas tillsammans med andra svar." in visitor.page.text
    assert visitor.chosen == {"channel": ["phone", alone]} or visitor.chosen == {"channel": [alone, "phone"]}
    visitor.answer(channel=[alone])
    assert visitor.status == 200


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "Skriv ett heltal mellan 1 och 99."),
        ("100", "Skriv ett heltal mellan 1 och 99."),
        ("två", "Skriv ett heltal mellan 1 och 99."),
        ("1.5", "Skriv ett heltal mellan 1 och 99."),
        (["5", "declined"], "”Vill inte svara” kan inte väljas tillsammans med andra svar."),
    ],
)
def test_a_number_that_cannot_be_stays_as_it_was_typed(
    visitor: Visitor, typed: str | list[str], says: str
) -> None:
    to_times(visitor)
    visitor.answer(times=typed)
    assert visitor.status == 422
    assert says in visitor.page.text
    assert visitor.chosen["times"] == ([typed] if isinstance(typed, str) else typed)


def test_a_number_can_be_declined(visitor: Visitor) -> None:
    to_times(visitor)
    visitor.answer(times="declined")
    assert visitor.page.heading == "Har du berättat?"
    visitor.get(visitor.path.removesuffix("6") + "5")
    assert visitor.chosen == {"times": ["declined"]}


def test_the_summary_leads_to_the_control_and_says_the_same(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer()
    (link,) = [(address, words) for address, words in visitor.page.links if address.startswith("#q-")]
    ids = {node.attributes.get("id") for node in visitor.page.root.all("input")}
    assert link[0].removeprefix("#") in ids
    errors = [node for node in visitor.page.root.all("p") if node.attributes.get("id") == "q-age-error"]
    assert errors[0].text == f"Fel: {link[1]}"
    field = visitor.page.root.all("fieldset")[0]
    assert "q-age-error" in field.attributes["aria-describedby"]


def test_text_past_its_limit_is_kept_on_the_page_and_not_stored(visitor: Visitor) -> None:
    visitor.to_check()
    visitor.get(f"{visitor.path.removesuffix('check')}6?from=check")
    visitor.answer(improve="ж" * 51)
    assert visitor.status == 422
    assert "Texten är för lång. Högst 50 tecken." in visitor.page.text
    assert visitor.chosen == {"improve": ["ж" * 51]}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<b>x</b>&amp;\"'", "<b>x</b>&amp;\"'"),
        ("a\x00b\u202ec\u2066d", "abcd"),
        ("🌱 rad ett\r\nrad två", "🌱 rad ett\nrad två"),
        ("  \n ", None),
    ],
)
def test_what_is_written_arrives_clean_and_is_inert_on_every_page(
    site: Site, visitor: Visitor, written: str, kept: str | None
) -> None:
    visitor.to_check()
    visitor.get(f"{visitor.path.removesuffix('check')}6?from=check")
    filled: Filled = {"improve": written, "prompted": "1"}
    visitor.answer(**filled)
    assert visitor.path.endswith("/check")
    assert "<b>x" not in visitor.response.text
    visitor.press(0)
    (response,) = site.opened()
    assert response.answers["improve"] == kept
