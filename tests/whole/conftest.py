"""A trial on this machine, and two hundred people who answered it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.whole.crowd import crowds
from tests.whole.programs import QUESTIONNAIRES, Trial, new_trial, served
from tests.whole.respondent import Respondent

NAMES = tuple(path.stem for path in QUESTIONNAIRES)
EACH = 50

Sent = dict[str, list[Respondent]]


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A trial instance with the four questionnaires open, served."""
    with served(new_trial(tmp_path_factory.mktemp("trial"))) as running:
        yield running


@pytest.fixture(scope="session")
def sent(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """By questionnaire, fifty who sent their answers."""
    came = crowds(trial.address, NAMES, EACH, tmp_path_factory.mktemp("respondents"))
    return {name: [one for one in everybody if one.sent] for name, everybody in came.items()}
