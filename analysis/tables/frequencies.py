"""Frequencies: each variable of a group with its bases and every kind of missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analysis.categories import is_ordered
from analysis.disclosure.figures import Count, Figures
from analysis.missing import KINDS
from analysis.percent import percent
from analysis.tables.table import Block, Column, Row, Sheet, Value, count_value, percent_value
from analysis.texts import N_, Texts
from survey.questionnaire.model import NOT_ASKED

SHEET: Final = N_("Frekvenser")


def frequencies(
    figures: tuple[Figures, ...],
    notes: dict[str, tuple[str, ...]],
    id_: str,
    name: str,
    title: str,
    texts: Texts,
) -> Sheet:
    """A sheet with one block for each variable, in the order of the questionnaire. ``notes`` are further
    footnotes by variable id."""
    columns = (
        Column(texts("Svar"), "wrapped", 60),
        Column(texts("Antal"), "count", 9),
        Column(texts("% av alla"), "percent", 11),
        Column(texts("% av tillfrågade"), "percent", 14),
        Column(texts("% av giltiga svar"), "percent", 17),
        Column(texts("Kumulativ %"), "percent", 15),
        Column(texts("Kod"), "code", 6),
        Column(texts("Variabel"), "small", 24),
    )
    return Sheet(
        id_, name, title, columns, tuple(frequency(f, notes.get(f.variable.id, ()), texts) for f in figures)
    )


def frequency(figures: Figures, notes: tuple[str, ...], texts: Texts) -> Block:
    """One variable: options, valid answers, kinds of missing, everybody."""
    variable = figures.variable
    rows = [*_option_rows(figures, texts), _valid_row(figures, texts)]
    rows += _missing_rows(figures, texts)
    rows.append(Row((texts("Alla svarande"), *_shares(figures, figures.n, all_=True)), "total"))
    return Block(
        variable.id,
        tuple(rows),
        texts.of(variable.text),
        (base_line(figures, texts),),
        (*_notes(figures, texts), *notes),
        (variable.id,),
    )


def base_line(figures: Figures, texts: Texts) -> str:
    """The bases in words."""
    valid = said(figures.valid, texts)
    if figures.asked is not None and figures.asked == figures.n:
        return texts(
            "Bas: alla svarande, n = {n}; giltiga svar {valid}", n=said(figures.n, texts), valid=valid
        )
    return texts(
        "Bas: alla som fick frågan, n = {asked} av {n}; giltiga svar {valid}",
        asked=said(figures.asked, texts),
        n=said(figures.n, texts),
        valid=valid,
    )


def said(count: Count, texts: Texts) -> str:
    """A count in running text."""
    return ".." if count is None else texts.number(count)


def _option_rows(figures: Figures, texts: Texts) -> Iterator[Row]:
    running = cumulative(figures) if is_ordered(figures.variable) else [None] * len(figures.options)
    for category, count, reached in zip(figures.categories, figures.options, running, strict=True):
        shares = _shares(figures, count, all_=True, asked=True, valid=True)
        yield Row((texts.of(category.text), *shares, reached, category.number))


def cumulative(figures: Figures) -> list[Value]:
    """Percent of valid answers up to each category, hidden where hidden counts lie on both sides of it.

    On one side alone they are not told: what is before is then known from what is after, and the base.
    """
    counts, valid = figures.options, figures.valid
    if valid is None:
        return [percent_value(None, None)] * len(counts)
    before = [_sum(counts[: place + 1]) for place in range(len(counts))]
    after = [_sum(counts[place + 1 :]) for place in range(len(counts))]
    reached = [
        b if b is not None else None if a is None else max(0, valid - a)
        for b, a in zip(before, after, strict=True)
    ]
    # Rounded counts need not add up to their rounded base.
    return [percent_value(percent(min(r, valid) if r is not None else None, valid), r) for r in reached]


def _sum(counts: tuple[Count, ...]) -> Count:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _valid_row(figures: Figures, texts: Texts) -> Row:
    several = figures.variable.kind == "multi"
    label = texts("Giltiga svar (personer)") if several else texts("Giltiga svar")
    return Row((label, *_shares(figures, figures.valid, all_=True, asked=True, valid=True)), "total")


def _missing_rows(figures: Figures, texts: Texts) -> Iterator[Row]:
    for kind, count in zip(KINDS, figures.missing, strict=True):
        if count == 0 and not kind.possible(figures.variable):
            continue
        shares = _shares(figures, count, all_=True, asked=kind.code != NOT_ASKED)
        yield Row((kind.name(figures.variable, texts), *shares, None, kind.code), "missing")


def _shares(
    figures: Figures, count: Count, *, all_: bool = False, asked: bool = False, valid: bool = False
) -> tuple[Value, ...]:
    """A count and its percentages of the bases that make sense for it."""
    bases = ((all_, figures.n), (asked, figures.asked), (valid, figures.valid))
    return (
        count_value(count),
        *(percent_value(percent(count, base), count, base) if used else None for used, base in bases),
    )


def _notes(figures: Figures, texts: Texts) -> Iterator[str]:
    if figures.variable.kind == "multi":
        yield texts("Flera svar kunde väljas; andelarna summerar till mer än 100 %.")
    statistics = []
    if figures.average is not None:
        statistics.append(texts("Medelvärde {mean}", mean=texts.number(figures.average, 1)))
    if figures.median is not None:
        statistics.append(texts("Median: {category}", category=texts.of(figures.median.text)))
    if statistics:
        yield " · ".join(statistics)
