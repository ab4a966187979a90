"""Sealing on the server and opening at the analyst's, one process, three recipients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time

from figures import Figure
from respondent import Respondents
from trial import new_trial, version_of

from survey.storage.recipients import key_set
from survey.storage.sealing import Response, record_size, seal, unseal

MEASURED = 2_000


def measure(folder: Path) -> Iterator[Figure]:
    """Figures of responses to the sellers' questionnaire."""
    instance, key = new_trial(folder / "sealing")
    version = version_of(instance, "sellers")
    questionnaire, keys = version.questionnaire, key_set(instance.engine, "sellers")
    drawn = Respondents(questionnaire, 200, seed=3).drawn
    responses = [
        Response(version=version.hash, language="sv", month="2026-03", answers=drawn[number % len(drawn)])
        for number in range(MEASURED)
    ]
    began = process_time()
    sealed = [seal(response, questionnaire, keys) for response in responses]
    yield Figure("responses sealed", MEASURED / (process_time() - began), "a second")
    position = keys.position(key.public.fingerprint)
    began = process_time()
    for body in sealed:
        unseal(body, "sellers", keys.id, key, position)
    yield Figure("responses opened", MEASURED / (process_time() - began), "a second")
    yield Figure("a sealed response", record_size(questionnaire, len(keys.recipients)) / 1024, "KB")
