"""One pass forward: what is hidden is ignored at once, and an end stops the way."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.conditions import compiled, parse
from survey.questionnaire.respondents import random_answers
from survey.questionnaire.routing import Route

PAGES = """
- single: likes
  text: Vad?
  options: {coffee: Kaffe, tea: Te, nothing: Inget}
- end: none_of_it
  show_if: likes = nothing
  outcome: screened_out
  text: Tack
- page: more
  questions:
    - multi: where
      show_if: likes = coffee
      text: Var?
      options: {home: Hemma, work: Jobbet}
    - number: cups
      show_if: where has work
      text: Hur många?
- single: sure
  show_if: not cups >= 3
  text: Säkert?
  options: {yes: Ja, no: Nej}
- single: why
  show_if: likes is answered and not likes = tea
  text: Varför?
  options: {a: A, b: B}
"""


def way(read_pages, **answers):
    return Route(read_pages(PAGES).questionnaire).way(answers)


def pages(found) -> list[str]:
    return [step.page.id for step in found.steps]


def test_a_question_can_depend_on_one_above_it_on_the_same_page(read_pages):
    found = way(read_pages, likes="coffee", where=["work"], cups=2)
    assert [[q.id for q in step.questions] for step in found.steps] == [
        ["likes"], ["where", "cups"], ["sure"], ["why"]
    ]  # fmt: skip
    assert found.answers == {"likes": "coffee", "where": ["work"], "cups": 2, "sure": None, "why": None}


def test_an_end_stops_the_way_and_what_comes_after_is_not_asked(read_pages):
    found = way(read_pages, likes="nothing", sure="yes")
    assert (pages(found), found.end.id, found.answers) == (["likes"], "none_of_it", {"likes": "nothing"})


def test_an_answer_behind_a_changed_route_is_ignored_in_every_condition(read_pages):
    found = way(read_pages, likes="tea", where=["work"], cups=9, why="a")
    assert found.answers == {"likes": "tea"}
    assert pages(found) == ["likes"]


def test_unknown_is_shown_as_little_as_false_and_so_is_its_negation(read_pages):
    assert "sure" not in pages(way(read_pages, likes="coffee", where=["work"]))
    assert "sure" not in pages(way(read_pages, likes="coffee", where=["work"], cups="declined"))
    assert "sure" in pages(way(read_pages, likes="coffee", where=["work"], cups=1))


def test_a_declined_answer_is_not_answered_but_asked():
    answers = {"x": "declined", "y": None}
    expected = {
        "x is answered": False,
        "x is declined": True,
        "x is asked": True,
        "y is asked": True,
        "z is asked": False,
        "x = a": None,
        "z has a": None,
    }
    assert {text: compiled(parse(text))(answers) for text in expected} == expected


def test_unknown_counts_in_and_and_or_as_kleene_says():
    truth = {"t": "a = a", "f": "a = b", "u": "z = a"}
    expected = {"tt": "TT", "tf": "FT", "tu": "NT", "ff": "FF", "fu": "FN", "uu": "NN"}
    shown = {True: "T", False: "F", None: "N"}
    for pair, (conjunction, disjunction) in expected.items():
        first, second = truth[pair[0]], truth[pair[1]]
        for left, right in ((first, second), (second, first)):
            assert shown[compiled(parse(f"{left} and {right}"))({"a": "a"})] == conjunction
            assert shown[compiled(parse(f"{left} or {right}"))({"a": "a"})] == disjunction


@given(st.integers(0, 10**9))
def test_a_random_respondent_comes_to_a_completed_end_by_the_real_route(questionnaire, seed):
    answers = random_answers(questionnaire, random.Random(seed))
    found = Route(questionnaire).way(answers)
    assert found.end.outcome == "completed"
    assert found.answers == answers


def test_the_same_seed_gives_the_same_respondent(questionnaire):
    assert random_answers(questionnaire, random.Random(7)) == random_answers(questionnaire, random.Random(7))
