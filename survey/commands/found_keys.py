"""Files in an instance's folder that open answers, which must lie with the analysts only."""

from __future__ import annotations

from pathlib import Path

from survey.storage.keyfiles import DamagedKeyFile, is_private_file, read_public


def files_that_open_answers(folder: Path) -> tuple[Path, ...]:
    """Private keys, and public halves of trial keys: of those the private half lies nearby."""
    return tuple(file for file in sorted(folder.rglob("*")) if file.is_file() and _opens_answers(file))


def _opens_answers(file: Path) -> bool:
    if is_private_file(file):
        return True
    try:
        return file.suffix == ".pub" and read_public(file).trial
    except DamagedKeyFile:
        return False
