"""Pins: who can open answers, as the analyst has come to know them, kept beside the analyst's key.

The server names the recipients, and a server that was taken over could name one more. So the first
opening shows and keeps them, and a later bundle with another one is refused until it is accepted.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from survey.storage.bundle import Source
from survey.storage.sealing import PrivateKey


class StrangerAmongRecipients(Exception):
    """A bundle sealed for somebody who is not known here; the sentence says who, and how to accept it."""


class DamagedPins(Exception):
    """The file of known recipients cannot be read."""


class Pins(msgspec.Struct, frozen=True, kw_only=True):
    """The recipients that are known: fingerprint → name."""

    kind: Literal["parallell known recipients"] = "parallell known recipients"
    version: Literal[1] = 1
    recipients: dict[str, str]


def pins_path(key: Path) -> Path:
    """Where the pins of a key lie."""
    return key.with_name(f"{key.name}.recipients")


def check(source: Source, where: Path, private_key: PrivateKey, key: Path) -> Pins | None:
    """Compare a source's recipients with those that are known, or, the first time, keep them.

    Returns what was kept, to be shown; None when nothing was new. ``where`` is the source's path, for
    the sentence. A trial's key is not protected: it lies beside the answers.
    Raises StrangerAmongRecipients or DamagedPins.
    """
    if private_key.trial:
        return None
    known = read_pins(key)
    if known is None:
        # A source without responses may name nobody yet: kept as the first, it would refuse all others.
        return trust(source, key) if source.count else None
    strangers = {
        fingerprint: name
        for fingerprint, name in recipients_of(source).items()
        if fingerprint not in known.recipients
    }
    if strangers:
        told = "; ".join(_told(name, fingerprint, known) for fingerprint, name in strangers.items())
        raise StrangerAmongRecipients(
            f"{where} is sealed for somebody you do not know: {told}. Nothing was opened. Ask your "
            f"organisation; if it is right, accept it with: analysis keys trust {where} --key {key}"
        )
    return None


def trust(source: Source, key: Path) -> Pins:
    """Keep a source's recipients as known, beside those that are known already."""
    known = read_pins(key)
    pins = Pins(recipients={**(known.recipients if known else {}), **recipients_of(source)})
    _write(pins_path(key), msgspec.json.format(msgspec.json.encode(pins), indent=2) + b"\n")
    return pins


def read_pins(key: Path) -> Pins | None:
    """The pins of a key; None when nothing was opened with it yet. Raises DamagedPins or OSError."""
    path = pins_path(key)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Pins)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedPins(
            f"{path} is damaged. Take your copy of it, or delete it and compare all fingerprints again."
        ) from error


def recipients_of(source: Source) -> dict[str, str]:
    """Fingerprint → name of everybody in a source's key sets."""
    return {fingerprint: name for listed in source.recipients.values() for name, fingerprint in listed}


def _told(name: str, fingerprint: str, known: Pins) -> str:
    before = name in known.recipients.values()
    return f"{name} ({fingerprint}{', another key than before' if before else ''})"


def _write(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
