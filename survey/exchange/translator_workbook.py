"""The workbook that a translator fills in: one sheet a language, text only, everything else locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter

from survey.exchange.excel_text import NO_TIME, TEXT_ONLY, lines_needed
from survey.exchange.handing_in import Incoming, Mark
from survey.exchange.merging import Merged
from survey.exchange.sources import LANGUAGE_NAMES, Use, Work
from survey.exchange.spreadsheet import Sheet, read_sheets
from survey.questionnaire.catalogues import SHARED

STATES: Final[tuple[Mark, ...]] = ("done", "check", "missing")


class NotATranslatorsWorkbook(ValueError):
    """A workbook that ``survey translate out`` did not make, or that lost what the import needs."""


class _Column(NamedTuple):
    heading: str
    width: int
    format: str = "locked"


# Import finds columns by these headings; the last one is hidden and says what was there before.
_COLUMNS: Final = (
    _Column("Catalogue", 11),
    _Column("Path", 24),
    _Column("Question", 34),
    _Column("Swedish", 46),
    _Column("Translation", 46, "open"),
    _Column("State", 10, "open"),
    _Column("Swedish before", 34),
    _Column("Translation before", 10, "hidden"),
)
_NEEDED: Final = ("Catalogue", "Path", "Swedish", "Translation")
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "heading": {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "top", "border": 1},
    "locked": {"bg_color": "#F2F2F2", "font_color": "#333333"},
    "open": {"bg_color": "#FFFFFF", "locked": False},
    "hidden": {"font_color": "#999999"},
    "missing": {"bg_color": "#FBE3E1"},
    "check": {"bg_color": "#FFF3CD"},
}
_CELLS: Final = {
    "num_format": "@",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": "#D0D0D0",
}


def write_workbook(
    path: Path, work: Work, files: Iterable[Merged], questionnaires: Sequence[str] = ()
) -> int:
    """Write the texts of the questionnaires (all of them and the shared ones when none is named).

    Each text stands once, in the order it is asked. Returns the number of rows.
    """
    by_language: dict[str, dict[str, Merged]] = {}
    for merged in files:
        by_language.setdefault(merged.language, {})[merged.catalogue.name] = merged
    rows = 0
    with xlsxwriter.Workbook(str(path), TEXT_ONLY) as workbook:
        workbook.set_properties({"title": "Translations", "created": NO_TIME})
        formats = _formats(workbook)
        for language, catalogues in by_language.items():
            sheet = workbook.add_worksheet(f"{language} {LANGUAGE_NAMES.get(language, '')}".strip())
            uses = _uses(work, questionnaires or tuple(work.used), bool(questionnaires), language)
            rows += _fill(sheet, list(_cells(uses, catalogues)), formats)
    return rows


def read_workbook(path: Path, languages: Iterable[str]) -> Iterator[tuple[str, Incoming]]:
    """(language, row) for every row with a path.

    Raises SpreadsheetUnreadable or NotATranslatorsWorkbook.
    """
    known = tuple(languages)
    for sheet in read_sheets(path):
        language = sheet.name.split(" ")[0].lower()
        if language not in known:
            raise NotATranslatorsWorkbook(
                f"{path}: sheet '{sheet.name}' should begin with a language ({', '.join(known)})."
            )
        for incoming in _incoming(path, sheet):
            yield language, incoming


def _uses(work: Work, names: Sequence[str], chosen: bool, language: str) -> Iterator[Use]:
    seen: set[tuple[str, str]] = set()
    shared = () if chosen else tuple(Use(SHARED, source) for source in work.catalogues[SHARED].sources)
    for uses in (*(work.used[name] for name in names if language in work.languages[name]), shared):
        for use in uses:
            key = (use.catalogue, use.source.context)
            if key not in seen:
                seen.add(key)
                yield use


def _cells(uses: Iterable[Use], catalogues: dict[str, Merged]) -> Iterator[tuple[str, ...]]:
    entries = {
        (name, entry.msgctxt): entry
        for name, merged in catalogues.items()
        for entry in merged.file
        if not entry.obsolete
    }
    for use in uses:
        entry = entries[use.catalogue, use.source.context]
        state: Mark = "missing" if not entry.msgstr else "check" if entry.fuzzy else "done"
        before = entry.previous_msgid or ""
        about = use.source.comment
        yield (
            use.catalogue,
            use.source.context,
            about,
            use.source.text,
            entry.msgstr,
            state,
            before,
            entry.msgstr,
        )


def _formats(workbook: Any) -> dict[str, Any]:
    return {name: workbook.add_format({**_CELLS, **looks}) for name, looks in _FORMATS.items()}


def _fill(sheet: Any, rows: list[tuple[str, ...]], formats: dict[str, Any]) -> int:
    for number, column in enumerate(_COLUMNS):
        options = {"hidden": True} if column.format == "hidden" else {}
        sheet.set_column(number, number, column.width, None, options)
        sheet.write_string(0, number, column.heading, formats["heading"])
    for line, cells in enumerate(rows, 1):
        sheet.set_row(line, _height(cells))
        for number, (column, text) in enumerate(zip(_COLUMNS, cells, strict=True)):
            sheet.write_string(line, number, text, formats[column.format])
    last, state = max(len(rows), 1), [column.heading for column in _COLUMNS].index("State")
    sheet.data_validation(
        1,
        state,
        last,
        state,
        {
            "validate": "list",
            "source": list(STATES),
            "input_title": "State",
            "input_message": "done: ready to use\ncheck: somebody must look at it\nmissing: not translated",
            "error_message": "Choose done, check or missing.",
        },
    )
    for mark in ("missing", "check"):
        sheet.conditional_format(
            1, state, last, state,
            {"type": "cell", "criteria": "==", "value": f'"{mark}"', "format": formats[mark]},
        )  # fmt: skip
    sheet.autofilter(0, 0, last, len(_COLUMNS) - 2)
    sheet.freeze_panes(1, 2)
    # Without a password: the lock prevents slips, it keeps nobody out.
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
    return len(rows)


def _height(cells: tuple[str, ...]) -> float:
    """Points for the longest text of a row."""
    shown = list(zip(cells, _COLUMNS, strict=True))[:-1]
    return 15.0 * max(lines_needed(text, column.width) for text, column in shown)


def _incoming(path: Path, sheet: Sheet) -> Iterator[Incoming]:
    headings = {text.lower(): number for number, text in enumerate(sheet.rows[0])} if sheet.rows else {}
    missing = [name for name in _NEEDED if name.lower() not in headings]
    if missing:
        raise NotATranslatorsWorkbook(
            f"{path}: sheet '{sheet.name}' has no column {', '.join(map(repr, missing))} in its first row."
        )

    def cell(row: tuple[str, ...], heading: str) -> str:
        number = headings.get(heading.lower(), len(row))
        return row[number] if number < len(row) else ""

    for number, row in enumerate(sheet.rows[1:], 2):
        if cell(row, "Path"):
            yield Incoming(
                place=f"{path.name}, {sheet.name}, row {number}",
                catalogue=cell(row, "Catalogue"),
                context=cell(row, "Path"),
                source=cell(row, "Swedish"),
                translation=cell(row, "Translation"),
                state=cell(row, "State").lower(),
                before=cell(row, "Translation before") if "translation before" in headings else None,
            )
