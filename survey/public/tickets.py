"""What a visit's cookie holds: before consent a sealed ticket, after it the draft's token.

A ticket says which version and which collector somebody came for, in bytes of one length that
only this instance can open, so that the cookie names no questionnaire. It is bound to the tag in
the visit's address. A token is 32 random bytes that nobody but this browser has.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOKEN_SIZE: Final = 32
_HASH_SIZE: Final = 32
_COLLECTOR_SIZE: Final = 32
_NONCE_SIZE: Final = 12
_TICKET_SIZE: Final = _NONCE_SIZE + _HASH_SIZE + _COLLECTOR_SIZE + 16


class Ticket(NamedTuple):
    """The version (hash in hex) and the collector ("" for none) that a visit was begun for."""

    version: str
    collector: str


class Tickets:
    """Makes and opens tickets under a key of the instance."""

    def __init__(self, secret: bytes) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=b"parallell ticket 1").derive(secret)
        self._aead = ChaCha20Poly1305(key)

    def sealed(self, ticket: Ticket, tag: str) -> str:
        """The ticket as a cookie's value."""
        text = bytes.fromhex(ticket.version) + ticket.collector.encode().ljust(_COLLECTOR_SIZE, b"\0")
        nonce = os.urandom(_NONCE_SIZE)
        return _encoded(nonce + self._aead.encrypt(nonce, text, tag.encode()))

    def opened(self, value: str, tag: str) -> Ticket | None:
        """The ticket in a cookie's value, or None when it is none of ours for this tag."""
        sealed = _decoded(value, _TICKET_SIZE)
        if sealed is None:
            return None
        try:
            text = self._aead.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], tag.encode())
        except InvalidTag:
            return None
        return Ticket(text[:_HASH_SIZE].hex(), text[_HASH_SIZE:].rstrip(b"\0").decode())


def new_token() -> tuple[bytes, str]:
    """A fresh token and the cookie's value for it."""
    token = secrets.token_bytes(TOKEN_SIZE)
    return token, _encoded(token)


def token_in(value: str) -> bytes | None:
    """The token in a cookie's value, or None when it cannot be one."""
    return _decoded(value, TOKEN_SIZE)


def csrf_token(value: str) -> str:
    """What the forms of a visit send along: only pages that know the cookie's value can make it."""
    return _encoded(hmac.digest(value.encode(), b"csrf", "sha256")[:18])


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(value: str, size: int) -> bytes | None:
    """The bytes, if the text is the one way to write that many."""
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and _encoded(raw) == value else None
