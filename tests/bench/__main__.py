"""`make bench`: speed and memory, measured now on this machine, beside what they were meant to be."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import exports
import load
import pages
import proofs
import sealing
from figures import Figure, table

PARTS = (pages, load, sealing, proofs, exports)


def main() -> None:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            print(f"measuring {part.__name__} …", file=sys.stderr)
            figures += part.measure(Path(folder))
    print(table(figures))


main()
