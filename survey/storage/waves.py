"""Waves: rounds of a questionnaire, each with the date on which its keys, answers and copies are destroyed.

What is stored says only for which questionnaire and key set it was sealed, so a wave is known here by
its key sets: a live instance opens a new wave with other keys than the last.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, select, text, update

from survey.storage.database import writing
from survey.storage.tables import mix_keys, versions
from survey.storage.tables import waves as table

NEAR_DAYS: Final = 30
"""How long before the date it is told again and again."""

_SET: Final = text(
    "INSERT INTO waves (questionnaire, wave, destroy_on) VALUES (:questionnaire, :wave, :day) "
    "ON CONFLICT (questionnaire, wave) DO UPDATE SET destroy_on = excluded.destroy_on"
)


class WaveUnknown(LookupError):
    """No such wave has been published here."""


class DateRefused(ValueError):
    """A date on which a wave cannot be destroyed; the sentence says why."""


class Wave(msgspec.Struct, frozen=True, order=True):
    """A round of a questionnaire. Dates are ISO; an empty one is not decided, or has not come."""

    questionnaire: str
    wave: str
    destroy_on: str = ""
    destroyed_on: str = ""

    @property
    def title(self) -> str:
        """How it is spoken of: ``"sellers, wave 2026"``."""
        return f"{self.questionnaire}, wave {self.wave}" if self.wave else self.questionnaire

    def is_due(self, today: date) -> bool:
        """Whether the date has come and nothing has been destroyed yet."""
        return bool(self.destroy_on) and not self.destroyed_on and self.destroy_on <= today.isoformat()


def waves(engine: Engine) -> tuple[Wave, ...]:
    """Every wave that was published or has a date, by questionnaire and name."""
    with engine.connect() as connection:
        return waves_on(connection)


def waves_on(connection: Connection) -> tuple[Wave, ...]:
    """``waves`` on an open connection."""
    columns = (table.c.questionnaire, table.c.wave, table.c.destroy_on, table.c.destroyed_on)
    dated = {(row.questionnaire, row.wave): Wave(*row) for row in connection.execute(select(*columns))}
    query = select(versions.c.questionnaire, versions.c.wave).distinct()
    published = {tuple(row): Wave(*row) for row in connection.execute(query)}
    return tuple(sorted((published | dated).values()))


def newest(engine: Engine, questionnaire: str) -> str:
    """The wave of the version that was published last. Raises WaveUnknown."""
    query = select(versions.c.wave).where(versions.c.questionnaire == questionnaire)
    with engine.connect() as connection:
        found: str | None = connection.execute(query.order_by(versions.c.number.desc()).limit(1)).scalar()
    if found is None:
        raise WaveUnknown(f"No version of '{questionnaire}' has been published here.")
    return found


def set_date(
    engine: Engine, questionnaire: str, wave: str, day: date, *, today: date, later: bool = False
) -> None:
    """Decide when a wave is destroyed. A date that stands is put off only with ``later``.

    Raises DateRefused.
    """
    if day <= today:
        raise DateRefused(f"{day} is not after today: to destroy now, close the wave and wait a day.")
    with writing(engine) as connection:
        of_wave = (table.c.questionnaire == questionnaire) & (table.c.wave == wave)
        known = connection.execute(select(table).where(of_wave)).first()
        if known is not None and known.destroyed_on:
            raise DateRefused(f"This wave was destroyed on {known.destroyed_on}: name the new one otherwise.")
        if known is not None and known.destroy_on < day.isoformat() and not later:
            raise DateRefused(
                f"It stands at {known.destroy_on}, and keeping answers longer is a decision of its own: "
                "say so with --later."
            )
        values = {"questionnaire": questionnaire, "wave": wave, "day": day.isoformat()}
        connection.execute(_SET, values)


def waves_of_keys(engine: Engine, questionnaire: str, key_set_id: bytes) -> tuple[str, ...]:
    """The waves of which this key set opens answers to this questionnaire that are stored here."""
    query = select(mix_keys.c.wave).where(
        mix_keys.c.questionnaire == questionnaire, mix_keys.c.key_set == key_set_id
    )
    with engine.connect() as connection:
        return tuple(connection.execute(query).scalars())


def carry_over(engine: Engine, questionnaire: str, key_set_id: bytes, wave: str) -> None:
    """Count what this key set opens as the newest wave's: in a trial, whose keys open every wave."""
    of_lot = (mix_keys.c.questionnaire == questionnaire) & (mix_keys.c.key_set == key_set_id)
    with engine.connect() as connection:
        connection.execute(update(mix_keys).where(of_lot).values(wave=wave))
