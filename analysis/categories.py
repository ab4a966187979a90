"""Categories: what a variable is counted by. Options as they are; numbers and months in bands.

Bands come from what the question allows, never from what was answered: bands fitted to the answers
would tell the smallest and the largest of them.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.dataset import Codes, Dataset
from survey.questionnaire.model import Text
from survey.questionnaire.variables import Variable

MOST_BANDS: Final = 12
UNBOUNDED: Final = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
WIDTHS: Final = tuple(step * 10**power for power in range(9) for step in (1, 2, 5))
MONTHS: Final = 12
EARLIEST: Final = 1900
LATEST: Final = 2099


class Category(msgspec.Struct, frozen=True):
    """One row of a table. ``number`` is its code in data, None for a band; ``low`` is where a band begins."""

    code: str
    text: Text
    number: int | None = None
    exclusive: bool = False
    low: float = 0


def categories(variable: Variable) -> tuple[Category, ...]:
    """The rows that a variable's answers are counted in; none for free text."""
    if variable.kind == "number":
        return _number_bands(variable)
    if variable.kind == "month":
        return _year_bands(variable)
    return tuple(Category(o.code, o.text, o.number, o.exclusive) for o in variable.options)


def placed(dataset: Dataset, variable: Variable, bands: tuple[Category, ...]) -> Codes:
    """Each response's category for a variable with one value, or its code of missing below 0; shape (n,)."""
    codes = dataset.column(variable)
    if variable.kind not in ("number", "month"):
        return codes
    edges = np.array([band.low for band in bands])
    values = dataset.numbers[variable.id]
    inside = np.searchsorted(edges, np.nan_to_num(values), side="right") - 1
    return np.where(codes < 0, codes, inside.clip(0))


def is_ordered(variable: Variable) -> bool:
    """Whether the categories have an order, so that adding them up along it means something."""
    return (
        variable.kind in ("number", "month") or variable.question.type == "scale" or variable.question.ordered
    )


def step_values(variable: Variable) -> tuple[int, ...]:
    """The numbers that a scale's steps stand for; none for anything else."""
    if variable.question.type != "scale":
        return ()
    return tuple(int(option.code) for option in variable.options)


def _number_bands(variable: Variable) -> tuple[Category, ...]:
    question = variable.question
    low, high = question.min, question.max
    if not isinstance(low, int | float) or not isinstance(high, int | float) or high <= low:
        first = low if isinstance(low, int | float) else 0
        starts = [*([first] if first < 0 else []), *(start for start in UNBOUNDED if start >= first)]
        return _bands(starts or [first], None, question.decimals)
    width = next(w for w in WIDTHS if high // w - low // w < MOST_BANDS)
    starts = [max(low, start * width) for start in range(int(low // width), int(high // width) + 1)]
    return _bands(starts, high, question.decimals)


def _bands(starts: list[float], high: float | None, decimals: int) -> tuple[Category, ...]:
    bands = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        if following is None:
            text = f"{_plain(start)}+" if high is None else _between(start, high)
        else:
            text = f"{_plain(start)}–<{_plain(following)}" if decimals else _between(start, following - 1)
        bands.append(Category(text, {"sv": text}, low=start))
    return tuple(bands)


def _year_bands(variable: Variable) -> tuple[Category, ...]:
    question = variable.question
    first, last = (int(str(bound)[:4]) if bound else None for bound in (question.min, question.max))
    if first is None or last is None:
        begin, end = first or EARLIEST, last or LATEST
        starts = sorted({begin, *range(-(-begin // 10) * 10, end + 1, 10)})
    else:
        end = last
        width = next(w for w in WIDTHS if (last - first) // w < MOST_BANDS)
        starts = list(range(first, last + 1, width))
    return tuple(
        Category(text := _between(start, following - 1), {"sv": text}, low=start * MONTHS)
        for start, following in zip(starts, [*starts[1:], end + 1], strict=True)
    )


def _between(first: float, last: float) -> str:
    return _plain(first) if first >= last else f"{_plain(first)}–{_plain(last)}"


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def tallied(codes: NDArray[Any], count: int) -> tuple[int, ...]:
    """How many of the codes 0 … count − 1 there are, by code."""
    return tuple(int(n) for n in np.bincount(codes[codes >= 0], minlength=count)[:count])
