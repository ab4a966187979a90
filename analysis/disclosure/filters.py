"""What a condition says about numbers: which published counts add up to the base of a follow-up.

``sought_help = yes`` makes the base of its follow-up equal to one option's count; ``a and b`` makes it no
larger than either, ``a or b`` no smaller. Whoever has the codebook knows this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, Literal, NamedTuple

from analysis.categories import Category
from analysis.counting import Tally
from analysis.missing import KINDS
from survey.questionnaire.conditions import Test, compiled, variables_of
from survey.questionnaire.model import NOT_ASKED, Answers, Tree, Value

Relation = Literal["=", "<=", ">="]

MIRRORED: Final[dict[str, Relation]] = {"and": "<=", "all": "<=", "or": ">=", "any": ">="}
"""What a whole condition's people are, beside those of one of its parts."""

WIDEST_BAND: Final = 1000


class Filter(NamedTuple):
    """A base stands in this relation to the sum of these parts of a variable's table."""

    relation: Relation
    variable: str
    parts: tuple[str, ...]


def filters(tree: Tree, tallies: dict[str, Tally]) -> Iterator[Filter]:
    """Everything a condition says about the base of what stands under it."""
    names = variables_of(tree)
    if len(names) == 1 and (name := next(iter(names))) in tallies:
        parts = _parts(compiled(tree), tallies[name])
        if parts is not None:
            yield Filter("=", name, parts)
            return
    relation = MIRRORED.get(tree[0])
    for branch in _branches(tree) if relation else ():
        for found in filters(branch, tallies):
            if relation and found.relation in ("=", relation):
                yield found._replace(relation=relation)


def _branches(tree: Tree) -> list[Tree]:
    if tree[0] in ("and", "or"):
        return tree[1:]
    operator, name, codes = tree
    return [[operator, name, [code]] for code in codes] if len(codes) > 1 else []


def _parts(test: Test, tally: Tally) -> tuple[str, ...] | None:
    """The parts of a table whose people make the test true; None if no parts do exactly."""
    name = tally.variable.id
    answered = _answered_parts(test, tally)
    if answered is None:
        return None
    states: list[tuple[int, Answers]] = [
        (kind.code, {} if kind.code == NOT_ASKED else {name: kind.state or None}) for kind in KINDS
    ]
    return (*answered, *(f"missing/{code}" for code, answers in states if test(answers) is True))


def _answered_parts(test: Test, tally: Tally) -> list[str] | None:
    variable = tally.variable

    def holds(value: Value) -> bool:
        return test({variable.id: value}) is True

    if variable.kind == "multi":
        return _parts_of_several(test, variable.id, tally.categories)
    if variable.kind == "open":
        return ["valid"] if holds("x") else []
    if variable.kind == "month":
        return ["valid"] if holds("1900-01") and holds("2099-12") else None
    if variable.kind == "number":
        # Between two whole numbers a condition on decimals may turn.
        is_whole = not variable.question.decimals
        return _parts_of_number(test, variable.id, tally.categories) if is_whole else None
    is_scale = variable.question.type == "scale"
    return [
        f"option/{i}" for i, c in enumerate(tally.categories) if holds(int(c.code) if is_scale else c.code)
    ]


def _parts_of_number(test: Test, name: str, bands: tuple[Category, ...]) -> list[str] | None:
    """The bands inside which the test is true throughout; None if it turns within a band."""
    parts = []
    following = [*(int(band.low) for band in bands[1:]), int(bands[-1].low) + WIDEST_BAND]
    for i, (band, end) in enumerate(zip(bands, following, strict=True)):
        outcomes = {
            test({name: value}) is True
            for value in range(int(band.low), min(end, int(band.low) + WIDEST_BAND))
        }
        if len(outcomes) > 1:
            return None
        if True in outcomes:
            parts.append(f"option/{i}")
    return parts


def _parts_of_several(test: Test, name: str, options: tuple[Category, ...]) -> list[str] | None:
    """For a multi: one option, those without it, those with any that is not exclusive, or all."""
    shared = [i for i, option in enumerate(options) if not option.exclusive]
    alone = [i for i, option in enumerate(options) if option.exclusive]
    each: list[Sequence[int]] = [(i,) for i in range(len(options))]
    sets = [*each, *combinations(shared, 2), *([shared] if shared else [])]
    outcomes = [test({name: [options[i].code for i in chosen]}) is True for chosen in sets]

    explanations: list[tuple[list[str], list[bool]]] = [
        ([], [False] * len(sets)),
        (["valid"], [True] * len(sets)),
        (["choosers"], [chosen[0] in shared for chosen in sets]),
        ([f"option/{i}" for i in alone], [chosen[0] in alone for chosen in sets]),
        *(([f"option/{i}"], [i in chosen for chosen in sets]) for i in range(len(options))),
        *(([f"others/{i}"], [i not in chosen for chosen in sets]) for i in range(len(options))),
    ]
    return next((parts for parts, people in explanations if people == outcomes), None)
