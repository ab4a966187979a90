"""Multiple responses: by respondents and by answers, the most common first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analysis.disclosure.figures import Figures
from analysis.percent import percent
from analysis.tables.frequencies import base_line
from analysis.tables.table import Block, Column, Row, Sheet, count_value, percent_value
from analysis.texts import N_, Texts

SHEET: Final = N_("Flersvar")


def multiple_responses(groups: Iterable[tuple[str, tuple[Figures, ...]]], texts: Texts) -> Sheet:
    """The sheet for groups given as (label, figures)."""
    columns = (
        Column(texts("Svar"), "wrapped", 62),
        Column(texts("Antal"), "count", 9),
        Column(texts("% av tillfrågade"), "percent", 14),
        Column(texts("% av svarande på frågan"), "percent", 16),
        Column(texts("% av svaren"), "percent", 12),
        Column(texts("Kod"), "code", 6),
        Column(texts("Variabel"), "small", 24),
        Column(texts("Enkät"), "small", 14),
    )
    blocks = tuple(
        _block(label, f, texts) for label, figures in groups for f in figures if f.variable.kind == "multi"
    )
    lines = (
        texts("Vanligast först; dolda tal sist, i enkätens ordning. Personerna kan ha valt flera svar."),
    )
    return Sheet("multiple_response", texts(SHEET), texts("Flersvarsfrågor"), columns, blocks, lines)


def _block(label: str, figures: Figures, texts: Texts) -> Block:
    # Sorted by what is shown: the place of a hidden number among the others would tell its size.
    order = sorted(
        range(len(figures.options)), key=lambda i: (figures.options[i] is None, -(figures.options[i] or 0))
    )
    rows = []
    for i in order:
        count, category = figures.options[i], figures.categories[i]
        rows.append(
            Row(
                (
                    texts.of(category.text),
                    count_value(count),
                    percent_value(percent(count, figures.asked), count, figures.asked),
                    percent_value(percent(count, figures.valid), count, figures.valid),
                    percent_value(percent(count, figures.answers), count, figures.answers),
                    category.number,
                )
            )
        )
    return Block(
        f"{label}/{figures.variable.id}",
        (*rows, *_totals(figures, texts)),
        texts.of(figures.variable.text),
        (f"{label}. {base_line(figures, texts)}",),
        (texts("Summerar till mer än 100 % av personerna, eftersom flera svar kunde väljas."),),
        (figures.variable.id, label),
    )


def _totals(figures: Figures, texts: Texts) -> tuple[Row, ...]:
    valid, asked, answers = figures.valid, figures.asked, figures.answers
    people = (
        texts("Personer som svarade"),
        count_value(valid),
        percent_value(percent(valid, asked), valid, asked),
        percent_value(percent(valid, valid), valid),
    )
    given = (
        texts("Svar sammanlagt"),
        count_value(answers),
        percent_value(percent(answers, asked), answers, asked),
        percent_value(percent(answers, valid), answers, valid),
        percent_value(percent(answers, answers), answers),
    )
    return Row(people, "total"), Row(given, "total")
