"""A test message as a file, and the word in it as it is told over the phone.

The file is a short text: who it is for and Base64. The word is 16 bytes, told as eight groups of four
hexadecimal digits.
"""

from __future__ import annotations

import base64
import textwrap
from pathlib import Path
from typing import Final, NamedTuple

_TITLE: Final = "Parallell test message, version 1"
_WORD_SIZE: Final = 16
_GROUP: Final = 4


class DamagedTestMessage(Exception):
    """The file is no whole test message: ask for a new one (survey keys challenge)."""


class WordMistyped(ValueError):
    """A test message's word has 32 digits, 0 to 9 and a to f: check it group by group."""


class ProofMessage(NamedTuple):
    """For whom it is, and its bytes, to be opened with ``sealing.open_test_message``."""

    name: str
    message: bytes


def write_test_message(path: Path, name: str, message: bytes) -> None:
    """Write a test message. Raises FileExistsError instead of overwriting."""
    text = textwrap.wrap(base64.b64encode(message).decode(), 76)
    with path.open("x", encoding="utf-8") as file:
        file.write("\n".join([_TITLE, f"For: {name}", "", *text, ""]))


def read_test_message(path: Path) -> ProofMessage:
    """Read a test message. Raises DamagedTestMessage or OSError."""
    try:
        head, _, body = path.read_bytes().decode().replace("\r\n", "\n").partition("\n\n")
        title, name = head.split("\n")
        if title != _TITLE or not name.startswith("For: "):
            raise ValueError(title)
        return ProofMessage(name[5:], base64.b64decode("".join(body.split()), validate=True))
    except (UnicodeDecodeError, ValueError) as error:
        raise DamagedTestMessage(f"{path}: {DamagedTestMessage.__doc__}") from error


def word_text(word: bytes) -> str:
    """A word as it is told."""
    digits = word.hex()
    return " ".join(digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP))


def read_word(typed: str) -> bytes:
    """A word as it was typed, with or without spaces and hyphens. Raises WordMistyped."""
    try:
        word = bytes.fromhex("".join(typed.replace("-", " ").split()))
    except ValueError as error:
        raise WordMistyped(WordMistyped.__doc__) from error
    if len(word) != _WORD_SIZE:
        raise WordMistyped(WordMistyped.__doc__)
    return word
