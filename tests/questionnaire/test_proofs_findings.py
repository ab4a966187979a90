"""What the proofs tell a designer: the line, what holds there, and why."""

from __future__ import annotations

import pytest

from survey.questionnaire.proofs.enumeration import Enumeration
from survey.questionnaire.proofs.proving import Proofs, prove
from survey.questionnaire.proofs.solver import Solver

LIKES = "- single: likes\n  text: Vad?\n  options: {coffee: Kaffe, tea: Te, nothing: Inget}\n"
# `- single: likes` stands on line 6 of the file; what follows LIKES begins on line 9.


@pytest.fixture(params=[Solver, Enumeration])
def proofs_of(request, read_pages):
    def proofs_of(pages: str) -> Proofs:
        reading = read_pages(pages)
        assert reading.complaints == ()
        engine = request.param(reading.questionnaire)
        return prove(reading.questionnaire, reading.positions, reading.conditions, engine)

    return proofs_of


def told(proofs: Proofs) -> list[tuple[str, int, int]]:
    return [(one.kind, one.place.line, one.place.column) for one in proofs.complaints]


def question(name: str, show_if: str) -> str:
    return f"- single: {name}\n  text: Va?\n  show_if: {show_if}\n  options: {{a: A, b: B}}\n"


def test_a_questionnaire_that_works_has_no_findings(proofs_of):
    proofs = proofs_of(LIKES + question("why", "likes = tea") + question("more", "why = a"))
    assert proofs.complaints == ()


def test_what_an_earlier_end_makes_impossible_is_told_with_the_end_s_line(proofs_of):
    end = "- end: none_of_it\n  show_if: likes = nothing\n  outcome: screened_out\n  text: Tack\n"
    proofs = proofs_of(LIKES + end + question("why", "likes = nothing"))
    assert told(proofs) == [("never_shown", 15, 14)]
    (complaint,) = proofs.complaints
    assert complaint.level == "error"
    assert complaint.sentence("en") == (
        "'why' can never be shown. 'none_of_it' (line 10 of visitors.yaml) ends the questionnaire for those "
        "who answered “Inget” to the question “Vad?”."
    )
    assert complaint.sentence("sv") == (
        "'why' kan aldrig visas. 'none_of_it' (rad 10 i visitors.yaml) avslutar enkäten för dem som "
        "svarade ”Inget” på frågan ”Vad?”."
    )


def test_of_several_reasons_the_nearest_is_told(proofs_of):
    proofs = proofs_of(
        LIKES
        + question("first", "likes = tea")
        + question("second", "first = a and likes = tea")
        + question("third", "second is answered and likes = coffee")
    )
    assert told(proofs) == [("never_shown", 19, 14)]
    assert "'second' (line 15" in proofs.complaints[0].sentence("en")


def test_a_page_that_nobody_comes_to_is_told_once_and_not_for_each_of_its_questions(proofs_of):
    proofs = proofs_of(
        LIKES
        + "- end: everybody\n  show_if: likes is answered or likes is asked\n  outcome: completed\n"
        + "  text: Tack\n"
        + "- page: late\n  questions:\n"
        + "    - single: a\n      text: V?\n      options: {a: A, b: B}\n"
        + "    - single: b\n      text: V?\n      show_if: a = a\n      options: {a: A, b: B}\n"
    )
    kinds = [(complaint.kind, complaint.params["id"]) for complaint in proofs.complaints]
    assert kinds == [("always_true", "everybody"), ("never_shown", "late"), ("never_shown", "done")]


@pytest.mark.parametrize(
    "condition",
    [
        "likes = tea and likes = coffee",
        "likes = tea and likes is not answered",
        "likes is declined",
        "not (likes = tea or likes != tea)",
        "cups > 3 and cups < 4",
        "cups < 0 or cups = 2 and cups = 3",
        "since < 2020-03 and since > 2020-02",
        "where has home and where has nowhere",
        "not where has any (home, work, nowhere)",
    ],
)
def test_a_condition_that_contradicts_itself_is_told_whatever_stands_around_it(proofs_of, condition):
    other = (
        "- number: cups\n  text: Hur?\n  min: 0\n- month: since\n  text: När?\n"
        "- multi: where\n  text: Var?\n  options: {home: H, work: J, nowhere: {text: I, exclusive: true}}\n"
    )
    proofs = proofs_of(LIKES + other + question("why", condition))
    assert ("contradiction", 19, 14) in told(proofs)
    assert proofs.complaints[0].grounds is None


def test_an_answer_that_must_be_given_can_be_the_reason(proofs_of):
    must = LIKES + "  required: true\n"
    proofs = proofs_of(must + question("why", "likes is not answered"))
    assert told(proofs) == [("never_shown", 12, 14)]
    assert "'likes' (line 6 of visitors.yaml) must be answered." in proofs.complaints[0].sentence("en")


def test_a_condition_that_everybody_meets_is_a_warning_with_its_reason(proofs_of):
    end = "- end: none_of_it\n  show_if: likes != tea\n  outcome: screened_out\n  text: Tack\n"
    proofs = proofs_of(LIKES + "  required: true\n" + end + question("why", "likes = tea"))
    assert told(proofs) == [("always_true", 16, 14)]
    assert proofs.complaints[0].level == "warning"
    sentence = proofs.complaints[0].sentence("en")
    assert "'likes' (line 6 of visitors.yaml) must be answered. 'none_of_it' (line 11" in sentence


def test_left_empty_counts_so_that_the_same_condition_is_not_always_true_without_it(proofs_of):
    end = "- end: none_of_it\n  show_if: likes != tea\n  outcome: screened_out\n  text: Tack\n"
    assert proofs_of(LIKES + end + question("why", "likes = tea")).complaints == ()


def test_the_module_s_condition_and_the_one_beside_use_are_judged_each_by_itself(folder, proofs_of):
    (folder / "modules" / "more.yaml").write_text(
        "module: more\nquestions:\n  - single: why\n    text: V?\n    show_if: likes = tea\n"
        "    options: {a: A, b: B}\n"
    )
    used = "- page: p\n  questions:\n    - use: more.why\n      show_if: likes in (coffee, tea)\n"
    proofs = proofs_of(LIKES + used)
    assert told(proofs) == [("always_true", 12, 18)]
    assert proofs.complaints[0].place.file.endswith("visitors.yaml")


def test_an_option_that_no_route_makes_matter_is_told_at_its_word(proofs_of):
    end = "- end: none_of_it\n  show_if: likes = nothing\n  outcome: screened_out\n  text: Tack\n"
    proofs = proofs_of(LIKES + end + question("why", "likes in (tea, nothing)"))
    assert told(proofs) == [("idle_option", 15, 29)]
    (complaint,) = proofs.complaints
    assert (complaint.level, complaint.params) == ("information", {"found": "nothing"})
    assert complaint.sentence("sv").startswith("'nothing' gör ingen skillnad i villkoret")
    assert "'none_of_it' (rad 10 i visitors.yaml)" in complaint.sentence("sv")


def test_a_gate_counts_for_everything_in_its_section(proofs_of):
    pages = (
        "- section: more\n  title: Mer\n  skippable: true\n  pages:\n"
        "    - single: why\n      text: V?\n      options: {a: A, b: B}\n"
        "- single: skipped\n  text: V?\n  show_if: more_gate = skip and why is answered\n"
        "  options: {a: A, b: B}\n"
    )
    proofs = proofs_of(LIKES + pages)
    assert told(proofs) == [("never_shown", 18, 14)]
    assert "'why' (line 13" in proofs.complaints[0].sentence("en")
    assert "chose to answer the part “Mer”" in proofs.complaints[0].sentence("en")


@pytest.mark.parametrize("engine", [Solver, Enumeration])
def test_a_way_that_reaches_no_end_is_told_with_somebody_who_takes_it(read, engine):
    reading = read(
        "questionnaire: visitors\ntitle: T\nlanguages: [sv]\npages:\n"
        "  - single: likes\n    text: Vad?\n    required: true\n    options: {tea: Te, milk: Mjölk}\n"
        "  - single: sugar\n    text: Socker?\n    options: {yes: Ja, no: Nej}\n"
        "  - end: with\n    show_if: likes = milk\n    outcome: completed\n    text: Tack\n"
        "  - end: without\n    show_if: sugar is answered\n    outcome: completed\n    text: Tack\n"
    )
    proofs = prove(
        reading.questionnaire, reading.positions, reading.conditions, engine(reading.questionnaire)
    )
    assert told(proofs) == [("way_without_end", 16, 10)]
    assert proofs.complaints[0].sentence("sv").endswith("Till exempel den som svarade ”Te” på frågan ”Vad?”.")
    assert [ending.page.id for ending in proofs.endings] == ["with", "without"]


def test_the_shortest_and_the_longest_way_count_pages_questions_and_seconds(proofs_of):
    proofs = proofs_of(
        LIKES
        + "- matrix: trust\n  text: Hur?\n  rows: {a: A, b: B, c: C}\n  columns: trust5\n"
        + question("why", "likes = tea")
        + "- info: note\n  text: "
        + "Ord " * 200
        + "\n  show_if: why = a\n"
    )
    assert (proofs.shortest.pages, proofs.shortest.questions) == (2, 4)
    assert (proofs.longest.pages, proofs.longest.questions) == (4, 5)
    assert proofs.longest.seconds > proofs.shortest.seconds + 30


def test_an_engine_that_gives_up_says_so_and_claims_nothing(read_pages):
    many = "".join(
        f"- multi: m{n}\n  text: V?\n  options: {{a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H}}\n"
        for n in range(4)
    )
    last = "".join(question(f"q{n}{code}", f"m{n} has {code}") for n in range(4) for code in "abcdefgh")
    questionnaire = read_pages(many + last).questionnaire
    unproved = prove(questionnaire, engine=Enumeration(questionnaire))
    assert [(one.kind, one.level) for one in unproved.complaints] == [("unproved", "warning")]
    assert unproved.longest is None
    assert prove(questionnaire) == prove(questionnaire, engine=Solver(questionnaire))
    assert prove(questionnaire).complaints == ()
