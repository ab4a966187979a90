"""The book as CSV files with a data package (Frictionless Table Schema) that says what is in them.

Semicolons, a BOM, and a decimal comma where the language has one, so that a double click opens them right.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import msgspec

from analysis.tables.table import Column, Link, Sheet, Symbol, Value
from analysis.texts import N_, Texts
from analysis.workbook.book import Book, DataSheet

DECIMAL_COMMA: Final = frozenset({"sv", "ru"})
DELIMITER: Final = ";"
BOM: Final = "\ufeff"
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
LEFT_OUT: Final = frozenset({"contents"})
"""Sheets that are nothing but links."""

ROLES: Final = {"row": N_("svar"), "total": N_("summa"), "missing": N_("saknas"), "heading": N_("rubrik")}

Member = tuple[str, Iterable[str]]
"""A file's name and its text, in pieces."""


def members(book: Book) -> Iterator[Member]:
    """Every file of the package, the description last."""
    said = _Said(book.language)
    resources = []
    for sheet in book.tables:
        if sheet.id in LEFT_OUT:
            continue
        yield f"{sheet.id}.csv", said.table(sheet)
        resources.append(said.resource(sheet.id, sheet.title, said.table_fields(sheet)))
    yield "notes.csv", said.notes(book.tables)
    resources.append(said.resource("notes", said.texts("Baser och fotnoter"), said.note_fields()))
    for data in book.data_sheets:
        yield f"{data.id}.csv", said.data(data)
        resources.append(said.resource(data.id, data.name, said.data_fields(data)))
    package = {
        "profile": "tabular-data-package",
        "name": "export",
        "title": book.title,
        "resources": resources,
    }
    yield "datapackage.json", [msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n"]


def write_zip(book: Book, file: IO[bytes]) -> None:
    """All files in one ZIP file, the same bytes for the same book."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members(book):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece.encode())


class _Said:
    """How values are written in one language."""

    def __init__(self, language: str) -> None:
        self.texts = Texts(language)
        self._decimal = "," if language in DECIMAL_COMMA else "."

    def table(self, sheet: Sheet) -> Iterator[str]:
        titles = [field["name"] for field in self.table_fields(sheet)]
        yield BOM + self._line(titles)
        for block in sheet.blocks:
            for row in block.rows:
                gap = len(sheet.columns) - len(row.cells) - len(block.key)
                cells = (*row.cells, *(None,) * gap, *block.key)
                yield self._line([block.title, self.texts(ROLES[row.role]), *map(self._cell, cells)])

    def notes(self, sheets: Iterable[Sheet]) -> Iterator[str]:
        yield BOM + self._line([field["name"] for field in self.note_fields()])
        for sheet in sheets:
            if sheet.id in LEFT_OUT:
                continue
            for text in sheet.lines:
                yield self._line([sheet.id, "", text])
            for block in sheet.blocks:
                for text in (*block.lines, *block.notes):
                    yield self._line([sheet.id, block.title, text])

    def data(self, data: DataSheet) -> Iterator[str]:
        yield BOM + self._line([column.name for column in data.columns])
        values = [[*map(self._cell, column.values), ""] for column in data.columns]
        for row in zip(*(column.places.tolist() for column in data.columns), strict=True):
            yield self._line([own[place] for own, place in zip(values, row, strict=True)])

    def table_fields(self, sheet: Sheet) -> list[dict[str, Any]]:
        titles = [self.texts("Tabell"), self.texts("Rad"), *_titles(sheet.columns)]
        kinds = ["text", "text", *(column.kind for column in sheet.columns)]
        return [
            self._field(title, kind in ("count", "percent"))
            for title, kind in zip(titles, kinds, strict=True)
        ]

    def note_fields(self) -> list[dict[str, Any]]:
        titles = (N_("Blad"), N_("Tabell"), N_("Text"))
        return [self._field(self.texts(title), is_number=False) for title in titles]

    def data_fields(self, data: DataSheet) -> list[dict[str, Any]]:
        return [{**self._field(c.name, c.is_number), "title": c.title} for c in data.columns]

    def resource(self, name: str, title: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "name": name.lower(),
            "title": title,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": DELIMITER, "lineTerminator": "\r\n"},
            "schema": {"fields": fields, "missingValues": ["", *(symbol.value for symbol in Symbol)]},
        }

    def _field(self, name: str, is_number: bool) -> dict[str, Any]:
        if not is_number:
            return {"name": name, "type": "string"}
        return {"name": name, "type": "number", "decimalChar": self._decimal}

    def _cell(self, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, Symbol):
            return value.value
        if isinstance(value, Link):
            return _safe(value.text)
        return _safe(value) if isinstance(value, str) else str(value).replace(".", self._decimal)

    def _line(self, cells: list[str]) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=DELIMITER).writerow([_written(cell) for cell in cells])
        return out.getvalue()


def _titles(columns: tuple[Column, ...]) -> list[str]:
    return [column.title or f"{place}" for place, column in enumerate(columns, 1)]


def _safe(text: str) -> str:
    """A spreadsheet takes a text that begins like a formula for one, unless an apostrophe stands first."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _written(text: str) -> str:
    """What UTF-8 and a CSV file have no place for, replaced."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
