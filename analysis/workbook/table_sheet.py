"""A sheet of tables as Excel shows and prints it."""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple

from xlsxwriter.worksheet import Worksheet

from analysis.tables.table import Kind, Link, Sheet, Value
from analysis.workbook.cells import write
from analysis.workbook.layout import Laid, Line
from analysis.workbook.styles import HEIGHTS, LINE, SPANNING, Look, Styles

A4: Final = 9
HIGHEST: Final = 400
"""Points; Excel has no higher row than 409."""

WIDE_LETTERS: Final = 1.04
"""Bold type and substitutes for a missing typeface are wider than the characters that widths count."""

Targets = dict[tuple[str, str], int]


class _Cell(NamedTuple):
    kind: Kind
    value: Value
    width: float
    begins: bool = False
    is_unseen: bool = False


def write_sheet(
    worksheet: Worksheet, sheet: Sheet, placed: Laid, styles: Styles, targets: Targets, footer: str
) -> None:
    """Write a laid-out sheet and set it up for the screen and for paper."""
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width)
    for row, line in enumerate(placed.lines):
        cells = _cells(line, sheet)
        worksheet.set_row(row, _height(line, cells))
        for place, cell in enumerate(cells):
            if cell.value is None and line.part in ("blank", "title", "line", "base", "note"):
                continue
            look = Look(line.part, cell.kind, isinstance(cell.value, Link), cell.is_unseen, cell.begins)
            write(worksheet, row, place, cell.value, styles.of(look), targets)
    worksheet.hide_gridlines(2)
    if placed.header is not None:
        worksheet.freeze_panes(placed.header + 1, 1)
        last = max(len(placed.lines) - 1, placed.header)
        worksheet.autofilter(placed.header, 0, last, len(sheet.columns) - 1)
        worksheet.repeat_rows(placed.header)
    set_up_page(worksheet, footer)
    worksheet.fit_to_pages(1, 0)


def set_up_page(worksheet: Worksheet, footer: str) -> None:
    """A4 landscape with page numbers."""
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    worksheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&A   &P / &N")


def _cells(line: Line, sheet: Sheet) -> list[_Cell]:
    """The cells of a line, filled up to the sheet's width."""
    gap = len(sheet.columns) - len(line.cells) - len(line.key)
    values = (*line.cells, *(None,) * gap, *line.key)
    keys_from = len(values) - len(line.key)
    # The key is read once, beside the title of its table; a block without a title is a list of keys.
    is_unseen = line.part != "table" and line.is_titled
    cells = [
        _Cell(
            column.kind,
            value,
            column.width,
            column.begins and line.cells != (),
            is_unseen and place >= keys_from,
        )
        for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True))
    ]
    if line.part in SPANNING:
        free = sum(column.width for column in sheet.columns[: len(values) - len(line.key)])
        is_long = len(str(line.cells[0])) * WIDE_LETTERS > free
        cells = [cell._replace(begins=False) for cell in cells]
        cells[0] = cells[0]._replace(kind="wrapped" if is_long else "text")
    return cells


def _height(line: Line, cells: list[_Cell]) -> float:
    """Points. Said outright, since not every program fits a row to wrapped text by itself."""
    lowest = HEIGHTS.get(line.part, LINE + 1)
    wraps = [cell for cell in cells if cell.kind == "wrapped" or line.part == "header"]
    lines = max((_lines(cell) for cell in wraps), default=1)
    return min(max(lowest, lines * lowest if line.part == "table" else lines * LINE + 2), HIGHEST)


def _lines(cell: _Cell) -> int:
    text = cell.value.text if isinstance(cell.value, Link) else str(cell.value or "")
    return sum(max(1, ceil(len(part) * WIDE_LETTERS / cell.width)) for part in text.split("\n"))
