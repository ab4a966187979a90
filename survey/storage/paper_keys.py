"""A key pair that lies on paper: 32 bytes in four lines that can be read out, typed and checked.

HKDF-SHA-256 (no salt, info ``parallell paper key 1``) makes the 96 bytes of seeds from them. A line is
eight of the bytes and two check bytes – the first of SHA-256 of the same words, the line's number (1 to
4) and the eight bytes – as five groups of four hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import os
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.storage.keys import SEEDS_SIZE, PrivateKey

LINES: Final = 4
_LABEL: Final = b"parallell paper key 1"
_LINE_SIZE: Final = 8
_CHECK_SIZE: Final = 2
_GROUP: Final = 4


class LineMistyped(ValueError):
    """A line of a paper key that does not fit its check digits."""


def new_secret() -> bytes:
    """What a new paper key is made from: 32 random bytes."""
    return os.urandom(LINES * _LINE_SIZE)


def key_of(name: str, secret: bytes) -> PrivateKey:
    """The key pair."""
    seeds = HKDF(SHA256(), length=SEEDS_SIZE, salt=None, info=_LABEL).derive(secret)
    return PrivateKey(name, seeds)


def lines_of(secret: bytes) -> tuple[str, ...]:
    """The four lines, in groups."""
    return tuple(_line(number, secret[(number - 1) * _LINE_SIZE :][:_LINE_SIZE]) for number in _numbers())


def read_line(number: int, typed: str) -> bytes:
    """The eight bytes of a line (1 to 4) as it was typed, spaces or not. Raises LineMistyped."""
    digits = "".join(typed.split()).replace("-", "")
    try:
        eight = bytes.fromhex(digits)[:_LINE_SIZE]
        if _line(number, eight).replace(" ", "") == digits.lower():
            return eight
    except ValueError:
        pass
    raise LineMistyped(f"Line {number} is not as it stands on the paper: check it group by group.")


def _numbers() -> range:
    return range(1, LINES + 1)


def _line(number: int, eight: bytes) -> str:
    check = hashlib.sha256(_LABEL + bytes((number,)) + eight).digest()[:_CHECK_SIZE]
    digits = (eight + check).hex()
    return " ".join(digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP))
