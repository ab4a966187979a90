"""Opening the database and bringing its tables up to date: SQLite by default, PostgreSQL by address.

Connections commit by themselves, statement by statement; ``writing`` joins several into one
transaction that takes the write lock at its start, so that waiting for it works on SQLite too.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from survey.storage import tables

BUSY_SECONDS: Final = 5.0
"""How long a statement waits for another's lock before ``DatabaseBusy``."""

_WRITE_AHEAD: Final = "PRAGMA journal_mode=WAL"
_PRAGMAS: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}",
)
# A database server on another host that has gone is noticed within seconds, not hours.
_TO_A_SERVER: Final = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
IDLE_SECONDS: Final = 10.0
"""After how long the locks of a transaction are taken from a host that has gone in the middle of it."""
_DRIVERS: Final = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
_BEGIN: Final = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
_POLLED_EVERY: Final = 0.01  # seconds
_MIGRATION_LOCK: Final = 0x7061726C  # any number that no other program in the same database uses


class AddressWrong(ValueError):
    """A database's address is sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME, nothing else."""


class DatabaseBusy(Exception):
    """Something else holds the database, or it cannot be reached right now: try again in a while."""


class DatabaseFull(Exception):
    """There is no room left on the database's disk: nothing was saved."""


_SQLITE_ERRORS: Final[dict[int, type[Exception]]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
}
_POSTGRESQL_ERRORS: Final[dict[str | None, type[Exception]]] = {
    None: DatabaseBusy,  # no answer from a server: the connection is down
    "25P03": DatabaseBusy,
    "40P01": DatabaseBusy,
    "53300": DatabaseBusy,
    "55P03": DatabaseBusy,
    "57P01": DatabaseBusy,
    "57P03": DatabaseBusy,
    "53100": DatabaseFull,
}


def connect(address: str | URL) -> Engine:
    """An engine for a database address (``sqlite:///path`` or ``postgresql://user@host/name``).

    Raises AddressWrong; whether the database can be reached shows only when it is used.
    """
    try:
        url = make_url(address)
        url = url.set(drivername=_DRIVERS[url.get_backend_name()])
    except (ArgumentError, KeyError) as error:
        raise AddressWrong(AddressWrong.__doc__) from error
    server = url.drivername != "sqlite"
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=server,
        connect_args=_TO_A_SERVER if server else {},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _name_the_error)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection inside one transaction: committed at the end, undone if anything is raised."""
    with engine.connect() as connection:
        connection.exec_driver_sql(_BEGIN[engine.dialect.name])
        try:
            yield connection
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.rollback()
            raise


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database, however long it reads."""
    begin = {
        "sqlite": "BEGIN",
        "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
        "SET LOCAL idle_in_transaction_session_timeout = 0",
    }
    with engine.connect() as connection:
        connection.exec_driver_sql(begin[engine.dialect.name])
        try:
            yield connection
        finally:
            connection.rollback()


def revision(engine: Engine) -> str:
    """The migration that the tables stand at, or "" if there are none."""
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    except SQLAlchemyError:
        return ""


def migrate(engine: Engine) -> None:
    """Bring the tables up to date. Does nothing when they are; safe for several processes at once."""
    if revision(engine) == tables.REVISION:
        return
    from alembic import command  # only here: it costs a tenth of a second and ten megabytes

    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration for this folder's migrations, run on an open transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _prepare(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        connection.execute(f"SET lock_timeout = '{BUSY_SECONDS:g}s'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS:g}s'")
        return
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. While another process does the same to a new file, SQLite refuses
    without waiting."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return connection.execute(_WRITE_AHEAD).close()
        except sqlite3.OperationalError as error:
            named = _sqlite_error(error)
            if named is not DatabaseBusy or time.monotonic() > deadline:
                raise (named(named.__doc__) if named else error) from error
        time.sleep(_POLLED_EVERY)


def _name_the_error(context: ExceptionContext) -> None:
    original = context.original_exception
    named = _ERRORS[context.dialect.name](original) if not context.is_pre_ping else None
    if named is not None:
        raise named(named.__doc__) from original


def _sqlite_error(error: BaseException) -> type[Exception] | None:
    if not isinstance(error, sqlite3.OperationalError):
        return None
    return _SQLITE_ERRORS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _postgresql_error(error: BaseException) -> type[Exception] | None:
    from psycopg import InternalError, OperationalError  # only here: most installations never need it

    return (
        _POSTGRESQL_ERRORS.get(error.sqlstate)
        if isinstance(error, OperationalError | InternalError)
        else None
    )


_ERRORS: Final[dict[str, Callable[[BaseException], type[Exception] | None]]] = {
    "sqlite": _sqlite_error,
    "postgresql": _postgresql_error,
}
