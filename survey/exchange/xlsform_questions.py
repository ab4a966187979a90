"""The types of question that XLSForm and this format share, and what each takes from its row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from survey.exchange.findings import note, warning
from survey.exchange.xlsform_choices import Choices
from survey.exchange.xlsform_expressions import Limits, limits
from survey.exchange.xlsform_groups import kind_of
from survey.exchange.xlsform_sheets import Line
from survey.exchange.xlsform_texts import Report
from survey.exchange.xpath import NotTaken

DECIMALS: Final = 2
_USUAL_LENGTH: Final = 1000
_LONGEST: Final = 10_000
_Type = Literal["single", "multi", "number", "open", "info"]


class Taken(NamedTuple):
    """What a row's type gives: the question's own attributes, what each of its codes became, the
    list of its options, and further columns that were read."""

    type: _Type
    attributes: dict[str, Any]
    codes: Mapping[str, str] = {}
    listed: str = ""
    columns: tuple[str, ...] = ()

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest number that the question takes."""
        low, high = self.attributes.get("min"), self.attributes.get("max")
        return (-math.inf if low is None else low, math.inf if high is None else high)


class _Row(NamedTuple):
    line: Line
    lists: Mapping[str, Choices]
    report: Report

    @property
    def place(self) -> str:
        return f"survey, row {self.line.number}"

    @property
    def name(self) -> str:
        return self.line.cell("name")

    def refuse_constraint(self) -> None:
        """Say that the constraint was not taken, if there is one."""
        written = self.line.cell("constraint")
        if written:
            self.report(warning(self.place, "constraint_not_taken", name=self.name, found=written))

    def limits(self, *, whole: bool) -> Limits | None:
        """The constraint as limits; None when it is none or says something else too."""
        try:
            found = limits(self.line.cell("constraint"), whole=whole)
        except NotTaken:
            return None
        crossed = found.low is not None and found.high is not None and found.low > found.high
        return None if crossed else found


def taken_question(line: Line, lists: Mapping[str, Choices], report: Report) -> Taken | None:
    """What a row becomes; None, and a finding, when there is no such question here."""
    row = _Row(line, lists, report)
    reader = QUESTIONS.get(kind_of(line))
    if reader is None:
        report(warning(row.place, "type_not_taken", name=row.name, found=line.cell("type")))
        return None
    return reader(row)


def _select(row: _Row, kind: _Type) -> Taken | None:
    words = row.line.cell("type").split()
    words = words[2:] if words[0].lower() == "select" else words[1:]
    listed = words[0] if words else ""
    choices = row.lists.get(listed)
    if choices is None or len(choices.options) < 2:
        row.report(warning(row.place, "no_list", name=row.name, found=listed))
        return None
    if "or_other" in words[1:]:
        row.report(warning(row.place, "or_other", name=row.name))
    row.refuse_constraint()
    shuffled = row.line.cell("parameters").replace(" ", "").lower() == "randomize=true"
    attributes = {
        "options": choices.options,
        "states": choices.states,
        "order": "random" if shuffled else "",
    }
    return Taken(kind, attributes, choices.codes, listed, ("parameters",) if shuffled else ())


def _number(row: _Row, whole: bool) -> Taken:
    decimals = 0 if whole else DECIMALS
    if not whole:
        row.report(note(row.place, "decimals", name=row.name, found=str(DECIMALS)))
    found = row.limits(whole=whole)
    if found is None or found.length is not None:
        row.refuse_constraint()
        return Taken("number", {"decimals": decimals})
    if found.strict:
        row.report(note(row.place, "strict_bound", name=row.name, found=row.line.cell("constraint")))
    return Taken("number", {"decimals": decimals, "min": found.low, "max": found.high})


def _open(row: _Row) -> Taken:
    found = row.limits(whole=True)
    length = found.length if found and found.low is None and found.high is None else None
    if length is None or not 1 <= length <= _LONGEST:
        row.refuse_constraint()
        length = _USUAL_LENGTH
    return Taken("open", {"max_length": length})


def _info(row: _Row) -> Taken:
    row.refuse_constraint()
    return Taken("info", {})


QUESTIONS: Final[dict[str, Callable[[_Row], Taken | None]]] = {
    "select_one": lambda row: _select(row, "single"),
    "select_multiple": lambda row: _select(row, "multi"),
    "integer": lambda row: _number(row, True),
    "int": lambda row: _number(row, True),
    "decimal": lambda row: _number(row, False),
    "text": _open,
    "string": _open,
    "note": _info,
}
