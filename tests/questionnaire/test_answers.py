"""Only options that the question has, only within its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.answers import clean_text, is_empty, read
from survey.questionnaire.model import Option, Question, Row

STATES = (Option("dont_know", {"sv": "Vet inte"}), Option("declined", {"sv": "Vill inte svara"}))


def options(*codes: str, exclusive: str = "") -> tuple[Option, ...]:
    return tuple(Option(code, {"sv": code}, n, code == exclusive) for n, code in enumerate(codes, 1))


SINGLE = Question(id="q", type="single", text={"sv": "?"}, options=options("a", "b"), states=STATES)
MULTI = Question(
    id="q", type="multi", text={"sv": "?"}, options=options("a", "b", "none", exclusive="none"), states=STATES
)
MATRIX = Question(
    id="m", type="matrix", text={"sv": "?"}, options=options("low", "high"), states=STATES,
    rows=(Row("x", {"sv": "x"}), Row("y", {"sv": "y"})),
)  # fmt: skip
SCALE = Question(id="q", type="scale", text={"sv": "?"}, options=options("1", "2", "3"), states=STATES)
NUMBER = Question(id="q", type="number", text={"sv": "?"}, min=1, max=99, states=STATES)
DECIMAL = Question(id="q", type="number", text={"sv": "?"}, decimals=2)
MONTH = Question(id="q", type="month", text={"sv": "?"}, min="2020-01", max="2026-12", states=STATES)
OPEN = Question(id="q", type="open", text={"sv": "?"}, max_length=10)


def taken(question: Question, *posted: str):
    reading = read(question, lambda name: list(posted) if name == question.variables[0] else [])
    return reading.values[question.variables[0]], [problem.kind for problem in reading.problems]


@pytest.mark.parametrize(
    ("question", "posted", "value"),
    [
        (SINGLE, ["a"], "a"),
        (SINGLE, ["declined"], "declined"),
        (SINGLE, [], None),
        (SINGLE, [""], None),
        (MULTI, ["b", "a"], ["a", "b"]),
        (MULTI, ["none"], ["none"]),
        (MULTI, ["declined"], "declined"),
        (MULTI, ["a", "a"], ["a"]),
        (SCALE, ["3"], 3),
        (SCALE, ["dont_know"], "dont_know"),
        (NUMBER, [" 7 "], 7),
        (NUMBER, ["٧"], None),
        (NUMBER, ["", "declined"], "declined"),
        (DECIMAL, ["1 234,5"], 1234.5),
        (DECIMAL, ["−2"], -2.0),
        (MONTH, ["2026-03"], "2026-03"),
        (MONTH, ["2026-3"], "2026-03"),
        (MONTH, ["03/2026"], "2026-03"),
        (MONTH, ["3 2026"], "2026-03"),
        (OPEN, ["  hej  "], "hej"),
        (OPEN, ["   "], None),
    ],
)
def test_what_was_posted_becomes_a_value(question, posted, value):
    assert taken(question, *posted)[0] == value


@pytest.mark.parametrize(
    ("question", "posted", "problem"),
    [
        (SINGLE, ["c"], "unknown_option"),
        (SINGLE, ["not_applicable"], "unknown_option"),
        (SINGLE, ["a", "b"], "several"),
        (SINGLE, ["a", "a"], "several"),
        (MULTI, ["a", "x"], "unknown_option"),
        (MULTI, ["a", "none"], "exclusive"),
        (MULTI, ["a", "declined"], "exclusive"),
        (SCALE, ["4"], "unknown_option"),
        (NUMBER, ["seven"], "not_a_number"),
        (NUMBER, ["1.5"], "not_a_number"),
        (NUMBER, ["1e3"], "not_a_number"),
        (NUMBER, ["9" * 400], "not_a_number"),
        (NUMBER, ["0"], "out_of_range"),
        (NUMBER, ["100"], "out_of_range"),
        (NUMBER, ["7", "8"], "several"),
        (NUMBER, ["7", "declined"], "exclusive"),
        (MONTH, ["2026-13"], "not_a_month"),
        (MONTH, ["mars"], "not_a_month"),
        (MONTH, ["2019-12"], "out_of_range"),
        (MONTH, ["2027-01"], "out_of_range"),
        (OPEN, ["x" * 11], "too_long"),
        (OPEN, ["a", "b"], "several"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(question, posted, problem):
    assert taken(question, *posted) == (None, [problem])


def test_each_row_of_a_matrix_is_read_by_itself():
    posted = {"m.x": ["low"], "m.y": ["c"]}
    reading = read(MATRIX, lambda name: posted.get(name, []))
    assert reading.values == {"m.x": "low", "m.y": None}
    assert [(problem.variable, problem.kind) for problem in reading.problems] == [("m.y", "unknown_option")]
    assert is_empty(MATRIX, reading.values)


def test_only_what_is_required_must_be_answered():
    required = Question(id="q", type="single", text={"sv": "?"}, options=options("a", "b"), required=True)
    assert taken(required) == (None, ["required"])
    assert taken(SINGLE) == (None, [])


@given(st.text(max_size=300))
def test_a_cleaned_text_holds_nothing_that_hides_or_reorders(text):
    cleaned = clean_text(text)
    assert not set(cleaned) & set("\x00\x07\x1b\r\u202e\u2066\u200f\ufeff\u2028")
    assert clean_text(cleaned) == cleaned


@given(
    st.lists(st.text(max_size=40), max_size=4), st.sampled_from([SINGLE, MULTI, SCALE, NUMBER, MONTH, OPEN])
)
def test_anything_posted_is_either_taken_or_refused(posted, question):
    value, problems = taken(question, *posted)
    assert value is None or not problems
    if isinstance(value, str) and question.type == "open":
        assert len(value) <= question.max_length
    if isinstance(value, list):
        assert set(value) <= {"a", "b", "none"}
