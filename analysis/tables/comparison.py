"""Side by side: the variables that questionnaires share, one column of figures for each group.

There is no total: the questionnaires' respondents may be the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from analysis.categories import Category
from analysis.disclosure.figures import Count, Figures
from analysis.layout import Layout, conditions
from analysis.merging import Merged, merged
from analysis.missing import KINDS
from analysis.percent import percent
from analysis.tables.table import Block, Column, Role, Row, Sheet, Symbol, Value, count_value, percent_value
from analysis.texts import N_, Texts
from survey.questionnaire.comparison import Verdict, question_differences
from survey.questionnaire.model import Tree

SHEET: Final = N_("Jämförelse mellan enkäter")

NOTES: Final[dict[Verdict, str]] = {
    "wording": N_(
        "{others}: frågan eller svaren är formulerade på annat sätt än i {first}, med samma betydelse."
    ),
    "options": N_(
        "{others}: svarsalternativen är inte desamma som i {first}; – står där alternativet saknas."
    ),
    "asked_of": N_("{others}: frågan ställdes under andra villkor än i {first}, alltså till en annan krets."),
}


class Compared(msgspec.Struct, frozen=True):
    """One column of the comparison: its label, its questionnaire and its figures."""

    label: str
    layout: Layout
    figures: tuple[Figures, ...]

    def of(self, variable: str) -> Figures | None:
        return next((f for f in self.figures if f.variable.id == variable), None)


def comparison(groups: Sequence[Compared], texts: Texts) -> Sheet:
    """The sheet; without shared variables it has no blocks."""
    columns = (
        Column(texts("Svar"), "wrapped", 50),
        *(
            column
            for group in groups
            for column in (
                Column(texts("{group}, antal", group=group.label), "count", 12, begins=True),
                Column(texts("{group}, % av giltiga", group=group.label), "percent", 15),
            )
        ),
        Column(texts("Variabel"), "small", 24),
    )
    layouts = {group.layout.questionnaire.id: group.layout for group in groups}
    asked_when = {name: conditions(layout) for name, layout in layouts.items()}
    shared = [m for m in merged(layouts.values()) if m.is_shared]
    blocks = tuple(_block(m, groups, tuple(_notes(m, asked_when, texts)), texts) for m in shared)
    names = tuple(f"{name}: {texts.of(layout.questionnaire.title)}" for name, layout in layouts.items())
    legend = Block("questionnaires", (), texts("Enkäter"), names)
    lines = (texts("Varje enkät för sig, utan summa: samma person kan ha svarat på flera enkäter."),)
    return Sheet(
        "comparison",
        texts(SHEET),
        texts("Gemensamma frågor, sida vid sida"),
        columns,
        (legend, *blocks) if blocks else (),
        lines,
    )


def _block(shared: Merged, groups: Sequence[Compared], notes: tuple[str, ...], texts: Texts) -> Block:
    variable = shared.first
    figures = [g.of(variable.id) if g.layout.questionnaire.id in shared.members else None for g in groups]
    asked = [_Cell(f.asked) if f else None for f in figures]
    valid = [_Cell(f.valid, f.valid) if f else None for f in figures]
    rows = [
        _row(texts("Tillfrågade"), asked, "total"),
        _row(texts("Giltiga svar (bas för %)"), valid, "total"),
    ]
    for category in _categories(figures):
        counts = [
            _Cell(f.count(category.code), f.valid) if f and f.has(category.code) else None for f in figures
        ]
        rows.append(_row(texts.of(category.text), counts, "row"))
    for place, kind in enumerate(KINDS):
        offered = [f is not None and (kind.possible(f.variable) or f.missing[place] != 0) for f in figures]
        if any(offered):
            cells = [
                _Cell(f.missing[place]) if f and has else None
                for f, has in zip(figures, offered, strict=True)
            ]
            rows.append(_row(kind.name(variable, texts), cells, "missing"))
    return Block(variable.id, tuple(rows), texts.of(variable.text), (), notes, (variable.id,))


class _Cell(msgspec.Struct, frozen=True):
    """A count and, if a percentage belongs beside it, its base."""

    count: Count
    base: Count = 0

    @property
    def values(self) -> tuple[Value, Value]:
        if self.base == 0:
            return count_value(self.count), None
        return count_value(self.count), percent_value(percent(self.count, self.base), self.count, self.base)


def _row(label: str, cells: Sequence[_Cell | None], role: Role) -> Row:
    values = (cell.values if cell else (Symbol.ABSENT, Symbol.ABSENT) for cell in cells)
    return Row((label, *(value for pair in values for value in pair)), role)


def _categories(figures: Sequence[Figures | None]) -> tuple[Category, ...]:
    """Every category that one of the questionnaires has, each once, in the first one's order."""
    known: dict[str, Category] = {}
    for some in figures:
        for category in some.categories if some else ():
            known.setdefault(category.code, category)
    return tuple(known.values())


def _notes(shared: Merged, asked_when: dict[str, dict[str, tuple[Tree, ...]]], texts: Texts) -> Iterator[str]:
    (first, reference), *others = shared.members.items()
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in NOTES}
    for name, variable in others:
        verdicts = {d.verdict for d in question_differences(reference.question, variable.question)}
        # In a module, options of one questionnaire only look like options that were split.
        if "breaking" in verdicts:
            verdicts.add("options")
        if asked_when[name][variable.id] != asked_when[first][variable.id]:
            verdicts.add("asked_of")
        for verdict in found.keys() & verdicts:
            found[verdict].append(name)
    for verdict, names in found.items():
        if names:
            yield texts(NOTES[verdict], others=", ".join(names), first=first)
    for name, variable in others:
        if texts.of(variable.text) != texts.of(reference.text):
            yield f"{name}: ”{texts.of(variable.text)}”"
