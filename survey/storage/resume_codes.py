"""Resume codes: 24 digits on a note with which somebody finds their draft again.

The code is never stored. Argon2id makes from it the row's id and the key under which the draft's
token lies. The last digit is a check digit, so that a slip of the pen costs no stretching.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import bindparam, select

from survey.storage import drafts
from survey.storage.database import writing
from survey.storage.instance import SECRET, Instance
from survey.storage.tables import resume_codes as table

DIGITS: Final = 24
_BINDING: Final = b"parallell resume code 1"
_NONCE: Final = bytes(12)  # the key belongs to one code, and a code to one token

_SELECT: Final = select(table.c.ciphertext).where(table.c.id == bindparam("place"))


class CodeMistyped(ValueError):
    """This cannot be a code: it has 24 digits, and one of them is wrong or missing."""


class CodeUnknown(Exception):
    """No answers are kept under this code any more, or none ever were."""


class TooManyCodes(Exception):
    """Others are trying codes at this moment: try again in a while."""


def new_code(instance: Instance, token: bytes) -> str:
    """A code for the draft of this token, instead of any it had; to be shown once and kept nowhere.

    The draft itself has to be saved as ``resumable``, or it still expires after two hours.
    Raises TooManyCodes.
    """
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
    code = digits + _check_digit(digits)
    place = _place_of(instance, code)
    row = {
        "id": place.id,
        "draft": drafts.place_of(token).id,
        "ciphertext": ChaCha20Poly1305(place.key).encrypt(_NONCE, token, _BINDING),
    }
    with writing(instance.engine) as connection:
        connection.execute(table.delete().where(table.c.draft == row["draft"]))
        connection.execute(table.insert(), row)
    return code


def resume(instance: Instance, typed: str, *, now: datetime) -> bytes:
    """The token of the draft behind a code, typed with or without spaces, in any script's digits.

    Raises CodeMistyped before any work is done, TooManyCodes, or CodeUnknown – also for a draft that
    was sent or has expired.
    """
    code = _digits(typed)
    if len(code) != DIGITS or _check_digit(code[:-1]) != code[-1]:
        raise CodeMistyped(CodeMistyped.__doc__)
    place = _place_of(instance, code)
    with instance.engine.connect() as connection:
        ciphertext = connection.execute(_SELECT, {"place": place.id}).scalar()
        try:
            token = ChaCha20Poly1305(place.key).decrypt(_NONCE, ciphertext or b"", _BINDING)
            drafts.load_on(connection, token, now=now)
        except (InvalidTag, ValueError, drafts.DraftUnknown, drafts.AlreadySent) as error:
            raise CodeUnknown(CodeUnknown.__doc__) from error
    return token


def grouped(code: str) -> str:
    """A code as it is shown: six groups of four."""
    return " ".join(code[place : place + 4] for place in range(0, DIGITS, 4))


def _digits(typed: str) -> str:
    return "".join(str(unicodedata.digit(character)) for character in typed if character.isdigit())


def _check_digit(digits: str) -> str:
    """Luhn's: notices any wrong digit and nearly every swap of neighbours."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)


def _place_of(instance: Instance, code: str) -> drafts.Place:
    with _stretching(instance):
        derived = Argon2id(salt=_BINDING, length=48, iterations=2, lanes=1, memory_cost=64 * 1024).derive(
            code.encode()
        )
    return drafts.Place(derived[:16], derived[16:])


@contextmanager
def _stretching(instance: Instance) -> Iterator[None]:
    """One of the two places for stretching that all workers of this machine share.

    The instance's folder and its secret serve as lock files: nothing else need lie in the folder.
    """
    for path in (instance.path, instance.path / SECRET):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        try:
            yield
        finally:
            os.close(descriptor)
        return
    raise TooManyCodes(TooManyCodes.__doc__)
