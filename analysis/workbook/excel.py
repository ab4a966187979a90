"""The book as an Excel file, the same bytes for the same book."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Final

import xlsxwriter
from xlsxwriter.workbook import Workbook

from analysis.workbook.book import Book, DataSheet
from analysis.workbook.data_sheet import FastSheet, fill_plainly, is_fast, stored
from analysis.workbook.layout import laid
from analysis.workbook.styles import Look, Styles
from analysis.workbook.table_sheet import set_up_page, write_sheet

MOST_ROWS: Final = 1_048_576
FIXED_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""No temporary files, and no string that becomes anything else."""

HEADING_HEIGHT: Final = 76
DATA_WIDTH: Final = 16


def write_excel(book: Book, file: IO[bytes], *, most_rows: int = MOST_ROWS, fast: bool | None = None) -> None:
    """Write the book. Data that pass ``most_rows`` go on in a sheet _2; ``fast`` forces or forbids the quick
    way of writing them."""
    packed = BytesIO()
    workbook = xlsxwriter.Workbook(packed, OPTIONS)
    writer = _Writer(workbook, book, most_rows, is_fast() if fast is None else fast)
    writer.write()
    workbook.set_properties(
        {"title": book.title, "author": "", "company": "", "comments": "", "created": FIXED_DATE}
    )
    workbook.close()
    stored(packed, writer.fast_sheets, file)


class _Writer:
    def __init__(self, workbook: Workbook, book: Book, most_rows: int, fast: bool) -> None:
        self._workbook = workbook
        self._book = book
        self._most_rows = most_rows
        self._fast = fast
        self._styles = Styles(workbook, book.language)
        self.fast_sheets: dict[str, FastSheet] = {}

    def write(self) -> None:
        book = self._book
        placed = {sheet.name: laid(sheet) for sheet in book.tables}
        targets = {(name, block): row for name, one in placed.items() for block, row in one.blocks.items()}
        for sheet in book.sheets:
            worksheet = self._workbook.add_worksheet(sheet.name)
            write_sheet(worksheet, sheet, placed[sheet.name], self._styles, targets, book.footer)
        for data in book.data_sheets:
            self._write_data(data)
        for sheet in book.after:
            worksheet = self._workbook.add_worksheet(sheet.name)
            write_sheet(worksheet, sheet, placed[sheet.name], self._styles, targets, book.footer)

    def _write_data(self, data: DataSheet) -> None:
        room = self._most_rows - 1
        for part, start in enumerate(range(0, max(data.rows, 1), room), 1):
            name = data.name if part == 1 else f"{data.name}_{part}"
            self._write_rows(data, name, slice(start, min(start + room, data.rows)))

    def _write_rows(self, data: DataSheet, name: str, rows: slice) -> None:
        worksheet = self._workbook.add_worksheet(name, FastSheet if self._fast else None)
        header = self._styles.of(Look("header", "wrapped" if data.is_labelled else "text"))
        for place, heading in enumerate(data.headings):
            worksheet.write_string(0, place, heading, header)
        if data.is_labelled:
            worksheet.set_row(0, HEADING_HEIGHT)
        worksheet.set_column(0, max(len(data.columns) - 1, 0), DATA_WIDTH)
        if isinstance(worksheet, FastSheet):
            worksheet.fill(data.columns, 1, rows, None)
            self.fast_sheets[f"xl/worksheets/sheet{worksheet.index + 1}.xml"] = worksheet
        else:
            fill_plainly(worksheet, data.columns, 1, rows, None)
        worksheet.freeze_panes(1, 1)
        if data.columns:
            worksheet.autofilter(0, 0, max(rows.stop - rows.start, 0), len(data.columns) - 1)
            worksheet.repeat_rows(0)
            worksheet.repeat_columns(0)
        set_up_page(worksheet, self._book.footer)
