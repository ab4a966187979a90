"""Whoever takes the whole disk finds no word that anybody wrote."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.whole.conftest import NAMES, Sent
from tests.whole.http_client import Client
from tests.whole.programs import Trial, new_trial, served
from tests.whole.respondent import Respondent


def written(respondents: list[Respondent]) -> list[bytes]:
    """Every sentinel word, without what stood before it."""
    texts = [
        text
        for one in respondents
        for _, given in one.pages.values()
        for value in given.values()
        for text in value
    ]
    return [text.split()[-1].encode() for text in texts if "sentinel" in text]


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    yield from ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())


def found(folder: Path, words: list[bytes]) -> list[tuple[str, str]]:
    return [
        (path.name, word.decode())
        for path, content in files(folder)
        for word in words
        if word in content or word.decode().encode("utf-16-le") in content
    ]


def test_what_was_sent_is_nowhere_on_the_disk(trial: Trial, sent: Sent) -> None:
    words = [word for respondents in sent.values() for word in written(respondents)]
    assert len(words) > 50
    assert found(trial.folder.parent, words) == []


def test_what_was_begun_and_not_sent_is_nowhere_on_the_disk(tmp_path: Path) -> None:
    def writes(_name: str, chance: random.Random) -> str:
        return f"sentinel{chance.getrandbits(64):016x}"

    trial = new_trial(tmp_path)
    with served(trial):
        begun = [
            Respondent(
                Client(trial.address), name, random.Random(f"{name} {i}"), writes=writes, sends=False
            ).walk()
            for name in NAMES
            for i in range(3)
        ]
        words = written(begun)
        assert words
        assert found(tmp_path, words) == []
    assert found(tmp_path, words) == [], "nor after the server has stopped"


def test_the_files_of_an_instance_are_for_its_owner_only(trial: Trial) -> None:
    assert trial.folder.stat().st_mode & 0o077 == 0
    assert [
        path.name for path in trial.folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ] == []


def test_the_server_log_says_nothing_about_anybody(trial: Trial, sent: Sent) -> None:
    log = (trial.folder.parent / "server.log").read_text(encoding="utf-8")
    for respondents in sent.values():
        for one in respondents:
            assert not [value for value in one.client.cookies.values() if value in log]
            assert not [path for path, _ in one.client.seen if len(path) > 12 and path in log]
