"""Analysts' keys: ML-KEM-768 together with X25519, so that either alone keeps an answer shut."""

from __future__ import annotations

import hashlib
import os
from functools import cached_property
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

MLKEM_SEED: Final = 64
MLKEM_PUBLIC: Final = 1184
SEEDS_SIZE: Final = MLKEM_SEED + 32
PUBLIC_SIZE: Final = MLKEM_PUBLIC + 32

_LONGEST_NAME: Final = 80


class InvalidKey(ValueError):
    """Bytes that are no key of this kind, or a key set that cannot be."""


class PublicKey(msgspec.Struct, frozen=True, dict=True):
    """Half of a key pair that anybody may have. ``raw`` is ML-KEM-768's 1 184 bytes, then X25519's 32.

    ``trial`` marks a key that lies beside the data it opens; a live instance refuses it.
    """

    name: str
    raw: bytes
    trial: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.raw) != PUBLIC_SIZE:
            raise InvalidKey(f"A public key has {PUBLIC_SIZE} bytes, not {len(self.raw)}.")

    @property
    def fingerprint(self) -> str:
        """160 bits of the key's SHA-256, in ten groups that can be compared by eye and over the phone."""
        digest = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digest[place : place + 4] for place in range(0, 40, 4))

    @cached_property
    def hpke(self) -> MLKEM768X25519PublicKey:
        """The key as HPKE takes it. Raises InvalidKey when the bytes are no key."""
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.raw[:MLKEM_PUBLIC]),
                X25519PublicKey.from_public_bytes(self.raw[MLKEM_PUBLIC:]),
            )
        except ValueError as error:
            raise InvalidKey(f"The public key of {self.name} is damaged.") from error


class PrivateKey(msgspec.Struct, frozen=True, dict=True):
    """The half that opens. ``seeds`` are ML-KEM-768's 64 bytes, then X25519's 32."""

    name: str
    seeds: bytes
    trial: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seeds) != SEEDS_SIZE:
            raise InvalidKey(f"A private key has {SEEDS_SIZE} bytes, not {len(self.seeds)}.")

    def __repr__(self) -> str:
        return f"PrivateKey(name={self.name!r})"  # never the seeds, not even in a traceback

    @cached_property
    def public(self) -> PublicKey:
        mlkem, x25519 = self._halves
        raw = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        return PublicKey(self.name, raw, self.trial)

    @cached_property
    def hpke(self) -> MLKEM768X25519PrivateKey:
        """The key as HPKE takes it."""
        return MLKEM768X25519PrivateKey(*self._halves)

    @property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.seeds[:MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(self.seeds[MLKEM_SEED:]),
        )


def _check_name(name: str) -> None:
    if not (name.strip() == name and 0 < len(name) <= _LONGEST_NAME and name.isprintable()):
        raise InvalidKey(f"A key's name is one line of 1 to {_LONGEST_NAME} characters.")


def new_key(name: str, *, trial: bool = False) -> PrivateKey:
    """A fresh key pair from the operating system's random numbers."""
    return PrivateKey(name, os.urandom(SEEDS_SIZE), trial)


class KeySet(msgspec.Struct, frozen=True, dict=True):
    """Everybody who can open a response, in the order in which their wraps stand in it."""

    recipients: tuple[PublicKey, ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.recipients, key=lambda recipient: recipient.raw))
        if not ordered:
            raise InvalidKey("A key set has at least one recipient.")
        if len({recipient.raw for recipient in ordered}) < len(ordered) or len(ordered) > 255:
            raise InvalidKey("A key set has each recipient once, and at most 255 of them.")
        msgspec.structs.force_setattr(self, "recipients", ordered)

    @cached_property
    def id(self) -> bytes:
        """16 bytes that stand for exactly these public keys, whatever they are called."""
        digest = hashlib.sha256(b"parallell key set 1")
        for recipient in self.recipients:
            digest.update(recipient.raw)
        return digest.digest()[:16]

    def position(self, fingerprint: str) -> int | None:
        """Which of the wraps belongs to this recipient."""
        fingerprints = [recipient.fingerprint for recipient in self.recipients]
        return fingerprints.index(fingerprint) if fingerprint in fingerprints else None
