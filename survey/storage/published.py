"""Published versions: documents that never change, and which of them is open to newcomers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    bindparam,
    case,
    func,
    insert,
    select,
    true,
    update,
)

from survey.questionnaire.model import Text, Version
from survey.questionnaire.versions import VersionDamaged, canonical, decode
from survey.storage import clock
from survey.storage.database import writing
from survey.storage.tables import versions

GRACE: Final = timedelta(hours=3)
"""How long somebody who has begun may go on after the questionnaire was closed."""

_KEPT: Final = 64


class VersionUnknown(LookupError):
    """No such version has been published here."""


class OpenVersion(NamedTuple):
    """What a page that lets respondents choose needs of an open questionnaire."""

    questionnaire: str
    hash: str
    title: Text
    lead: Text
    languages: tuple[str, ...]


_OPEN: Final = select(versions.c.hash).where(versions.c.open == true()).order_by(versions.c.questionnaire)
_DOCUMENT: Final = select(versions.c.document).where(versions.c.hash == bindparam("hash_read"))
_LATEST: Final = (
    select(versions.c.hash)
    .where(versions.c.questionnaire == bindparam("questionnaire_read"))
    .order_by(versions.c.number.desc())
    .limit(1)
)
_ALL: Final = select(versions.c.hash).order_by(versions.c.questionnaire, versions.c.number)

# A version is what its hash says wherever it was read, so that one memory serves every database.
_read: Final[dict[str, Version]] = {}


def publish(engine: Engine, version: Version, *, now: datetime | None = None) -> None:
    """Open a version to newcomers and close the one that was open before it.

    Raises VersionDamaged when the version is not what its hash says, or stands here as something else.
    """
    questionnaire = version.questionnaire.id
    document = canonical(version.questionnaire)
    decode(document, version.hash)
    with writing(engine) as connection:
        kept = connection.execute(_DOCUMENT, {"hash_read": version.hash}).scalar()
        if kept is not None and kept != document:
            raise VersionDamaged(f"Version {version.hash[:12]} is published already, with another content.")
        _close(connection, questionnaire, now)
        if kept is None:
            number = connection.execute(
                select(func.coalesce(func.max(versions.c.number), 0)).where(
                    versions.c.questionnaire == questionnaire
                )
            ).scalar_one()
            connection.execute(
                insert(versions).values(
                    hash=version.hash,
                    questionnaire=questionnaire,
                    number=number + 1,
                    document=document,
                    open=True,
                    wave=version.questionnaire.wave,
                )
            )
        else:
            connection.execute(
                update(versions).where(versions.c.hash == version.hash).values(open=True, closed=None)
            )


def close(engine: Engine, questionnaire_id: str, *, now: datetime | None = None) -> None:
    """Let nobody begin on the questionnaire any more. Whoever has begun can still be let finish."""
    with writing(engine) as connection:
        _close(connection, questionnaire_id, now)


def close_wave(engine: Engine, questionnaire_id: str, wave: str, *, now: datetime) -> None:
    """``close``, if the version that is open belongs to this wave."""
    with writing(engine) as connection:
        _close(connection, questionnaire_id, now, versions.c.wave == wave)


def closed_since(engine: Engine, questionnaire_id: str) -> datetime | None:
    """When the questionnaire was closed; None while a version of it is open, or if none ever was."""
    return _closings(engine, versions.c.questionnaire == questionnaire_id).get(questionnaire_id)


def closed_for_good(engine: Engine, *, now: datetime) -> frozenset[str]:
    """The questionnaires that take no answers any more, nor will from anybody who had begun."""
    return frozenset(name for name, since in _closings(engine).items() if now > since + GRACE)


def _closings(engine: Engine, *only: ColumnElement[bool]) -> dict[str, datetime]:
    """When those questionnaires were closed of which no version is open."""
    is_open = func.max(case((versions.c.open == true(), 1), else_=0))
    query = select(versions.c.questionnaire, func.max(versions.c.closed)).where(*only)
    with engine.connect() as connection:
        rows = connection.execute(query.group_by(versions.c.questionnaire).having(is_open == 0)).all()
    return {name: datetime.fromtimestamp(minutes * 60, UTC) for name, minutes in rows if minutes is not None}


def open_versions(engine: Engine) -> tuple[OpenVersion, ...]:
    """What can be begun now, in the order that the questionnaires say themselves."""
    with engine.connect() as connection:
        found = [_version(connection, row) for row in connection.execute(_OPEN).all()]
    return tuple(
        OpenVersion(
            version.questionnaire.id,
            version.hash,
            version.questionnaire.title,
            version.questionnaire.lead,
            version.questionnaire.languages,
        )
        for version in sorted(found, key=_place)
    )


def version(engine: Engine, version_hash: str) -> Version:
    """A published version, read once per process. Raises VersionUnknown or VersionDamaged."""
    known = _read.get(version_hash)
    if known is not None:
        return known
    with engine.connect() as connection:
        document = connection.execute(_DOCUMENT, {"hash_read": version_hash}).scalar()
    if document is None:
        raise VersionUnknown(f"There is no published version {version_hash[:12]}.")
    return _remember(decode(document, version_hash))


def previous(engine: Engine, questionnaire_id: str) -> Version | None:
    """The version that was published last, open or not: what a new one is compared with."""
    with engine.connect() as connection:
        row = connection.execute(_LATEST, {"questionnaire_read": questionnaire_id}).first()
        return None if row is None else _version(connection, row)


def all_versions(engine: Engine) -> tuple[Version, ...]:
    """Every published version, by questionnaire, oldest first."""
    with engine.connect() as connection:
        return tuple(_version(connection, row) for row in connection.execute(_ALL).all())


def documents(connection: Connection) -> dict[str, bytes]:
    """Every published document as it was hashed, in the order of ``all_versions``."""
    query = select(versions.c.hash, versions.c.document)
    rows = connection.execute(query.order_by(versions.c.questionnaire, versions.c.number))
    return {row.hash: row.document for row in rows}


def _place(version: Version) -> tuple[int, str]:
    return version.questionnaire.place, version.questionnaire.id


def _version(connection: Connection, row: Row[tuple[str]]) -> Version:
    known = _read.get(row.hash)
    if known is None:
        document = connection.execute(_DOCUMENT, {"hash_read": row.hash}).scalar_one()
        known = _remember(decode(document, row.hash))
    return known


def _remember(version: Version) -> Version:
    if len(_read) >= _KEPT:
        _read.clear()
    _read[version.hash] = version
    return version


def _close(
    connection: Connection, questionnaire_id: str, now: datetime | None, *only: ColumnElement[bool]
) -> None:
    minutes = int((now or clock.now()).timestamp()) // 60
    connection.execute(
        update(versions)
        .where(versions.c.questionnaire == questionnaire_id, versions.c.open == true(), *only)
        .values(open=False, closed=minutes)
    )
