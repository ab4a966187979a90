"""Published versions: never changed, one open at a time, and nobody on an older one is disturbed."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, update

from survey.questionnaire.model import Questionnaire, Version
from survey.questionnaire.versions import VersionDamaged, version_of
from survey.storage import published, tables
from survey.storage.published import VersionUnknown


@pytest.fixture
def newer(questionnaire: Questionnaire) -> Version:
    return version_of(msgspec.structs.replace(questionnaire, title={"sv": "Nya besökare", "en": "New"}))


@pytest.fixture
def other(questionnaire: Questionnaire) -> Version:
    return version_of(msgspec.structs.replace(questionnaire, id="relatives", lead={"sv": "För anhöriga"}))


def open_hashes(engine: Engine) -> list[str]:
    return [one.hash for one in published.open_versions(engine)]


def test_what_is_published_is_open_and_can_be_read(engine: Engine, other: Version) -> None:
    published.publish(engine, other)
    (found,) = published.open_versions(engine)
    assert found == ("relatives", other.hash, other.questionnaire.title, {"sv": "För anhöriga"}, ("sv", "en"))
    assert published.version(engine, other.hash) == other


def test_a_new_version_closes_the_one_before_it_and_no_other(
    engine: Engine, version: Version, newer: Version, other: Version
) -> None:
    for one in (other, version, newer):
        published.publish(engine, one)
    assert open_hashes(engine) == [other.hash, newer.hash]
    assert published.version(engine, version.hash) == version
    assert published.all_versions(engine) == (other, version, newer)
    assert published.previous(engine, "visitors") == newer
    assert published.previous(engine, "sellers") is None


def test_an_old_version_can_be_opened_again(engine: Engine, version: Version, newer: Version) -> None:
    for one in (version, newer, version, version):
        published.publish(engine, one)
    assert open_hashes(engine) == [version.hash]
    assert published.all_versions(engine) == (version, newer)


def test_closing_lets_nobody_begin_and_says_since_when(
    engine: Engine, version: Version, newer: Version, now: datetime
) -> None:
    assert published.closed_since(engine, "visitors") is None
    published.publish(engine, version, now=now)
    published.publish(engine, newer, now=now)
    assert published.closed_since(engine, "visitors") is None
    later = now + timedelta(days=3)
    published.close(engine, "visitors", now=later)
    published.close(engine, "visitors", now=later + timedelta(days=1))
    assert published.open_versions(engine) == ()
    assert published.closed_since(engine, "visitors") == later
    published.publish(engine, newer, now=later)
    assert published.closed_since(engine, "visitors") is None


def test_closing_takes_the_present_as_its_time(engine: Engine, version: Version) -> None:
    published.publish(engine, version)
    published.close(engine, "visitors")
    closed = published.closed_since(engine, "visitors")
    assert closed is not None
    assert timedelta(0) <= datetime.now(UTC) - closed < timedelta(minutes=2)


def test_a_version_that_is_not_what_its_hash_says_is_refused(
    engine: Engine, version: Version, newer: Version
) -> None:
    with pytest.raises(VersionDamaged):
        published.publish(engine, Version(version.hash, newer.questionnaire))
    assert published.all_versions(engine) == ()


def test_a_document_that_was_changed_in_the_database_is_not_served(
    engine: Engine, newer: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.publish(engine, newer)
    monkeypatch.setattr(published, "_read", {})
    with engine.connect() as connection:
        connection.execute(update(tables.versions).values(document=b'{"id":"visitors"}'))
    with pytest.raises(VersionDamaged):
        published.version(engine, newer.hash)
    with pytest.raises(VersionDamaged, match="another content"):
        published.publish(engine, newer)


def test_an_unknown_version_is_named(engine: Engine) -> None:
    with pytest.raises(VersionUnknown, match="ffffffffffff"):
        published.version(engine, "f" * 64)
