"""The dataset: one row per response, kept as columns of small integers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.encoding import CONTEXT, WORD, Block, Encoder
from analysis.layout import Layout
from survey.questionnaire.variables import Variable
from survey.storage.sealing import Response

if TYPE_CHECKING:
    import pandas as pd

Codes = NDArray[Any]


class Factor(msgspec.Struct, frozen=True):
    """A column of few distinct texts: ``levels[codes[i]]`` is the i-th value."""

    levels: tuple[str, ...]
    codes: NDArray[np.int32]


class Dataset(msgspec.Struct, frozen=True):
    """Every opened response to one questionnaire; the arrays are those of ``encoding.Block``.

    ``simulated`` and ``hurried`` are the marks that were sealed with the response.
    """

    layout: Layout
    codes: Codes
    masks: dict[str, NDArray[np.uint64]]
    numbers: dict[str, NDArray[np.float64]]
    texts: dict[str, tuple[tuple[int, str], ...]]
    context: dict[str, Factor]
    simulated: NDArray[np.bool_]
    hurried: NDArray[np.bool_]

    @property
    def id(self) -> str:
        return self.layout.questionnaire.id

    @property
    def n(self) -> int:
        return int(self.codes.shape[1])

    def column(self, variable: Variable) -> Codes:
        """The variable's codes, shape (n,)."""
        return np.asarray(self.codes[self.layout.positions[variable.id]])

    def chosen(self, variable: Variable, place: int) -> NDArray[np.bool_]:
        """Who chose the option at this place of a multi, shape (n,)."""
        word = self.masks[variable.id][place // WORD]
        return np.asarray(word >> np.uint64(place % WORD) & np.uint64(1), np.bool_)

    def frame(self, language: str = "sv") -> pd.DataFrame:
        """The same as a DataFrame: labels as categorical columns, numbers as floats."""
        import pandas as pd

        from analysis.data_columns import labelled_columns
        from analysis.texts import Texts

        return pd.DataFrame({c.name: c.series() for c in labelled_columns((self,), Texts(language))})


def dataset_of(layout: Layout, blocks: Sequence[Block]) -> Dataset:
    """Put blocks of the same layout after each other."""
    blocks = blocks or (Encoder(layout).block(),)
    starts = np.cumsum([0, *(block.codes.shape[1] for block in blocks)])
    marks = np.concatenate([block.marks for block in blocks], axis=1)
    return Dataset(
        layout,
        np.concatenate([block.codes for block in blocks], axis=1),
        {name: np.concatenate([b.masks[name] for b in blocks], axis=1) for name in blocks[0].masks},
        {name: np.concatenate([b.numbers[name] for b in blocks]) for name in blocks[0].numbers},
        {
            name: tuple(
                (int(start) + place, text)
                for start, block in zip(starts, blocks, strict=False)
                for place, text in block.texts[name]
            )
            for name in blocks[0].texts
        },
        {name: factor(value for block in blocks for value in block.context[name]) for name in CONTEXT},
        marks[0],
        marks[1],
    )


def dataset_from(layout: Layout, responses: Iterable[Response]) -> Dataset:
    """A dataset of opened responses. Raises encoding.Unreadable."""
    encoder = Encoder(layout)
    for response in responses:
        encoder.add(response)
    return dataset_of(layout, [encoder.block()])


def factor(values: Iterable[str]) -> Factor:
    """Distinct values in sorted order and the place of each value among them."""
    column = list(values)
    levels = sorted(set(column))
    place = {level: i for i, level in enumerate(levels)}
    return Factor(tuple(levels), np.fromiter((place[value] for value in column), np.int32, len(column)))
