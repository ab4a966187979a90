"""The columns of the data sheets: the dataset as labels or as codes, every value named once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.categories import MONTHS
from analysis.dataset import Codes, Dataset
from analysis.merging import Merged, merged
from analysis.missing import FIRST, KINDS
from analysis.texts import N_, Texts
from survey.questionnaire.variables import Variable

if TYPE_CHECKING:
    import pandas as pd

DataValue = int | float | str
Decoded = tuple[list[DataValue], NDArray[Any]]
"""The distinct values of some responses and for each response the place of its value."""

ABSENT: Final = -1

CONTEXT: Final = (
    ("version", N_("Version")),
    ("language", N_("Språk")),
    ("month", N_("Månad")),
    ("wave", N_("Omgång")),
    ("collector", N_("Insamlingskod")),
)
MARKS: Final = (("simulated", N_("Simulerat svar")), ("hurried", N_("Ovanligt snabbt svar")))
VERSION_LENGTH: Final = 12


class DataColumn(msgspec.Struct, frozen=True):
    """A column of n values: ``values[places[i]]`` is the i-th, ``ABSENT`` an empty cell.

    ``name`` is its name in data, ``title`` what stands over it where labels are shown.
    """

    name: str
    title: str
    values: tuple[DataValue, ...]
    places: NDArray[Any]

    @property
    def is_number(self) -> bool:
        return all(isinstance(value, int | float) for value in self.values)

    def series(self) -> pd.Series[Any]:
        """For pandas: categorical if it holds texts, else numbers with NaN for empty cells."""
        import pandas as pd

        if self.is_number:
            lookup = np.array([*self.values, np.nan], np.float64)
            return pd.Series(lookup[self.places])
        # A number among labels is a category too.
        labels = list(dict.fromkeys(str(value) for value in self.values))
        place = np.array([labels.index(str(value)) for value in self.values] + [ABSENT], np.int32)
        return pd.Series(pd.Categorical.from_codes(place[self.places], labels))


def labelled_columns(datasets: Iterable[Dataset], texts: Texts) -> tuple[DataColumn, ...]:
    """Every response of the datasets, one after the other, as labels in a language."""
    return _columns(tuple(datasets), _Labels(texts), texts)


def coded_columns(datasets: Iterable[Dataset], texts: Texts) -> tuple[DataColumn, ...]:
    """The same as the numbers of the codebook."""
    return _columns(tuple(datasets), _Codes(), texts)


class _Labels:
    """Answers in words. Numbers stay numbers, beside the words for what is missing."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def missing(self, variable: Variable) -> list[DataValue]:
        return [kind.name(variable, self._texts) for kind in KINDS]

    def options(self, variable: Variable) -> list[DataValue]:
        return [self._texts.of(option.text) for option in variable.options]

    def chosen(self) -> list[DataValue]:
        return [self._texts("Nej"), self._texts("Ja")]

    def answered(self) -> list[DataValue]:
        return [self._texts("Har svarat")]

    def mark(self) -> list[DataValue]:
        return [self._texts("Nej"), self._texts("Ja")]

    def month(self, value: float) -> DataValue:
        return f"{int(value) // MONTHS}-{int(value) % MONTHS + 1:02d}"


class _Codes:
    def missing(self, variable: Variable) -> list[DataValue]:
        return [kind.code for kind in KINDS]

    def options(self, variable: Variable) -> list[DataValue]:
        return [option.number or place for place, option in enumerate(variable.options, 1)]

    def chosen(self) -> list[DataValue]:
        return [0, 1]

    def answered(self) -> list[DataValue]:
        return [1]

    def mark(self) -> list[DataValue]:
        return [0, 1]

    def month(self, value: float) -> DataValue:
        # 2026-03 as 202603, which sorts and is no date that a spreadsheet could shift.
        return int(value) // MONTHS * 100 + int(value) % MONTHS + 1


Words = _Labels | _Codes
Decoder = Callable[[Dataset, Variable], Decoded]


def _columns(datasets: tuple[Dataset, ...], words: Words, texts: Texts) -> tuple[DataColumn, ...]:
    return (*_context_columns(datasets, words, texts), *_answer_columns(datasets, words, texts))


def _context_columns(datasets: tuple[Dataset, ...], words: Words, texts: Texts) -> Iterator[DataColumn]:
    def levels(name: str) -> Iterator[Decoded]:
        for dataset in datasets:
            values = dataset.context[name].levels
            short = [value[:VERSION_LENGTH] if name == "version" else value for value in values]
            yield list(short), dataset.context[name].codes

    questionnaires: list[Decoded] = [([d.id], np.zeros(d.n, np.int32)) for d in datasets]
    yield _joined("questionnaire", texts("Enkät"), questionnaires)
    for name, title in CONTEXT:
        yield _joined(name, texts(title), levels(name))
    for name, title in MARKS:
        yield _joined(
            name, texts(title), [(words.mark(), getattr(d, name).astype(np.int8)) for d in datasets]
        )


def _answer_columns(datasets: tuple[Dataset, ...], words: Words, texts: Texts) -> Iterator[DataColumn]:
    for same in merged(dataset.layout for dataset in datasets):
        title = texts.of(same.first.text)
        if same.first.kind != "multi":
            decoder = DECODERS[same.first.kind](words)
            yield _column(datasets, same, same.name, title, decoder)
            continue
        options = {option.code: option.text for v in same.members.values() for option in v.options}
        for code, text in options.items():
            name, label = f"{same.name}__{code}", f"{title} – {texts.of(text)}"
            yield _column(datasets, same, name, label, _choice(code, words))


def _column(
    datasets: tuple[Dataset, ...], same: Merged, name: str, title: str, decoder: Decoder
) -> DataColumn:
    parts = [decoder(d, same.members[d.id]) if d.id in same.members else _nothing(d) for d in datasets]
    return _joined(name, f"{title} [{name}]", parts)


def _nothing(dataset: Dataset) -> Decoded:
    return [], np.full(dataset.n, ABSENT, np.int32)


def _joined(name: str, title: str, parts: Iterable[Decoded]) -> DataColumn:
    """Put the questionnaires after each other; equal values become one."""
    known: dict[DataValue, int] = {}
    places = []
    for values, own in parts:
        shared = [known.setdefault(value, len(known)) for value in values]
        small = np.int16 if len(known) <= np.iinfo(np.int16).max else np.int32
        places.append(np.array([*shared, ABSENT], small)[own])
    return DataColumn(name, title, tuple(known), np.concatenate(places) if places else np.zeros(0, np.int16))


def _with_missing(codes: Codes, values: list[DataValue], variable: Variable, words: Words) -> Decoded:
    """Values for codes from 0 on and for the kinds of missing below 0."""
    return [*words.missing(variable), *values], np.where(codes < 0, codes - FIRST, codes + len(KINDS))


def _single(words: Words) -> Decoder:
    return lambda d, v: _with_missing(d.column(v).astype(np.int32), words.options(v), v, words)


def _open(words: Words) -> Decoder:
    return lambda d, v: _with_missing(d.column(v).astype(np.int32), words.answered(), v, words)


def _numeric(value: Callable[[float], DataValue], words: Words) -> Decoder:
    def decode(dataset: Dataset, variable: Variable) -> Decoded:
        codes = dataset.column(variable).astype(np.int32)
        distinct, places = np.unique(np.nan_to_num(dataset.numbers[variable.id]), return_inverse=True)
        values = [value(float(number)) for number in distinct]
        return _with_missing(np.where(codes < 0, codes, places), values, variable, words)

    return decode


def _choice(code: str, words: Words) -> Decoder:
    """One option of a multi as a column of its own; empty where the questionnaire lacks the option."""

    def decode(dataset: Dataset, variable: Variable) -> Decoded:
        place = next((i for i, option in enumerate(variable.options) if option.code == code), None)
        if place is None:
            return _nothing(dataset)
        codes = dataset.column(variable).astype(np.int32)
        chosen = dataset.chosen(variable, place).astype(np.int32)
        return _with_missing(np.where(codes < 0, codes, chosen), words.chosen(), variable, words)

    return decode


def _as_number(value: float) -> DataValue:
    return int(value) if value == int(value) else value


DECODERS: Final[dict[str, Callable[[Words], Decoder]]] = {
    "single": _single,
    "open": _open,
    "number": lambda words: _numeric(_as_number, words),
    "month": lambda words: _numeric(words.month, words),
}
