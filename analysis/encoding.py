"""Responses to columns: one pass over each response's answers, in the process that opened it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.layout import Layout
from survey.questionnaire.model import LEFT_EMPTY, NOT_ASKED, STATES, Value
from survey.questionnaire.variables import Variable
from survey.storage.sealing import Response

ANSWERED: Final = 0
CONTEXT: Final = ("version", "language", "month", "wave", "collector")
WORD: Final = 64


class Unreadable(ValueError):
    """A response that its version cannot explain: an unknown version, variable or code."""


class Block(msgspec.Struct, frozen=True):
    """Some responses to one questionnaire, column by column.

    ``codes`` is (variables, n): the place of the chosen option in the variable's list, 0 for an
    answered multi, number, month or text, and the code of a kind of missing below 0. ``masks`` is
    (words, n) uint64, one bit an option. ``numbers`` holds NaN where there is none; a month is
    12 · year + month − 1. ``texts`` are (response, text).
    """

    codes: NDArray[Any]
    masks: dict[str, NDArray[np.uint64]]
    numbers: dict[str, NDArray[np.float64]]
    texts: dict[str, list[tuple[int, str]]]
    context: dict[str, list[str]]
    marks: NDArray[np.bool_]
    """(2, n): simulated, hurried."""


class Encoder:
    """Takes a questionnaire's responses one by one and gives them as a Block."""

    def __init__(self, layout: Layout) -> None:
        self._known = {version.hash for version in layout.versions}
        self._fields = {
            variable.id: _Field(position, variable) for position, variable in enumerate(layout.variables)
        }
        self._dtype = code_type(layout.variables)
        self._several = {v.id: v.options for v in layout.variables if v.kind == "multi"}
        self._numeric = [v.id for v in layout.variables if v.kind in ("number", "month")]
        self._rows: list[list[int]] = []
        self._chosen: dict[str, list[int]] = {name: [] for name in self._several}
        self._numbers: dict[str, list[float]] = {name: [] for name in self._numeric}
        self._texts: dict[str, list[tuple[int, str]]] = {
            v.id: [] for v in layout.variables if v.kind == "open"
        }
        self._context: dict[str, list[str]] = {name: [] for name in CONTEXT}
        self._marks: list[tuple[bool, bool]] = []

    def add(self, response: Response) -> None:
        """Append one response. Raises Unreadable, and then nothing was added."""
        if response.version not in self._known:
            raise Unreadable(f"unknown version {response.version[:12]}")
        row = [NOT_ASKED] * len(self._fields)
        several: dict[str, int] = {}
        numbers: dict[str, float] = {}
        texts: dict[str, str] = {}
        for name, value in response.answers.items():
            field = self._fields.get(name)
            if field is None:
                raise Unreadable(f"unknown variable {name}")
            row[field.position] = code = field.code(value)
            if code < 0 or field.kind == "single":
                continue
            if field.kind == "multi":
                several[name] = field.chosen(value)
            elif field.kind == "open":
                texts[name] = str(value)
            else:
                numbers[name] = field.number(value)
        self._keep(response, row, several, numbers, texts)

    def _keep(
        self,
        response: Response,
        row: list[int],
        several: dict[str, int],
        numbers: dict[str, float],
        texts: dict[str, str],
    ) -> None:
        place = len(self._rows)
        self._rows.append(row)
        for name, masks in self._chosen.items():
            masks.append(several.get(name, 0))
        for name, column in self._numbers.items():
            column.append(numbers.get(name, np.nan))
        for name, text in texts.items():
            self._texts[name].append((place, text))
        for name, values in self._context.items():
            values.append(getattr(response, name))
        self._marks.append((response.simulated, response.hurried))

    def block(self) -> Block:
        """Everything added so far."""
        n = len(self._rows)
        return Block(
            np.array(self._rows, self._dtype).reshape(n, len(self._fields)).T.copy(),
            {name: _words(self._chosen[name], len(options)) for name, options in self._several.items()},
            {name: np.array(column, np.float64) for name, column in self._numbers.items()},
            self._texts,
            self._context,
            np.array(self._marks, np.bool_).reshape(n, 2).T.copy(),
        )


class _Field:
    """How one variable's values are read."""

    def __init__(self, position: int, variable: Variable) -> None:
        self.position = position
        self.kind = variable.kind
        self._places = {option.code: place for place, option in enumerate(variable.options)}
        # In a text only a state that was offered is one: somebody may write the word.
        states = {s.code for s in variable.states} if self.kind == "open" else set(STATES)
        self._codes: dict[str | int | float | None, int] = {
            None: LEFT_EMPTY,
            "": LEFT_EMPTY,
            **{state: STATES[state] for state in states},
        }
        if self.kind == "single":
            self._codes.update(self._places)
        if variable.question.type == "scale":
            self._codes.update({int(code): place for code, place in self._places.items()})

    def code(self, value: Value) -> int:
        """The place of the option, ANSWERED, or the code of a kind of missing."""
        code = None
        if not isinstance(value, list):
            code = self._codes.get(value)
        elif not value:
            code = LEFT_EMPTY
        if code is not None:
            return code
        if self.kind == "single":
            raise Unreadable(f"unknown code {value!r}")
        return ANSWERED

    def chosen(self, value: Value) -> int:
        if not isinstance(value, list) or not all(code in self._places for code in value):
            raise Unreadable(f"unknown codes {value!r}")
        return sum({1 << self._places[code] for code in value})

    def number(self, value: Value) -> float:
        try:
            if self.kind == "month":
                year, month = str(value).split("-")
                return int(year) * 12 + int(month) - 1
            return float(value)  # type: ignore[arg-type]  # anything else is the error below
        except (TypeError, ValueError) as error:
            raise Unreadable(f"not a {self.kind}: {value!r}") from error


def code_type(variables: Iterable[Variable]) -> type[np.int8] | type[np.int16]:
    """int8, unless a question has so many options that their places do not fit."""
    most = max((len(variable.options) for variable in variables), default=0)
    return np.int8 if most <= np.iinfo(np.int8).max else np.int16


def _words(masks: Sequence[int], options: int) -> NDArray[np.uint64]:
    low = (1 << WORD) - 1
    count = max(1, -(-options // WORD))
    return np.array([[mask >> WORD * word & low for mask in masks] for word in range(count)], np.uint64)
