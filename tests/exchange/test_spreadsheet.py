"""Reading Excel files from strangers: cells as text, and refusals instead of a full memory."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest

from survey.exchange.spreadsheet import SpreadsheetUnreadable, read_sheets

from .conftest import Write, write_workbook


def test_cells_are_what_was_meant_and_rows_keep_their_numbers(tmp_path: Path, write_xlsx: Write) -> None:
    rows = [["", ""], ["", " a "], [1, 1.5], [True, "x\r\ny"], [-3, 1e6]]
    (sheet,) = read_sheets(write_xlsx(tmp_path / "a.xlsx", {"survey": rows}))
    assert sheet.name == "survey"
    assert sheet.rows == (("", ""), ("", "a"), ("1", "1.5"), ("true", "x\ny"), ("-3", "1000000"))


def test_a_date_is_written_out(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = datetime.date(2026, 3, 1)
    book.save(tmp_path / "a.xlsx")
    assert read_sheets(tmp_path / "a.xlsx")[0].rows[0][0].startswith("2026-03-01")


def test_one_cell_far_away_is_refused_before_a_table_is_made_of_it(tmp_path: Path, write_xlsx: Write) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"survey": [["type"]]})
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(far, "w") as changed:
        for entry in parts.infolist():
            content = parts.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b'r="A1"', b'r="XFD1048576"')
            changed.writestr(entry, content)
    with pytest.raises(SpreadsheetUnreadable, match="beyond row 50000 or column 500"):
        read_sheets(far)


def test_a_few_bytes_that_unpack_to_gigabytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(SpreadsheetUnreadable, match="too large"):
        read_sheets(path)


@pytest.mark.parametrize("cut", [10, 200, -100])
def test_a_cut_file_is_one_sentence(tmp_path: Path, cut: int) -> None:
    whole = write_workbook(tmp_path / "a.xlsx", {"survey": [["type"]]}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[:cut])
    with pytest.raises(SpreadsheetUnreadable) as raised:
        read_sheets(tmp_path / "cut.xlsx")
    assert "\n" not in str(raised.value)


def test_a_zip_that_is_no_workbook_is_one_sentence(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as parts:
        parts.writestr("hello.txt", "hello")
    with pytest.raises(SpreadsheetUnreadable, match="cannot be read as an Excel workbook"):
        read_sheets(tmp_path / "a.xlsx")
