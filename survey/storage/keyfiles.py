"""Key files: a private key under a passphrase, a public key as a small readable text.

A private file is JSON. Its 96 bytes of seeds lie under ChaCha20-Poly1305 with a key that Argon2id
makes from the passphrase; name, mark and parameters are associated data. The checksum tells a
damaged file from a wrong passphrase.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import textwrap
import unicodedata
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from survey.storage.keys import InvalidKey, PrivateKey, PublicKey, new_key

__all__ = [
    "DamagedKeyFile",
    "KeyFileExists",
    "WrongPassphrase",
    "is_private_file",
    "new_key",
    "new_passphrase",
    "read_private",
    "read_public",
    "write_private",
    "write_public",
]

_KIND: Final = "parallell private key"
_TITLE: Final = "Parallell public key, version 1"
_TRIAL_MARK: Final = "for trial instances only"
_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_PASSPHRASE_WORDS: Final = 6


class WrongPassphrase(Exception):
    """The passphrase does not open the key file: check it letter by letter."""


class DamagedKeyFile(Exception):
    """The key file is cut off, changed or no key file: take the copy that you keep elsewhere."""


class KeyFileExists(Exception):
    """A file is in the way, and a key that is overwritten takes every answer with it."""


class _Stretching(msgspec.Struct, frozen=True):
    """Argon2id's parameters. The bounds keep a planted file from taking all memory for hours."""

    salt: bytes
    memory_kib: int = 256 * 1024
    iterations: int = 3
    lanes: int = 4

    def key(self, passphrase: str) -> bytes:
        if not (8 <= self.memory_kib <= 4 * 1024**2 and 1 <= self.iterations <= 64 and 1 <= self.lanes <= 64):
            raise DamagedKeyFile("The key file asks for more memory or time than any key file of ours.")
        return Argon2id(
            salt=self.salt,
            length=32,
            iterations=self.iterations,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive(_normal(passphrase).encode())


class _PrivateFile(msgspec.Struct, frozen=True, kw_only=True):
    kind: Literal["parallell private key"] = _KIND
    version: Literal[1] = 1
    name: str
    trial: bool = False
    argon2id: _Stretching
    nonce: bytes
    ciphertext: bytes = b""
    checksum: bytes = b""

    @property
    def bound(self) -> bytes:
        """What the ciphertext is bound to: all that stands beside it."""
        bare = msgspec.structs.replace(self, ciphertext=b"", checksum=b"")
        return msgspec.json.encode(bare, order="sorted")

    def summed(self) -> bytes:
        """The checksum that belongs to the rest."""
        text = msgspec.json.encode(msgspec.structs.replace(self, checksum=b""), order="sorted")
        return hashlib.sha256(text).digest()[:16]


def write_private(path: Path, key: PrivateKey, passphrase: str) -> None:
    """Write a private key, readable by its owner only. Raises KeyFileExists instead of overwriting."""
    draft = _PrivateFile(
        name=key.name, trial=key.trial, argon2id=_Stretching(os.urandom(16)), nonce=os.urandom(12)
    )
    ciphertext = ChaCha20Poly1305(draft.argon2id.key(passphrase)).encrypt(draft.nonce, key.seeds, draft.bound)
    file = msgspec.structs.replace(draft, ciphertext=ciphertext)
    file = msgspec.structs.replace(file, checksum=file.summed())
    _create(path, msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n", 0o600)


def read_private(path: Path, passphrase: str) -> PrivateKey:
    """Open a private key file. Raises WrongPassphrase, DamagedKeyFile or OSError."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_PrivateFile)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedKeyFile(f"{path} is not a whole private key file.") from error
    if file.checksum != file.summed():
        raise DamagedKeyFile(f"{path} has been damaged since it was written.")
    try:
        opener = ChaCha20Poly1305(file.argon2id.key(passphrase))
        return PrivateKey(file.name, opener.decrypt(file.nonce, file.ciphertext, file.bound), file.trial)
    except InvalidTag as error:
        raise WrongPassphrase(f"This is not the passphrase of {path}.") from error


def write_public(path: Path, key: PublicKey) -> None:
    """Write a public key as text. Raises KeyFileExists instead of overwriting."""
    lines = [
        _TITLE,
        f"Name: {key.name}",
        *([f"Use: {_TRIAL_MARK}"] if key.trial else []),
        f"Fingerprint: {key.fingerprint}",
        "",
        *textwrap.wrap(base64.b64encode(key.raw).decode(), 76),
        "",
    ]
    _create(path, "\n".join(lines).encode(), 0o644)


def read_public(path: Path) -> PublicKey:
    """Read a public key file. Raises DamagedKeyFile (also when the fingerprint does not fit) or OSError."""
    try:
        head, _, body = path.read_bytes().decode().replace("\r\n", "\n").partition("\n\n")
        title, *fields = head.split("\n")
        values = dict(field.split(": ", 1) for field in fields)
        key = PublicKey(
            values["Name"],
            base64.b64decode("".join(body.split()), validate=True),
            values.get("Use") == _TRIAL_MARK,
        )
    except (UnicodeDecodeError, ValueError, KeyError, InvalidKey) as error:
        raise DamagedKeyFile(f"{path} is not a whole public key file.") from error
    if title != _TITLE or values.get("Fingerprint") != key.fingerprint:
        raise DamagedKeyFile(f"{path} has been changed: the key does not have the fingerprint it names.")
    return key


def is_private_file(path: Path) -> bool:
    """Whether a file is a private key, judged by its beginning."""
    try:
        with path.open("rb") as file:
            return _KIND.encode() in file.read(200)
    except OSError:
        return False


def new_passphrase() -> str:
    """Six made-up words of five letters (96 random bits) that can be said, written and read in any script's
    keyboard: consonants and vowels take turns (Wilkerson's proquints, 2009)."""
    return "-".join(_word(secrets.randbits(16)) for _ in range(_PASSPHRASE_WORDS))


def _word(bits: int) -> str:
    return (
        _CONSONANTS[bits >> 12]
        + _VOWELS[bits >> 10 & 3]
        + _CONSONANTS[bits >> 6 & 15]
        + _VOWELS[bits >> 4 & 3]
        + _CONSONANTS[bits & 15]
    )


def _normal(passphrase: str) -> str:
    """One spelling of a passphrase. A generated one may be typed with spaces or capitals."""
    text = unicodedata.normalize("NFC", passphrase).strip()
    words = text.casefold().replace("-", " ").split()
    generated = len(words) == _PASSPHRASE_WORDS and all(_is_word(word) for word in words)
    return "-".join(words) if generated else text


def _is_word(word: str) -> bool:
    kinds = (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS)
    return len(word) == len(kinds) and all(letter in kind for letter, kind in zip(word, kinds, strict=True))


def _create(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise KeyFileExists(f"{path} exists already: choose another name.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
