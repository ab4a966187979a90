"""`make bench`: speed and memory, measured now on this machine, beside what they were meant to be."""

from __future__ import annotations

import os
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
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            print(f"measuring {part.__name__} …", file=sys.stderr)
            figures += part.measure(Path(folder))
    print(table(figures))
    if busy > cores / 4:
        print(f"The machine was busy (load {busy:.1f} on {cores} cores): trust CPU figures, not seconds.")


main()
