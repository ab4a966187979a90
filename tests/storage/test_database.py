"""The database: how connections behave, what its errors are called, and that migrations give the tables."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, select

from survey.storage import database, tables
from survey.storage.database import (
    AddressWrong,
    DatabaseBusy,
    DatabaseFull,
    connect,
    migrate,
    reading,
    revision,
    writing,
)
from survey.storage.instance import Instance


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(tables.settings.c.name)).scalars())


@pytest.fixture
def fresh(tmp_path: Path, database_url: str | None) -> Engine:
    """A database without tables."""
    return connect(database_url or f"sqlite:///{tmp_path / 'fresh.db'}")


def test_every_sqlite_connection_is_set_up_for_safety(sqlite: Instance) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    with sqlite.engine.connect() as first, sqlite.engine.connect() as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted


def test_migrations_give_exactly_the_tables_on_the_page(fresh: Engine) -> None:
    migrate(fresh)
    with fresh.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        expected = {*tables.metadata.tables, "alembic_version"}
        assert set(inspect(connection).get_table_names()) == expected


def test_every_migration_goes_up_and_down_and_up_again(fresh: Engine) -> None:
    with writing(fresh) as connection:
        script = ScriptDirectory.from_config(database.alembic_config(connection))
    steps = [step.revision for step in reversed(list(script.walk_revisions()))]
    for target in (*steps, *reversed(["base", *steps[:-1]]), *steps):
        with writing(fresh) as connection:
            move = command.upgrade if revision(fresh) < target != "base" else command.downgrade
            move(database.alembic_config(connection), target)
        assert revision(fresh) == (target if target != "base" else "")


def test_the_newest_migration_is_the_one_the_tables_name(fresh: Engine) -> None:
    with writing(fresh) as connection:
        script = ScriptDirectory.from_config(database.alembic_config(connection))
    assert script.get_current_head() == tables.REVISION


def test_several_processes_may_migrate_at_once(fresh: Engine) -> None:
    failures: list[Exception] = []

    def run() -> None:
        try:
            migrate(connect(fresh.url.render_as_string(hide_password=False)))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert revision(fresh) == tables.REVISION


def test_a_new_file_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def open_file(number: int, together: threading.Barrier) -> None:
        together.wait()
        try:
            with connect(f"sqlite:///{tmp_path / f'{number}.db'}").connect() as connection:
                connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS one (x)")
        except Exception as error:
            failures.append(error)

    for number in range(60):
        together = threading.Barrier(6)
        threads = [threading.Thread(target=open_file, args=(number, together)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_a_file_that_is_locked_when_it_is_opened_is_called_busy(
    sqlite: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    sqlite.engine.dispose()
    path = sqlite.path / "survey.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy), connect(f"sqlite:///{path}?timeout=0.05").connect():
        pass
    holder.close()


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    before = names(engine)
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(insert(tables.settings).values(name="half", value="1"))
        raise RuntimeError
    assert names(engine) == before


def test_reading_sees_one_moment(engine: Engine) -> None:
    with reading(engine) as connection:
        before = connection.execute(select(tables.settings.c.name)).all()
        with writing(engine) as other:
            other.execute(insert(tables.settings).values(name="later", value="1"))
        assert connection.execute(select(tables.settings.c.name)).all() == before
    assert "later" in names(engine)


def test_a_locked_database_is_called_busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout=50",))
    impatient = connect(engine.url.render_as_string(hide_password=False))
    with writing(engine) as connection:
        connection.execute(tables.settings.update().values(value="1"))
        with pytest.raises(DatabaseBusy, match="try again"), impatient.connect() as other:
            other.execute(tables.settings.update().values(value="2"))


def test_an_unreachable_server_is_called_busy(tmp_path: Path) -> None:
    nowhere = connect(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(DatabaseBusy), nowhere.connect():
        pass


def test_a_full_disk_is_named_and_what_was_there_stays(sqlite: Instance) -> None:
    before = names(sqlite.engine)
    with sqlite.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DatabaseFull, match="nothing was saved"), writing(sqlite.engine) as connection:
        connection.execute(insert(tables.settings).values(name="large", value="x" * 10**6))
    assert names(sqlite.engine) == before


def test_other_errors_keep_their_own_name(engine: Engine) -> None:
    with pytest.raises(Exception, match="no_such_table") as caught, engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM no_such_table")
    assert not isinstance(caught.value, DatabaseBusy | DatabaseFull)


@pytest.mark.parametrize("address", ["mysql://host/name", "survey.db", ""])
def test_only_databases_that_are_tested_are_taken(address: str) -> None:
    with pytest.raises(AddressWrong, match=r"sqlite.*postgresql"):
        connect(address)


def test_the_file_is_a_database_of_this_sqlite(sqlite: Instance) -> None:
    with sqlite3.connect(sqlite.path / "survey.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
