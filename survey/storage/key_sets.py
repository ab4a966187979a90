"""The key sets that responses have been sealed for: a bundle has to say who opens what."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, select, text

from survey.storage.keys import KeySet, PublicKey
from survey.storage.tables import key_sets

_REMEMBER: Final = text(
    "INSERT INTO key_sets (id, recipients) VALUES (:id, :recipients) ON CONFLICT DO NOTHING"
)
_SELECT: Final = select(key_sets.c.recipients).order_by(key_sets.c.id)
_decoder: Final = msgspec.json.Decoder(tuple[PublicKey, ...])


def read_key_set(document: str) -> KeySet:
    """A key set as it is written down. Raises InvalidKey or msgspec.MsgspecError."""
    return KeySet(_decoder.decode(document))


def known_key_sets(engine: Engine) -> tuple[KeySet, ...]:
    """Every key set that a response was ever sealed for here, by id."""
    with engine.connect() as connection:
        return known_on(connection)


def known_on(connection: Connection) -> tuple[KeySet, ...]:
    """``known_key_sets`` on an open connection."""
    return tuple(read_key_set(document) for document in connection.execute(_SELECT).scalars())


def remember(connection: Connection, key_set: KeySet) -> None:
    """Write a key set down if it is new. Within a transaction."""
    document = msgspec.json.encode(key_set.recipients).decode()
    connection.execute(_REMEMBER, {"id": key_set.id, "recipients": document})
