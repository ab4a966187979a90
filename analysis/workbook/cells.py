"""What may stand in a cell: strings stay strings, and fit."""

from __future__ import annotations

import re
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.tables.table import LONGEST, Link, Symbol, Value

_UNWRITABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WIDE: Final = re.compile("[\U00010000-\U0010ffff]")


def fitted(text: str) -> str:
    """The text as a cell can hold it: cut at the limit with …, what XML has no place for replaced."""
    text = _UNWRITABLE.sub("\ufffd", text)
    length = len(text) + len(_WIDE.findall(text))
    if length <= LONGEST:
        return text
    encoded = text.encode("utf-16-le")[: 2 * (LONGEST - 1)]
    return encoded.decode("utf-16-le", errors="ignore") + "…"


def write(
    worksheet: Worksheet,
    row: int,
    column: int,
    value: Value,
    style: Format,
    targets: dict[tuple[str, str], int],
) -> None:
    """Write one value. ``targets`` gives the row of each (sheet, block) that a link can lead to."""
    if value is None:
        worksheet.write_blank(row, column, None, style)
    elif isinstance(value, Link):
        place = targets.get((value.sheet, value.block), 0) + 1
        sheet = value.sheet.replace("'", "''")
        worksheet.write_url(row, column, f"internal:'{sheet}'!A{place}", style, fitted(value.text))
    elif isinstance(value, Symbol):
        worksheet.write_string(row, column, value.value, style)
    elif isinstance(value, str):
        worksheet.write_string(row, column, fitted(value), style)
    else:
        worksheet.write_number(row, column, value, style)
