"""Backup and restore: every table but the drafts, in one file that any database can be filled from.

A ZIP file without compression or times::

    tables/<table>.rows   rows in the order of their keys: length (4 bytes, big-endian), MessagePack
    manifest.json         Manifest, with number of rows and SHA-256 of every table

It holds no key that opens anything, unless what has not been mixed was asked for. It is taken from one
moment of the database and read back before it gets its name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, literal, select
from sqlalchemy.exc import SQLAlchemyError

from survey.questionnaire.versions import VersionDamaged, decode
from survey.storage import tables
from survey.storage.database import alembic_config, reading, revision, writing
from survey.storage.instance import DATABASE, Instance, InstanceError, connect_instance
from survey.storage.key_sets import known_on, read_key_set
from survey.storage.keys import InvalidKey

Progress = Callable[[int, int], object]
"""Called with the number of rows done and the number of all."""

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LEFT_OUT: Final = frozenset({"drafts", "resume_codes"})
UNMIXED: Final = "inbox"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LARGEST_MANIFEST: Final = 1024**2
_AT_ONCE: Final = 200
_LARGEST_ROW: Final = 64 * 1024**2


class BackupError(Exception):
    """A backup that cannot be made or restored; the sentence says why."""


class Rows(msgspec.Struct, frozen=True):
    """What a backup holds of one table."""

    columns: tuple[str, ...]
    count: int
    sha256: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself; ``revision`` is the migration that its tables stand at."""

    format: int = FORMAT
    revision: str
    tables: dict[str, Rows]

    @property
    def responses(self) -> int:
        return sum(self.tables[name].count for name in ("responses", UNMIXED) if name in self.tables)


class _Damaged(Exception):
    """Something in a backup is not what its manifest says."""


def write_backup(
    engine: Engine, path: Path, progress: Progress | None = None, *, unmixed: bool = False
) -> Manifest:
    """Write a backup, readable by its owner only. Raises BackupError; never overwrites.

    Responses that are not mixed are refused, or, if ``unmixed``, kept together with their mix keys.
    """
    if path.exists():
        raise BackupError(f"{path} exists already: name another file.")
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file, reading(engine) as connection:
            manifest = _written(file, connection, unmixed, progress)
            file.flush()
            os.fsync(file.fileno())
        if read_manifest(unfinished) != manifest:
            raise BackupError(f"{path} could not be read back as it was written: the disk may be failing.")
        _give_name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Check a backup whole: every sum, every version's hash, every key set. Raises BackupError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            _check(archive, manifest)
            return manifest
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except (
        zipfile.BadZipFile,
        msgspec.MsgspecError,
        VersionDamaged,
        InvalidKey,
        _Damaged,
        KeyError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise BackupError(f"{path} is damaged or no backup: take another copy.") from error


def restore(
    file: Path, folder: Path, database_url: str | None = None, progress: Progress | None = None
) -> Manifest:
    """Make an instance of a backup, in a new folder and an empty database. All of it or nothing.

    Raises BackupError or InstanceError. Drafts are not in a backup; the secret is made anew.
    """
    manifest = read_manifest(file)
    if folder.exists() and any(folder.iterdir()):
        raise InstanceError(f"{folder} is not empty: restore into a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        engine = connect_instance(unfinished, database_url)
        if database_url is None:
            (unfinished / DATABASE).touch(0o600)
        if revision(engine):
            raise InstanceError("There are tables in this database already: restore into an empty one.")
        try:
            _fill(engine, file, manifest, progress)
        finally:
            engine.dispose()
        if folder.exists():
            folder.rmdir()
        unfinished.replace(folder)
    except SQLAlchemyError as error:
        raise BackupError(
            f"{file} does not fit into the tables of this program: nothing was kept."
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    Instance.open(folder, database_url).engine.dispose()
    return manifest


def _written(file: IO[bytes], connection: Connection, unmixed: bool, progress: Progress | None) -> Manifest:
    kept = [table for table in tables.metadata.sorted_tables if table.name not in LEFT_OUT]
    numbers = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept
    }
    if numbers[UNMIXED] and not unmixed:
        raise BackupError(
            f"{numbers[UNMIXED]} responses are not mixed yet, and whoever got hold of the file could tell "
            "them from earlier ones: run 'survey mix' first, or keep them all the same with --unmixed."
        )
    done, count = 0, sum(numbers.values())
    told: dict[str, Rows] = {}
    with zipfile.ZipFile(file, "w") as archive:
        for table in kept:
            digest, number = hashlib.sha256(), 0
            with archive.open(
                zipfile.ZipInfo(_member(table.name), _NO_TIME), "w", force_zip64=True
            ) as member:
                for row in _rows(connection, table, mixed=not numbers[UNMIXED]):
                    packed = msgspec.msgpack.encode(row)
                    framed = len(packed).to_bytes(4, "big") + packed
                    digest.update(framed)
                    member.write(framed)
                    number, done = number + 1, done + 1
                    if progress is not None:
                        progress(done, count)
            told[str(table.name)] = Rows(tuple(map(str, table.columns.keys())), number, digest.hexdigest())
        manifest = Manifest(revision=tables.REVISION, tables=told)
        archive.writestr(zipfile.ZipInfo(MANIFEST, _NO_TIME), msgspec.json.encode(manifest))
    return manifest


def _rows(connection: Connection, table: Table, *, mixed: bool) -> Iterator[tuple[object, ...]]:
    columns = [
        literal(bytes(32)) if mixed and column is tables.mix_keys.c.key else column
        for column in table.columns
    ]
    query = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield tuple(row)


def _give_name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)
    except FileExistsError as error:
        raise BackupError(f"{path} exists already: name another file.") from error
    except OSError:  # a file system without links, such as a memory stick's
        if path.exists():
            raise BackupError(f"{path} exists already: name another file.") from None
        unfinished.replace(path)


def _member(table: str) -> str:
    return f"tables/{table}.rows"


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    head = archive.getinfo(MANIFEST)
    if head.file_size > _LARGEST_MANIFEST:
        raise _Damaged
    manifest = msgspec.json.decode(archive.read(head), type=Manifest)
    if manifest.format != FORMAT or manifest.revision > tables.REVISION:
        raise BackupError(f"{path} was made by a newer version of this program: update it, then try again.")
    return manifest


def _check(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    members = {member.filename: member for member in archive.infolist()}
    if members.keys() - {MANIFEST} != {_member(name) for name in manifest.tables}:
        raise _Damaged
    if any(member.compress_type != zipfile.ZIP_STORED for member in members.values()):
        raise _Damaged
    for name, rows in manifest.tables.items():
        digest = hashlib.sha256()
        number = sum(
            1 for row in _records(archive, name, rows.columns, digest.update) if _is_sound(name, row)
        )
        if (number, digest.hexdigest()) != (rows.count, rows.sha256):
            raise _Damaged


def _records(
    archive: zipfile.ZipFile, name: str, columns: tuple[str, ...], note: Callable[[bytes], object] = bytes
) -> Iterator[dict[str, Any]]:
    with archive.open(_member(name)) as file:
        while head := file.read(4):
            length = int.from_bytes(head, "big")
            packed = file.read(length) if length <= _LARGEST_ROW else b""
            if len(head) != 4 or len(packed) != length:
                raise EOFError
            note(head + packed)
            yield dict(zip(columns, msgspec.msgpack.decode(packed, type=tuple[Any, ...]), strict=True))


def _is_sound(name: str, row: dict[str, Any]) -> bool:
    """Raises VersionDamaged or InvalidKey for a row that is not what it says."""
    if name == "versions":
        decode(row["document"], row["hash"])
    if name == "key_sets" and read_key_set(row["recipients"]).id != row["id"]:
        raise InvalidKey("A key set does not have the id that it stands under.")
    return True


def _fill(engine: Engine, file: Path, manifest: Manifest, progress: Progress | None) -> None:
    """Tables as they stood, rows, then what migrations have changed since: one transaction."""
    from alembic import command

    done, count = 0, sum(rows.count for rows in manifest.tables.values())
    with writing(engine) as connection, zipfile.ZipFile(file) as archive:
        command.upgrade(alembic_config(connection), manifest.revision)
        for name, rows in manifest.tables.items():
            into = Table(name, MetaData(), autoload_with=connection)
            records = _records(archive, name, rows.columns)
            while batch := list(islice(records, _AT_ONCE)):
                connection.execute(insert(into), batch)
                done += len(batch)
                if progress is not None:
                    progress(done, count)
            found = connection.execute(select(func.count()).select_from(into)).scalar_one()
            if found != rows.count:
                raise BackupError(f"Only {found} of {rows.count} rows of {name} arrived: nothing was kept.")
        command.upgrade(alembic_config(connection), "head")
        named = {key_set.id for key_set in known_on(connection)}
        used = connection.execute(select(tables.responses.c.key_set).distinct()).scalars()
        if set(used) - named:
            raise BackupError(f"{file} holds answers of a key set that it does not name: nothing was kept.")
