"""The book: everything that is exported, before it takes the form of a file."""

from __future__ import annotations

import msgspec

from analysis.data_columns import DataColumn
from analysis.tables.table import Sheet


class DataSheet(msgspec.Struct, frozen=True):
    """A sheet of one row per response. ``is_labelled`` puts the columns' titles over it, else their names."""

    id: str
    name: str
    columns: tuple[DataColumn, ...]
    is_labelled: bool

    @property
    def rows(self) -> int:
        return len(self.columns[0].places) if self.columns else 0

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.title if self.is_labelled else column.name for column in self.columns)


class Book(msgspec.Struct, frozen=True):
    """In one language: ``sheets``, then the data sheets, then ``after``. ``footer`` is on every page."""

    title: str
    language: str
    footer: str
    sheets: tuple[Sheet, ...]
    data_sheets: tuple[DataSheet, ...]
    after: tuple[Sheet, ...] = ()

    @property
    def tables(self) -> tuple[Sheet, ...]:
        """Every sheet of tables, in order."""
        return self.sheets + self.after
