"""A trial on this machine, and two hundred people who answered it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.whole.http_client import Client
from tests.whole.programs import QUESTIONNAIRES, Trial, new_trial, served
from tests.whole.respondent import Respondent

NAMES = tuple(path.stem for path in QUESTIONNAIRES)
EACH = 50
TEXTS = (
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "<script>alert(1)</script>",
    "Ж и Å 🌱",
    "https://example.org",
    "declined",
)

Sent = dict[str, list[Respondent]]


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A trial instance with the four questionnaires open, served."""
    with served(new_trial(tmp_path_factory.mktemp("trial"))) as running:
        yield running


@pytest.fixture(scope="session")
def everybody(trial: Trial) -> Sent:
    """By questionnaire, all who came: fifty who sent their answers, and whoever was turned away."""
    with ThreadPoolExecutor(len(NAMES)) as pool:
        return dict(zip(NAMES, pool.map(lambda name: _fifty(trial, name), NAMES), strict=True))


@pytest.fixture(scope="session")
def sent(everybody: Sent) -> Sent:
    """By questionnaire, the fifty who sent their answers."""
    return {name: [one for one in came if one.sent] for name, came in everybody.items()}


def sentinel(name: str, chance: random.Random) -> str:
    """What somebody writes: nothing, or a word that is nowhere else, with something that must stay text."""
    if chance.random() < 0.4:
        return ""
    return f"{chance.choice(TEXTS)} sentinel{chance.getrandbits(64):016x}"


def _fifty(trial: Trial, questionnaire: str) -> list[Respondent]:
    came: list[Respondent] = []
    while sum(one.sent for one in came) < EACH:
        client = Client(trial.address)
        chance = random.Random(f"{questionnaire} {len(came)}")
        came.append(Respondent(client, questionnaire, chance, writes=sentinel).walk())
        client.close()
    return came
