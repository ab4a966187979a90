"""Who is turned away leaves nothing behind: no draft, no response, no count."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.whole.html_page import Page
from tests.whole.http_client import Client
from tests.whole.programs import Trial, new_trial, served
from tests.whole.respondent import ADULT_AND_WILLING, LANGUAGES, Respondent

ONLY: Mapping[str, Mapping[str, set[str]]] = {
    "refused": {"consent": {"agree"}},
    "under 18": {
        "consent": {"refuse"},
        "age_band": {
            *("a18_19", "a20_24", "a25_29", "a30_34", "a35_44", "a45_54", "a55_64", "a65_plus"),
            "declined",
        },
    },
    "not the right experience": {
        **ADULT_AND_WILLING,
        "sell_recency": {"m0_1", "m2_12", "y1_5", "y5_plus", "declined"},
    },
}


def rows(trial: Trial) -> dict[str, int]:
    """How many rows each table of the raw database holds."""
    (file,) = [path for path in trial.folder.iterdir() if path.read_bytes().startswith(b"SQLite format 3")]
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def turned_away(trial: Trial, why: str, language: str) -> tuple[Respondent, Client]:
    client = Client(trial.address)
    chance = random.Random(f"{why} {language}")
    one = Respondent(client, "sellers", chance, avoids=ONLY[why], languages=[language], restless=0).walk()
    assert not one.sent
    return one, client


def contacts(page: Page) -> list[str]:
    return [href for href, _ in page.links if href.startswith("tel:")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ONLY)
def test_no_row_is_left(trial: Trial, why: str, language: str) -> None:
    before = rows(trial)
    one, _ = turned_away(trial, why, language)
    assert rows(trial) == before
    assert one.last is not None
    assert one.last.language == language
    assert contacts(one.last), "the page on which somebody is turned away shows support"


@pytest.mark.parametrize("why", ONLY)
def test_there_is_no_way_back_in(trial: Trial, why: str) -> None:
    _, client = turned_away(trial, why, "sv")
    pages = [
        path for path, answer in client.seen if answer.status == 200 and path.rsplit("/", 1)[-1].isdecimal()
    ]
    again = client.get(pages[0])
    assert again.status == 410
    assert again.posting() is None


def test_nothing_is_counted(tmp_path: Path) -> None:
    trial = new_trial(tmp_path)
    with served(trial):
        before = rows(trial)
        for why in ONLY:
            for _ in range(5):
                turned_away(trial, why, "sv")
    assert rows(trial) == before, "the counts are written when the server stops"
