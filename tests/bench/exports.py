"""The analyst's side at 10 000 and 100 000 responses: tables, suppression, workbook; pandas beside it.

Responses are drawn, not sealed: opening has a figure of its own.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from figures import Figure
from respondent import Respondents
from trial import new_trial, version_of

from analysis.dataset import Dataset, dataset_of
from analysis.disclosure.audiences import AUDIENCES
from analysis.encoding import Encoder
from analysis.layout import layouts
from analysis.release import book_of, published
from analysis.tables.cover import Provenance
from analysis.texts import Texts
from analysis.workbook.excel import write_excel
from survey.questionnaire.model import Version
from survey.storage.sealing import Response

SIZES = (10_000, 100_000)
BESIDE_PANDAS = 10_000
DRAWN = 5_000
"""So many different respondents; larger datasets hold them several times."""
AT_ONCE = 256


def measure(folder: Path) -> Iterator[Figure]:
    """Figures of the sellers' questionnaire."""
    instance, _ = new_trial(folder / "exports")
    version = version_of(instance, "sellers")
    drawn = Respondents(version.questionnaire, DRAWN, seed=4)
    for size in SIZES:
        dataset = _dataset(version, drawn, size)
        said = f"{size:,} responses".replace(",", " ")
        began = perf_counter()
        parts = published((dataset,), AUDIENCES["internal"])
        yield Figure(f"{said}: counted, tables protected", perf_counter() - began, "s")
        began = perf_counter()
        provenance = Provenance("bench", "", True, "", (), {})
        book = book_of(parts, AUDIENCES["internal"], provenance, Texts("sv"), free_text=False)
        out = folder / f"{size}.xlsx"
        with out.open("wb") as file:
            write_excel(book, file)
        yield Figure(f"{said}: workbook with data sheets", perf_counter() - began, "s")
        yield Figure(f"{said}: workbook", out.stat().st_size / 1e6, "MB")
        if size == BESIDE_PANDAS:
            yield from _pandas(dataset, folder, said)
    yield Figure("memory of the analyst's side, at most", _most_memory(), "MB")


def _dataset(version: Version, drawn: Respondents, size: int) -> Dataset:
    layout = layouts([version])["sellers"]
    blocks = []
    for start in range(0, size, AT_ONCE):
        encoder = Encoder(layout)
        for number in range(start, min(size, start + AT_ONCE)):
            answers = drawn.drawn[number % len(drawn.drawn)]
            encoder.add(Response(version=version.hash, language="sv", month="2026-03", answers=answers))
        blocks.append(encoder.block())
    return dataset_of(layout, blocks)


def _pandas(dataset: Dataset, folder: Path, said: str) -> Iterator[Figure]:
    """One sheet of labels, as pandas writes it; our workbook has codes, labels and all the tables."""
    frame = dataset.frame("sv")
    began = perf_counter()
    frame.to_excel(folder / "pandas.xlsx", engine="xlsxwriter")
    yield Figure(f"{said}: pandas.to_excel, labels alone", perf_counter() - began, "s")


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
