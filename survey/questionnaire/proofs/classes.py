"""Equivalence classes of answers: two answers that no test can tell apart need to be tried once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from survey.questionnaire.amounts import limits, value, whole
from survey.questionnaire.conditions import COMPARISONS, compiled
from survey.questionnaire.model import Question, Tree, Value
from survey.questionnaire.proofs.cases import Unproved

MOST_NAMED_OPTIONS: Final = 12


def tests_in(tree: Tree) -> Iterator[Tree]:
    """The single tests that a condition consists of."""
    if tree[0] in ("and", "or", "not"):
        for branch in tree[1:]:
            yield from tests_in(branch)
    else:
        yield tree


def representatives(
    question: Question, variable: str, tests: Sequence[Tree], *, required: bool
) -> tuple[Value, ...]:
    """One answer of each class that the tests (all of this variable) can tell apart.

    Left empty is one of them unless an answer is required. Raises Unproved when a question
    with several answers has too many of its options named in conditions.
    """
    truths = [compiled(test) for test in tests]
    found: dict[tuple[object, ...], Value] = {}
    for candidate in _candidates(question, tests, required):
        found.setdefault(tuple(truth({variable: candidate}) for truth in truths), candidate)
    return tuple(found.values())


def _candidates(question: Question, tests: Sequence[Tree], required: bool) -> Iterable[Value]:
    if question.type == "multi":
        yield from _selections(question, _literals(tests))
    elif question.type in ("number", "month"):
        yield from _amounts(question, _literals(tests))
    elif question.type == "open":
        yield "…"
    else:
        codes = [option.code for option in question.options]
        yield from (int(code) for code in codes) if question.type == "scale" else codes
    if not required:
        yield None
    yield from (state.code for state in question.states)


def _literals(tests: Sequence[Tree]) -> list[str | int | float]:
    found: dict[str | int | float, None] = {}
    for test in tests:
        if test[0] in COMPARISONS:
            found[test[2]] = None
        elif len(test) > 2:
            found.update(dict.fromkeys(test[2]))
    return list(found)


def _selections(question: Question, named: Sequence[object]) -> Iterator[list[str]]:
    """Every selection of the options that conditions name, alone or with one that none names."""
    if len(named) > MOST_NAMED_OPTIONS:
        raise Unproved(f"Conditions name {len(named)} options of '{question.id}'.")
    alone = {option.code for option in question.options if option.exclusive}
    unnamed = [option.code for option in question.options if option.code not in named]
    together = [option.code for option in question.options if option.code in named]
    for count in range(len(together) + 1):
        for selection in itertools.combinations(together, count):
            if len(selection) > 1 and not alone.isdisjoint(selection):
                continue
            if selection:
                yield list(selection)
            elif unnamed:
                yield unnamed[:1]


def _amounts(question: Question, literals: Sequence[str | int | float]) -> Iterator[Value]:
    """The limits, and every literal with the amounts next to it."""
    lowest, highest = limits(question)
    points = {lowest, highest}
    for literal in literals:
        amount = whole(question, literal)
        points |= {math.floor(amount), math.ceil(amount), math.floor(amount) - 1, math.ceil(amount) + 1}
    return (value(question, point) for point in sorted(points) if lowest <= point <= highest)
