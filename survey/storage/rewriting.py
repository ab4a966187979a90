"""Rewriting the database's files after mixing, so that neither they nor its log tell who came when.

SQLite: what was deleted is overwritten where it lay, and the rows are laid out anew by id.

PostgreSQL keeps more, and each of it tells an order. Every row carries the number of its transaction
(``xmin``) and so its batch, large values are kept apart under rising numbers, and dead rows lie between
the others until no older transaction can see them: all responses are put in once more, by id, in one
transaction, and the table is clustered when no older transaction is left. An update leaves the old row
where it was: what is free in the table of mix keys is filled with other rows before it goes. The
write-ahead log holds every row and every mix key with the time of its commit: it is moved on until all
its old files are written over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from survey.storage.database import BUSY_SECONDS, writing

_LOCK: Final = 0x72657772  # any number that no other program in the same database uses
_POLLED_EVERY: Final = 0.02  # seconds
_INSUFFICIENT_PRIVILEGE: Final = "42501"

_OTHERS: Final = text(
    "SELECT pid, xact_start FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)"
)
# A row is at least 40 bytes, so these fill every page there is and go on to a new one.
_FILL: Final = (
    "INSERT INTO mix_keys SELECT n::text, '', '', 0 "
    "FROM generate_series(1, (pg_relation_size('mix_keys') + 8192) / 40) AS n"
)
# The rest of a file is filled with zeros when the log is moved on, but only if something stands in it.
_NEXT_FILE: Final = "SELECT pg_logical_emit_message(false, '', ''), pg_switch_wal()"
_EVERY_FILE: Final = f"{_NEXT_FILE} FROM generate_series(1, (SELECT count(*) FROM pg_ls_waldir()))"  # noqa: S608


class MayNotRewrite(Exception):
    """The database's role may not overwrite PostgreSQL's log: see survey/deployment/README.md."""


def rewrite(engine: Engine) -> bool:
    """Rewrite the files; False when somebody was in the way and it has to be done again.

    Raises DatabaseBusy, or MayNotRewrite on PostgreSQL.
    """
    return _REWRITERS[engine.dialect.name](engine)


def _rewrite_sqlite(engine: Engine) -> bool:
    with engine.connect() as connection:
        # First the deleted rows and the old mix key are overwritten where they lay in the file: VACUUM
        # would cut off its end as it is. Then all rows are laid out by id, and the log is emptied.
        return _emptied_log(connection) and _vacuumed(connection) and _emptied_log(connection)


def _emptied_log(connection: Connection) -> bool:
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    return not busy


def _vacuumed(connection: Connection) -> bool:
    connection.exec_driver_sql("VACUUM")
    return True


def _rewrite_postgresql(engine: Engine) -> bool:
    with engine.connect() as guard:
        # The lock goes with the connection, so a host that dies does not keep it.
        if not guard.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar_one():
            return False
        try:
            return _rewrite_tables(engine, guard) and _overwrite_log(guard)
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
                raise MayNotRewrite(MayNotRewrite.__doc__) from error
            raise
        finally:
            guard.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


def _rewrite_tables(engine: Engine, connection: Connection) -> bool:
    with writing(engine) as transaction:
        transaction.exec_driver_sql("LOCK TABLE responses IN EXCLUSIVE MODE")
        transaction.exec_driver_sql("CREATE TEMPORARY TABLE mixed ON COMMIT DROP AS SELECT * FROM responses")
        transaction.exec_driver_sql("DELETE FROM responses")
        transaction.exec_driver_sql("INSERT INTO responses SELECT * FROM mixed ORDER BY id")
    if not _older_transactions_ended(connection):
        return False
    overwrite_old_keys(engine)
    for command in ("VACUUM (FULL) inbox", "VACUUM (FULL) mix_keys", "CLUSTER responses USING pk_responses"):
        connection.exec_driver_sql(command)
    return True


def overwrite_old_keys(engine: Engine) -> None:
    """On PostgreSQL, write over the places in the file where earlier mix keys lay."""
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM mix_keys")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(_FILL)
        connection.rollback()
        connection.exec_driver_sql("CHECKPOINT")


def _older_transactions_ended(connection: Connection) -> bool:
    """Wait until nobody can see the rows as they were: those would be kept."""
    older = set(connection.execute(_OTHERS))
    deadline = time.monotonic() + BUSY_SECONDS
    while older:
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLLED_EVERY)
        older &= set(connection.execute(_OTHERS))
    return True


def _overwrite_log(connection: Connection) -> bool:
    last = connection.exec_driver_sql("SELECT pg_walfile_name(pg_current_wal_lsn())").scalar_one()
    connection.exec_driver_sql(_NEXT_FILE)
    # Now the older files are no longer needed: they are given new names, to be written over.
    connection.exec_driver_sql("CHECKPOINT")
    connection.exec_driver_sql(_EVERY_FILE).all()
    kept = text("SELECT count(*) FROM pg_ls_waldir() WHERE name <= :last AND name ~ '^[0-9A-F]{24}$'")
    return not connection.execute(kept, {"last": last}).scalar_one()


_REWRITERS: Final[dict[str, Callable[[Engine], bool]]] = {
    "sqlite": _rewrite_sqlite,
    "postgresql": _rewrite_postgresql,
}
