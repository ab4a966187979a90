"""The lists on an XLSForm's sheet ``choices`` as options, and their codes' new names."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from survey.exchange.findings import Finding, note, warning
from survey.exchange.xlsform_names import Names
from survey.exchange.xlsform_sheets import Line, Workbook, other_cells
from survey.questionnaire.model import STATES, Option, Text

_KNOWN = ("list_name", "name")
# The order in which a questionnaire shows them.
_STATES_SHOWN = ("dont_know", "not_applicable", "declined")

ReadText = Callable[[Line, str], Text]
"""(row, name to fall back on) → its label."""


class Choices(NamedTuple):
    """One list: options, the states among them, and each XLSForm name's code here."""

    options: tuple[Option, ...]
    states: tuple[Option, ...]
    codes: dict[str, str]


def read_choices(workbook: Workbook, read_text: ReadText) -> tuple[dict[str, Choices], list[Finding]]:
    """Every list by name, and what could not be taken or is called otherwise."""
    rows: dict[str, list[Line]] = {}
    findings: list[Finding] = []
    for line in workbook.choices.lines:
        place = f"choices, row {line.number}"
        findings.extend(
            warning(place, "cell_not_taken", column=column, found=value)
            for column, value in other_cells(line, _KNOWN)
        )
        findings.extend(
            warning(place, "cell_not_taken", column="hint", found=words)
            for words in line.text("hint").values()
        )
        if line.cell("list_name") and line.cell("name"):
            rows.setdefault(line.cell("list_name"), []).append(line)
        elif line.cell("list_name") or line.cell("name") or line.text("label"):
            findings.append(warning(place, "no_name"))
    return {name: _list(name, lines, read_text, findings) for name, lines in rows.items()}, findings


def _list(name: str, lines: list[Line], read_text: ReadText, findings: list[Finding]) -> Choices:
    names = Names("c", tuple(STATES))
    options: list[Option] = []
    states: dict[str, Option] = {}
    codes: dict[str, str] = {}
    for line in lines:
        written, place = line.cell("name"), f"choices, row {line.number}"
        text = read_text(line, written)
        if written in STATES:
            states[written] = Option(written, text)
            codes[written] = written
            findings.append(note(place, "state_taken", name=written, found=name))
            continue
        code = names.new(written)
        codes.setdefault(written, code)
        options.append(Option(code, text, len(options) + 1))
        if code != written:
            findings.append(note(place, "code_renamed", name=written, found=name, id=code))
    shown = tuple(states[code] for code in _STATES_SHOWN if code in states)
    return Choices(tuple(options), shown, codes)
