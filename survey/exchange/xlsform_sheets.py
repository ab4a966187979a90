"""The sheets of an XLSForm as rows of named cells, with their texts by language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from survey.exchange.spreadsheet import Sheet, read_sheets
from survey.questionnaire.model import Text
from survey.questionnaire.reader import LANGUAGES

_SYNONYMS: Final = {"relevance": "relevant", "list name": "list_name", "value": "name", "caption": "label"}
_TRANSLATED: Final = ("label", "hint")
_LANGUAGE_WORDS: Final = {
    "sv": ("sv", "swe", "svenska", "swedish", "шведский"),
    "en": ("en", "eng", "engelska", "english", "английский"),
    "ru": ("ru", "rus", "ryska", "russian", "русский"),
}
_BY_WORD: Final = {word: code for code, words in _LANGUAGE_WORDS.items() for word in words}


class NotAnXlsform(ValueError):
    """A workbook that lacks what every XLSForm has."""


class Line(NamedTuple):
    """One row: its number in Excel, its cells by column, and label and hint by language."""

    number: int
    cells: dict[str, str]
    texts: dict[str, Text]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> Text:
        return self.texts.get(column, {})


class Table(NamedTuple):
    """One sheet. ``foreign`` are the columns in languages that do not exist here."""

    name: str
    lines: tuple[Line, ...]
    foreign: tuple[str, ...]


class Workbook(NamedTuple):
    """An XLSForm: its sheets, its settings, and the languages of its labels, the source first."""

    survey: Table
    choices: Table
    settings: dict[str, str]
    unread_settings: tuple[int, ...]
    languages: tuple[str, ...]
    other_sheets: tuple[str, ...]

    @property
    def source(self) -> str:
        return self.languages[0]


def read_xlsform(path: Path) -> Workbook:
    """The form in a workbook. Raises SpreadsheetUnreadable or NotAnXlsform."""
    sheets = {sheet.name.strip().lower(): sheet for sheet in read_sheets(path)}
    if "survey" not in sheets:
        raise NotAnXlsform(f"{path} is no XLSForm: it has no sheet 'survey' ({', '.join(sheets)}).")
    settings, unread = _settings(sheets.get("settings"))
    usual = language_of(settings.get("default_language", "")) or _usual_language(sheets["survey"])
    survey = _table(sheets["survey"], usual)
    choices = _table(sheets["choices"], usual) if "choices" in sheets else Table("choices", (), ())
    columns = {column for line in survey.lines for column in (*line.cells, *line.texts)}
    for needed in ("type", "name", "label"):
        if needed not in columns:
            raise NotAnXlsform(f"{path} is no XLSForm: its sheet 'survey' has no column '{needed}'.")
    if "choices" not in sheets and any(line.cell("type").startswith("select") for line in survey.lines):
        raise NotAnXlsform(f"{path} has questions with options but no sheet 'choices'.")
    found = {
        code
        for table in (survey, choices)
        for line in table.lines
        for column in _TRANSLATED
        for code in line.text(column)
    }
    if not found:
        raise NotAnXlsform(f"{path} has no labels in a language that exists here ({', '.join(LANGUAGES)}).")
    source = LANGUAGES[0] if LANGUAGES[0] in found or usual not in found else usual
    ordered = sorted(found, key=lambda code: (code != source, LANGUAGES.index(code)))
    known = ("survey", "choices", "settings")
    others = tuple(sheet.name for name, sheet in sheets.items() if name not in known and _has_cells(sheet))
    return Workbook(survey, choices, settings, unread, tuple(ordered), others)


def language_of(words: str) -> str:
    """The code of a language written as "Svenska (sv)", "English" or "ru"; "" for any other."""
    inside = re.search(r"\(([a-zA-Z]{2,3})(?:[-_][\w-]+)?\)", words)
    name = inside[1] if inside else words
    return _BY_WORD.get(name.strip().lower(), "")


def _usual_language(survey: Sheet) -> str:
    """The language of a bare ``label``: Swedish, unless the questions are all labelled in others."""
    columns = [_column(heading, "") for heading in survey.rows[0]] if survey.rows else []
    labelled = [language for name, language in columns if name == "label"]
    said = [language for language in labelled if language]
    return said[0] if said == labelled and said and LANGUAGES[0] not in said else LANGUAGES[0]


def _settings(sheet: Sheet | None) -> tuple[dict[str, str], tuple[int, ...]]:
    """What the sheet's one row says, and the numbers of further rows, which mean nothing."""
    if sheet is None or len(sheet.rows) < 2:
        return {}, ()
    said = {key.lower(): value for key, value in zip(sheet.rows[0], sheet.rows[1], strict=False) if value}
    return said, tuple(number for number, row in enumerate(sheet.rows[2:], 3) if any(row))


def _table(sheet: Sheet, usual: str) -> Table:
    if not sheet.rows:
        return Table(sheet.name, (), ())
    columns = [_column(heading, usual) for heading in sheet.rows[0]]
    foreign = tuple(
        heading
        for heading, (name, language) in zip(sheet.rows[0], columns, strict=True)
        if name in _TRANSLATED and not language
    )
    lines = tuple(_line(number, row, columns) for number, row in enumerate(sheet.rows[1:], 2) if any(row))
    return Table(sheet.name, lines, foreign)


def _column(heading: str, usual: str) -> tuple[str, str]:
    """A column's name, and for labels and hints their language ("" when it does not exist here)."""
    name, separator, language = heading.partition(":")
    name = name.strip().lower()
    name = _SYNONYMS.get(name, name)
    if name not in _TRANSLATED:
        return (_SYNONYMS.get(heading.lower(), heading.lower()), "")
    return (name, language_of(language.lstrip(":")) if separator else usual)


def _line(number: int, row: tuple[str, ...], columns: list[tuple[str, str]]) -> Line:
    cells: dict[str, str] = {}
    texts: dict[str, Text] = {}
    for (name, language), value in zip(columns, row, strict=False):
        if name in _TRANSLATED:
            said = texts.setdefault(name, {})
            if language and value and said.setdefault(language, value) != value:
                cells[f"{name} ({language}, again)"] = value
        else:
            cells[f"{name} (again)" if name in cells else name] = value
    return Line(number, cells, texts)


def _has_cells(sheet: Sheet) -> bool:
    return any(any(row) for row in sheet.rows)


def other_cells(line: Line, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The filled cells of a row in columns that nothing is made of."""
    yield from ((name or "(no heading)", v) for name, v in line.cells.items() if v and name not in known)
