"""A condition as it reads most easily: "not" only before single tests, nothing said twice.

An element is shown when its condition is true, so only that is kept: the normal form is true for
the same answers as the condition, and may be false where the condition is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from survey.questionnaire.conditions import COMPARISONS
from survey.questionnaire.model import Tree

_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED: Final = {"and": "or", "or": "and"}
_NEEDS_ANSWER: Final = frozenset((*COMPARISONS, "in", "any", "all"))


def normal_form(tree: Tree) -> Tree:
    """The condition with every "not" at a test, flattened, and without what follows from the rest."""
    return _simple(_pushed(tree, negated=False))


def negation(test: Tree) -> tuple[bool, Tree]:
    """Whether a test of the normal form is negated, and the test itself."""
    return (True, test[1]) if test[0] == "not" else (False, test)


def _pushed(tree: Tree, *, negated: bool) -> Tree:
    sign = tree[0]
    if sign == "not":
        return _pushed(tree[1], negated=not negated)
    if sign in ("and", "or"):
        branches = [_pushed(branch, negated=negated) for branch in tree[1:]]
        return [_TURNED[sign] if negated else sign, *branches]
    if not negated:
        return tree
    if sign in _OPPOSITE:
        return [_OPPOSITE[sign], *tree[1:]]
    return ["not", tree]


def _simple(tree: Tree) -> Tree:
    sign = tree[0]
    if sign not in ("and", "or"):
        return tree
    branches: list[Tree] = []
    for branch in map(_simple, tree[1:]):
        branches.extend(branch[1:] if branch[0] == sign else [branch])
    branches = _merged(_distinct(branches), _TOGETHER[sign])
    if sign == "and":
        branches = _without_implied(branches)
    return branches[0] if len(branches) == 1 else [sign, *branches]


def _distinct(branches: Iterable[Tree]) -> list[Tree]:
    found: list[Tree] = []
    for branch in branches:
        if branch not in found:
            found.append(branch)
    return found


def _merged(branches: Sequence[Tree], together: Mapping[str, str]) -> list[Tree]:
    """Tests of one variable that can be one test: ``x = a or x = b`` is ``x in (a, b)``."""
    found: dict[tuple[str, str], list[str]] = {}
    order: list[tuple[str, str] | Tree] = []
    for branch in branches:
        negated, test = negation(branch)
        key = ("not " if negated else "") + str(test[0])
        if key not in together:
            order.append(branch)
            continue
        group = (together[key], str(test[1]))
        if group not in found:
            order.append(group)
        codes = test[2] if isinstance(test[2], list) else [test[2]]
        found.setdefault(group, []).extend(code for code in codes if code not in found.get(group, ()))
    return [_built(entry, found[entry]) if isinstance(entry, tuple) else entry for entry in order]


def _built(group: tuple[str, str], codes: list[str]) -> Tree:
    kind, variable = group
    negated, _, sign = kind.rpartition(" ")
    if sign == "in" and len(codes) == 1:
        return ["!=" if negated else "=", variable, codes[0]]
    test: Tree = [sign, variable, codes]
    return ["not", test] if negated else test


def _without_implied(branches: list[Tree]) -> list[Tree]:
    """Without "is answered" and "is asked" where another test needs an answer anyway."""
    tests = [negation(branch)[1] for branch in branches]
    answered = {str(test[1]) for test in tests if test[0] in _NEEDS_ANSWER}
    asked = answered | {str(branch[1]) for branch in branches if branch[0] in ("answered", "declined")}
    return [
        branch
        for branch in branches
        if not (branch[0] == "answered" and branch[1] in answered)
        and not (branch[0] == "asked" and branch[1] in asked)
    ]


# Which tests of one variable join under "and" and under "or", and as what.
_TOGETHER: Final[dict[str, dict[str, str]]] = {
    "or": {"=": "in", "in": "in", "any": "any"},
    "and": {"!=": "not in", "not in": "not in", "not any": "not any"},
}
