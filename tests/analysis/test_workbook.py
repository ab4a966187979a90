"""The Excel file: read back cell by cell, the same bytes every time, nothing that becomes a formula."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from analysis.data_columns import ABSENT, DataColumn
from analysis.disclosure.audiences import AUDIENCES
from analysis.release import book_of, published, sheet_name
from analysis.tables.cover import Provenance
from analysis.tables.table import LONGEST, Link, Symbol
from analysis.texts import LANGUAGES, Texts
from analysis.workbook.book import Book, DataSheet
from analysis.workbook.cells import fitted
from analysis.workbook.data_sheet import is_fast
from analysis.workbook.excel import write_excel
from analysis.workbook.layout import laid
from survey.questionnaire.model import Version
from tests.analysis.samples import dataset, drawn, response

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "https://example.org", "{=1}")


def book(*versions: tuple[Version, int], language: str = "sv", free_text: bool = False) -> Book:
    rules = AUDIENCES["internal"]
    datasets = [dataset(version, drawn(version, count, seed=2)) for version, count in versions]
    source = Provenance("answers.bundle", "Kommunen", True, "abc", (("Anna", "1234"),), {})
    return book_of(published(datasets, rules), rules, source, Texts(language), free_text=free_text)


def written(whole: Book, **how: Any) -> bytes:
    file = BytesIO()
    write_excel(whole, file, **how)
    return file.getvalue()


def read(content: bytes) -> dict[str, list[list[Any]]]:
    opened = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names
    }


@pytest.fixture
def whole(visitors_version: Version, relatives_version: Version) -> Book:
    return book((visitors_version, 90), (relatives_version, 70), free_text=True)


def test_sheets_stand_in_an_order_that_a_reader_expects(whole: Book) -> None:
    assert list(read(written(whole))) == [
        "Omslag",
        "Innehåll",
        "Frekvenser_visitors",
        "Frekvenser_relatives",
        "Jämförelse mellan enkäter",
        "Flersvar",
        "Bortfall",
        "Fritext",
        "Data_etiketter",
        "Data_koder",
        "Kodbok",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_every_table_is_read_back(
    visitors_version: Version, relatives_version: Version, language: str
) -> None:
    whole = book((visitors_version, 60), (relatives_version, 55), language=language, free_text=True)
    cells = read(written(whole))
    for sheet in whole.tables:
        rows = cells[sheet.name]
        for place, line in enumerate(laid(sheet).lines):
            gap = len(sheet.columns) - len(line.cells) - len(line.key)
            for column, value in enumerate((*line.cells, *(None,) * gap, *line.key)):
                if value is None or value == "":
                    continue
                expected = value.text if isinstance(value, Link) else value
                expected = expected.value if isinstance(expected, Symbol) else expected
                assert rows[place][column] == expected, (sheet.name, place, column)


def test_every_value_of_the_data_is_read_back(whole: Book) -> None:
    cells = read(written(whole))
    for data in whole.data_sheets:
        rows = cells[data.name]
        assert tuple(rows[0]) == data.headings
        assert len(rows) == 161
        for place, column in enumerate(data.columns):
            values = [*column.values, ""]
            expected = [values[own] for own in column.places]
            assert [row[place] for row in rows[1:]] == expected, column.name


def test_the_same_book_gives_the_same_bytes(visitors_version: Version) -> None:
    assert written(book((visitors_version, 40))) == written(book((visitors_version, 40)))


def test_case_50_no_time_and_no_user_name_are_in_the_file(whole: Book) -> None:
    archive = zipfile.ZipFile(BytesIO(written(whole)))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = archive.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core


def test_no_temporary_file_is_made(whole: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile.mkstemp", None)
    assert written(whole)


def test_the_quick_way_writes_what_the_plain_way_writes(whole: Book) -> None:
    assert is_fast(), "this xlsxwriter has not been tried: look at data_sheet.TESTED"
    quick, plain = written(whole, fast=True), written(whole, fast=False)
    assert read(quick) == read(plain)
    quickly, plainly = (load_workbook(BytesIO(content)) for content in (quick, plain))
    for name in ("Data_etiketter", "Data_koder"):
        left, right = quickly[name], plainly[name]
        assert left.dimensions == right.dimensions
        assert left.freeze_panes == right.freeze_panes == "B2"
        assert left.auto_filter.ref == right.auto_filter.ref
        for row, other in zip(left.iter_rows(), right.iter_rows(), strict=True):
            assert [(c.coordinate, c.value, c.data_type) for c in row] == [
                (c.coordinate, c.value, c.data_type) for c in other
            ]


def data_book(*columns: DataColumn) -> Book:
    sheets = (DataSheet("data_codes", "Data_koder", columns, is_labelled=False),)
    return Book("Prov", "sv", "", (), sheets)


@pytest.mark.parametrize("fast", [True, False])
def test_rows_beyond_the_last_go_on_in_a_second_sheet(fast: bool) -> None:
    places = np.arange(25, dtype=np.int32)
    column = DataColumn("number", "Number", tuple(range(25)), places)
    cells = read(written(data_book(column), most_rows=11, fast=fast))
    assert list(cells) == ["Data_koder", "Data_koder_2", "Data_koder_3"]
    assert [row[0] for rows in cells.values() for row in rows[1:]] == list(range(25))
    assert {rows[0][0] for rows in cells.values()} == {"number"}


@pytest.mark.parametrize("fast", [True, False])
def test_numbers_texts_and_empty_cells_keep_what_they_are(fast: bool) -> None:
    values = (1, -97, 2.5, 0.1 + 0.2, 123456789012, "1", "", "å & <b> \"'", " blank ")
    places = np.array([*range(len(values)), ABSENT], np.int32)
    rows = read(written(data_book(DataColumn("x", "X", values, places)), fast=fast))["Data_koder"]
    assert [row[0] for row in rows[1:10]] == [*values[:3], pytest.approx(0.3), *values[4:]]


@pytest.mark.parametrize("fast", [True, False])
def test_no_answer_becomes_a_formula_or_a_link(visitors_version: Version, fast: bool) -> None:
    answered = [response(visitors_version, {"improve": text}) for text in DANGEROUS]
    rules = AUDIENCES["internal"]
    parts = published([dataset(visitors_version, answered)], rules)
    whole = book_of(parts, rules, Provenance("", "", False, "", (), {}), Texts("sv"), free_text=True)
    labels = DataColumn("x", "X", DANGEROUS, np.arange(len(DANGEROUS), dtype=np.int32))
    more = DataSheet("more", "Mer", (labels,), is_labelled=True)
    content = written(Book(whole.title, "sv", "=A1", whole.sheets, (more,)), fast=fast)
    opened = load_workbook(BytesIO(content))
    found = {cell.value for row in opened["Fritext"].iter_rows(max_col=1) for cell in row}
    assert set(DANGEROUS) <= found
    for sheet in opened:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    external = [name for name in zipfile.ZipFile(BytesIO(content)).namelist() if "externalLink" in name]
    assert external == []
    relations = [n for n in zipfile.ZipFile(BytesIO(content)).namelist() if "sheets/_rels" in n]
    assert all(b"example.org" not in zipfile.ZipFile(BytesIO(content)).read(name) for name in relations)


def test_texts_that_do_not_fit_are_cut_and_what_xml_cannot_hold_is_replaced() -> None:
    assert fitted("a" * LONGEST) == "a" * LONGEST
    assert fitted("a" * (LONGEST + 1)) == "a" * (LONGEST - 1) + "…"
    assert len(fitted("😀" * LONGEST).encode("utf-16-le")) <= 2 * LONGEST
    assert fitted("a\ud800b\uffff") == "a�b�"


def test_strange_letters_in_an_answer_leave_a_file_that_opens(visitors_version: Version) -> None:
    texts = [
        "bell \x07",
        "null \x00",
        "_x0041_",
        "half \ud83d",
        "e\u0301",
        "\u202ertl",
        "é" * 40_000,
        "\ufffe",
    ]
    answered = [response(visitors_version, {"improve": text}) for text in texts]
    rules = AUDIENCES["internal"]
    parts = published([dataset(visitors_version, answered)], rules)
    whole = book_of(parts, rules, Provenance("", "", False, "", (), {}), Texts("sv"), free_text=True)
    rows = read(written(whole))["Fritext"]
    found = [row[0] for row in rows]
    assert "_x0041_" in found and "bell \x07" in found and "\u202ertl" in found
    assert any(text.endswith("…") and len(text) == LONGEST for text in found)
    assert "Avkortade, eftersom en cell inte rymmer mer: 1" in found
    assert load_workbook(BytesIO(written(whole)))


def test_links_of_the_contents_lead_to_the_tables(whole: Book) -> None:
    opened = load_workbook(BytesIO(written(whole)))
    seen = 0
    for row in opened["Innehåll"].iter_rows(max_col=2):
        link = row[0].hyperlink
        if link is None or not row[1].value:
            continue
        sheet, cell = link.location.rsplit("!", 1)
        assert opened[sheet.strip("'")][cell].value == row[0].value
        seen += 1
    assert seen > 15


def test_percentages_are_fractions_in_the_format_of_the_language(visitors_version: Version) -> None:
    for language, shown in (("sv", "0 %"), ("en", "0%"), ("ru", "0 %")):
        opened = load_workbook(BytesIO(written(book((visitors_version, 80), language=language))))
        sheet = opened[Texts(language)("Frekvenser")]
        shares = [row[2] for row in sheet.iter_rows(min_row=4, max_row=40) if isinstance(row[2].value, float)]
        assert shares and {cell.number_format for cell in shares} == {shown}
        assert all(0 <= cell.value <= 1 for cell in shares)


def test_pages_are_set_up_for_paper(whole: Book) -> None:
    opened = load_workbook(BytesIO(written(whole)))
    for sheet in opened:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        if not sheet.title.startswith("Data"):
            # Two hundred columns on the width of a page could not be read.
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        if sheet.title != "Omslag":
            assert sheet.print_title_rows
            assert sheet.freeze_panes
            assert sheet.auto_filter.ref
        assert not sheet.merged_cells.ranges


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    assert sheet_name("Frekvenser_a/b:c?" + "x" * 40) == ("Frekvenser_a-b-c-" + "x" * 40)[:31]


def test_another_xlsxwriter_takes_the_plain_way(whole: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = read(written(whole))
    monkeypatch.setattr(xlsxwriter, "__version__", "99.0")
    assert not is_fast()
    assert read(written(whole)) == usual
