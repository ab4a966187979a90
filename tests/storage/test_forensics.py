"""The seized disk: what somebody learns who takes every file and the secret too, but no private key."""

import secrets
from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, inspect, select

from survey.questionnaire.model import Questionnaire, Version
from survey.storage import counts, drafts, recipients, responses, tables
from survey.storage.drafts import Draft
from survey.storage.instance import Instance
from survey.storage.keys import KeySet, PrivateKey
from survey.storage.sealing import Response, seal

SENTINEL = "VITTNE-äldre-väninna"


def test_no_answer_is_readable_in_any_file_at_any_moment(
    sqlite: Instance,
    questionnaire: Questionnaire,
    version: Version,
    private_keys: tuple[PrivateKey, ...],
    size: int,
    now: datetime,
) -> None:
    engine = sqlite.engine
    for key in private_keys:
        recipients.add(engine, key.public)
    keys = recipients.key_set(engine, questionnaire.id)
    answers = {"improve": SENTINEL}

    def check() -> None:
        for path in sqlite.path.iterdir():
            assert SENTINEL.encode() not in path.read_bytes()
            assert b"improve" not in path.read_bytes()

    for _ in range(3):
        token = secrets.token_bytes(32)
        draft = Draft(version=version.hash, language="sv", answers=answers)
        revision = drafts.begin(engine, token, draft, size=size, now=now)
        check()
        revision = drafts.save(engine, token, draft, revision, size=size, now=now)
        response = Response(version=version.hash, language="sv", month="2026-03", answers=answers)
        sealed = seal(response, questionnaire, keys)
        responses.send(engine, token, revision, version.hash, questionnaire.id, keys, sealed, now=now)
        check()
    responses.mix(engine, questionnaire.id, keys.id)
    check()


def test_a_response_stands_alone() -> None:
    """No time, address, sequence or key to anything else, in the table as the database has it."""
    for table in (tables.responses, tables.inbox):
        assert {column.name for column in table.columns} <= {
            "id",
            "questionnaire",
            "key_set",
            "sealed",
            "ciphertext",
        }
        assert table.foreign_keys == set()
        assert not any(isinstance(column.type, DateTime) for column in table.columns)
        assert all(column.server_default is None for column in table.columns)
        assert table.c.id.autoincrement is False


def test_the_database_adds_nothing_of_its_own_to_a_response(instance: Instance) -> None:
    inspector = inspect(instance.engine)
    for name in ("responses", "inbox"):
        assert inspector.get_foreign_keys(name) == []
        kinds = {column["name"]: column["type"] for column in inspector.get_columns(name)}
        assert isinstance(kinds["key_set"], LargeBinary)
        assert len(kinds) == 4
    if instance.engine.dialect.name == "sqlite":
        with instance.engine.connect() as connection:
            script = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'responses'")
            assert "id INTEGER NOT NULL" in script.scalar_one()
            hidden = "SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'"
            assert connection.exec_driver_sql(hidden).all() == []


def test_a_row_number_is_the_random_id_itself(
    sqlite: Instance, questionnaire: Questionnaire, version: Version, key_set: KeySet
) -> None:
    response = Response(version=version.hash, language="sv", month="2026-03")
    sealed = [seal(response, questionnaire, key_set) for _ in range(3)]
    responses.insert_many(sqlite.engine, questionnaire.id, key_set, sealed)
    with sqlite.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT rowid, id FROM inbox").all()
    assert all(rowid == identity and identity > 2**40 for rowid, identity in rows)


def test_ciphertexts_of_a_version_all_have_one_length(
    instance: Instance, questionnaire: Questionnaire, version: Version, key_set: KeySet
) -> None:
    for answers in ({}, {"improve": "🌱" * 100, "channel": ["phone", "online"]}):
        response = Response(version=version.hash, language="sv", month="2026-03", answers=answers)
        sealed = [seal(response, questionnaire, key_set)]
        responses.insert_many(instance.engine, questionnaire.id, key_set, sealed * 2)
    with instance.engine.connect() as connection:
        waiting = connection.execute(select(tables.inbox.c.ciphertext)).scalars().all()
    responses.mix(instance.engine, questionnaire.id, key_set.id)
    with instance.engine.connect() as connection:
        mixed = connection.execute(select(tables.responses.c.sealed)).scalars().all()
    assert (len(waiting), len(mixed)) == (4, 4)
    assert len({len(row) for row in waiting}) == 1
    assert len({len(row) for row in mixed}) == 1


def test_counts_are_never_crossed() -> None:
    assert set(counts.DIMENSIONS) == {"week_begun", "week_sent", "language", "collector", "section"}
    # A wave is a round of the questionnaire, so that a week's answers all fall in one.
    keys = {column.name for column in tables.counts.primary_key}
    assert keys == {"questionnaire", "wave", "dimension", "key"}
