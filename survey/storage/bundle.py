"""The bundle: sealed responses, and all that reading them takes, in one file for the analyst.

A ZIP file without compression whose members carry no time::

    versions/<hash>.json                       every published version, canonical
    responses/<questionnaire>-<key set>-<size>.bin   sealed responses of <size> bytes each, in random order
    manifest.json                              Manifest, with the SHA-256 of every other member

Responses stand in the order of their random ids. Only mixed ones are in a bundle.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, func, select

from survey.questionnaire.model import Version
from survey.questionnaire.versions import VersionDamaged, decode
from survey.storage import clock, published
from survey.storage.counts import Count, shown, totals_on
from survey.storage.database import reading
from survey.storage.instance import Instance, InstanceError
from survey.storage.key_sets import known_on
from survey.storage.keys import InvalidKey, KeySet
from survey.storage.mixing import mix_due
from survey.storage.settings import read_settings
from survey.storage.tables import responses
from survey.storage.waves import Wave, waves_on

Progress = Callable[[int, int], object]
"""Called with the number of responses done and the number of all."""

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LARGEST_MANIFEST: Final = 64 * 1024**2
_AT_ONCE: Final = 1024**2


class BundleError(Exception):
    """A bundle that cannot be read or written; the sentence says why."""


class Batch(msgspec.Struct, frozen=True):
    """One member of responses: ``count`` records of ``size`` bytes."""

    member: str
    questionnaire: str
    key_set: bytes
    size: int
    count: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle says of itself. ``counts`` are of completed weeks and rounded to 5; ``waves`` carry
    the dates on which keys, answers and copies are to be destroyed."""

    format: int = FORMAT
    organisation: str
    trial: bool
    key_sets: tuple[KeySet, ...]
    versions: tuple[str, ...]
    batches: tuple[Batch, ...]
    counts: tuple[Count, ...]
    sha256: dict[str, str]
    waves: tuple[Wave, ...] = ()


class SealedResponse(NamedTuple):
    """One response as it lies in a bundle, to be opened with ``sealing.unseal``."""

    questionnaire: str
    key_set: bytes
    body: bytes

    @property
    def tag(self) -> bytes:
        """16 bytes by which the same response is known again in a later bundle."""
        return self.body[-16:]


class Source:
    """Sealed responses with what reading them takes, from a bundle or from a trial instance."""

    def __init__(
        self,
        manifest: Manifest,
        versions: dict[str, Version],
        batches: Callable[[], Iterator[SealedResponse]],
    ) -> None:
        self.organisation = manifest.organisation
        self.trial = manifest.trial
        self.versions = versions
        self.key_sets = {key_set.id: key_set for key_set in manifest.key_sets}
        self.count = sum(batch.count for batch in manifest.batches)
        self.counts = manifest.counts
        self.waves = manifest.waves
        self._batches = batches

    @property
    def recipients(self) -> dict[bytes, tuple[tuple[str, str], ...]]:
        """Name and fingerprint of everybody in each key set, in the order of the wraps."""
        return {
            identity: tuple((recipient.name, recipient.fingerprint) for recipient in key_set.recipients)
            for identity, key_set in self.key_sets.items()
        }

    def sealed(self) -> Iterator[SealedResponse]:
        """Every response, one after another. Raises BundleError if the file is damaged meanwhile."""
        return self._batches()


def write_bundle(
    engine: Engine, path: Path, progress: Progress | None = None, *, now: datetime | None = None
) -> int:
    """Write what has been mixed to one file, readable by its owner only; returns the number of responses.

    The file appears under its name when it is whole.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with (
            reading(engine) as connection,
            os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
        ):
            documents = published.documents(connection)
            manifest = _manifest(engine, connection, documents, now)
            with zipfile.ZipFile(file, "w") as archive:
                _write_members(archive, connection, manifest, documents, progress)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return sum(batch.count for batch in manifest.batches)


def read_source(path: Path, database_url: str | None = None) -> Source:
    """A bundle, checked whole before anything of it is used, or the folder of a trial instance,
    whose responses are mixed first. Raises BundleError."""
    path = Path(path)
    if path.is_dir():
        return _read_instance(path, database_url)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_archive(path, archive)
    except FileNotFoundError as error:
        raise BundleError(f"There is no file {path}.") from error
    except (
        zipfile.BadZipFile,
        msgspec.MsgspecError,
        VersionDamaged,
        InvalidKey,
        KeyError,
        EOFError,
    ) as error:
        raise BundleError(f"{path} is not a whole bundle: copy it from the server again.") from error


def _manifest(
    engine: Engine, connection: Connection, documents: dict[str, bytes], now: datetime | None
) -> Manifest:
    size = func.length(responses.c.sealed)
    columns = (responses.c.questionnaire, responses.c.key_set, size)
    rows = connection.execute(select(*columns, func.count()).group_by(*columns).order_by(*columns)).all()
    settings = read_settings(engine)
    return Manifest(
        organisation=settings.organisation if settings else "",
        trial=bool(settings and settings.trial),
        key_sets=known_on(connection),
        versions=tuple(documents),
        batches=tuple(
            Batch(
                f"responses/{questionnaire}-{key_set.hex()}-{size}.bin", questionnaire, key_set, size, count
            )
            for questionnaire, key_set, size, count in rows
        ),
        counts=shown(totals_on(connection), now=now or clock.now()),
        sha256={},
        waves=waves_on(connection),
    )


def _write_members(
    archive: zipfile.ZipFile,
    connection: Connection,
    manifest: Manifest,
    documents: dict[str, bytes],
    progress: Progress | None,
) -> None:
    sums: dict[str, str] = {}
    for version_hash, document in documents.items():
        name = f"versions/{version_hash}.json"
        sums[name] = _write(archive, name, iter([document]))
    done, count = 0, sum(batch.count for batch in manifest.batches)

    def bodies(batch: Batch) -> Iterator[bytes]:
        nonlocal done
        for body in _bodies(connection, batch):
            yield body
            done += 1
            if progress is not None:
                progress(done, count)

    for batch in manifest.batches:
        sums[batch.member] = _write(archive, batch.member, bodies(batch))
    _write(archive, MANIFEST, iter([msgspec.json.encode(msgspec.structs.replace(manifest, sha256=sums))]))


def _write(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    with archive.open(zipfile.ZipInfo(name, _NO_TIME), "w", force_zip64=True) as member:
        for part in parts:
            digest.update(part)
            member.write(part)
    return digest.hexdigest()


def _bodies(connection: Connection, batch: Batch) -> Iterator[bytes]:
    query = (
        select(responses.c.sealed)
        .where(responses.c.questionnaire == batch.questionnaire, responses.c.key_set == batch.key_set)
        .where(func.length(responses.c.sealed) == batch.size)
        .order_by(responses.c.id)
    )
    yield from connection.execute(query, execution_options={"yield_per": 200}).scalars()


def _read_instance(path: Path, database_url: str | None) -> Source:
    try:
        instance = Instance.open(path, database_url)
    except InstanceError as error:
        raise BundleError(f"{path} is neither a bundle nor an instance.") from error
    if not instance.settings.trial:
        raise BundleError(f"{path} is a live instance: make a bundle with 'survey bundle' and open that.")
    mix_due(instance.engine, at_least=1)
    with reading(instance.engine) as connection:
        documents = published.documents(connection)
        manifest = _manifest(instance.engine, connection, documents, None)
    versions = {version_hash: decode(document, version_hash) for version_hash, document in documents.items()}

    def batches() -> Iterator[SealedResponse]:
        with reading(instance.engine) as connection:
            for batch in manifest.batches:
                for body in _bodies(connection, batch):
                    yield SealedResponse(batch.questionnaire, batch.key_set, body)

    return Source(manifest, versions, batches)


def _read_archive(path: Path, archive: zipfile.ZipFile) -> Source:
    head = archive.getinfo(MANIFEST)
    if head.file_size > _LARGEST_MANIFEST:
        raise zipfile.BadZipFile("The manifest is too large.")
    document = archive.read(head)
    if msgspec.json.decode(document, type=_Format).format != FORMAT:
        raise BundleError(f"{path} was made by a newer version of this program: update it, then try again.")
    manifest = msgspec.json.decode(document, type=Manifest)
    _check_members(archive, manifest)
    versions = {
        version_hash: decode(archive.read(f"versions/{version_hash}.json"), version_hash)
        for version_hash in manifest.versions
    }

    wraps = {key_set.id: len(key_set.recipients) for key_set in manifest.key_sets}

    def batches() -> Iterator[SealedResponse]:
        try:
            with zipfile.ZipFile(path) as archive:
                for batch in manifest.batches:
                    yield from _records(archive, batch, wraps[batch.key_set], path)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise BundleError(f"{path} has been changed while it was read: open it again.") from error

    return Source(manifest, versions, batches)


class _Format(msgspec.Struct, frozen=True):
    format: int


def _check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raise BadZipFile unless the members are exactly those named, whole, and as large as they should be."""
    members = {member.filename: member for member in archive.infolist()}
    named = {f"versions/{version}.json": None for version in manifest.versions} | {
        batch.member: batch.size * batch.count for batch in manifest.batches
    }
    if members.keys() - {MANIFEST} != named.keys() or manifest.sha256.keys() != named.keys():
        raise zipfile.BadZipFile("Members are missing or too many.")
    known = {key_set.id for key_set in manifest.key_sets}
    if any(batch.key_set not in known for batch in manifest.batches):
        raise zipfile.BadZipFile("A key set is missing.")
    for name, size in named.items():
        member = members[name]
        if member.compress_type != zipfile.ZIP_STORED or size not in (None, member.file_size):
            raise zipfile.BadZipFile(f"{name} has the wrong size.")
        with archive.open(member) as file:
            digest = hashlib.sha256()
            for part in iter(partial(file.read, _AT_ONCE), b""):
                digest.update(part)
            if digest.hexdigest() != manifest.sha256[name]:
                raise zipfile.BadZipFile(f"{name} is damaged.")


def _records(archive: zipfile.ZipFile, batch: Batch, wraps: int, path: Path) -> Iterator[SealedResponse]:
    with archive.open(batch.member) as file:
        for _ in range(batch.count):
            body = file.read(batch.size)
            if len(body) != batch.size:
                raise EOFError
            if body[1:2] != bytes((wraps,)):
                raise BundleError(f"{path} holds answers sealed for others than it names: do not trust it.")
            yield SealedResponse(batch.questionnaire, batch.key_set, body)
