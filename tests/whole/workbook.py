"""The exported workbook as an analyst reads it: data sheets by the codebook, tables by their headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from tests.whole.respondent import Respondent

LEFT_EMPTY, NOT_ASKED = -99.0, -98.0
STATES = {"declined": -97.0, "dont_know": -96.0, "not_applicable": -95.0}
ABOUT_THE_RESPONSE = 8
Row = tuple[Any, ...]


class Book:
    """A workbook; sheets are lists of rows without what only fills them up."""

    def __init__(self, path: Path) -> None:
        self._file = CalamineWorkbook.from_path(path)
        self.sheets = self._file.sheet_names

    def rows(self, sheet: str) -> list[list[Any]]:
        return self._file.get_sheet_by_name(sheet).to_python()

    def data(self, sheet: str, questionnaire: str) -> tuple[list[str], list[Row]]:
        """The columns that a questionnaire has, without those about the response, and its rows."""
        heads, *rows = self.rows(sheet)
        own = [row for row in rows if row[0] == questionnaire]
        asked = [i for i in range(ABOUT_THE_RESPONSE, len(heads)) if any(row[i] != "" for row in own)]
        return [heads[i] for i in asked], [tuple(row[i] for i in asked) for row in own]


class Code(NamedTuple):
    """One line of the codebook: the number that stands in the data and what it means."""

    number: float | str
    value: str
    texts: dict[str, str]


def codebook(book: Book) -> dict[str, list[Code]]:
    """By column or variable, its codes; under "" the states that every variable may have."""
    _, heads, *rows = book.rows("Kodbok")
    languages = {head[-3:-1]: place for place, head in enumerate(heads) if head.startswith("Text (")}
    found: dict[str, list[Code]] = {"": []}
    current = ""
    for row in rows:
        if row[0]:
            current = row[0] if row[0] != "Alla variabler" else ""
            found.setdefault(current, [])
        if row[2] != "":
            found[current].append(
                Code(row[2], row[3], {code: row[place] for code, place in languages.items()})
            )
    return found


class Cell(NamedTuple):
    """One value as it should stand in the data with codes and in the data with labels."""

    number: float
    label: str


def expected(
    one: Respondent, column: str, codes: dict[str, list[Code]], labels: Callable[[str, str], str]
) -> Cell:
    """What a respondent's own record says should stand in a column.

    ``labels`` gives what a code of a variable was called on the page.
    """
    variable, option = _variable(one, column)
    given = one.answers.get(variable)
    missing = {code.number: code.texts["sv"] for code in codes[""]}
    if given is None:
        return Cell(NOT_ASKED, missing[NOT_ASKED])
    if given == ():
        return Cell(LEFT_EMPTY, missing[LEFT_EMPTY])
    if one.kinds[variable] == "typed":
        return Cell(1.0, "Har svarat")
    if given[0] in STATES:
        return Cell(STATES[given[0]], labels(variable, given[0]))
    if option:
        return Cell(float(option in given), "Ja" if option in given else "Nej")
    (number,) = (code.number for code in codes[column] if code.value == given[0])
    return Cell(float(number), labels(variable, given[0]))


def tally(respondents: list[Respondent]) -> dict[str, Counter[str]]:
    """By variable, how many gave each code; "" for those who left it empty, "asked" for all who saw it."""
    counts: dict[str, Counter[str]] = {}
    for one in respondents:
        for variable, given in one.answers.items():
            counter = counts.setdefault(variable, Counter())
            counter["asked"] += 1
            counter.update(given if one.kinds[variable] != "typed" else ["text"] if given else [])
            counter[""] += not given
    return counts


def frequencies(book: Book, questionnaire: str) -> Iterator[tuple[str, str, float | str, Any]]:
    """Every line of a questionnaire's frequency tables: variable, label, code and count as shown."""
    for row in book.rows(f"Frekvenser_{questionnaire}")[2:]:
        if row[1] != "":
            yield row[7], row[0], row[6], row[1]


def _variable(one: Respondent, column: str) -> tuple[str, str]:
    """The variable and the option, if any, that a column of the data stands for."""
    if column in one.kinds:
        return column, ""
    name, _, rest = column.partition("__")
    if f"{name}.{rest}" in one.kinds:
        return f"{name}.{rest}", ""
    if one.kinds.get(name) == "checkbox":
        return name, rest
    return column, ""
