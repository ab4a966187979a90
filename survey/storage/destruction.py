"""Destroying what has had its time: the responses, wraps and counts of waves, and drafts that expired.

One transaction takes everything away and marks what it leaves as untidy; then the files are rewritten,
so that nothing of it stands in them; only then is the wave noted as destroyed. A crash between them
leaves the wave due, and the next time ends it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, select, update

from survey.storage import mixing, published
from survey.storage.database import writing
from survey.storage.tables import counts, inbox, key_sets, mix_keys, responses
from survey.storage.tables import waves as waves_table
from survey.storage.waves import Wave, WaveUnknown, newest, waves


class NotForgotten(Exception):
    """The answers are gone, but the database was busy and its files still hold them: run purge again."""


class Due(NamedTuple):
    """A wave whose date has come, and how much of it there is. While it is ``answered`` – open, or in the
    grace of those who had begun – it can only be closed."""

    wave: Wave
    responses: int
    counts: int
    answered: bool


def due(engine: Engine, *, now: datetime) -> tuple[Due, ...]:
    """The waves whose date has come."""
    closed = published.closed_for_good(engine, now=now)
    return tuple(_due(engine, wave, closed) for wave in waves(engine) if wave.is_due(now.date()))


def destroy(engine: Engine, wave: Wave, *, now: datetime) -> None:
    """Destroy a wave that nobody answers any more. Raises NotForgotten."""
    with writing(engine) as connection:
        for key_set in _key_sets(connection, wave):
            for table in (inbox, responses):
                of_lot = (table.c.questionnaire == wave.questionnaire) & (table.c.key_set == key_set)
                connection.execute(delete(table).where(of_lot))
        connection.execute(delete(counts).where(_of(counts, wave)))
        of_wave = _of(mix_keys, wave)
        mark = secrets.randbelow(2**63 - 1) + 1
        connection.execute(update(mix_keys).where(of_wave).values(key=bytes(32), untidy=mark))
    if not mixing.tidy(engine):
        raise NotForgotten(NotForgotten.__doc__)
    with writing(engine) as connection:
        connection.execute(delete(mix_keys).where(_of(mix_keys, wave)))
        if engine.dialect.name == "postgresql":  # else a key set that somebody just uses again could go
            connection.exec_driver_sql("LOCK TABLE key_sets IN SHARE ROW EXCLUSIVE MODE")
        in_use = select(mix_keys.c.key_set)
        connection.execute(delete(key_sets).where(key_sets.c.id.not_in(in_use)))
        connection.execute(
            update(waves_table).where(_of(waves_table, wave)).values(destroyed_on=now.date().isoformat())
        )


def _due(engine: Engine, wave: Wave, closed: frozenset[str]) -> Due:
    number = 0
    with engine.connect() as connection:
        for key_set in _key_sets(connection, wave):
            for table in (inbox, responses):
                of_lot = (table.c.questionnaire == wave.questionnaire) & (table.c.key_set == key_set)
                number += connection.execute(select(func.count()).where(of_lot)).scalar_one()
        counted = connection.execute(select(func.count()).where(_of(counts, wave))).scalar_one()
    try:
        latest = newest(engine, wave.questionnaire) == wave.wave
    except WaveUnknown:
        latest = False
    return Due(wave, number, counted, latest and wave.questionnaire not in closed)


def _key_sets(connection: Connection, wave: Wave) -> list[bytes]:
    return list(connection.execute(select(mix_keys.c.key_set).where(_of(mix_keys, wave))).scalars())


def _of(table: Table, wave: Wave) -> ColumnElement[bool]:
    return (table.c.questionnaire == wave.questionnaire) & (table.c.wave == wave.wave)
