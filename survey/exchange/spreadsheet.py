"""Reading .xlsx files that somebody hands in: every cell as text, and nothing that a file made to do harm
can blow up."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path
from typing import Any, Final, NamedTuple

import python_calamine

LARGEST: Final = 20 * 1024 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 500
_CHUNK: Final = 1024 * 1024
_CELL: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")


class SpreadsheetUnreadable(ValueError):
    """A file that is no .xlsx workbook, or one too vast to be meant."""


class Sheet(NamedTuple):
    """One sheet. ``rows[0]`` is row 1; cells are texts without blanks at their ends."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a workbook in order. Raises SpreadsheetUnreadable."""
    _refuse_vast(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        # Empty rows are kept, so that a row's place is its number in Excel.
        return tuple(
            Sheet(name, _rows(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)))
            for name in workbook.sheet_names
        )
    except Exception as error:  # calamine's own errors share no type; a broken file is what they all say
        raise SpreadsheetUnreadable(f"{path} cannot be read as an Excel workbook: {error}") from error


def _rows(cells: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(cell) for cell in row) for row in cells)


def _text(cell: Any) -> str:
    """A cell as it was meant: 1.0 is "1", yes-and-no is "true" and "false"."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _refuse_vast(path: Path) -> None:
    """A few bytes can unpack to gigabytes, and one far-off cell makes a table of all between."""
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as parts:
            entries = parts.infolist()
            if size > LARGEST or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise SpreadsheetUnreadable(f"{path} is too large: at most {LARGEST // 1024**2} MB.")
            for entry in entries:
                if entry.filename.endswith(".xml") and _reaches_far(parts, entry):
                    raise SpreadsheetUnreadable(
                        f"{path} has cells beyond row {MOST_ROWS} or column {MOST_COLUMNS}: remove them."
                    )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise SpreadsheetUnreadable(f"{path} is not an Excel workbook (.xlsx).") from error


def _reaches_far(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    left = LARGEST_UNPACKED
    tail = b""
    with parts.open(entry) as stream:
        while chunk := stream.read(min(_CHUNK, left)):
            left -= len(chunk)
            if any(_is_far(match) for match in _CELL.finditer(tail + chunk)):
                return True
            tail = chunk[-64:]
    return False


def _is_far(match: re.Match[bytes]) -> bool:
    column = 0
    for letter in match[1].upper():
        column = column * 26 + letter - 64
    return column > MOST_COLUMNS or int(match[2]) > MOST_ROWS
