"""What there is to prove about a questionnaire: each claim says what is found when it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from survey.questionnaire.complaints import Place
from survey.questionnaire.context import PlacedCondition
from survey.questionnaire.model import Tree
from survey.questionnaire.proofs.cases import ALWAYS, Case, Element
from survey.questionnaire.proofs.classes import tests_in
from survey.questionnaire.variables import Variable

Placed = Mapping[str, Sequence[PlacedCondition]]
"""The conditions as they were written, by element."""


class Claim(NamedTuple):
    """That some way makes the case true. If none does, a complaint of this kind is due.

    ``under`` names the claims that it builds on: when one of them fails, this one says nothing new.
    """

    name: str
    kind: str
    case: Case
    place: Place
    params: dict[str, str]
    under: tuple[str, ...] = ()


def claims(
    elements: Sequence[Element],
    variables: Mapping[str, Variable],
    positions: Mapping[str, Place],
    conditions: Placed,
) -> Iterator[Claim]:
    """Everything there is to prove, what others build on before what builds on it."""
    for at, element in enumerate(elements):
        above = () if element.question is None else (f"page/{element.page.id}",)
        written = conditions.get(element.name, ())
        place = written[0].place if written else positions.get(element.name, Place(""))
        params = {"id": element.question.id if element.question else element.page.id}
        if element.question is None or element.show_if != ALWAYS:
            yield Claim(element.name, "never_shown", Case(at, element.show_if), place, params, above)
        for number, part in enumerate(parts(element.show_if, written)):
            name, under = f"{element.name}#{number}", (*above, element.name)
            without = _replaced(element.show_if, part.parsed.tree, ALWAYS)
            case = Case(at, without, element.show_if)
            yield Claim(name, "always_true", case, part.place, params, under)
            for code, other, column in options_named(part, variables):
                case = Case(at, _replaced(element.show_if, part.parsed.tree, other), element.show_if)
                there = part.place._replace(column=part.place.column + column)
                yield Claim(f"{name} {column}", "idle_option", case, there, {"found": code}, (*under, name))


def parts(tree: Tree, written: Sequence[PlacedCondition]) -> Iterator[PlacedCondition]:
    """The written conditions that an element's whole condition was put together from.

    A gate's condition was not written anywhere, and a module's question may have one of its own
    and one from where it is used.
    """
    for placed in written:
        if placed.parsed.tree == tree:
            yield placed
            return
    if tree[0] == "and":
        for branch in tree[1:]:
            yield from parts(branch, written)


def options_named(
    part: PlacedCondition, variables: Mapping[str, Variable]
) -> Iterator[tuple[str, Tree, int]]:
    """Every option that a condition names: its code, the condition without it, and its column."""
    for atom, test in zip(part.parsed.atoms, tests_in(part.parsed.tree), strict=True):
        variable = variables[atom.variable]
        if variable.kind in ("single", "multi") and variable.question.type != "scale":
            for literal in atom.literals:
                code = str(literal.value)
                yield code, _replaced(part.parsed.tree, test, _lacking(test, code)), literal.column


def _lacking(test: Tree, code: str) -> Tree:
    """A test that no longer names a code."""
    sign, variable, named = test
    if sign == "=":
        return ["in", variable, []]
    if sign == "!=":
        return ["not", ["in", variable, []]]
    return [sign, variable, [other for other in named if other != code]]


def _replaced(tree: Tree, part: Tree, other: Tree) -> Tree:
    if tree == part:
        return other
    if tree[0] in ("and", "or", "not"):
        return [tree[0], *(_replaced(branch, part, other) for branch in tree[1:])]
    return tree
