"""Files that appear whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class InTheWay(ValueError):
    """Something stands where the export should go."""


def new_file(path: Path) -> IO[bytes]:
    """A new file that only its owner can read. Raises OSError if there is one."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which gets its name when everything is in it. Raises InTheWay or OSError."""
    if path.is_dir():
        raise InTheWay(f"{path} is a folder: name a file.")
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def appearing_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name when everything is in it. Raises InTheWay or OSError."""
    if path.exists():
        raise InTheWay(f"{path} exists already: name a folder that does not.")
    unfinished = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
