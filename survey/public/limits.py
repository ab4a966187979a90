"""Limits on how often something may be begun, in memory only.

Networks are known by an HMAC under a key that is made anew each day and never stored.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections import deque
from collections.abc import Callable
from datetime import date, datetime
from threading import Lock
from typing import Final

WINDOW_SECONDS: Final = 600
FROM_ONE_NETWORK: Final = 120
"""A visit takes two: at its start and at consent. Tor users and mobile networks share addresses."""
IN_ALL: Final = 1_200
_KNOWN_NETWORKS: Final = 10_000


class TooMany(Exception):
    """Too much was begun in a short time: wait a while and try again."""


class Limiter:
    """Counts what is begun, within a sliding window, by network and in all."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._day: date | None = None
        self._key = b""
        self._times: dict[bytes, deque[float]] = {}

    def take(self, address: str | None) -> None:
        """Note one beginning from this address (None when it is not known). Raises TooMany."""
        with self._lock:
            self._take(address)

    def _take(self, address: str | None) -> None:
        now = self._clock()
        if now.date() != self._day:
            self._day, self._key, self._times = now.date(), secrets.token_bytes(32), {}
        buckets = [(b"", IN_ALL)]
        if address is not None:
            buckets.append((hmac.digest(self._key, network(address).encode(), "sha256"), FROM_ONE_NETWORK))
        for name, most in buckets:
            times = self._times.setdefault(name, deque())
            while times and times[0] <= now.timestamp() - WINDOW_SECONDS:
                times.popleft()
            if len(times) >= most:
                raise TooMany(TooMany.__doc__)
        for name, _ in buckets:
            self._times[name].append(now.timestamp())
        if len(self._times) > _KNOWN_NETWORKS:
            del self._times[next(name for name in self._times if name)]


def network(address: str) -> str:
    """The /24 or /56 that an address lies in; an address that cannot be read is its own network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 56), strict=False))
