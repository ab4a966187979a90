"""Variables across questionnaires: the same id from the same module is the same variable."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.layout import Layout
from survey.questionnaire.variables import Variable


class Merged(msgspec.Struct, frozen=True):
    """One variable and the questionnaires that have it, by id. ``name`` is its column in data."""

    name: str
    members: dict[str, Variable]

    @property
    def first(self) -> Variable:
        return next(iter(self.members.values()))

    @property
    def is_shared(self) -> bool:
        return len(self.members) > 1


def merged(layouts: Iterable[Layout]) -> tuple[Merged, ...]:
    """Every variable of several questionnaires, in the order of the first questionnaire that has it.

    Two questionnaires' own questions may happen to have one id; they stay apart, as
    ``satisfaction@buyers`` and ``satisfaction@sellers``.
    """
    members: dict[tuple[str, str], dict[str, Variable]] = {}
    for layout in layouts:
        for variable in layout.variables:
            home = variable.question.module or f"@{layout.questionnaire.id}"
            members.setdefault((variable.id, home), {})[layout.questionnaire.id] = variable
    ids = [name for name, _ in members]
    return tuple(
        Merged(_column(name, home, same, is_alone=ids.count(name) == 1), same)
        for (name, home), same in members.items()
    )


def _column(name: str, home: str, same: dict[str, Variable], *, is_alone: bool) -> str:
    column = next(iter(same.values())).column
    return column if is_alone else f"{column}{home if home.startswith('@') else '@' + home}"
