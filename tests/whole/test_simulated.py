"""`survey simulate`: the same seed gives the same answers, marked as simulated and kept as real ones are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.whole.programs import ROOT, new_trial
from tests.whole.workbook import Book

NAMES = ("sellers", "relatives")
COUNT = 50


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """Three instances' workbooks: two with the same seed, one with another."""
    return {
        name: workbook(tmp_path_factory.mktemp(name), seed)
        for name, seed in {"one": 7, "same": 7, "other": 8}.items()
    }


def workbook(place: Path, seed: int) -> Book:
    trial = new_trial(place, *(ROOT / "questionnaires" / f"{name}.yaml" for name in NAMES))
    for questionnaire in NAMES:
        trial.survey("simulate", questionnaire, "--count", COUNT, "--seed", seed)
    trial.survey("mix")
    ended = trial.export(trial.folder, place / "out.xlsx", "--free-text")
    assert ended.code == 0, ended.err
    return Book(place / "out.xlsx")


def answers(book: Book) -> Counter[tuple[Any, ...]]:
    """Every row of the data with codes, its questionnaire first; the rest about the response is left out."""
    return Counter((row[0], *row[8:]) for row in book.rows("Data_koder")[1:])


def test_the_same_seed_gives_the_same_answers(simulated: dict[str, Book]) -> None:
    assert answers(simulated["one"]) == answers(simulated["same"])
    assert simulated["one"].rows("Fritext") == simulated["same"].rows("Fritext")


def test_another_seed_gives_others(simulated: dict[str, Book]) -> None:
    assert answers(simulated["one"]) != answers(simulated["other"])


def test_there_are_as_many_as_were_asked_for(simulated: dict[str, Book]) -> None:
    assert Counter(row[0] for row in answers(simulated["one"]).elements()) == dict.fromkeys(NAMES, COUNT)


def test_all_of_them_say_that_they_are_simulated(simulated: dict[str, Book]) -> None:
    heads, *rows = simulated["one"].rows("Data_koder")
    assert {row[heads.index("simulated")] for row in rows} == {1.0}


def test_they_stand_in_another_order_than_they_were_made(simulated: dict[str, Book]) -> None:
    """Mixed, so that two databases with the same answers do not keep them alike."""
    one, same = (list(map(tuple, simulated[name].rows("Data_koder")[1:])) for name in ("one", "same"))
    assert one != same
