"""Mixing: responses leave the inbox in random order, and nothing on the disk says in which they came.

A row of the inbox is a sealed response under one more layer: nonce (12 bytes), ChaCha20-Poly1305 with
the mix key of its questionnaire and key set, both of which are bound in. Moving and overwriting the
mix key are one transaction, so a crash leaves all or nothing of it. What follows – rewriting the
files – may be cut short anywhere: ``mix_keys.untidy`` stands in the same transaction, and the next
mixing goes on from it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, text, update

from survey.storage import sealing
from survey.storage.database import DatabaseBusy, DatabaseFull, writing
from survey.storage.key_sets import remember
from survey.storage.keys import KeySet
from survey.storage.rewriting import rewrite
from survey.storage.tables import inbox, mix_keys, responses

ENOUGH: Final = 10
"""How many responses make a batch in which none of them stands out."""

_NO_KEY: Final = bytes(32)
_NONCE_SIZE: Final = 12
_CHUNK: Final = 200
_REST: Final = 20  # times as long as rewriting took
_rest_until: Final[WeakKeyDictionary[Engine, float]] = WeakKeyDictionary()

_KEY: Final = (
    select(mix_keys.c.key)
    .where(mix_keys.c.questionnaire == bindparam("q"), mix_keys.c.key_set == bindparam("k"))
    .with_for_update()
)
_SET_KEY: Final = (
    update(mix_keys)
    .where(mix_keys.c.questionnaire == bindparam("q"), mix_keys.c.key_set == bindparam("k"))
    .values(key=bindparam("new"))
)
_NEW_KEY: Final = text(
    "INSERT INTO mix_keys (questionnaire, key_set, key, untidy, wave) VALUES (:q, :k, :new, 0, "
    "coalesce((SELECT wave FROM versions WHERE questionnaire = :q "
    "ORDER BY open DESC, closed DESC, number DESC LIMIT 1), '')) ON CONFLICT DO NOTHING"
)
_MARK_UNTIDY: Final = (
    update(mix_keys)
    .where(mix_keys.c.questionnaire == bindparam("q"), mix_keys.c.key_set == bindparam("k"))
    .values(untidy=bindparam("mark"))
)
_IN_INBOX: Final = (inbox.c.questionnaire == bindparam("q")) & (inbox.c.key_set == bindparam("k"))


class Lot(NamedTuple):
    """Responses that are mixed with one another: those of one questionnaire to one key set."""

    questionnaire: str
    key_set: bytes

    @property
    def parameters(self) -> dict[str, str | bytes]:
        return {"q": self.questionnaire, "k": self.key_set}


class Layer:
    """A lot's mix key at work."""

    def __init__(self, lot: Lot, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._binding = b"parallell inbox 1" + lot.questionnaire.encode() + lot.key_set

    def put_on(self, sealed: bytes) -> bytes:
        nonce = os.urandom(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, sealed, self._binding)

    def take_off(self, ciphertext: bytes) -> bytes | None:
        """The sealed response, or None if the row is damaged."""
        try:
            nonce, rest = ciphertext[:_NONCE_SIZE], memoryview(ciphertext)[_NONCE_SIZE:]
            return self._cipher.decrypt(nonce, rest, self._binding)
        except (InvalidTag, ValueError):
            return None


def layer_for(connection: Connection, questionnaire_id: str, key_set: KeySet) -> Layer:
    """The layer for new rows of the inbox, with a fresh mix key if the last one was overwritten.

    Within a transaction; on PostgreSQL the key's row stays locked to its end, so that no mixing
    overwrites the key between this and the insert.
    """
    lot = Lot(questionnaire_id, key_set.id)
    key = connection.execute(_KEY, lot.parameters).scalar()
    if key is None:
        remember(connection, key_set)
        connection.execute(_NEW_KEY, {**lot.parameters, "new": os.urandom(32)})
        key = connection.execute(_KEY, lot.parameters).scalar_one()
    if key == _NO_KEY:
        key = os.urandom(32)
        connection.execute(_SET_KEY, {**lot.parameters, "new": key})
    return Layer(lot, key)


def mix(engine: Engine, questionnaire_id: str, key_set_id: bytes) -> int:
    """Mix one lot, however few there are; returns how many moved."""
    moved = _move(engine, Lot(questionnaire_id, key_set_id))
    tidy(engine)
    return moved


def mix_due(engine: Engine, *, at_least: int = ENOUGH, ended: Callable[[Lot], bool] = lambda _: False) -> int:
    """Mix every lot of which enough have come; returns how many moved. ``at_least=1`` mixes all.

    A lot that has ``ended``, to which nothing will be added, is mixed however few there are. In a rush
    of answers the files are rewritten only now and then: at most a twentieth of the time goes to it,
    and what was left undone is done by the next call.
    """
    due = [lot for lot, number in waiting(engine).items() if number >= at_least or ended(lot)]
    moved = sum(_move(engine, lot) for lot in due)
    if _rested(engine):
        tidy(engine)
    return moved


def waiting(engine: Engine) -> dict[Lot, int]:
    """How many responses of each lot wait in the inbox."""
    columns = (inbox.c.questionnaire, inbox.c.key_set)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns, func.count()).group_by(*columns)).all()
    return {Lot(questionnaire, key_set): number for questionnaire, key_set, number in rows}


def strip_recipient(engine: Engine, key_set_id: bytes, position: int) -> None:
    """Overwrite one recipient's wraps in everything that is stored; ``tidy`` it afterwards.

    Doing it twice does no harm.
    """
    lots = select(mix_keys).where(mix_keys.c.key_set == key_set_id).with_for_update()
    with writing(engine) as connection:
        for row in connection.execute(lots).all():
            lot = Lot(row.questionnaire, row.key_set)
            _strip(connection, lot, position, Layer(lot, row.key))
            connection.execute(_MARK_UNTIDY, {**lot.parameters, "mark": _mark()})


def tidy(engine: Engine) -> bool:
    """Rewrite the files if anything was mixed since the last time; False if that could not be done now."""
    with engine.connect() as connection:
        marks = connection.execute(select(mix_keys.c.untidy).where(mix_keys.c.untidy != 0)).scalars().all()
    if not marks:
        return True
    start = monotonic()
    try:
        if not rewrite(engine):
            return False
    except (DatabaseBusy, DatabaseFull):  # rewriting takes as much room again for a moment
        return False
    finally:
        _rest_until[engine] = monotonic() + _REST * (monotonic() - start)
    with engine.connect() as connection:
        connection.execute(update(mix_keys).where(mix_keys.c.untidy.in_(marks)).values(untidy=0))
    return True


def is_tidy(engine: Engine) -> bool:
    """Whether the files have been rewritten since anything was last mixed, stripped or destroyed."""
    with engine.connect() as connection:
        return not connection.execute(select(func.count()).where(mix_keys.c.untidy != 0)).scalar_one()


def _rested(engine: Engine) -> bool:
    return monotonic() >= _rest_until.get(engine, 0)


def random_id() -> int:
    """An id that says nothing: 63 random bits."""
    return secrets.randbits(63)


def _move(engine: Engine, lot: Lot) -> int:
    with writing(engine) as connection:
        key = connection.execute(_KEY, lot.parameters).scalar()
        ids = list(connection.execute(select(inbox.c.id).where(_IN_INBOX), lot.parameters).scalars())
        if key is None or not ids:
            return 0
        secrets.SystemRandom().shuffle(ids)
        layer = Layer(lot, key)
        moved = sum(_move_some(connection, lot, layer, chunk) for chunk in _chunks(ids))
        if moved == len(ids):
            connection.execute(_SET_KEY, {**lot.parameters, "new": _NO_KEY})
        connection.execute(_MARK_UNTIDY, {**lot.parameters, "mark": _mark()})
        return moved


def _move_some(connection: Connection, lot: Lot, layer: Layer, ids: Sequence[int]) -> int:
    """Move rows of the inbox in the order given. A damaged one stays where it is."""
    rows = connection.execute(select(inbox.c.id, inbox.c.ciphertext).where(inbox.c.id.in_(ids))).all()
    opened = {row.id: layer.take_off(row.ciphertext) for row in rows}
    whole = [row_id for row_id in ids if opened[row_id] is not None]
    if whole:
        connection.execute(
            insert(responses),
            [
                {
                    "id": random_id(),
                    "questionnaire": lot.questionnaire,
                    "key_set": lot.key_set,
                    "sealed": opened[row_id],
                }
                for row_id in whole
            ],
        )
        connection.execute(delete(inbox).where(inbox.c.id.in_(whole)))
    return len(whole)


def _strip(connection: Connection, lot: Lot, position: int, layer: Layer) -> None:
    for table, column in ((responses, responses.c.sealed), (inbox, inbox.c.ciphertext)):
        of_lot = (table.c.questionnaire == lot.questionnaire) & (table.c.key_set == lot.key_set)
        ids = connection.execute(select(table.c.id).where(of_lot)).scalars().all()
        change = update(table).where(table.c.id == bindparam("row")).values({column.name: bindparam("new")})
        for chunk in _chunks(ids):
            rows = connection.execute(select(table.c.id, column).where(table.c.id.in_(chunk))).all()
            stripped = [
                {"row": row_id, "new": new}
                for row_id, old in rows
                if (new := _stripped(old, position, layer if table is inbox else None)) is not None
            ]
            if stripped:
                connection.execute(change, stripped)


def _stripped(row: bytes, position: int, layer: Layer | None) -> bytes | None:
    if layer is None:
        return sealing.strip(row, position)
    sealed = layer.take_off(row)
    return None if sealed is None else layer.put_on(sealing.strip(sealed, position))


def _mark() -> int:
    return secrets.randbelow(2**63 - 1) + 1


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
