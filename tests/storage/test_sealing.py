"""Sealing: what it hides, what opens it, and that format 1 never changes."""

import json
import secrets
from base64 import b64decode
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

from survey.questionnaire.model import Questionnaire
from survey.storage import sealing
from survey.storage.keys import InvalidKey, KeySet, PrivateKey, PublicKey, new_key
from survey.storage.sealing import (
    Damaged,
    Response,
    WrongKey,
    open_test_message,
    record_size,
    seal,
    strip,
    unseal,
)

VECTORS = json.loads(Path(__file__).with_name("sealed-1.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sealed(questionnaire: Questionnaire, key_set: KeySet) -> bytes:
    answered = Response(version="0" * 64, language="sv", month="2026-03", answers={"improve": "sentinel"})
    return seal(answered, questionnaire, key_set)


def test_every_recipient_opens_what_was_sealed(
    response: Response,
    questionnaire: Questionnaire,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
) -> None:
    sealed = seal(response, questionnaire, key_set)
    for key in private_keys:
        place = key_set.position(key.public.fingerprint)
        assert unseal(sealed, questionnaire.id, key_set.id, key) == response
        assert unseal(sealed, questionnaire.id, key_set.id, key, place) == response


def test_nothing_of_the_response_is_left_readable(
    response: Response, questionnaire: Questionnaire, key_set: KeySet
) -> None:
    sealed = seal(response, questionnaire, key_set)
    for hidden in (response.version, response.collector, response.month, "sought_help", "времени"):
        assert hidden.encode() not in sealed


def test_the_same_response_never_looks_the_same(
    response: Response, questionnaire: Questionnaire, key_set: KeySet
) -> None:
    first, second = (seal(response, questionnaire, key_set) for _ in range(2))
    alike = sum(a == b for a, b in zip(first[2:], second[2:], strict=True))
    assert alike < len(first) / 64


def test_every_response_to_a_version_is_equally_long(
    response: Response, questionnaire: Questionnaire, key_set: KeySet
) -> None:
    bare = Response(version=response.version, language="sv", month="2026-03")
    full = msgspec.structs.replace(response, answers={"improve": "🌱" * 100})
    lengths = {len(seal(one, questionnaire, key_set)) for one in (bare, response, full)}
    assert lengths == {record_size(questionnaire, 3)}


def test_a_stranger_opens_nothing(sealed: bytes, questionnaire: Questionnaire, key_set: KeySet) -> None:
    stranger = new_key("stranger")
    with pytest.raises(WrongKey, match="stranger"):
        unseal(sealed, questionnaire.id, key_set.id, stranger)
    for place in range(3):
        with pytest.raises(WrongKey):
            unseal(sealed, questionnaire.id, key_set.id, stranger, place)


def test_a_response_cannot_pass_for_another_questionnaires_or_key_sets(
    sealed: bytes, questionnaire: Questionnaire, key_set: KeySet, private_keys: tuple[PrivateKey, ...]
) -> None:
    with pytest.raises(WrongKey):
        unseal(sealed, "sellers", key_set.id, private_keys[0])
    with pytest.raises(WrongKey):
        unseal(sealed, questionnaire.id, bytes(16), private_keys[0])


def test_any_change_to_any_byte_is_noticed(
    sealed: bytes, questionnaire: Questionnaire, key_set: KeySet, private_keys: tuple[PrivateKey, ...]
) -> None:
    key, place = private_keys[0], key_set.position(private_keys[0].public.fingerprint)
    assert place is not None
    of_others = {
        offset
        for other in range(3)
        if other != place
        for offset in range(2 + 1168 * other, 2 + 1168 * (other + 1))
    }
    for offset in range(0, len(sealed), 7):
        changed = bytearray(sealed)
        changed[offset] ^= 1
        if offset in of_others:
            unseal(bytes(changed), questionnaire.id, key_set.id, key, place)
        else:
            with pytest.raises(sealing.CannotOpen):
                unseal(bytes(changed), questionnaire.id, key_set.id, key, place)


@pytest.mark.parametrize("length", [0, 1, 2, 1000, 3506, 3522, -1])
def test_what_was_cut_off_is_damaged(
    length: int,
    sealed: bytes,
    questionnaire: Questionnaire,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
) -> None:
    with pytest.raises(Damaged):
        unseal(sealed[:length], questionnaire.id, key_set.id, private_keys[0])


def test_a_format_of_the_future_is_not_guessed_at(
    sealed: bytes, questionnaire: Questionnaire, key_set: KeySet, private_keys: tuple[PrivateKey, ...]
) -> None:
    with pytest.raises(Damaged, match="format"):
        unseal(b"\x02" + sealed[1:], questionnaire.id, key_set.id, private_keys[0])


def test_a_stripped_recipient_opens_it_no_more_and_the_others_still_do(
    sealed: bytes, questionnaire: Questionnaire, key_set: KeySet, private_keys: tuple[PrivateKey, ...]
) -> None:
    left = private_keys[1]
    place = key_set.position(left.public.fingerprint)
    assert place is not None
    stripped = strip(sealed, place)
    assert len(stripped) == len(sealed)
    assert stripped[-16:] == sealed[-16:]
    with pytest.raises(WrongKey):
        unseal(stripped, questionnaire.id, key_set.id, left)
    for key in (private_keys[0], private_keys[2]):
        unseal(stripped, questionnaire.id, key_set.id, key)


def test_an_answer_past_its_limit_is_refused_rather_than_cut(
    response: Response, questionnaire: Questionnaire, key_set: KeySet
) -> None:
    too_long = msgspec.structs.replace(response, answers={"improve": "x" * 10_000})
    with pytest.raises(ValueError, match="limits"):
        seal(too_long, questionnaire, key_set)


# Format 1: a sealed response that was stored once has to open for ever.


def vector_key(number: int) -> PrivateKey:
    return PrivateKey(
        VECTORS["recipients"][number]["name"], b64decode(VECTORS["recipients"][number]["seeds"])
    )


@pytest.mark.parametrize("number", [0, 1])
def test_the_stored_response_opens_as_it_was(number: int) -> None:
    opened = unseal(
        b64decode(VECTORS["sealed"]),
        VECTORS["questionnaire"],
        bytes.fromhex(VECTORS["key_set"]),
        vector_key(number),
    )
    assert msgspec.to_builtins(opened) == VECTORS["response"]


def test_keys_and_their_names_stay_what_they_were() -> None:
    publics = [vector_key(number).public for number in (0, 1)]
    assert [key.fingerprint for key in publics] == [one["fingerprint"] for one in VECTORS["recipients"]]
    assert KeySet(tuple(publics)).id.hex() == VECTORS["key_set"]
    assert KeySet(tuple(reversed(publics))).id.hex() == VECTORS["key_set"]


@pytest.mark.parametrize("number", [0, 1])
def test_the_format_is_what_its_description_says(number: int) -> None:
    """Opened by the description alone, without any of our code."""
    sealed, seeds = b64decode(VECTORS["sealed"]), b64decode(VECTORS["recipients"][number]["seeds"])
    key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(seeds[:64]), X25519PrivateKey.from_private_bytes(seeds[64:])
    )
    binding = b"\x01" + VECTORS["questionnaire"].encode() + bytes.fromhex(VECTORS["key_set"])
    assert sealed[:2] == b"\x01\x02"
    start = 2 + 1168 * VECTORS["recipients"][number]["place"]
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    content_key = suite.decrypt(sealed[start : start + 1168], key, info=binding)
    padded = ChaCha20Poly1305(content_key).decrypt(bytes(12), sealed[2 + 2 * 1168 :], binding)
    length = int.from_bytes(padded[:4], "big")
    assert padded[4 + length :] == bytes(len(padded) - 4 - length)
    fields: Any = msgspec.msgpack.decode(padded[4 : 4 + length])
    assert fields == VECTORS["response"]


# Keys and key sets.


def test_a_key_set_is_its_keys_in_one_order_whatever_they_are_called(
    private_keys: tuple[PrivateKey, ...], key_set: KeySet
) -> None:
    renamed = tuple(PublicKey("somebody", key.public.raw) for key in reversed(private_keys))
    assert KeySet(renamed).id == key_set.id
    assert [one.raw for one in KeySet(renamed).recipients] == [one.raw for one in key_set.recipients]
    assert KeySet(renamed[:2]).id != key_set.id
    assert key_set.position("no such fingerprint") is None


def test_a_key_set_needs_each_recipient_once(private_keys: tuple[PrivateKey, ...]) -> None:
    public = private_keys[0].public
    for recipients in ((), (public, PublicKey("again", public.raw))):
        with pytest.raises(InvalidKey):
            KeySet(recipients)


def test_a_private_key_is_never_printed() -> None:
    key = new_key("Anna")
    assert repr(key) == "PrivateKey(name='Anna')"
    assert str(key.seeds) not in f"{[key]}"


@pytest.mark.parametrize("name", ["", " Anna", "Anna\nKey: x", "x" * 81, "An\u202ena"])
def test_a_keys_name_is_one_plain_line(name: str) -> None:
    with pytest.raises(InvalidKey, match="name"):
        new_key(name)


def test_bytes_that_are_no_key_are_refused() -> None:
    with pytest.raises(InvalidKey):
        PublicKey("Anna", b"short")
    with pytest.raises(InvalidKey):
        PrivateKey("Anna", b"short")
    with pytest.raises(InvalidKey, match="damaged"):
        _ = PublicKey("Anna", b"\xff" * 1216).hpke


def test_a_test_message_proves_who_holds_the_key() -> None:
    anna, berit = new_key("Anna"), new_key("Berit")
    message, word = sealing.test_message(anna.public)
    assert open_test_message(message, anna) == word
    with pytest.raises(WrongKey, match="Berit"):
        open_test_message(message, berit)


def test_a_sealed_response_cannot_pass_for_a_test_message(
    sealed: bytes, private_keys: tuple[PrivateKey, ...], key_set: KeySet
) -> None:
    place = key_set.position(private_keys[0].public.fingerprint)
    assert place is not None
    with pytest.raises(WrongKey):
        open_test_message(sealed[2 + 1168 * place : 2 + 1168 * (place + 1)], private_keys[0])
    with pytest.raises(WrongKey):
        open_test_message(secrets.token_bytes(1152), private_keys[0])
