"""survey/SECURITY.md says what the code does: its numbers are read from both."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from survey.storage import drafts, keyfiles, resume_codes, sealing
from survey.storage.keys import PrivateKey, PublicKey
from survey.storage.recipients import PROOF_LASTS

PAGE = (Path(sealing.__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8")
VECTOR = json.loads(Path(__file__).with_name("sealed-1.json").read_text(encoding="utf-8"))
SEALED = base64.b64decode(VECTOR["sealed"])


def row(title: str) -> str:
    found = re.search(rf"^\| {re.escape(title)} \| (.+) \|$", PAGE, re.MULTILINE)
    assert found, title
    return found[1].replace("`", "")


@pytest.fixture(scope="module")
def owners() -> list[PublicKey]:
    keys = [PrivateKey(one["name"], base64.b64decode(one["seeds"])).public for one in VECTOR["recipients"]]
    return sorted(keys, key=lambda key: key.raw)


def test_the_test_vector_is_the_one_on_the_page(owners: list[PublicKey]) -> None:
    assert row("questionnaire") == VECTOR["questionnaire"]
    assert row("key set id") == VECTOR["key_set"]
    for place, owner in enumerate(owners):
        assert row(f"fingerprint of the wrap at place {place} ({owner.name})") == owner.fingerprint
    lengths = [int(number) for number in re.findall(r"\d+", row("length"))]
    assert lengths == [len(SEALED), sealing.text_size(SEALED)]
    assert SEALED.hex().startswith(row("first bytes"))
    assert row("SHA-256 of all of it") == hashlib.sha256(SEALED).hexdigest()


def test_the_vector_opens_with_nothing_but_what_the_page_says(owners: list[PublicKey]) -> None:
    """The format read anew, from the page's table and not from the program."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    assert (SEALED[0], SEALED[1]) == (1, len(owners))
    joined = b"".join(owner.raw for owner in owners)
    key_set = hashlib.sha256(b"parallell key set 1" + joined).digest()[:16]
    binding = b"\x01" + VECTOR["questionnaire"].encode() + key_set
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    for one in VECTOR["recipients"]:
        key = PrivateKey(one["name"], base64.b64decode(one["seeds"]))
        place = [owner.raw for owner in owners].index(key.public.raw)
        wrap = SEALED[2 + 1168 * place :][:1168]
        content_key = suite.decrypt(wrap, key.hpke, info=binding)
        body = SEALED[2 + 1168 * len(owners) :]
        padded = ChaCha20Poly1305(content_key).decrypt(bytes(12), body, binding)
        length = int.from_bytes(padded[:4], "big")
        assert not any(padded[4 + length :])
        assert sealing.msgspec.msgpack.decode(padded[4 : 4 + length]) == VECTOR["response"]


def test_the_offsets_of_the_table_fit_together() -> None:
    offsets = [int(start) for start in re.findall(r"^\| (\d+) \+ 1168 · \*i\* \|", PAGE, re.MULTILINE)]
    sizes = [int(size) for size in re.findall(r"^\| \d+ \+ 1168 · \*i\* \| (\d+) \|", PAGE, re.MULTILINE)]
    assert [start + size for start, size in zip(offsets, sizes, strict=True)] == [*offsets[1:], 2 + 1168]
    assert sum(sizes) == sealing.WRAP_SIZE


def test_the_parameters_are_those_of_the_program() -> None:
    stretching = keyfiles._Stretching(b"")
    of_keys = (
        f"{stretching.memory_kib // 1024} MiB, {stretching.iterations} iterations, {stretching.lanes} lanes"
    )
    assert f"Argon2id ({of_keys})" in " ".join(PAGE.split())
    assert f"{resume_codes.DIGITS - 1} random digits" in PAGE
    assert (drafts.IDLE.total_seconds(), drafts.IDLE_RESUMABLE.days) == (7200, 14)
    assert 90 <= PROOF_LASTS.days <= 92
