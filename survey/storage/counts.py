"""Counts: one-way totals, never crossed, held in memory and written down together.

Written seldom and all at once, they do not tell when somebody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from typing import Final, Literal, NamedTuple, get_args

from sqlalchemy import Connection, Engine, select, text

from survey.storage.database import writing
from survey.storage.tables import counts as table

Dimension = Literal["week_begun", "week_sent", "language", "collector", "section"]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
WEEKS: Final = frozenset({"week_begun", "week_sent"})
ROUNDED_TO: Final = 5

_ADD: Final = text(
    "INSERT INTO counts (questionnaire, dimension, key, n, wave) "
    "VALUES (:questionnaire, :dimension, :key, :n, :wave) "
    "ON CONFLICT (questionnaire, dimension, key, wave) DO UPDATE SET n = counts.n + excluded.n"
)
_SELECT: Final = select(
    table.c.questionnaire, table.c.dimension, table.c.key, table.c.n, table.c.wave
).order_by(table.c.questionnaire, table.c.wave, table.c.dimension, table.c.key)


class Count(NamedTuple):
    """How often something happened: 12 times ``language`` = ``ru`` among those who sent."""

    questionnaire: str
    dimension: Dimension
    key: str
    n: int
    wave: str = ""


class Counts:
    """What has been counted since the last flush. One for each process, shared by its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: Counter[tuple[str, Dimension, str, str]] = Counter()

    def add(self, questionnaire: str, dimension: Dimension, key: str, n: int = 1, *, wave: str = "") -> None:
        """Count something, in memory only."""
        with self._lock:
            self._waiting[questionnaire, dimension, key, wave] += n

    def flush(self, engine: Engine) -> None:
        """Write everything down in one transaction. If that fails, it is kept for the next time."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        rows = [
            {"questionnaire": questionnaire, "dimension": dimension, "key": key, "n": n, "wave": wave}
            for (questionnaire, dimension, key, wave), n in sorted(waiting.items())
        ]
        try:
            with writing(engine) as connection:
                connection.execute(_ADD, rows)
        except BaseException:
            with self._lock:
                self._waiting.update(waiting)
            raise


def week(moment: datetime) -> str:
    """The ISO week of a moment, as a key of ``week_begun`` and ``week_sent``: ``"2026-W09"``."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02d}"


def totals(engine: Engine) -> tuple[Count, ...]:
    """What has been written down, exact. For showing, use ``shown``."""
    with engine.connect() as connection:
        return totals_on(connection)


def totals_on(connection: Connection) -> tuple[Count, ...]:
    """``totals`` on an open connection."""
    return tuple(Count(*row) for row in connection.execute(_SELECT))


def shown(counts: Iterable[Count], *, now: datetime) -> tuple[Count, ...]:
    """Counts as anybody may see them: of completed weeks, rounded to the nearest 5."""
    current = week(now)
    return tuple(
        count._replace(n=(count.n + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO)
        for count in counts
        if count.dimension not in WEEKS or count.key < current
    )
