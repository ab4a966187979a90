"""Collectors: random codes that stand for a channel or a batch of cards, never for a person."""

from __future__ import annotations

import secrets
from typing import Final, NamedTuple

from sqlalchemy import Engine, bindparam, false, func, insert, select, true, update

from survey.storage.database import writing
from survey.storage.tables import collectors as table

MOST_PER_QUESTIONNAIRE: Final = 10
CODE_LENGTH: Final = 8
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another on paper


class TooManyCollectors(Exception):
    """The questionnaire has as many collectors as it may have: revoke one that is no longer used."""


class CollectorUnknown(LookupError):
    """There is no collector with this code."""


class Collector(NamedTuple):
    """What a code in an address stands for."""

    code: str
    questionnaire: str
    note: str
    revoked: bool


_COLUMNS: Final = (table.c.code, table.c.questionnaire, table.c.note, table.c.revoked)
_SELECT: Final = select(*_COLUMNS).where(table.c.code == bindparam("given"), table.c.revoked == false())


def collector(engine: Engine, code: str) -> Collector | None:
    """The collector behind a code, unless it has been revoked or never was one."""
    with engine.connect() as connection:
        row = connection.execute(_SELECT, {"given": code}).first()
    return None if row is None else Collector(*row)


def collectors(engine: Engine, questionnaire_id: str | None = None) -> tuple[Collector, ...]:
    """The collectors of one questionnaire or of all, revoked ones included, by questionnaire and note."""
    query = select(*_COLUMNS).order_by(table.c.questionnaire, table.c.note, table.c.code)
    if questionnaire_id is not None:
        query = query.where(table.c.questionnaire == questionnaire_id)
    with engine.connect() as connection:
        return tuple(Collector(*row) for row in connection.execute(query))


def new_collector(engine: Engine, questionnaire_id: str, note: str) -> Collector:
    """Make a code. ``note`` is for staff ("kort, Möllevången"). Raises TooManyCollectors."""
    made = Collector(
        "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH)), questionnaire_id, note, False
    )
    in_use = (table.c.questionnaire == questionnaire_id) & (table.c.revoked == false())
    with writing(engine) as connection:
        if connection.execute(select(func.count()).where(in_use)).scalar_one() >= MOST_PER_QUESTIONNAIRE:
            raise TooManyCollectors(TooManyCollectors.__doc__)
        connection.execute(insert(table).values(made._asdict()))
    return made


def revoke(engine: Engine, code: str) -> None:
    """Let nobody begin through this code any more. Raises CollectorUnknown."""
    with engine.connect() as connection:
        changed = connection.execute(update(table).where(table.c.code == code).values(revoked=true()))
    if not changed.rowcount:
        raise CollectorUnknown(f"There is no collector with the code {code}.")
