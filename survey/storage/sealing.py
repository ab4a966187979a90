"""Sealing: a response becomes bytes that only the analysts' private keys open.

A sealed response, format 1, for n recipients and a padded text of s bytes (see ``sealed_size``)::

    offset        length   what
    0             1        1, the format
    1             1        n
    2             1168·n   n wraps, in the order of the key set
    2 + 1168·n    s + 16   the body

A wrap is HPKE (RFC 9180, base mode) with KEM ML-KEM-768 + X25519, HKDF-SHA-256 and ChaCha20-Poly1305:
1 120 bytes encapsulation, then the 32 bytes of the content key and their tag of 16. A wrap of zeros
belonged to somebody who has left. The body is ChaCha20-Poly1305 under the content key, which is used
only once, with a nonce of zeros. Both carry the *binding* – as HPKE's ``info`` and as associated data:
the format's byte, the questionnaire's id in UTF-8, the 16 bytes of the key set's id.

The padded text is a length (4 bytes, big-endian), that many bytes of MessagePack – the fields of
``Response`` as an array, in the order they are declared – and zeros to the end.
"""

from __future__ import annotations

import os
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey.questionnaire.model import Answers, Questionnaire
from survey.storage import limits
from survey.storage.keys import InvalidKey, KeySet, PrivateKey, PublicKey

__all__ = [
    "CannotOpen",
    "Damaged",
    "InvalidKey",
    "KeySet",
    "PrivateKey",
    "PublicKey",
    "Response",
    "WrongKey",
    "open_test_message",
    "record_size",
    "seal",
    "sealed_size",
    "strip",
    "test_message",
    "unseal",
]

FORMAT: Final = 1
WRAP_SIZE: Final = 1168
_HEAD_SIZE: Final = 2
_TAG_SIZE: Final = 16
_NONCE: Final = bytes(12)
_STEP: Final = 256
_LONGEST_COLLECTOR: Final = 31
_SIZES_KEPT: Final = 64
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_TEST_BINDING: Final = b"\0parallell test message"  # no format is 0, so this never equals a binding


class CannotOpen(Exception):
    """A sealed response that stays shut; the subclass says why."""


class WrongKey(CannotOpen):
    """None of the wraps was made for this key, or it has been taken away."""


class Damaged(CannotOpen):
    """The bytes are not what was sealed."""


class Response(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Everything that is kept of one respondent, all of it under the seal.

    ``version`` is the hash of the questionnaire's version, ``month`` is ``"2026-03"``, ``orders``
    gives for each shuffled question the codes in the order they were shown. New fields are added
    last, with a default, so that format 1 goes on being read.
    """

    version: str
    language: str
    month: str
    wave: str = ""
    collector: str = ""
    simulated: bool = False
    hurried: bool = False
    answers: Answers = {}
    orders: dict[str, list[str]] = {}


_encoder: Final = msgspec.msgpack.Encoder()
_DECODERS: Final = {1: msgspec.msgpack.Decoder(Response)}
# By identity, with the questionnaire beside its size so that the identity stays taken.
_sizes: Final[dict[int, tuple[Questionnaire, int]]] = {}


def seal(response: Response, questionnaire: Questionnaire, key_set: KeySet) -> bytes:
    """Seal a response for everybody in the key set. Every response to a version gets equally long."""
    binding = _binding(questionnaire.id, key_set.id)
    key = os.urandom(32)
    wraps = [_SUITE.encrypt(key, recipient.hpke, info=binding) for recipient in key_set.recipients]
    padded = pad(_encoder.encode(response), sealed_size(questionnaire))
    body = ChaCha20Poly1305(key).encrypt(_NONCE, padded, binding)
    return b"".join((bytes((FORMAT, len(wraps))), *wraps, body))


def unseal(
    sealed: bytes,
    questionnaire_id: str,
    key_set_id: bytes,
    private_key: PrivateKey,
    position: int | None = None,
) -> Response:
    """Open a sealed response. ``position`` is the key's place in its key set (``KeySet.position``);
    without it every wrap is tried. Raises WrongKey or Damaged."""
    decoder = _DECODERS.get(sealed[0]) if len(sealed) >= _HEAD_SIZE else None
    if decoder is None:
        raise Damaged("This is not a sealed response in a format that this program knows.")
    start = _HEAD_SIZE + WRAP_SIZE * sealed[1]
    if len(sealed) < start + _TAG_SIZE:
        raise Damaged("A sealed response has been cut off.")
    binding = _binding(questionnaire_id, key_set_id)
    key = _content_key(sealed, binding, private_key, position)
    try:
        padded = ChaCha20Poly1305(key).decrypt(_NONCE, memoryview(sealed)[start:], binding)
        return decoder.decode(unpad(padded))
    except (InvalidTag, ValueError) as error:
        raise Damaged("A sealed response has been changed since it was sealed.") from error


def strip(sealed: bytes, position: int) -> bytes:
    """The same response without the wrap of the recipient at ``position``, of the same length."""
    start = _HEAD_SIZE + WRAP_SIZE * position
    return sealed[:start] + bytes(WRAP_SIZE) + sealed[start + WRAP_SIZE :]


def sealed_size(questionnaire: Questionnaire) -> int:
    """Bytes of the padded text: room for the largest response that the questionnaire's limits allow,
    and for its draft, rounded up so that a changed option rarely changes it."""
    known = _sizes.get(id(questionnaire))
    if known is None:
        if len(_sizes) >= _SIZES_KEPT:
            _sizes.clear()
        known = _sizes[id(questionnaire)] = (questionnaire, _size(questionnaire))
    return known[1]


def record_size(questionnaire: Questionnaire, recipients: int) -> int:
    """Bytes of a sealed response to this questionnaire."""
    return _HEAD_SIZE + WRAP_SIZE * recipients + sealed_size(questionnaire) + _TAG_SIZE


def text_size(sealed: bytes) -> int:
    """The padded text's size in a sealed response: ``sealed_size`` of its questionnaire."""
    return len(sealed) - _HEAD_SIZE - WRAP_SIZE * sealed[1] - _TAG_SIZE


def test_message(public_key: PublicKey) -> tuple[bytes, bytes]:
    """A message that only this key's owner opens, and the 16-byte word in it that proves it."""
    word = os.urandom(16)
    return _SUITE.encrypt(word, public_key.hpke, info=_TEST_BINDING), word


def open_test_message(message: bytes, private_key: PrivateKey) -> bytes:
    """The word in a test message. Raises WrongKey."""
    try:
        return _SUITE.decrypt(message, private_key.hpke, info=_TEST_BINDING)
    except (InvalidTag, ValueError) as error:
        raise WrongKey(f"This test message was not made for the key of {private_key.name}.") from error


test_message.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test


def pad(text: bytes, size: int) -> bytes:
    """Length, text and zeros, ``size`` bytes in all."""
    if len(text) + 4 > size:
        raise ValueError(f"{len(text)} bytes do not fit in {size}: an answer is past its question's limits.")
    return (len(text).to_bytes(4, "big") + text).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """The text that was padded. Raises ValueError when it cannot be one."""
    length = int.from_bytes(padded[:4], "big")
    if length + 4 > len(padded):
        raise ValueError("The length of a padded text is larger than the text.")
    return padded[4 : 4 + length]


def _size(questionnaire: Questionnaire) -> int:
    largest = Response(
        version="0" * 64,
        language=max(questionnaire.languages, key=len),
        month="2026-12",
        wave=questionnaire.wave,
        collector="x" * _LONGEST_COLLECTOR,
        answers=limits.largest_answers(questionnaire),
        orders=limits.largest_orders(questionnaire),
    )
    room = 4 + len(_encoder.encode(largest)) + limits.draft_extras(questionnaire)
    return -(-room // _STEP) * _STEP


def _binding(questionnaire_id: str, key_set_id: bytes) -> bytes:
    return bytes((FORMAT,)) + questionnaire_id.encode() + key_set_id


def _content_key(sealed: bytes, binding: bytes, private_key: PrivateKey, position: int | None) -> bytes:
    for place in range(sealed[1]) if position is None else (position,):
        start = _HEAD_SIZE + WRAP_SIZE * place
        wrap = memoryview(sealed)[start : start + WRAP_SIZE]
        try:
            return _SUITE.decrypt(wrap, private_key.hpke, info=binding)
        except (InvalidTag, ValueError):
            continue
    raise WrongKey(f"The key of {private_key.name} does not open this response.")
