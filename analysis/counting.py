"""Counting: a dataset becomes tallies. The only place where responses are added up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.categories import Category, categories, placed, tallied
from analysis.dataset import Codes, Dataset
from analysis.missing import FIRST, KINDS
from survey.questionnaire.model import NOT_ASKED
from survey.questionnaire.variables import Variable


class Group(msgspec.Struct, frozen=True):
    """The responses that one column of figures is about: a questionnaire in a wave.

    ``rows`` are their places in the dataset, shape (n,).
    """

    dataset: Dataset
    wave: str
    rows: NDArray[np.intp]

    @property
    def questionnaire(self) -> str:
        return self.dataset.id

    @property
    def n(self) -> int:
        return len(self.rows)


class Tally(msgspec.Struct, frozen=True):
    """One variable counted in one group. True numbers: nothing here may be shown as it is.

    ``options`` are respondents per category (of a multi they overlap), ``missing`` respondents per
    kind in the order of ``KINDS``, ``valid`` respondents with an answer, ``mean`` that of a number.
    """

    variable: Variable
    categories: tuple[Category, ...]
    n: int
    valid: int
    options: tuple[int, ...]
    missing: tuple[int, ...]
    mean: float | None = None

    @property
    def asked(self) -> int:
        return self.n - self.missing[NOT_ASKED - FIRST]

    @property
    def answers(self) -> int:
        """Choices made; more than ``valid`` where several can be chosen."""
        return sum(self.options)


def groups_of(datasets: Iterable[Dataset]) -> tuple[Group, ...]:
    """A group for each questionnaire and wave that has responses, questionnaires in their order."""
    found = []
    for dataset in datasets:
        waves = dataset.context["wave"]
        for place, wave in enumerate(waves.levels):
            found.append(Group(dataset, wave, np.flatnonzero(waves.codes == place)))
    return tuple(found)


def tally(group: Group) -> tuple[Tally, ...]:
    """Every variable of a group, in the order of its questionnaire."""
    return tuple(_tally(group, variable) for variable in group.dataset.layout.variables)


def group_codes(group: Group, variable: Variable) -> Codes:
    """The group's category codes of one variable (see ``categories.placed``), shape (n,)."""
    return placed(group.dataset, variable, categories(variable))[group.rows]


def _tally(group: Group, variable: Variable) -> Tally:
    rows = categories(variable)
    codes = group_codes(group, variable)
    answered = codes >= 0
    if variable.kind == "multi":
        options = tuple(
            int(group.dataset.chosen(variable, place)[group.rows].sum()) for place in range(len(rows))
        )
    elif rows:
        options = tallied(codes, len(rows))
    else:
        options = ()
    return Tally(
        variable,
        rows,
        group.n,
        int(answered.sum()),
        options,
        _missing(codes),
        _mean(group, variable, answered),
    )


def _missing(codes: NDArray[Any]) -> tuple[int, ...]:
    counts = np.bincount(codes[codes < 0].astype(np.intp) - FIRST, minlength=len(KINDS))
    return tuple(int(n) for n in counts)


def _mean(group: Group, variable: Variable, answered: NDArray[np.bool_]) -> float | None:
    if variable.kind != "number" or not answered.any():
        return None
    return float(group.dataset.numbers[variable.id][group.rows][answered].mean())
