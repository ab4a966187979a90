"""The contents: every sheet and every table, with a link to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.tables.table import Block, Column, Link, Row, Sheet
from analysis.texts import N_, Texts

SHEET: Final = N_("Innehåll")


def contents(sheets: Sequence[Sheet], data_sheets: Sequence[tuple[str, str]], texts: Texts) -> Sheet:
    """The sheet for sheets of tables and for data sheets given as (name, what is in it)."""
    columns = (Column(texts("Tabell"), "wrapped", 100), Column(texts("Variabel"), "small", 28))
    rows = [row for sheet in sheets for row in _rows(sheet)]
    rows += [Row((Link(name, name), title), "heading") for name, title in data_sheets]
    lines = (texts("Klicka på en rad för att komma till tabellen."),)
    return Sheet("contents", texts(SHEET), texts(SHEET), columns, (Block("", tuple(rows)),), lines)


def _rows(sheet: Sheet) -> Iterator[Row]:
    title = sheet.name if sheet.title == sheet.name else f"{sheet.name}: {sheet.title}"
    yield Row((Link(title, sheet.name),), "heading")
    for block in sheet.blocks:
        if block.key and block.title:
            yield Row((Link(block.title, sheet.name, block.id), block.key[0]))
