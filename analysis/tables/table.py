"""What a workbook consists of before anybody has decided what it looks like."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

import msgspec

LONGEST: Final = 32_767
"""Characters that a cell of a spreadsheet holds, counted in UTF-16; a longer text is cut and ends in …"""

Kind = Literal["text", "wrapped", "count", "percent", "code", "small"]
"""What a column holds; decides number format, alignment and wrapping."""

Role = Literal["row", "total", "missing", "heading"]
"""What a row is; decides its weight."""


class Symbol(Enum):
    """Signs that stand where a number would."""

    HIDDEN = ".."
    ABSENT = "–"


class Link(msgspec.Struct, frozen=True):
    """A text that leads to a block of a sheet, or to the sheet."""

    text: str
    sheet: str
    block: str = ""


Value = int | float | str | Symbol | Link | None
"""A percentage is a fraction; None is an empty cell."""


class Column(msgspec.Struct, frozen=True):
    """A column's heading, what it holds and how wide it is, in characters. ``begins`` a group of columns."""

    title: str
    kind: Kind
    width: float = 10
    begins: bool = False


class Row(msgspec.Struct, frozen=True):
    cells: tuple[Value, ...]
    role: Role = "row"


class Block(msgspec.Struct, frozen=True):
    """One table: its title, the lines under it that state its base, its rows and its footnotes.

    ``id`` is unique on its sheet. ``key`` is repeated at the end of every row, so that a filter keeps the
    rows of a table together.
    """

    id: str
    rows: tuple[Row, ...]
    title: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    key: tuple[Value, ...] = ()


class Sheet(msgspec.Struct, frozen=True):
    """A sheet of tables that share one header row. Without column titles there is no header row.

    ``id`` names it whatever the language.
    """

    id: str
    name: str
    title: str
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    lines: tuple[str, ...] = ()

    @property
    def has_header(self) -> bool:
        return any(column.title for column in self.columns)


def count_value(count: int | None) -> Value:
    """A count as it stands in a table."""
    return Symbol.HIDDEN if count is None else count


def percent_value(share: float | None, *counts: int | None) -> Value:
    """A percentage as it stands in a table: hidden with any of its counts, empty if it has no base."""
    return Symbol.HIDDEN if None in counts else share
