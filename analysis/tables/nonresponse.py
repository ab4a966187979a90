"""Item nonresponse: one row for each variable, the five kinds of missing side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analysis.disclosure.figures import Figures
from analysis.missing import FIRST, KINDS
from analysis.percent import percent
from analysis.tables.table import Block, Column, Row, Sheet, Symbol, Value, count_value, percent_value
from analysis.texts import N_, Texts
from survey.questionnaire.model import NOT_ASKED

SHEET: Final = N_("Bortfall")

OF_THE_ASKED = tuple((place, kind) for place, kind in enumerate(KINDS) if kind.code != NOT_ASKED)


def nonresponse(groups: Iterable[tuple[str, tuple[Figures, ...]]], texts: Texts) -> Sheet:
    """The sheet for groups given as (label, figures)."""
    columns = (
        Column(texts("Fråga"), "wrapped", 52),
        Column(texts("Alla svarande"), "count", 12),
        Column(texts("Inte tillfrågad"), "count", 14),
        Column(texts("Tillfrågade"), "count", 12),
        Column(texts("Giltiga svar"), "count", 16),
        Column(texts("% av tillfrågade"), "percent", 13),
        *(
            column
            for _, kind in OF_THE_ASKED
            for column in (
                Column(texts(kind.label), "count", 12),
                Column(texts("% av tillfrågade"), "percent", 13),
            )
        ),
        Column(texts("Variabel"), "small", 24),
        Column(texts("Enkät"), "small", 14),
    )
    blocks = tuple(
        Block(label, tuple(_row(f, texts) for f in figures), label, key=(label,)) for label, figures in groups
    )
    lines = (texts("Procent av dem som fick frågan. – betyder att valet inte fanns i frågan."),)
    return Sheet("nonresponse", texts(SHEET), texts("Bortfall per fråga"), columns, blocks, lines)


def _row(figures: Figures, texts: Texts) -> Row:
    cells: list[Value] = [
        texts.of(figures.variable.text),
        count_value(figures.n),
        count_value(figures.missing[NOT_ASKED - FIRST]),
        count_value(figures.asked),
        count_value(figures.valid),
        percent_value(percent(figures.valid, figures.asked), figures.valid, figures.asked),
    ]
    for place, kind in OF_THE_ASKED:
        count = figures.missing[place]
        if count == 0 and not kind.possible(figures.variable):
            cells += [Symbol.ABSENT, Symbol.ABSENT]
        else:
            cells += [count_value(count), percent_value(percent(count, figures.asked), count, figures.asked)]
    return Row((*cells, figures.variable.id))
