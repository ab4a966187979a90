"""The links between a group's tables: what adds up to what, within a variable and through routing.

Frequencies, the comparison between questionnaires, multiple responses and item nonresponse print the same
cells, so a cell that is hidden is hidden in all of them. Who was asked a follow-up is often just who gave a
certain answer before: a hidden answer must not come back as the base of its follow-up.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.counting import Group, Tally, group_codes
from analysis.disclosure.filters import Filter, filters
from analysis.disclosure.network import Builder, Cell, Network
from analysis.disclosure.table_cells import add_table
from analysis.layout import conditions
from survey.questionnaire.model import NOT_ASKED, Tree


class Linked(msgspec.Struct, frozen=True):
    """A network and the place of each cell by (variable, part); see ``table_cells.add_table`` for the
    parts, besides ``asked`` and ``missing/-98``, which variables with the same base share."""

    network: Network
    places: dict[tuple[str, str], int]

    def variables_with(self, cells: Iterable[int]) -> frozenset[str]:
        """The variables whose tables show these cells, or what these cells add up to."""
        sums = {place for cell in cells for place in self.network.touching[cell]}
        near = {cell for place in sums for cell in self.network.sums[place].cells}
        return frozenset(variable for (variable, _), place in self.places.items() if place in near and place)


def linked(group: Group, tallies: tuple[Tally, ...], threshold: int, blocked: frozenset[str]) -> Linked:
    """The cells of a group's tables. ``blocked`` variables hide every category, zeros too."""
    builder = Builder(group.n)
    asked_when = conditions(group.dataset.layout)
    bases = _bases(group, tallies, asked_when)
    for base in bases:
        asked = _add_base(builder, base)
        for tally in base:
            name = tally.variable.id
            add_table(builder, tally, asked, threshold, blocked=name in blocked)
    by_name = {tally.variable.id: tally for tally in tallies}
    for base in bases:
        for tree in asked_when[base[0].variable.id]:
            for found in filters(tree, by_name):
                _add_filter(builder, base[0], found)
    return Linked(builder.network(), builder.names)


def _bases(
    group: Group, tallies: tuple[Tally, ...], asked_when: dict[str, tuple[Tree, ...]]
) -> list[list[Tally]]:
    """The variables by who was asked: those under the same conditions."""
    found: dict[tuple[str, bytes], list[Tally]] = {}
    for tally in tallies:
        asked = group_codes(group, tally.variable) != NOT_ASKED
        found.setdefault((repr(asked_when[tally.variable.id]), asked.tobytes()), []).append(tally)
    return list(found.values())


def _add_base(builder: Builder, base: list[Tally]) -> int:
    """One pair of cells, asked and not asked, for all variables of a base; n itself if all were asked."""
    first = base[0]
    cost = first.n * len(base)
    asked, rest = 0, None
    if first.asked < first.n:
        asked = builder.add((first.variable.id, "asked"), Cell(first.asked, "base", cost))
        rest = builder.add(
            (first.variable.id, f"missing/{NOT_ASKED}"), Cell(first.n - first.asked, "base", cost)
        )
        builder.sum(0, [asked, rest])
    for tally in base:
        builder.names[(tally.variable.id, "asked")] = asked
        if rest is not None:
            builder.names[(tally.variable.id, f"missing/{NOT_ASKED}")] = rest
    return asked


def _add_filter(builder: Builder, tally: Tally, found: Filter) -> None:
    """State what a base has to do with earlier answers, unless the answers say otherwise (versions may
    have asked differently)."""
    base = builder.names[(tally.variable.id, "asked")]
    # A kind of missing without a cell cannot have happened, or everybody was asked.
    parts = [
        builder.names[(found.variable, part)]
        for part in found.parts
        if (found.variable, part) in builder.names
    ]
    people = sum(builder.value(part) for part in parts)
    if found.relation == "=" and people == tally.asked:
        builder.sum(base, parts)
    elif found.relation == "<=" and people >= tally.asked:
        whole = builder.imply(people)
        builder.sum(whole, parts)
        builder.sum(whole, [base, builder.imply(people - tally.asked)])
    elif found.relation == ">=" and people <= tally.asked:
        builder.sum(base, [*parts, builder.imply(tally.asked - people)])
