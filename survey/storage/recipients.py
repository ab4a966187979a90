"""Recipients: whose public keys responses are sealed for, and the sets that they have made up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Engine, Row, bindparam, false, insert, select, true, update

from survey.storage import mixing
from survey.storage.database import writing
from survey.storage.key_sets import known_key_sets
from survey.storage.keys import InvalidKey, KeySet, PublicKey
from survey.storage.sealing import test_message
from survey.storage.settings import read_settings
from survey.storage.tables import recipients as table

PROOF_LASTS: Final = timedelta(days=92)
"""How long an opened test message counts: a quarter."""


class NoRecipients(Exception):
    """Nobody could open answers to this questionnaire, so it takes none: add a public key first."""


class RecipientRefused(Exception):
    """A public key that cannot be added; the sentence says why."""


class RecipientUnknown(LookupError):
    """Nobody with this name holds a key."""


class NotProven(Exception):
    """The word is not the one in the latest test message to this recipient."""


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can open answers – to the questionnaires named, or to all if none is."""

    name: str
    fingerprint: str
    questionnaires: tuple[str, ...] = ()
    trial: bool = False
    retired: bool = False
    proven_on: str = ""


_ACTIVE: Final = select(table).where(table.c.retired == false()).order_by(table.c.name)
_NAMED: Final = select(table).where(table.c.name == bindparam("named"))
_questionnaires: Final = msgspec.json.Decoder(tuple[str, ...])


def add(engine: Engine, public_key: PublicKey, questionnaires: Iterable[str] = ()) -> Recipient:
    """Let somebody open what comes from now on. Raises RecipientRefused."""
    try:
        test_message(public_key)
    except ValueError as error:
        raise RecipientRefused(f"The key of {public_key.name} is damaged: ask for it again.") from error
    settings = read_settings(engine)
    if public_key.trial and not (settings and settings.trial):
        raise RecipientRefused("This key is for trials, where its private half lies beside the answers.")
    row = {
        "fingerprint": public_key.fingerprint,
        "name": public_key.name,
        "public_key": public_key.raw,
        "questionnaires": msgspec.json.encode(sorted(questionnaires)).decode(),
        "trial": public_key.trial,
        "retired": False,
        "gone": False,
        "asked": None,
        "proven_on": "",
    }
    with writing(engine) as connection:
        for known in connection.execute(select(table).where(table.c.gone == false())).all():
            if known.fingerprint == public_key.fingerprint and not known.retired:
                raise RecipientRefused(f"This key is there already, as {known.name}.")
            if known.name == public_key.name and known.fingerprint != public_key.fingerprint:
                raise RecipientRefused(f"There is already a recipient called {known.name}: use another name.")
        connection.execute(table.delete().where(table.c.fingerprint == public_key.fingerprint))
        connection.execute(insert(table), row)
    return _recipient(row)


def openers(engine: Engine) -> tuple[Recipient, ...]:
    """Everybody who can open something that is stored: those of earlier waves too, but not who is gone."""
    with engine.connect() as connection:
        rows = connection.execute(select(table).where(table.c.gone == false()).order_by(table.c.name))
        return tuple(_recipient(row._mapping) for row in rows)


def recipients(engine: Engine, questionnaire_id: str | None = None) -> tuple[Recipient, ...]:
    """Who can open what comes now, by name: of one questionnaire, or of any."""
    with engine.connect() as connection:
        found = [_recipient(row._mapping) for row in connection.execute(_ACTIVE)]
    return tuple(
        recipient
        for recipient in found
        if questionnaire_id is None or questionnaire_id in (recipient.questionnaires or (questionnaire_id,))
    )


def key_set(engine: Engine, questionnaire_id: str) -> KeySet:
    """Whom responses to the questionnaire are sealed for now.

    Raises NoRecipients, also when a key is damaged: what one of them could not open is not taken.
    """
    with engine.connect() as connection:
        rows = connection.execute(_ACTIVE).all()
    keys = [_public_key(row) for row in rows if _opens(row, questionnaire_id)]
    if not keys:
        raise NoRecipients(NoRecipients.__doc__)
    return KeySet(tuple(keys))


def retire(engine: Engine, name: str, *, gone: bool = True) -> None:
    """Seal nothing more for somebody, and, as they are ``gone``, take their wraps from what is stored.

    Without ``gone`` they go on opening what is stored: a wave's keys, once the next wave has its own.
    Where nobody else is left to open a response, its wrap stays: losing answers is not for here.
    Raises RecipientUnknown.
    """
    with writing(engine) as connection:
        rows = connection.execute(_NAMED, {"named": name}).all()
        if not rows:
            raise RecipientUnknown(f"Nobody called {name} holds a key.")
        values = {"retired": true()} | ({"gone": true()} if gone else {})
        connection.execute(update(table).where(table.c.name == name).values(values))
        there = set(connection.execute(select(table.c.fingerprint).where(table.c.gone == false())).scalars())
    if not gone:
        return
    for known in known_key_sets(engine):
        others = there & {member.fingerprint for member in known.recipients}
        for row in rows:
            position = known.position(row.fingerprint)
            if position is not None and others:
                mixing.strip_recipient(engine, known.id, position)
    mixing.tidy(engine)


def challenge(engine: Engine, name: str) -> bytes:
    """A test message for a recipient to open on their own machine. Raises RecipientUnknown."""
    with writing(engine) as connection:
        row = _active_named(connection, name)
        message, word = test_message(_public_key(row))
        _change(connection, row.fingerprint, asked=hashlib.sha256(word).digest())
    return message


def prove(engine: Engine, name: str, word: bytes, *, today: date) -> None:
    """Note that a recipient has opened the latest test message. Raises NotProven or RecipientUnknown."""
    with writing(engine) as connection:
        row = _active_named(connection, name)
        if row.asked is None or hashlib.sha256(word).digest() != row.asked:
            raise NotProven(f"This is not the word in the latest test message to {name}.")
        _change(connection, row.fingerprint, asked=None, proven_on=today.isoformat())


def is_proven(recipient: Recipient, *, today: date) -> bool:
    """Whether a recipient has shown within the last quarter that they hold their private key."""
    return bool(recipient.proven_on) and today - date.fromisoformat(recipient.proven_on) <= PROOF_LASTS


def _active_named(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(_NAMED.where(table.c.retired == false()), {"named": name}).first()
    if row is None:
        raise RecipientUnknown(f"Nobody called {name} holds a key.")
    return row


def _change(connection: Connection, fingerprint: str, **values: object) -> None:
    connection.execute(update(table).where(table.c.fingerprint == fingerprint).values(**values))


def _opens(row: Row[Any], questionnaire_id: str) -> bool:
    chosen = _questionnaires.decode(row.questionnaires)
    return not chosen or questionnaire_id in chosen


def _public_key(row: Row[Any]) -> PublicKey:
    try:
        key = PublicKey(row.name, row.public_key, row.trial)
    except InvalidKey as error:
        raise NoRecipients(f"The public key of {row.name} is damaged: no answers are taken.") from error
    if key.fingerprint != row.fingerprint:
        raise NoRecipients(f"The public key of {row.name} is damaged: no answers are taken.")
    return key


def _recipient(row: Any) -> Recipient:
    return Recipient(
        name=row["name"],
        fingerprint=row["fingerprint"],
        questionnaires=_questionnaires.decode(row["questionnaires"]),
        trial=row["trial"],
        retired=row["retired"],
        proven_on=row["proven_on"],
    )
