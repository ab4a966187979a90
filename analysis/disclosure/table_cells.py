"""The cells of one variable's table and how they add up."""

from __future__ import annotations

from typing import Final

from analysis.counting import Tally
from analysis.disclosure.network import Builder, Cell, Role, is_small
from analysis.missing import KINDS
from survey.questionnaire.model import NOT_ASKED
from survey.questionnaire.variables import Variable

SENSITIVE: Final = 2
"""From this level on a question must not tell something about everybody who answered it."""


def add_table(builder: Builder, tally: Tally, asked: int, threshold: int, *, blocked: bool) -> None:
    """Add a variable's cells under the cell of those who were asked.

    Parts are ``option/0``, ``missing/-99``, ``valid`` and for a multi ``answers``, ``others/0`` (those who
    did not choose it) and ``choosers`` (those with any option that is not exclusive).
    """
    _Table(builder, tally, threshold, blocked).add(asked)


class _Table:
    def __init__(self, builder: Builder, tally: Tally, threshold: int, blocked: bool) -> None:
        self._builder = builder
        self._tally = tally
        self._threshold = threshold
        self._blocked = blocked
        self._closed = (
            blocked
            or is_small(tally.valid, threshold)
            or (tally.variable.kind != "multi" and any(map(self._is_everybody, tally.options)))
        )

    def add(self, asked: int) -> None:
        tally = self._tally
        valid = self._cell("valid", tally.valid, "base", cost=tally.n, sensitive=self._blocked)
        kinds = [
            self._cell(
                f"missing/{kind.code}", count, "missing", cost=(count + 1) / 2, sensitive=self._blocked
            )
            for kind, count in zip(KINDS, tally.missing, strict=True)
            if kind.code != NOT_ASKED and (count or kind.possible(tally.variable))
        ]
        self._builder.sum(asked, [valid, *kinds])
        options = [
            self._cell(
                f"option/{i}",
                count,
                "option",
                cost=count,
                sensitive=self._closed or self._is_everybody(count),
            )
            for i, count in enumerate(tally.options)
        ]
        if tally.variable.kind == "multi":
            self._add_choices(valid, options)
        elif options:
            self._builder.sum(valid, options)

    def _add_choices(self, valid: int, options: list[int]) -> None:
        """Options overlap: each has those who did not choose it, and the choices add up to the answers."""
        tally, build = self._tally, self._builder
        for i, option in enumerate(options):
            build.sum(valid, [option, self._implied(f"others/{i}", tally.valid - tally.options[i])])
        most = tally.n * len(options)
        answers = self._cell(
            "answers", tally.answers, "base", cost=tally.n / 2, sensitive=self._closed, most=most
        )
        build.sum(answers, options)
        alone = [i for i, category in enumerate(tally.categories) if category.exclusive]
        shared = [i for i in range(len(options)) if i not in alone]
        choosers = tally.valid - sum(tally.options[i] for i in alone)
        choices = sum(tally.options[i] for i in shared)
        choosing = self._implied("choosers", choosers)
        build.sum(valid, [choosing, *(options[i] for i in alone)])
        chosen = build.imply(choices, most)
        build.sum(chosen, [options[i] for i in shared])
        build.sum(chosen, [choosing, build.imply(choices - choosers, most)])

    def _implied(self, part: str, people: int) -> int:
        cell = Cell(people, "implied", sensitive=is_small(people, self._threshold))
        return self._builder.add((self._tally.variable.id, part), cell)

    def _cell(
        self,
        part: str,
        value: int,
        role: Role,
        *,
        cost: float,
        sensitive: bool = False,
        most: int | None = None,
    ) -> int:
        hides_zeros = sensitive and (self._blocked or (self._closed and role != "missing"))
        cell = Cell(value, role, cost, sensitive, hides_zeros, most)
        return self._builder.add((self._tally.variable.id, part), cell)

    def _is_everybody(self, count: int) -> bool:
        """Whether all valid answers to a sensitive question are one option: it says something of each."""
        return is_sensitive(self._tally.variable) and 0 < count == self._tally.valid


def is_sensitive(variable: Variable) -> bool:
    """Whether an answer of everybody's is a disclosure in itself."""
    return variable.question.sensitivity >= SENSITIVE
