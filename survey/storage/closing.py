"""When mixing is due: enough have come, or no more will."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from survey.storage import mixing, published
from survey.storage.mixing import Lot
from survey.storage.recipients import NoRecipients, key_set


def mix_what_is_due(engine: Engine, *, now: datetime) -> int:
    """Mix lots of ten, and all of those that nothing will be added to; returns how many moved.

    Nothing is added when the questionnaire was closed and its grace is over, or when answers are sealed
    for others by now.
    """
    closed = published.closed_for_good(engine, now=now)
    current: dict[str, bytes | None] = {}

    def ended(lot: Lot) -> bool:
        if lot.questionnaire not in current:
            current[lot.questionnaire] = _sealed_for(engine, lot.questionnaire)
        return lot.questionnaire in closed or current[lot.questionnaire] not in (None, lot.key_set)

    return mixing.mix_due(engine, ended=ended)


def close(engine: Engine, questionnaire_id: str, *, now: datetime) -> int:
    """Let nobody begin any more, and mix what has come; returns how many moved.

    What is sent by those who had begun is mixed when their grace is over.
    """
    published.close(engine, questionnaire_id, now=now)
    return mixing.mix_due(engine, ended=lambda lot: lot.questionnaire == questionnaire_id)


def _sealed_for(engine: Engine, questionnaire_id: str) -> bytes | None:
    try:
        return key_set(engine, questionnaire_id).id
    except NoRecipients:
        return None
