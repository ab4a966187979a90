"""Backup and restore: the same instance again, or one sentence and nothing."""

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, inspect, select, update

from survey.questionnaire.model import Questionnaire
from survey.storage import collectors, counts, published, recipients, responses, resume_codes, tables, waves
from survey.storage.backup import BackupError, restore, write_backup
from survey.storage.contacts import Contact, replace_contacts
from survey.storage.database import connect
from survey.storage.instance import Instance, InstanceError
from survey.storage.keys import PrivateKey
from survey.storage.sealing import Response, seal, unseal

TODAY = date(2026, 3, 4)


@pytest.fixture
def filled(
    open_instance: Instance,
    questionnaire: Questionnaire,
    response: Response,
    begun: Callable[[], tuple[bytes, int]],
) -> Instance:
    """An instance with something in every table."""
    engine = open_instance.engine
    replace_contacts(engine, [Contact(slot="crisis", name={"sv": "Jouren"}, about={"sv": ""}, phone="1")])
    collectors.new_collector(engine, "visitors", "kort")
    waves.set_date(engine, "visitors", "2026", date(2030, 1, 1), today=TODAY)
    totals = counts.Counts()
    totals.add("visitors", "language", "sv", 7, wave="2026")
    totals.flush(engine)
    keys = recipients.key_set(engine, "visitors")
    sealed = [seal(response, questionnaire, keys) for _ in range(12)]
    responses.insert_many(engine, "visitors", keys, sealed)
    responses.mix_due(engine)
    token, _ = begun()
    resume_codes.new_code(open_instance, token)
    return open_instance


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database_url: str | None) -> str | None:
    """Where to restore to: another schema of the same server, or SQLite in the new folder."""
    if database_url is None:
        return None
    engine = connect(database_url)
    schema = f"{database_url.rsplit('%3D', 1)[1]}_copy"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")

    def drop() -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        engine.dispose()

    request.addfinalizer(drop)
    return f"{database_url}_copy"


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables.metadata.sorted_tables
        }


def test_a_restored_instance_holds_all_but_the_drafts_and_its_answers_open(
    filled: Instance,
    tmp_path: Path,
    empty_database: str | None,
    private_keys: tuple[PrivateKey, ...],
    response: Response,
) -> None:
    before = contents(filled.engine)
    assert [name for name, rows in before.items() if not rows] == ["inbox"]
    made = write_backup(filled.engine, tmp_path / "out.backup")
    restored = restore(tmp_path / "out.backup", tmp_path / "copy", empty_database)
    assert made == restored
    assert restored.responses == 12

    copy = Instance.open(tmp_path / "copy", empty_database)
    assert contents(copy.engine) == before | {"drafts": [], "resume_codes": []}
    assert copy.settings == filled.settings
    assert copy.secret != filled.secret
    keys = recipients.key_set(copy.engine, "visitors")
    for row in contents(copy.engine)["responses"]:
        assert unseal(row[3], "visitors", keys.id, private_keys[0]) == response  # type: ignore[arg-type]
    assert published.open_versions(copy.engine) == published.open_versions(filled.engine)
    copy.engine.dispose()


def test_a_backup_is_its_owners_only_and_overwrites_nothing(filled: Instance, tmp_path: Path) -> None:
    out = tmp_path / "out.backup"
    old_mask = os.umask(0)
    try:
        write_backup(filled.engine, out)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    kept = out.read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        write_backup(filled.engine, out)
    assert out.read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["out.backup"]


def test_a_backup_holds_no_draft_no_code_no_secret_and_no_time(filled: Instance, tmp_path: Path) -> None:
    rows = contents(filled.engine)
    write_backup(filled.engine, tmp_path / "out.backup")
    held = (tmp_path / "out.backup").read_bytes()
    secrets = [value for name in ("drafts", "resume_codes") for row in rows[name] for value in row]
    assert secrets
    assert not any(value in held for value in (*secrets, filled.secret) if isinstance(value, bytes))
    with zipfile.ZipFile(tmp_path / "out.backup") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unmixed_responses_are_refused_unless_they_are_asked_for(
    filled: Instance,
    tmp_path: Path,
    questionnaire: Questionnaire,
    response: Response,
    empty_database: str | None,
) -> None:
    keys = recipients.key_set(filled.engine, "visitors")
    responses.insert_many(filled.engine, "visitors", keys, [seal(response, questionnaire, keys)])
    with pytest.raises(BackupError, match="1 responses are not mixed"):
        write_backup(filled.engine, tmp_path / "out.backup")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]
    write_backup(filled.engine, tmp_path / "out.backup", unmixed=True)
    restore(tmp_path / "out.backup", tmp_path / "copy", empty_database)
    copy = Instance.open(tmp_path / "copy", empty_database)
    assert responses.mix(copy.engine, "visitors", keys.id) == 1
    assert responses.stored(copy.engine) == {"visitors": (0, 13)}
    copy.engine.dispose()


def test_the_mix_key_is_in_a_backup_only_with_what_is_unmixed(filled: Instance, tmp_path: Path) -> None:
    left_over = bytes(range(32))  # a row of the inbox that was damaged kept it from being overwritten
    with filled.engine.connect() as connection:
        connection.execute(update(tables.mix_keys).values(key=left_over))
    write_backup(filled.engine, tmp_path / "out.backup")
    assert left_over not in (tmp_path / "out.backup").read_bytes()


def test_what_comes_while_a_backup_is_written_does_not_tear_it(
    filled: Instance, tmp_path: Path, questionnaire: Questionnaire, response: Response
) -> None:
    keys = recipients.key_set(filled.engine, "visitors")
    sealed = [seal(response, questionnaire, keys) for _ in range(10)]

    def arrive(done: int, _count: int) -> None:
        if done == 3:
            other = connect(filled.engine.url.render_as_string(hide_password=False))
            responses.insert_many(other, "visitors", keys, sealed)
            other.dispose()

    made = write_backup(filled.engine, tmp_path / "out.backup", arrive)
    assert (made.responses, responses.stored(filled.engine)["visitors"]) == (12, (10, 12))


def test_a_damaged_backup_makes_nothing(filled: Instance, tmp_path: Path) -> None:
    whole = tmp_path / "out.backup"
    write_backup(filled.engine, whole)
    content = whole.read_bytes()
    step = len(content) // 60
    before = set(tmp_path.iterdir())
    for place in [*range(0, len(content), step), len(content) - 1]:
        for damaged in (
            content[:place],
            content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :],
        ):
            whole.write_bytes(damaged)
            # A ZIP file's own fields hold some bytes that say nothing; all else has to be noticed.
            with suppress(BackupError):
                restore(whole, tmp_path / "copy")
                copy = Instance.open(tmp_path / "copy")
                original = contents(filled.engine) | {"drafts": [], "resume_codes": []}
                assert contents(copy.engine) == original
                copy.engine.dispose()
                for path in sorted((tmp_path / "copy").iterdir()):
                    path.unlink()
                (tmp_path / "copy").rmdir()
            assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("member", ["responses", "settings", "versions", "key_sets"])
def test_a_backup_put_together_from_other_parts_makes_nothing(
    filled: Instance, tmp_path: Path, member: str
) -> None:
    """The file's own sums are right; what the manifest says is not."""
    write_backup(filled.engine, tmp_path / "out.backup")
    with (
        zipfile.ZipFile(tmp_path / "out.backup") as whole,
        zipfile.ZipFile(tmp_path / "other.backup", "w") as other,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            first = 4 + int.from_bytes(content[:4], "big")
            other.writestr(name, content[first:] if name == f"tables/{member}.rows" else content)
    with pytest.raises(BackupError, match="damaged"):
        restore(tmp_path / "other.backup", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_is_no_backup_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no file"):
        restore(tmp_path / "none", tmp_path / "copy")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(BackupError, match="damaged or no backup"):
        restore(tmp_path / "text", tmp_path / "copy")


def test_nothing_is_restored_over_an_instance(
    filled: Instance, tmp_path: Path, database_url: str | None
) -> None:
    write_backup(filled.engine, tmp_path / "out.backup")
    before = contents(filled.engine)
    with pytest.raises(InstanceError, match="not empty"):
        restore(tmp_path / "out.backup", filled.path, database_url)
    if database_url is not None:
        with pytest.raises(InstanceError, match="already"):
            restore(tmp_path / "out.backup", tmp_path / "copy", database_url)
        assert not (tmp_path / "copy").exists()
    assert contents(filled.engine) == before


def test_an_older_backup_is_brought_up_to_date(
    filled: Instance, tmp_path: Path, empty_database: str | None
) -> None:
    """As if it had been written when the tables stood at the first migration."""
    from alembic import command

    from survey.storage import backup, database

    with database.writing(filled.engine) as connection:
        command.downgrade(database.alembic_config(connection), "0001")
    old = tables.MetaData()
    with filled.engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            if name != "alembic_version":
                tables.Table(name, old, autoload_with=connection)
    kept = {table.name: table for table in old.sorted_tables}
    with (
        zipfile.ZipFile(tmp_path / "old.backup", "w") as archive,
        database.reading(filled.engine) as connection,
    ):
        told = {}
        for name, table in kept.items():
            if name in backup.LEFT_OUT:
                continue
            rows = [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            packed = [msgspec.msgpack.encode(row) for row in rows]
            framed = b"".join(len(one).to_bytes(4, "big") + one for one in packed)
            told[str(name)] = backup.Rows(
                tuple(map(str, table.columns.keys())), len(rows), hashlib.sha256(framed).hexdigest()
            )
            archive.writestr(f"tables/{name}.rows", framed)
        manifest = backup.Manifest(revision="0001", tables=told)
        archive.writestr("manifest.json", msgspec.json.encode(manifest))

    restore(tmp_path / "old.backup", tmp_path / "copy", empty_database)
    copy = Instance.open(tmp_path / "copy", empty_database)
    assert responses.stored(copy.engine) == {"visitors": (0, 12)}
    assert waves.waves(copy.engine) == (waves.Wave("visitors", "2026"),)
    assert counts.totals(copy.engine) == (counts.Count("visitors", "language", "sv", 7, "2026"),)
    copy.engine.dispose()
