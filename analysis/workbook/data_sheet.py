"""Data sheets: a hundred thousand rows in seconds, through a worksheet that writes whole rows of XML.

Each column has few distinct values, so the XML of a cell is made once for each value; a row is the
fragments of its values put together. xlsxwriter writes everything else, with a mark where the rows belong,
and ``stored`` puts them there while the file is packed: no row is ever kept, and nothing touches the disk
before the one file it belongs in. Measured: 100 000 × 110 in 3 s, by pandas and xlsxwriter 75 s.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import IO, Any, Final

import numpy as np
import xlsxwriter
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.data_columns import ABSENT, DataColumn
from analysis.workbook.cells import fitted

TESTED: Final = frozenset({"3.3.1"})
"""Versions of xlsxwriter whose inner parts are known to be as used here; others take the plain path."""

MARK: Final = "<!--rows-->"
AT_ONCE: Final = 2_000
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
LEVEL: Final = 6
QUICK: Final = 1
"""Compression of data sheets: they are many times larger than the rest and pack well all the same."""


class FastSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet whose rows from ``first_row`` on come from columns of distinct values."""

    def fill(self, columns: Sequence[DataColumn], first_row: int, rows: slice, style: Format | None) -> None:
        """Take the columns. ``rows`` is which of their values this sheet shows."""
        self._columns = [(column, column.places[rows]) for column in columns]
        self._first_row = first_row
        self._count = len(self._columns[0][1]) if columns else 0
        self._style = style
        if self._count:
            self._check_dimensions(first_row + self._count - 1, len(columns) - 1)
        self._fragments = [
            self._cells(place, column, own) for place, (column, own) in enumerate(self._columns)
        ]

    def rows(self) -> Iterator[str]:
        """The XML of the filled rows, some at a time."""
        for start in range(0, self._count, AT_ONCE):
            stop = min(start + AT_ONCE, self._count)
            parts = (
                fragments[own[start:stop]].tolist()
                for fragments, (_, own) in zip(self._fragments, self._columns, strict=True)
            )
            numbers = range(self._first_row + start + 1, self._first_row + stop + 1)
            yield "".join(
                f'<row r="#">{"".join(cells)}</row>'.replace("#", str(number))
                for number, cells in zip(numbers, zip(*parts, strict=True), strict=True)
            )

    def _cells(self, place: int, column: DataColumn, own: NDArray[np.int32]) -> NDArray[Any]:
        """The XML of a cell for each of the column's values, the row's number as #; the last is empty."""
        reference = f' r="{xl_col_to_name(place)}#"'
        style = f' s="{self._style._get_xf_index()}"' if self._style else ""
        uses = np.bincount(own[own != ABSENT], minlength=len(column.values))
        cells = []
        for value, used in zip(column.values, uses, strict=True):
            if not used:
                cells.append("")
            elif isinstance(value, str):
                index = self.str_table._get_shared_string_index(fitted(value))
                self.str_table.count += int(used) - 1
                cells.append(f'<c{reference}{style} t="s"><v>{index}</v></c>')
            else:
                cells.append(f"<c{reference}{style}><v>{value:.16G}</v></c>")
        return np.array([*cells, ""], object)

    def _write_rows(self) -> None:
        # xlsxwriter's own loop would look at every row of the filled area.
        last = self._first_row + self._count - 1
        self.dim_rowmax = self._first_row - 1
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.write(MARK)


def is_fast() -> bool:
    """Whether the installed xlsxwriter is one whose inner parts are known."""
    return xlsxwriter.__version__ in TESTED


def fill_plainly(
    worksheet: Worksheet, columns: Sequence[DataColumn], first_row: int, rows: slice, style: Format | None
) -> None:
    """The same cells through xlsxwriter's public functions, slowly and with every row in memory."""
    for place, column in enumerate(columns):
        for row, own in enumerate(column.places[rows].tolist(), first_row):
            if own == ABSENT:
                continue
            value = column.values[own]
            if isinstance(value, str):
                worksheet.write_string(row, place, fitted(value), style)
            else:
                worksheet.write_number(row, place, value, style)


def stored(packed: BytesIO, sheets: Mapping[str, FastSheet], file: IO[bytes]) -> None:
    """Copy a workbook into a file, putting the rows of its fast sheets (by member name) in their places."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            entry = zipfile.ZipInfo(member.filename, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            sheet = sheets.get(member.filename)
            if sheet is None:
                target.writestr(entry, content, compresslevel=LEVEL)
                continue
            before, after = content.decode().split(MARK)
            entry._compresslevel = QUICK  # type: ignore[attr-defined]  # ZipFile.open has no argument for it
            with target.open(entry, "w", force_zip64=_is_huge(sheet)) as out:
                out.write(before.encode())
                for rows in sheet.rows():
                    out.write(rows.encode())
                out.write(after.encode())


def _is_huge(sheet: FastSheet) -> bool:
    """Whether a sheet's XML can pass what a ZIP member holds without the ZIP64 extension."""
    widest = sum(max(map(len, fragments)) + len("1048576") for fragments in sheet._fragments)
    return sheet._count * widest > zipfile.ZIP64_LIMIT
