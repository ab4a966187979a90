"""The codebook as an Excel workbook: a sheet a questionnaire, and one of what they share. Text only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from survey.exchange.codebook import EVERYWHERE, SIMILARITIES, Line, SharedVariable, lines, shared_variables
from survey.exchange.excel_text import NO_TIME, TEXT_ONLY, lines_needed
from survey.questionnaire.model import Questionnaire, Text

_NAMES: Final = {"sv": "Svenska", "en": "English", "ru": "Русский"}
_COLUMNS: Final = (
    ("Variabel · Variable", 25),
    ("Slag · Kind", 25),
    ("Kod · Code", 16),
    ("Värde · Value", 9),
)
_TEXT_WIDTH: Final = 42
_SHARED_NAME: Final = "gemensamma · shared"
_SHARED_COLUMNS: Final = (("Variabel · Variable", 25), ("Modul · Module", 15))
_SHARED_TEXT_WIDTH: Final = 34
_VERDICT_WIDTH: Final = 17
_LINE_HEIGHT: Final = 13.5
_HEADING: Final = 2

_CELL: Final[dict[str, Any]] = {
    "font_name": "Calibri",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "indent": 1,
    "align": "left",
}
_RULE: Final = {"bottom": 1, "bottom_color": "#D9D9D9"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "note": {"font_color": "#555555", "text_wrap": False},
    "heading": {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF"},
    "section": {"bold": True, "bg_color": "#DCE6EC", "top": 1, "top_color": "#8FA3B0"},
    "question": {"bold": True, "top": 1, "top_color": "#8FA3B0", "bg_color": "#F5F8FA"},
    "remark": {"italic": True, "font_color": "#44546A"},
    "row": _RULE,
    "option": _RULE,
    "state": {**_RULE, "font_color": "#7F7F7F"},
    "same": {**_RULE, "font_color": "#1E6B3A"},
    "wording": {**_RULE, "bg_color": "#FFF6DA"},
    "options": {**_RULE, "bg_color": "#FDEBD3"},
    "asked_of": {**_RULE, "bg_color": "#E8EFF7"},
    "breaking": {**_RULE, "bg_color": "#FBE3E1", "bold": True},
}


def write_codebook(path: Path, questionnaires: Sequence[Questionnaire]) -> None:
    """Write the codebook of questionnaires in all their languages, their numeric codes given."""
    languages = tuple(dict.fromkeys(code for one in questionnaires for code in one.languages))
    with xlsxwriter.Workbook(str(path), TEXT_ONLY) as workbook:
        workbook.set_properties({"title": "Kodbok · Codebook", "created": NO_TIME})
        formats = {name: workbook.add_format({**_CELL, **looks}) for name, looks in _FORMATS.items()}
        for questionnaire in questionnaires:
            sheet = workbook.add_worksheet(questionnaire.id[:31])
            _questionnaire(sheet, formats, questionnaire, languages)
        sheet = workbook.add_worksheet(_SHARED_NAME)
        _shared(sheet, formats, questionnaires, languages)


def _questionnaire(
    sheet: Any, formats: dict[str, Any], questionnaire: Questionnaire, languages: Sequence[str]
) -> None:
    columns = [*_COLUMNS, *((_NAMES.get(code, code), _TEXT_WIDTH) for code in languages)]
    source = questionnaire.languages[0]
    everywhere = "   ".join(f"{value} {words}" for value, words in EVERYWHERE)
    _head(sheet, formats, f"{questionnaire.id} – {questionnaire.title[source]}", everywhere, columns)
    for number, line in enumerate(lines(questionnaire), _HEADING + 1):
        _line(sheet, number, formats[line.style], line, languages)


def _line(sheet: Any, number: int, look: Any, line: Line, languages: Sequence[str]) -> None:
    texts = [line.text.get(code, "") for code in languages]
    for column, text in enumerate((line.variable, line.kind, line.code)):
        sheet.write_string(number, column, text, look)
    if isinstance(line.value, int):
        sheet.write_number(number, 3, line.value, look)
    else:
        sheet.write_string(number, 3, line.value, look)
    for column, text in enumerate(texts, len(_COLUMNS)):
        sheet.write_string(number, column, text, look)
    widths = [(line.variable, _COLUMNS[0][1]), (line.kind, _COLUMNS[1][1]), (line.code, _COLUMNS[2][1])]
    _height(sheet, number, [*widths, *((text, _TEXT_WIDTH) for text in texts)])


def _shared(
    sheet: Any, formats: dict[str, Any], questionnaires: Sequence[Questionnaire], languages: Sequence[str]
) -> None:
    columns = [
        *_SHARED_COLUMNS,
        *((_NAMES.get(code, code), _SHARED_TEXT_WIDTH) for code in languages),
        *((questionnaire.id, _VERDICT_WIDTH) for questionnaire in questionnaires),
    ]
    note = (
        "Jämfört med den första enkäten som har frågan; tomt betyder att frågan inte finns där.   "
        "Compared with the first questionnaire that has the question; empty means that it is not there."
    )
    _head(
        sheet,
        formats,
        "Frågor som flera enkäter har · Questions that several questionnaires have",
        note,
        columns,
    )
    names = [questionnaire.id for questionnaire in questionnaires]
    for number, shared in enumerate(shared_variables(questionnaires), _HEADING + 1):
        _shared_line(sheet, number, formats, shared, languages, names)


def _shared_line(
    sheet: Any,
    number: int,
    formats: dict[str, Any],
    shared: SharedVariable,
    languages: Sequence[str],
    names: Iterable[str],
) -> None:
    text: Text = shared.variable.text
    cells = [(shared.variable.column, _SHARED_COLUMNS[0][1], "row")]
    cells.append((shared.variable.question.module, _SHARED_COLUMNS[1][1], "row"))
    cells += [(text.get(code, ""), _SHARED_TEXT_WIDTH, "row") for code in languages]
    for name in names:
        found = shared.similarity.get(name, ())
        words = "\n".join(SIMILARITIES[kind] for kind in found)
        cells.append((words, _VERDICT_WIDTH, found[-1] if found else "row"))
    for column, (words, _width, look) in enumerate(cells):
        sheet.write_string(number, column, words, formats[look])
    _height(sheet, number, [(words, width) for words, width, _look in cells])


def _head(
    sheet: Any, formats: dict[str, Any], title: str, note: str, columns: Sequence[tuple[str, int]]
) -> None:
    """Title, note and column headings, and how the sheet scrolls and prints."""
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, note, formats["note"])
    for number, (heading, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(_HEADING, number, heading, formats["heading"])
    sheet.set_row(0, 24)
    sheet.set_row(1, 18)
    sheet.set_row(_HEADING, 2 * _LINE_HEIGHT)
    sheet.freeze_panes(_HEADING + 1, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING)
    sheet.set_footer("&L&8&A&R&8&P / &N")


def _height(sheet: Any, number: int, cells: Iterable[tuple[str, int]]) -> None:
    # The letters are a little smaller than those that a column's width is counted in.
    needed = max(lines_needed(text, width * 1.05) for text, width in cells)
    sheet.set_row(number, _LINE_HEIGHT * needed + 2)
