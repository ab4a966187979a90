"""Figures: the counts of one variable as they may be shown. Tables are made of nothing else."""

from __future__ import annotations

from typing import Final

import msgspec

from analysis.categories import Category, is_ordered, step_values
from analysis.counting import Group, Tally, tally
from analysis.disclosure.links import Linked, linked
from analysis.disclosure.network import is_small
from analysis.disclosure.suppression import suppressed
from analysis.missing import KINDS
from survey.questionnaire.model import NOT_ASKED
from survey.questionnaire.variables import Variable

Count = int | None
"""None: hidden."""

SMALLEST_FOR_STATISTICS: Final = 30
"""Below this base a mean beside a median gives every band away."""


class Figures(msgspec.Struct, frozen=True):
    """One variable in one group; the fields are those of ``Tally``, None where a count is hidden."""

    variable: Variable
    categories: tuple[Category, ...]
    n: Count
    asked: Count
    valid: Count
    options: tuple[Count, ...]
    missing: tuple[Count, ...]
    answers: Count
    mean: float | None = None

    def has(self, code: str) -> bool:
        """Whether a category with this code is counted here."""
        return any(category.code == code for category in self.categories)

    def count(self, code: str) -> Count:
        """The respondents in the category with this code."""
        return next(n for c, n in zip(self.categories, self.options, strict=True) if c.code == code)

    @property
    def shown(self) -> tuple[int, ...] | None:
        """The categories' counts if none is hidden."""
        counts = tuple(count for count in self.options if count is not None)
        return counts if len(counts) == len(self.options) else None

    @property
    def median(self) -> Category | None:
        """The category that half of the valid answers reach; None unless it may be told."""
        if not (is_ordered(self.variable) and self._has_statistics and self.shown):
            return None
        reached = 0
        for category, count in zip(self.categories, self.shown, strict=True):
            reached += count
            if 2 * reached >= sum(self.shown):
                return category
        return None

    @property
    def average(self) -> float | None:
        """The mean of a number or of a scale's steps; None unless it may be told."""
        steps = step_values(self.variable)
        if steps and self._has_statistics and self.shown and sum(self.shown):
            return sum(s * n for s, n in zip(steps, self.shown, strict=True)) / sum(self.shown)
        return self.mean

    @property
    def _has_statistics(self) -> bool:
        return self.valid is not None and self.valid >= SMALLEST_FOR_STATISTICS


def protected(group: Group, threshold: int) -> tuple[Figures, ...]:
    """A group's variables with every count hidden that is small or would give a small one away."""
    tallies = tally(group)
    if is_small(group.n, threshold):
        return tuple(_all_hidden(t) for t in tallies)
    blocked: frozenset[str] = frozenset()
    while True:
        links = linked(group, tallies, threshold, blocked)
        result = suppressed(links.network, threshold)
        more = links.variables_with(result.exposed) - blocked
        if not result.exposed:
            return tuple(_figures(t, links, result.hidden) for t in tallies)
        if not more:
            # So few responses that nothing can be shown beside n.
            return tuple(_all_hidden(t, n=group.n) for t in tallies)
        blocked |= more


def rounded(figures: Figures, to: int) -> Figures:
    """The same with every count rounded to a multiple; no statistics that follow from the exact counts."""
    return msgspec.structs.replace(
        figures,
        n=rounded_count(figures.n, to),
        asked=rounded_count(figures.asked, to),
        valid=rounded_count(figures.valid, to),
        options=tuple(rounded_count(count, to) for count in figures.options),
        missing=tuple(rounded_count(count, to) for count in figures.missing),
        answers=rounded_count(figures.answers, to),
        mean=None,
    )


def rounded_count(count: Count, to: int) -> Count:
    """A count rounded to the nearest multiple of an odd number, so that none lies halfway."""
    return None if count is None else (2 * count + to) // (2 * to) * to


def _figures(tally: Tally, links: Linked, hidden: frozenset[int]) -> Figures:
    def shown(part: str, count: int) -> Count:
        place = links.places.get((tally.variable.id, part))
        return None if place in hidden else count

    options = tuple(shown(f"option/{i}", count) for i, count in enumerate(tally.options))
    is_open = None not in options and tally.valid >= SMALLEST_FOR_STATISTICS
    return Figures(
        tally.variable,
        tally.categories,
        tally.n,
        shown("asked", tally.asked),
        shown("valid", tally.valid),
        options,
        tuple(shown(f"missing/{kind.code}", count) for kind, count in zip(KINDS, tally.missing, strict=True)),
        shown("answers", tally.answers),
        tally.mean if is_open else None,
    )


def _all_hidden(tally: Tally, n: Count = None) -> Figures:
    # What cannot have happened (a state that was not offered) stays 0: everybody knows it.
    missing = tuple(
        None if count or kind.possible(tally.variable) or kind.code == NOT_ASKED else 0
        for kind, count in zip(KINDS, tally.missing, strict=True)
    )
    options = (None,) * len(tally.options)
    return Figures(tally.variable, tally.categories, n, None, None, options, missing, None)
