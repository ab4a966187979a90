"""Where everything stands on a sheet: rows in order, and the row each table begins at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from analysis.tables.table import Block, Role, Sheet, Value

Part = Literal["title", "line", "header", "table", "base", "note", "blank"] | Role


class Line(msgspec.Struct, frozen=True):
    """One physical row. ``cells`` fill it from the left; ``key`` stands in its last columns. ``is_titled``
    says that its table has a title."""

    part: Part
    cells: tuple[Value, ...] = ()
    key: tuple[Value, ...] = ()
    is_titled: bool = False


class Laid(msgspec.Struct, frozen=True):
    """A sheet row by row. ``header`` is the row of the column titles, ``blocks`` those of the tables."""

    lines: tuple[Line, ...]
    header: int | None
    blocks: dict[str, int]


def laid(sheet: Sheet) -> Laid:
    """Lay a sheet out: title, lines, header row, then the tables with an empty row between them."""
    lines = [Line("title", (sheet.title,)), *(Line("line", (text,)) for text in sheet.lines)]
    header = None
    if sheet.has_header:
        header = len(lines)
        lines.append(Line("header", tuple(column.title for column in sheet.columns)))
    blocks = {}
    for i, block in enumerate(sheet.blocks):
        if (i and block.title) or not sheet.has_header:
            lines.append(Line("blank", key=block.key, is_titled=True))
        blocks[block.id] = len(lines)
        lines += _lines(block)
    return Laid(tuple(lines), header, blocks)


def _lines(block: Block) -> Iterator[Line]:
    titled = bool(block.title)
    if titled:
        yield Line("table", (block.title,), block.key, titled)
    for text in block.lines:
        yield Line("base", (text,), block.key, titled)
    for row in block.rows:
        yield Line(row.role, row.cells, block.key, titled)
    for text in block.notes:
        yield Line("note", (text,), block.key, titled)
