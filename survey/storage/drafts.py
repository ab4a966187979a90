"""Drafts: what somebody has answered and not yet sent, which only their cookie's token can open.

The token (32 bytes) is never stored. HKDF makes from it the row's id and the key of its ciphertext:
format 1 (one byte), nonce (12), ChaCha20-Poly1305 of the padded MessagePack with format and id bound
in. After sending, the row holds an equally long ``Sent`` until it expires, so that a second click
can be told from an unknown draft. Each function is one statement and one commit.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, bindparam, select

from survey.questionnaire.model import Answers
from survey.storage.sealing import pad, unpad
from survey.storage.tables import drafts

IDLE: Final = timedelta(hours=2)
IDLE_RESUMABLE: Final = timedelta(days=14)

_FORMAT: Final = b"\x01"
_NONCE_SIZE: Final = 12
_HOUR: Final = 3600


class DraftUnknown(Exception):
    """There is no such draft: it was never begun, was deleted, or has expired."""


class DraftConflict(Exception):
    """The draft has been saved from somewhere else since it was read."""


class AlreadySent(Exception):
    """The draft has been sent. ``version`` is the hash of the version that it answered."""

    def __init__(self, version: str) -> None:
        super().__init__("These answers have already been sent.")
        self.version = version


class Draft(msgspec.Struct, frozen=True, array_like=True, tag="draft", kw_only=True):
    """Answers on their way. ``passed`` are the pages that were posted, ``counted`` the sections that
    were counted as reached, ``begun`` Unix minutes, ``resumable`` whether a resume code was taken,
    ``revisions`` by page which form (a number below 2**31) saved it last, for two tabs to notice."""

    version: str
    language: str
    answers: Answers = {}
    passed: tuple[str, ...] = ()
    seed: int = 0
    collector: str = ""
    counted: tuple[str, ...] = ()
    begun: int = 0
    resumable: bool = False
    revisions: dict[str, int] = {}


class Sent(msgspec.Struct, frozen=True, array_like=True, tag="sent"):
    """What is left of a draft when it has been sent."""

    version: str


class Kept(NamedTuple):
    """A draft as it was read; ``revision`` is what saving it again has to name."""

    draft: Draft
    revision: int


class Place(NamedTuple):
    """Where a token's draft lies, and what opens it."""

    id: bytes
    key: bytes


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final[msgspec.msgpack.Decoder[Draft | Sent]] = msgspec.msgpack.Decoder(Draft | Sent)

_INSERT: Final = drafts.insert()
_SELECT: Final = select(drafts.c.ciphertext, drafts.c.revision).where(
    drafts.c.id == bindparam("place"), drafts.c.expires > bindparam("hour")
)
_UPDATE: Final = (
    drafts.update()
    .where(
        drafts.c.id == bindparam("place"),
        drafts.c.revision == bindparam("read"),
        drafts.c.expires > bindparam("hour"),
    )
    .values(ciphertext=bindparam("new"), revision=bindparam("next"), expires=bindparam("until"))
)
_DELETE: Final = drafts.delete().where(drafts.c.id == bindparam("place"))
_PURGE: Final = drafts.delete().where(drafts.c.expires <= bindparam("hour"))


def begin(engine: Engine, token: bytes, draft: Draft, *, size: int, now: datetime) -> int:
    """Keep a new draft under a fresh 32-byte token; returns its revision.

    ``size`` is the ``sealed_size`` of its questionnaire, here and in ``save``.
    """
    place = place_of(token)
    revision = _revision()
    row = {
        "id": place.id,
        "ciphertext": shut(place, draft, size),
        "revision": revision,
        "expires": _expiry(draft, now),
    }
    with engine.connect() as connection:
        connection.execute(_INSERT, row)
    return revision


def load(engine: Engine, token: bytes, *, now: datetime) -> Kept:
    """Read a draft. Raises DraftUnknown or AlreadySent."""
    with engine.connect() as connection:
        return load_on(connection, token, now=now)


def load_on(connection: Connection, token: bytes, *, now: datetime) -> Kept:
    """``load`` on an open connection."""
    place = place_of(token)
    row = connection.execute(_SELECT, {"place": place.id, "hour": _hour(now)}).first()
    if row is None:
        raise DraftUnknown(DraftUnknown.__doc__)
    content = _opened(place, row.ciphertext)
    if isinstance(content, Sent):
        raise AlreadySent(content.version)
    return Kept(content, row.revision)


def save(engine: Engine, token: bytes, draft: Draft, revision: int, *, size: int, now: datetime) -> int:
    """Replace the draft that was read with ``revision``; returns the new one.

    Raises DraftConflict if it has been saved since, AlreadySent or DraftUnknown.
    """
    with engine.connect() as connection:
        return replace_on(connection, token, draft, revision, size=size, now=now)


def replace_on(
    connection: Connection, token: bytes, content: Draft | Sent, revision: int, *, size: int, now: datetime
) -> int:
    """``save`` on an open connection, also of the mark that the draft has been sent."""
    place = place_of(token)
    new = _revision()
    values = {
        "place": place.id,
        "read": revision,
        "hour": _hour(now),
        "new": shut(place, content, size),
        "next": new,
        "until": _expiry(content, now),
    }
    if connection.execute(_UPDATE, values).rowcount == 1:
        return new
    load_on(connection, token, now=now)
    raise DraftConflict(DraftConflict.__doc__)


def delete(engine: Engine, token: bytes) -> None:
    """Forget a draft, if it is there."""
    with engine.connect() as connection:
        connection.execute(_DELETE, {"place": place_of(token).id})


def purge_expired(engine: Engine, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    with engine.connect() as connection:
        return connection.execute(_PURGE, {"hour": _hour(now)}).rowcount


def place_of(token: bytes) -> Place:
    """Id and key of the draft that a token belongs to."""
    if len(token) != 32:
        raise DraftUnknown(DraftUnknown.__doc__)
    derived = HKDF(SHA256(), length=48, salt=None, info=b"parallell draft 1").derive(token)
    return Place(derived[:16], derived[16:])


def shut(place: Place, content: Draft | Sent, size: int) -> bytes:
    """The ciphertext of a draft, as long for any content as for any other."""
    nonce = os.urandom(_NONCE_SIZE)
    padded = pad(_encoder.encode(content), size)
    return _FORMAT + nonce + ChaCha20Poly1305(place.key).encrypt(nonce, padded, _FORMAT + place.id)


def _opened(place: Place, blob: bytes) -> Draft | Sent:
    nonce, ciphertext = blob[1 : 1 + _NONCE_SIZE], memoryview(blob)[1 + _NONCE_SIZE :]
    try:
        padded = ChaCha20Poly1305(place.key).decrypt(nonce, ciphertext, blob[:1] + place.id)
        return _decoder.decode(unpad(padded))
    except (InvalidTag, ValueError) as error:
        raise DraftUnknown("The draft is damaged and cannot be opened.") from error


def _revision() -> int:
    return secrets.randbits(63)


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // _HOUR


def _expiry(content: Draft | Sent, now: datetime) -> int:
    """The hour at which nothing is left: rounded up, so that it never comes too early."""
    idle = IDLE_RESUMABLE if isinstance(content, Draft) and content.resumable else IDLE
    return -(-int((now + idle).timestamp()) // _HOUR)
