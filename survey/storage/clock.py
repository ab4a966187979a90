"""What time it is, for everything that expires: a clock that neither jumps nor goes back.

It starts at the machine's time and goes on with the time since the machine was started (which counts
suspended hours too). When the machine's time is found to differ, it is made up for by going a twentieth
faster or slower, never at once: a machine that is set a day forward by mistake lets nothing expire
early, and one that is set back keeps nothing alive for a second day.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Final

CORRECTION: Final = 1 / 20
LONGEST_STEP: Final = 600.0
"""Seconds that a correction may count from: whoever asks seldom must not be handed a jump."""


def _since_boot() -> float:
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Clock:
    """Call it for the time in UTC. Processes that are forked from this one go on from where it stands."""

    def __init__(
        self, machine: Callable[[], float] = time.time, since_boot: Callable[[], float] = _since_boot
    ) -> None:
        """``machine`` gives seconds since 1970, ``since_boot`` seconds that only grow."""
        self._machine = machine
        self._since_boot = since_boot
        self._lock = Lock()
        self._read = since_boot()
        self._told = machine()

    def __call__(self) -> datetime:
        with self._lock:
            now = self._since_boot()
            passed = max(now - self._read, 0.0)
            most = CORRECTION * min(passed, LONGEST_STEP)
            wrong = self._machine() - (self._told + passed)
            self._read = now
            self._told += passed + min(max(wrong, -most), most)
            return datetime.fromtimestamp(self._told, UTC)

    @property
    def wrong_by(self) -> float:
        """Seconds by which the machine's time is ahead of this clock."""
        return self._machine() - self().timestamp()


now: Final = Clock()
"""This program's clock."""
