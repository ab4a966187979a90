"""Many respondents to one questionnaire, in a process of their own, so that the tests use every core.

    python -m tests.whole.crowd ADDRESS QUESTIONNAIRE COUNT FILE

writes the respondents to FILE: COUNT who sent their answers, and whoever was turned away meanwhile.
"""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from tests.whole.http_client import Client
from tests.whole.programs import ROOT
from tests.whole.respondent import Respondent, sentinel


def walk(address: str, questionnaire: str, count: int) -> list[Respondent]:
    """Respondents come until so many have sent their answers."""
    came: list[Respondent] = []
    while sum(one.sent for one in came) < count:
        client = Client(address)
        chance = random.Random(f"{questionnaire} {len(came)}")
        came.append(Respondent(client, questionnaire, chance, writes=sentinel).walk())
        client.close()
    return came


def crowds(
    address: str, questionnaires: Sequence[str], count: int, folder: Path
) -> dict[str, list[Respondent]]:
    """As many respondents to each questionnaire, as many questionnaires at a time as there are cores."""

    def crowd(questionnaire: str) -> list[Respondent]:
        file = folder / questionnaire
        command = [sys.executable, "-m", "tests.whole.crowd", address, questionnaire, str(count), str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found: list[Respondent] = pickle.loads(file.read_bytes())  # noqa: S301  # written by ourselves just now
        return found

    with ThreadPoolExecutor(cpu_count()) as pool:
        return dict(zip(questionnaires, pool.map(crowd, questionnaires), strict=True))


if __name__ == "__main__":
    _, to, wanted, number, out = sys.argv
    Path(out).write_bytes(pickle.dumps(walk(to, wanted, int(number))))
