"""Migrations up and down with something in every table: nothing that both sides know is lost."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, Table, inspect, select, text

from survey.questionnaire.model import Version
from survey.questionnaire.versions import canonical
from survey.storage import counts, database, tables, waves
from survey.storage.database import connect, migrate, writing

ROWS: dict[str, list[dict[str, object]]] = {
    "settings": [{"name": "trial", "value": "true"}],
    "contacts": [{"slot": "crisis", "place": 0, "document": "{}"}],
    "recipients": [
        {
            "fingerprint": name,
            "name": name,
            "public_key": b"\0\xff",
            "questionnaires": "[]",
            "trial": False,
            "retired": retired,
            "asked": None,
            "proven_on": "2026-01-01",
        }
        for name, retired in (("Anna", False), ("Berit", True))
    ],
    "key_sets": [{"id": bytes(16), "recipients": "[]"}],
    "collectors": [{"code": "abcd2345", "questionnaire": "visitors", "note": "kort", "revoked": False}],
    "drafts": [{"id": b"d" * 16, "ciphertext": b"\1", "revision": 2**62, "expires": 500_000}],
    "resume_codes": [{"id": b"r" * 16, "draft": b"d" * 16, "ciphertext": b"\2"}],
    "inbox": [{"id": 2**62, "questionnaire": "visitors", "key_set": bytes(16), "ciphertext": b"\3"}],
    "mix_keys": [
        {"questionnaire": "visitors", "key_set": bytes(16), "key": b"k" * 32, "untidy": 7},
        {"questionnaire": "unpublished", "key_set": bytes(16), "key": bytes(32), "untidy": 0},
    ],
    "responses": [{"id": 2**62 + 1, "questionnaire": "visitors", "key_set": bytes(16), "sealed": b"\4"}],
    "counts": [
        {"questionnaire": "visitors", "dimension": "language", "key": "sv", "n": 12},
        {"questionnaire": "visitors", "dimension": "language", "key": "ru", "n": 5},
    ],
}


@pytest.fixture
def first(tmp_path: Path, database_url: str | None, version: Version) -> Engine:
    """A database at the first migration, with rows in every table."""
    engine = connect(database_url or f"sqlite:///{tmp_path / 'first.db'}")
    move(engine, "0001")
    published = {
        "hash": version.hash,
        "questionnaire": "visitors",
        "number": 1,
        "document": canonical(version.questionnaire),
        "open": True,
        "closed": None,
    }
    with writing(engine) as connection:
        for name, rows in {**ROWS, "versions": [published]}.items():
            table = Table(name, MetaData(), autoload_with=connection)
            connection.execute(table.insert(), rows)
    return engine


def move(engine: Engine, target: str) -> None:
    with writing(engine) as connection:
        up = database.revision(engine) < target
        (command.upgrade if up else command.downgrade)(database.alembic_config(connection), target)


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        found = {}
        for name in sorted(names):
            table = Table(name, MetaData(), autoload_with=connection)
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            found[name] = [dict(row) for row in rows.mappings()]
        return found


def test_data_goes_up_and_comes_down_as_it_was(first: Engine) -> None:
    before = contents(first)
    assert {name for name, rows in before.items() if not rows} == set()
    migrate(first)
    above = contents(first)
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in above[name]]
        assert kept == rows or sorted(map(str, kept)) == sorted(map(str, rows))
    move(first, "0001")
    assert contents(first) == before


def test_what_was_there_before_waves_belongs_to_the_version_that_was_published(first: Engine) -> None:
    migrate(first)
    assert {(count.key, count.n, count.wave) for count in counts.totals(first)} == {
        ("sv", 12, "2026"),
        ("ru", 5, "2026"),
    }
    assert waves.waves(first) == (waves.Wave("visitors", "2026"),)
    with first.connect() as connection:
        lots = connection.execute(select(tables.mix_keys.c.questionnaire, tables.mix_keys.c.wave)).all()
        gone = connection.execute(select(tables.recipients.c.name, tables.recipients.c.gone)).all()
    assert {tuple(lot) for lot in lots} == {("visitors", "2026"), ("unpublished", "")}
    assert {tuple(one) for one in gone} == {("Anna", False), ("Berit", True)}


def test_going_down_adds_up_what_falls_together(first: Engine) -> None:
    migrate(first)
    totals = counts.Counts()
    totals.add("visitors", "language", "sv", 30, wave="2027")
    totals.flush(first)
    move(first, "0001")
    with first.connect() as connection:
        numbers = connection.execute(text("SELECT key, n FROM counts")).all()
    assert {tuple(row) for row in numbers} == {("sv", 42), ("ru", 5)}


def test_a_migration_that_fails_changes_nothing(first: Engine) -> None:
    with first.connect() as connection:
        connection.execute(text("UPDATE versions SET document = :nothing"), {"nothing": b"no JSON"})
    before = contents(first)
    with pytest.raises(ValueError, match="Expecting value"):
        migrate(first)
    assert database.revision(first) == "0001"
    assert contents(first) == before
    first.dispose()
