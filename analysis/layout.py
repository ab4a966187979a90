"""What one questionnaire's responses are kept as: its versions pooled into one list of variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from survey.questionnaire.model import Option, Questionnaire, Tree, Version
from survey.questionnaire.variables import Variable, variables


class VersionsDiffer(ValueError):
    """Two versions use one id for different things, so that their answers cannot be pooled."""


class Layout(msgspec.Struct, frozen=True):
    """The columns of a dataset, in the order of the newest version; retired ones follow.

    A variable's question is the newest one, with the options and the range of every version.
    """

    questionnaire: Questionnaire
    versions: tuple[Version, ...]
    variables: tuple[Variable, ...]

    @property
    def positions(self) -> dict[str, int]:
        """Variable id → row of the code matrix."""
        return {variable.id: position for position, variable in enumerate(self.variables)}


def layout_of(versions: Sequence[Version]) -> Layout:
    """Pool the versions of one questionnaire, oldest first.

    Raises VersionsDiffer when an id changed its type.
    """
    pooled: dict[str, list[Variable]] = {}
    for version in reversed(versions):
        for variable in variables(version.questionnaire):
            pooled.setdefault(variable.id, []).append(variable)
    newest = versions[-1].questionnaire
    return Layout(newest, tuple(versions), tuple(_pooled(newest.id, same) for same in pooled.values()))


def layouts(versions: Iterable[Version]) -> dict[str, Layout]:
    """One layout for each questionnaire, by id, in the order that they say themselves."""
    by_questionnaire: dict[str, list[Version]] = {}
    for version in versions:
        by_questionnaire.setdefault(version.questionnaire.id, []).append(version)
    placed = sorted(by_questionnaire.values(), key=lambda same: same[-1].questionnaire.place)
    return {same[-1].questionnaire.id: layout_of(same) for same in placed}


def _pooled(questionnaire: str, same: list[Variable]) -> Variable:
    newest = same[0]
    other = next((v for v in same if v.question.type != newest.question.type), None)
    if other is not None:
        raise VersionsDiffer(
            f"'{newest.id}' in '{questionnaire}' is {newest.question.type} in one version and "
            f"{other.question.type} in another: its answers cannot be put in one column."
        )
    question = msgspec.structs.replace(
        newest.question,
        options=_union([v.question.options for v in same]),
        states=_union([v.question.states for v in same]),
        min=_widest([v.question.min for v in same], min),
        max=_widest([v.question.max for v in same], max),
    )
    return newest._replace(question=question)


def _union(lists: list[tuple[Option, ...]]) -> tuple[Option, ...]:
    """The newest options first, then those that were retired."""
    known: dict[str, Option] = {}
    for options in lists:
        for option in options:
            known.setdefault(option.code, option)
    return tuple(known.values())


def _widest(bounds: list[float | str | None], furthest: Callable[..., Any]) -> float | str | None:
    """The bound that holds in every version: none if one of them had none."""
    return None if None in bounds else furthest(bounds)


def conditions(layout: Layout) -> dict[str, tuple[Tree, ...]]:
    """Variable id → the conditions it stands under: one for each way in which the versions put it."""
    found: dict[str, tuple[Tree, ...]] = {variable.id: () for variable in layout.variables}
    for version in layout.versions:
        for page in version.questionnaire.pages:
            for question in page.questions:
                trees = tuple(tree for tree in (page.show_if, question.show_if) if tree is not None)
                whole = (["and", *trees],) if len(trees) > 1 else trees
                for variable in question.variables:
                    found[variable] += tuple(tree for tree in whole if tree not in found[variable])
    return found
