"""Reading what was posted: only options that the question has, only within its limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from survey.questionnaire.model import STATES, Answers, Option, Question, Value

Posted = Callable[[str], list[str]]
"""Field name → everything that was posted under it."""

ProblemKind = Literal[
    "required",
    "unknown_option",
    "several",
    "exclusive",
    "not_a_number",
    "out_of_range",
    "not_a_month",
    "too_long",
]

# U+2066–2069, U+202A–202E and the marks reorder text on screen; U+FEFF and U+2028/9 break exports.
_REORDERING: Final = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_MONTH: Final = re.compile(r"(?:(\d{4})[-/. ]?(\d{1,2})|(\d{1,2})[-/. ](\d{4}))")


class Problem(NamedTuple):
    """Why an answer cannot be taken, for the page to put in words."""

    variable: str
    kind: ProblemKind
    params: dict[str, str]


class Reading(NamedTuple):
    """The values of a question's variables, and what is wrong. With a problem the value is None."""

    values: Answers
    problems: tuple[Problem, ...]


def clean_text(text: str) -> str:
    """A text with one kind of line break and without NUL, control and reordering characters."""
    text = _REORDERING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def read(question: Question, posted: Posted) -> Reading:
    """Read one question's fields: each variable's id is the name of its field.

    Nothing is taken on trust: an unknown code, a repeated single choice, an exclusive
    option beside another one, and values out of range each give a Problem.
    """
    values: Answers = {}
    problems: list[Problem] = []
    reader = _READERS.get(question.type)
    for variable in question.variables:
        given = [text for text in posted(variable) if text.strip()]
        values[variable] = None
        try:
            if given and reader is not None:
                values[variable] = reader(question, given)
            elif question.required:
                raise _Wrong("required")
        except _Wrong as wrong:
            problems.append(Problem(variable, wrong.kind, wrong.params))
    return Reading(values, tuple(problems))


def is_empty(question: Question, values: Answers) -> bool:
    """Whether something of the question was left without an answer or a state."""
    return any(values.get(variable) is None for variable in question.variables)


class _Wrong(Exception):
    def __init__(self, kind: ProblemKind, **params: str) -> None:
        self.kind: ProblemKind = kind
        self.params = params


def _state(question: Question, given: list[str]) -> str | None:
    """The state that was chosen beside or instead of a typed value."""
    allowed = {option.code for option in question.states}
    states = [text for text in given if text in allowed]
    if states and len(given) > 1:
        raise _Wrong("exclusive", option=states[0])
    return states[0] if states else None


def _single(question: Question, given: list[str]) -> Value:
    if len(given) > 1:
        raise _Wrong("several")
    code = given[0]
    if code not in {option.code for option in question.choices}:
        raise _Wrong("unknown_option")
    return int(code) if question.type == "scale" and code not in STATES else code


def _multi(question: Question, given: list[str]) -> Value:
    chosen = frozenset(given)
    known: dict[str, Option] = {option.code: option for option in question.choices}
    if not chosen <= known.keys():
        raise _Wrong("unknown_option")
    alone = [code for code in known if code in chosen and (code in STATES or known[code].exclusive)]
    if alone and len(chosen) > 1:
        raise _Wrong("exclusive", option=alone[0])
    if alone and alone[0] in STATES:
        return alone[0]
    return [option.code for option in question.options if option.code in chosen]


def _number(question: Question, given: list[str]) -> Value:
    state = _state(question, given)
    if state:
        return state
    if len(given) > 1:
        raise _Wrong("several")
    text = "".join(unicodedata.normalize("NFKC", given[0]).split()).replace(",", ".").replace("−", "-")
    pattern = rf"[+-]?\d{{1,15}}(?:\.\d{{1,{question.decimals}}})?" if question.decimals else r"[+-]?\d{1,15}"
    if not re.fullmatch(pattern, text, re.ASCII):
        raise _Wrong("not_a_number", **_range(question))
    number = float(text) if question.decimals else int(text)
    if isinstance(question.min, int | float) and number < question.min:
        raise _Wrong("out_of_range", **_range(question))
    if isinstance(question.max, int | float) and number > question.max:
        raise _Wrong("out_of_range", **_range(question))
    return number


def _range(question: Question) -> dict[str, str]:
    bounds = {"min": question.min, "max": question.max}
    return {
        name: f"{bound:g}" if isinstance(bound, float) else str(bound)
        for name, bound in bounds.items()
        if bound is not None
    }


def _month(question: Question, given: list[str]) -> Value:
    state = _state(question, given)
    if state:
        return state
    if len(given) > 1:
        raise _Wrong("several")
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", given[0]).strip())
    if match is None:
        raise _Wrong("not_a_month")
    year, number = (match[1], match[2]) if match[1] else (match[4], match[3])
    if not 1 <= int(number) <= 12:
        raise _Wrong("not_a_month")
    month = f"{year}-{int(number):02d}"
    if (question.min and month < str(question.min)) or (question.max and month > str(question.max)):
        raise _Wrong("out_of_range", **_range(question))
    return month


def _open(question: Question, given: list[str]) -> Value:
    state = _state(question, given)
    if state:
        return state
    if len(given) > 1:
        raise _Wrong("several")
    text = clean_text(given[0])
    if len(text) > question.max_length:
        raise _Wrong("too_long", max=str(question.max_length))
    return text or None


_READERS: Final[dict[str, Callable[[Question, list[str]], Value]]] = {
    "single": _single,
    "matrix": _single,
    "scale": _single,
    "multi": _multi,
    "number": _number,
    "month": _month,
    "open": _open,
}
