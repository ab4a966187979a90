"""Texts on their way to HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from survey.pages.order import shown_order
from survey.pages.prose import parted, prose
from survey.pages.support import card_text, contact_line
from survey.pages.wording import label, number_text
from survey.questionnaire.answers import read
from survey.questionnaire.model import Card, Option, Question
from survey.storage.contacts import Contact


def test_a_blank_line_separates_paragraphs_and_dashes_make_a_list() -> None:
    assert prose("Ett\noch samma.\n\n- a\n- b\nSlut") == Markup(
        "<p>Ett och samma.</p><ul><li>a</li><li>b</li></ul><p>Slut</p>"
    )


@given(st.text())
def test_no_text_becomes_an_element(text: str) -> None:
    own = ("<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>")
    rest = str(prose(text))
    for tag in own:
        rest = rest.replace(tag, "")
    assert "<" not in rest
    heading, _ = parted(text)
    assert "<" not in heading


@given(st.integers(0, 2**32), st.integers(2, 12))
def test_a_shuffled_order_holds_every_option_once_with_the_fixed_ones_last(seed: int, count: int) -> None:
    free = [Option(f"o{n}", {"sv": ""}) for n in range(count)]
    fixed = [Option("other", {"sv": ""}, last=True), Option("none", {"sv": ""}, exclusive=True)]
    question = Question(
        id="q", type="multi", text={"sv": ""}, options=(fixed[0], *free, fixed[1]), order="random"
    )
    order = shown_order(question, seed)
    assert sorted(option.code for option in order) == sorted(option.code for option in question.options)
    assert list(order[-2:]) == fixed
    assert shown_order(question, seed) == order


def test_orders_differ_between_respondents_and_unordered_questions_stay() -> None:
    options = tuple(Option(f"o{n}", {"sv": ""}) for n in range(5))
    question = Question(id="q", type="multi", text={"sv": ""}, options=options, order="random")
    assert len({tuple(option.code for option in shown_order(question, seed)) for seed in range(200)}) > 50
    assert shown_order(Question(id="q", type="multi", text={"sv": ""}, options=options), 7) == options


@given(st.integers(-(10**6), 10**6), st.sampled_from(["sv", "en", "ru"]))
def test_a_kept_number_is_shown_as_it_can_be_typed_again(hundredths: int, language: str) -> None:
    value = hundredths / 100
    question = Question(id="q", type="number", text={"sv": ""}, decimals=2)
    assert read(question, lambda _: [number_text(value, language)]).values == {"q": value}


def test_answers_in_words() -> None:
    scale = Question(
        id="q",
        type="scale",
        text={"sv": ""},
        options=tuple(Option(str(n), {}) for n in range(1, 6)),
        ends=({"sv": "Inte alls"}, {"sv": "Mycket"}),
        states=(Option("declined", {"sv": "Vill inte svara"}),),
    )
    assert [label(scale, value, "sv") for value in (1, 3, 5, "declined", None)] == [
        "1 – Inte alls",
        "3",
        "5 – Mycket",
        "Vill inte svara",
        "",
    ]
    number = Question(id="q", type="number", text={"sv": ""}, decimals=1, unit={"sv": "år", "en": "years"})
    assert (label(number, 2.5, "sv"), label(number, 2.5, "en")) == ("2,5 år", "2.5 years")


def test_a_card_takes_the_contact_that_stands_in_the_settings() -> None:
    contact = Contact(slot="crisis", name={"sv": "Jouren <1>"}, phone="08-465 004 00")
    line = contact_line(contact, "sv")
    card = Card("crisis", {"sv": "Råd & stöd: {contact}."})
    assert card_text(card, line, "sv") == Markup(
        'Råd &amp; stöd: Jouren &lt;1&gt;, <a href="tel:0846500400">08-465 004 00</a>.'
    )
    assert "Jouren" in card_text(None, line, "sv")
