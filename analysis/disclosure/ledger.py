"""The ledger of public releases: one release of a wave, ever.

One answer more between two releases gives that answer away, whatever the threshold. The same figures in
another language or format are the same release.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from analysis.disclosure.figures import Figures


class ReleasedBefore(ValueError):
    """A wave that has been released to the public cannot be released again."""


class LedgerDamaged(ValueError):
    """The ledger cannot be read, so that nobody knows what has been released."""


class Release(msgspec.Struct, frozen=True):
    """One wave of a questionnaire as it went out. ``figures`` is the SHA-256 of what was shown."""

    questionnaire: str
    wave: str
    figures: str
    language: str
    format: str
    file: str


def ledger_path(key: Path) -> Path:
    """Where the ledger lies: beside the key, since only who has the key can release."""
    return key.with_name(f"{key.name}.releases")


def digest(figures: Sequence[Figures]) -> str:
    """The SHA-256 of everything that is shown of a group."""
    shown: list[Any] = [
        (
            f.variable.id,
            [c.code for c in f.categories],
            f.n,
            f.asked,
            f.valid,
            f.options,
            f.missing,
            f.answers,
        )
        for f in figures
    ]
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()


def read_ledger(path: Path) -> tuple[Release, ...]:
    """Every release so far; none if there is no file. Raises LedgerDamaged."""
    if not path.exists():
        return ()
    try:
        return tuple(
            msgspec.json.decode(line, type=Release) for line in path.read_bytes().splitlines() if line
        )
    except msgspec.MsgspecError as error:
        raise LedgerDamaged(
            f"{path} is not a whole ledger of public releases: restore it from a backup."
        ) from error


def check(released: Iterable[Release], planned: Iterable[Release], path: Path) -> None:
    """Raises ReleasedBefore if one of the planned releases is a second one of its wave."""
    for new in planned:
        for old in released:
            if (old.questionnaire, old.wave) != (new.questionnaire, new.wave):
                continue
            wave = f"'{new.questionnaire}'" + (f", wave {new.wave}," if new.wave else "")
            if old.figures != new.figures:
                raise ReleasedBefore(
                    f"{wave} has been released to the public with other figures ({old.file}); the difference "
                    f"between two releases would give single answers away. See {path}."
                )
            if (old.language, old.format) == (new.language, new.format):
                raise ReleasedBefore(
                    f"{wave} has been released to the public already, as {old.file}. See {path}."
                )


def record(path: Path, planned: Iterable[Release]) -> None:
    """Add releases to the ledger, durably, before their file appears."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        for release in planned:
            file.write(msgspec.json.encode(release) + b"\n")
        file.flush()
        os.fsync(file.fileno())
