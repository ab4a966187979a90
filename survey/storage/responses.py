"""Responses that have been sent: nothing about them but questionnaire and key set, and sealed bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select

from survey.storage.database import writing
from survey.storage.drafts import Sent, replace_on
from survey.storage.mixing import layer_for, mix, mix_due, random_id
from survey.storage.sealing import KeySet, text_size
from survey.storage.tables import inbox, responses

__all__ = ["Stored", "insert_many", "mix", "mix_due", "send", "stored"]

_INSERT: Final = insert(inbox)


class Stored(NamedTuple):
    """How many responses there are to a questionnaire: not yet mixed, and mixed."""

    inbox: int
    responses: int


def send(
    engine: Engine,
    token: bytes,
    revision: int,
    version_hash: str,
    questionnaire_id: str,
    key_set: KeySet,
    sealed: bytes,
    *,
    now: datetime,
) -> None:
    """Turn the draft that was read with ``revision`` into this response, once, whatever happens.

    One transaction. Raises AlreadySent, DraftUnknown or DraftConflict, and then stores nothing.
    """
    with writing(engine) as connection:
        replace_on(connection, token, Sent(version_hash), revision, size=text_size(sealed), now=now)
        _insert(connection, questionnaire_id, key_set, [sealed])


def insert_many(engine: Engine, questionnaire_id: str, key_set: KeySet, sealed: Sequence[bytes]) -> None:
    """Put responses into the inbox without drafts, for a simulation. One transaction."""
    if sealed:
        with writing(engine) as connection:
            _insert(connection, questionnaire_id, key_set, sealed)


def stored(engine: Engine) -> dict[str, Stored]:
    """How many responses there are, by questionnaire."""
    counted: dict[str, Counter[str]] = {}
    with engine.connect() as connection:
        for table in (inbox, responses):
            number = func.count().label("number")
            rows = connection.execute(select(table.c.questionnaire, number).group_by(table.c.questionnaire))
            counted[table.name] = Counter({row.questionnaire: row.number for row in rows})
    return {
        questionnaire: Stored(counted["inbox"][questionnaire], counted["responses"][questionnaire])
        for questionnaire in sorted(counted["inbox"] | counted["responses"])
    }


def _insert(connection: Connection, questionnaire_id: str, key_set: KeySet, sealed: Sequence[bytes]) -> None:
    layer = layer_for(connection, questionnaire_id, key_set)
    connection.execute(
        _INSERT,
        [
            {
                "id": random_id(),
                "questionnaire": questionnaire_id,
                "key_set": key_set.id,
                "ciphertext": layer.put_on(response),
            }
            for response in sealed
        ],
    )
