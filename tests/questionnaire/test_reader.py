"""What designers write becomes what they meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.questionnaire.model import STATES, Questionnaire
from survey.questionnaire.reader import read_questionnaire


def whole(reading) -> Questionnaire:
    assert [complaint.line() for complaint in reading.complaints] == []
    return reading.questionnaire


def test_a_question_among_the_pages_is_a_page_of_its_own(read_pages):
    found = whole(read_pages("- single: likes\n  text: Vad?\n  options: {a: A, b: B}"))
    assert [(page.id, [q.id for q in page.questions]) for page in found.pages] == [
        ("likes", ["likes"]),
        ("done", []),
    ]


def test_yes_no_and_numbers_stay_what_was_typed(read_pages):
    found = whole(read_pages("- single: likes\n  text: 1.10\n  options: {yes: no, no: 007}"))
    question = found.pages[0].questions[0]
    assert question.text == {"sv": "1.10"}
    assert [(option.code, option.text["sv"]) for option in question.options] == [("yes", "no"), ("no", "007")]


def test_declined_comes_by_itself_with_sensitivity_and_can_be_taken_away(read_pages):
    page = "- single: {id}\n  text: Vad?\n  sensitivity: 2\n  options: {{a: A, b: B}}"
    sensitive = whole(read_pages(page.format(id="likes"))).pages[0].questions[0]
    assert [state.code for state in sensitive.states] == ["declined"]
    without = whole(read_pages(page.format(id="likes") + "\n  declined: false")).pages[0].questions[0]
    assert without.states == ()


def test_states_have_their_usual_text_or_their_own(read_pages):
    found = whole(
        read_pages(
            """
            - single: likes
              text: Vad?
              dont_know: Minns inte
              not_applicable: true
              declined: true
              options: {a: A, b: B}
            """
        )
    )
    states = {state.code: state.text["sv"] for state in found.pages[0].questions[0].states}
    assert states == {
        "dont_know": "Minns inte",
        "not_applicable": "Inte aktuellt",
        "declined": "Vill inte svara",
    }
    assert set(states) == set(STATES)


def test_a_module_s_pages_are_taken_in_and_fitted_to_the_questionnaire(read_pages):
    found = whole(read_pages("- use: background"))
    assert [page.id for page in found.pages] == ["age_band", "occupation", "done"]
    occupation = found.pages[1].questions[0]
    assert occupation.text["sv"] == "Vad gör du om dagarna?"
    assert occupation.wording == "visitors"
    assert occupation.module == "background"
    assert [option.code for option in occupation.options] == ["work", "other"]


def test_a_module_s_codes_have_the_same_numbers_in_every_questionnaire(read_pages, read):
    visitors = whole(read_pages("- use: background.occupation")).pages[0].questions[0]
    text = "questionnaire: sellers\ntitle: T\nlanguages: [sv]\npages:\n  - use: background.occupation\n"
    sellers = whole(read(text + "  - end: done\n    outcome: completed\n    text: Tack!\n"))
    numbers = {option.code: option.number for option in sellers.pages[0].questions[0].options}
    assert numbers == {"work": 1, "sells": 2, "other": 3}
    assert {option.code: option.number for option in visitors.options} == {"work": 1, "other": 3}


def test_a_page_takes_single_questions_of_modules_with_an_added_condition(read_pages):
    found = whole(
        read_pages(
            """
            - use: background.age_band
            - page: work
              questions:
                - use: background.occupation
                  show_if: age_band = adult
            """
        )
    )
    assert found.pages[1].questions[0].show_if == ["=", "age_band", "adult"]


def test_a_skippable_section_opens_with_its_gate_and_the_pages_depend_on_it(read_pages):
    found = whole(
        read_pages(
            """
            - section: safety
              title: Trygghet
              skippable: {use: safety.safety_gate}
              pages:
                - single: harmed
                  text: Har du?
                  options: {yes: Ja, no: Nej}
            """
        )
    )
    assert found.sections[0].gate == "safety_gate"
    assert [(page.id, page.section, page.show_if) for page in found.pages] == [
        ("safety_gate", "safety", None),
        ("harmed", "safety", ["=", "safety_gate", "yes"]),
        ("done", "", None),
    ]


def test_skippable_true_gives_a_usual_gate(read_pages):
    found = whole(
        read_pages(
            """
            - section: health
              title: Hur du mår
              skippable: true
              pages:
                - single: well
                  text: Mår du bra?
                  options: {yes: Ja, no: Nej}
            """
        )
    )
    gate = found.pages[0].questions[0]
    assert gate.id == "health_gate"
    assert "Hur du mår" in gate.text["sv"]
    assert [option.code for option in gate.options] == ["yes", "skip"]


def test_a_shared_scale_gives_columns_order_and_states(read_pages):
    found = whole(read_pages("- matrix: trust\n  text: Hur?\n  rows: {police: polisen}\n  columns: trust5"))
    question = found.pages[0].questions[0]
    assert question.ordered
    assert question.scale == "trust5"
    assert [state.code for state in question.states] == ["dont_know"]
    assert question.variables == ("trust.police",)


def test_the_cards_of_the_contacts_that_are_shown_come_along(read_pages):
    found = whole(
        read_pages("- single: likes\n  text: Vad?\n  support: [youth, crisis_line]\n  options: {a: A, b: B}")
    )
    assert found.pages[0].support == ("youth", "crisis_line")
    assert [(card.slot, card.text["sv"]) for card in found.cards] == [("youth", "Ring {contact}.")]


def test_a_scale_a_number_a_month_and_a_text_keep_their_limits(read_pages):
    found = whole(
        read_pages(
            """
            - scale: satisfaction
              text: Nöjd?
              steps: 7
              ends: [Inte alls, Mycket]
            - number: times
              text: Hur många?
              min: 1
              max: 99
            - month: last_contact
              text: När?
              min: 2020-01
            - open: improve
              text: Vad?
              max_length: 300
            """
        )
    )
    scale, number, month, text = (page.questions[0] for page in found.pages[:-1])
    assert [option.number for option in scale.options] == list(range(1, 8))
    assert scale.ends == ({"sv": "Inte alls"}, {"sv": "Mycket"})
    assert (number.min, number.max) == (1, 99)
    assert month.min == "2020-01"
    assert text.max_length == 300


@pytest.mark.parametrize("name", ["missing.yaml", "modules"])
def test_a_file_that_is_not_there_is_one_complaint(tmp_path: Path, name):
    (tmp_path / "modules").mkdir()
    reading = read_questionnaire(tmp_path / name)
    assert [complaint.kind for complaint in reading.complaints] == ["no_file"]
