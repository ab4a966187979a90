"""Bundles: everything an analyst needs in one file, whole or refused, and no time or order in it."""

import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from survey.questionnaire.model import Questionnaire, Version
from survey.questionnaire.versions import version_of
from survey.storage import published, recipients, responses, tables
from survey.storage.bundle import BundleError, Source, read_source, write_bundle
from survey.storage.counts import Count, Counts
from survey.storage.instance import Instance
from survey.storage.keys import PrivateKey
from survey.storage.sealing import Response, record_size, seal, unseal


@pytest.fixture
def answered(open_instance: Instance, questionnaire: Questionnaire, version: Version) -> Instance:
    """An instance with 25 mixed responses to one questionnaire and 3 to another, and 2 in the inbox."""
    other = msgspec.structs.replace(questionnaire, id="relatives")
    published.publish(open_instance.engine, version_of(other))
    for asked, numbers in ((questionnaire, range(25)), (other, range(100, 103))):
        keys = recipients.key_set(open_instance.engine, asked.id)
        sealed = [
            seal(
                Response(version=version.hash, language="sv", month="2026-03", answers={"times": number}),
                asked,
                keys,
            )
            for number in numbers
        ]
        responses.insert_many(open_instance.engine, asked.id, keys, sealed)
        responses.mix(open_instance.engine, asked.id, keys.id)
    responses.insert_many(open_instance.engine, "relatives", keys, sealed[:2])
    counting = Counts()
    counting.add("visitors", "language", "sv", 23)
    counting.add("visitors", "week_sent", "2026-W09", 12)
    counting.add("visitors", "week_sent", "2026-W10", 11)
    counting.flush(open_instance.engine)
    return open_instance


@pytest.fixture
def bundle(answered: Instance, tmp_path: Path, now: datetime) -> Path:
    path = tmp_path / "sealed.bundle"
    assert write_bundle(answered.engine, path, now=now) == 28
    return path


def opened(source: Source, key: PrivateKey) -> list[tuple[str, object]]:
    return [
        (one.questionnaire, unseal(one.body, one.questionnaire, one.key_set, key).answers["times"])
        for one in source.sealed()
    ]


def test_a_bundle_gives_back_what_was_mixed_and_nothing_of_the_inbox(
    bundle: Path, private_keys: tuple[PrivateKey, ...]
) -> None:
    source = read_source(bundle)
    expected = [("visitors", number) for number in range(25)]
    expected += [("relatives", number) for number in range(100, 103)]
    for key in private_keys:
        assert sorted(opened(source, key), key=str) == sorted(expected, key=str)
    assert source.count == 28


def test_it_says_whose_it_is_and_who_can_open_it(
    bundle: Path, answered: Instance, private_keys: tuple[PrivateKey, ...]
) -> None:
    source = read_source(bundle)
    assert (source.organisation, source.trial) == ("Exempelkommunen (påhittad)", True)
    (named,) = source.recipients.values()
    assert set(named) == {(key.name, key.public.fingerprint) for key in private_keys}
    (identity,) = source.recipients
    keys = recipients.key_set(answered.engine, "visitors")
    assert identity == keys.id
    assert [fingerprint for _, fingerprint in named] == [one.fingerprint for one in keys.recipients]
    assert source.versions == {one.hash: one for one in published.all_versions(answered.engine)}


def test_counts_are_those_that_may_be_shown(bundle: Path) -> None:
    assert read_source(bundle).counts == (
        Count("visitors", "language", "sv", 25),
        Count("visitors", "week_sent", "2026-W09", 10),
    )


def test_a_response_is_known_again_in_the_next_bundle(
    bundle: Path, answered: Instance, tmp_path: Path
) -> None:
    before = {one.tag for one in read_source(bundle).sealed()}
    recipients.retire(answered.engine, "Berit")
    responses.mix_due(answered.engine, at_least=1)
    write_bundle(answered.engine, tmp_path / "next.bundle")
    after = {one.tag for one in read_source(tmp_path / "next.bundle").sealed()}
    # The inbox held copies of two that had been mixed, so that their tags come twice.
    assert after == before
    assert len(before) == 28


def test_responses_lie_by_their_random_ids(bundle: Path, answered: Instance) -> None:
    table = tables.responses
    with answered.engine.connect() as connection:
        query = select(table.c.sealed).order_by(table.c.questionnaire, table.c.id)
        expected = list(connection.execute(query).scalars())
    assert [one.body for one in read_source(bundle).sealed()] == expected


def test_the_file_is_its_owners_and_carries_no_time(bundle: Path, questionnaire: Questionnaire) -> None:
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with zipfile.ZipFile(bundle) as archive:
        members = archive.infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
    sizes = sorted(member.file_size for member in members if member.filename.startswith("responses/"))
    record = record_size(questionnaire, 3)
    assert sizes == [3 * record, 25 * record]


def test_the_same_responses_give_the_same_file(
    bundle: Path, answered: Instance, tmp_path: Path, now: datetime
) -> None:
    write_bundle(answered.engine, tmp_path / "again.bundle", now=now)
    assert (tmp_path / "again.bundle").read_bytes() == bundle.read_bytes()


def test_progress_is_told(answered: Instance, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_bundle(answered.engine, tmp_path / "b", lambda done, count: told.append((done, count)))
    assert told == [(done, 28) for done in range(1, 29)]


def test_an_empty_instance_gives_an_empty_bundle(instance: Instance, tmp_path: Path) -> None:
    assert write_bundle(instance.engine, tmp_path / "empty") == 0
    source = read_source(tmp_path / "empty")
    assert (list(source.sealed()), source.count, source.versions) == ([], 0, {})


def test_a_bundle_that_fails_halfway_leaves_the_older_one(bundle: Path, answered: Instance) -> None:
    before = bundle.read_bytes()

    def fail(done: int, _: int) -> None:
        if done == 20:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_bundle(answered.engine, bundle, fail)
    assert bundle.read_bytes() == before
    assert [path.name for path in bundle.parent.iterdir() if "unfinished" in path.name] == []


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_bundle_is_refused(bundle: Path, part: float) -> None:
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BundleError, match=r"sealed\.bundle is not a whole bundle"):
        read_source(bundle)


def test_a_changed_byte_is_refused_wherever_it_matters(bundle: Path) -> None:
    whole = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        places = [member.header_offset + 200 for member in archive.infolist()]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1
        bundle.write_bytes(changed)
        with pytest.raises(BundleError, match="whole bundle"):
            read_source(bundle)


def rewritten(bundle: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The bundle with its members changed and its ZIP file sound."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    path = bundle.with_name("rewritten.bundle")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_key_set_cannot_be_swapped_for_another(bundle: Path) -> None:
    def swap(members: dict[str, bytes]) -> None:
        manifest = msgspec.json.decode(members["manifest.json"])
        manifest["key_sets"][0]["recipients"].pop()
        members["manifest.json"] = msgspec.json.encode(manifest)

    with pytest.raises(BundleError):
        read_source(rewritten(bundle, swap))


def test_members_can_be_neither_left_out_nor_added(bundle: Path) -> None:
    def leave_out(members: dict[str, bytes]) -> None:
        del members[next(name for name in members if name.startswith("responses/"))]

    def add(members: dict[str, bytes]) -> None:
        members["../evil"] = b""

    def shorten(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.startswith("responses/"))
        members[name] = members[name][:-1]

    for change in (leave_out, add, shorten):
        with pytest.raises(BundleError, match="whole bundle"):
            read_source(rewritten(bundle, change))


def test_a_bundle_of_a_newer_program_says_so(bundle: Path) -> None:
    def renew(members: dict[str, bytes]) -> None:
        members["manifest.json"] = b'{"format":2,"unheard_of":[]}'

    with pytest.raises(BundleError, match="update"):
        read_source(rewritten(bundle, renew))


def test_a_bundle_that_changes_under_the_readers_hands_is_noticed(bundle: Path) -> None:
    source = read_source(bundle)
    first = next(source.sealed())
    whole = bytearray(bundle.read_bytes())
    place = whole.index(first.body) + len(first.body) // 2
    struct.pack_into("B", whole, place, whole[place] ^ 1)
    bundle.write_bytes(whole)
    with pytest.raises(BundleError, match="changed"):
        list(source.sealed())


def test_what_is_no_bundle_says_so(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no file"):
        read_source(tmp_path / "missing")
    (tmp_path / "letter").write_text("Hej!", encoding="utf-8")
    with pytest.raises(BundleError, match="letter"):
        read_source(tmp_path / "letter")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(BundleError, match=r"other\.zip"):
        read_source(tmp_path / "other.zip")
    with pytest.raises(BundleError, match="neither"):
        read_source(tmp_path)


def test_a_trial_instance_is_read_directly_what_waits_included(
    answered: Instance, database_url: str | None, private_keys: tuple[PrivateKey, ...]
) -> None:
    source = read_source(answered.path, database_url)
    numbers = [number for _, number in opened(source, private_keys[0])]
    assert sorted(numbers, key=str) == sorted([*range(25), 100, 100, 101, 101, 102], key=str)
    assert (source.count, source.trial) == (30, True)
    assert len(source.versions) == 2
    assert responses.stored(answered.engine)["relatives"].inbox == 0


def test_a_live_instance_is_never_opened_where_it_runs(tmp_path: Path, database_url: str | None) -> None:
    live = Instance.create(tmp_path / "live", trial=False, database_url=database_url)
    with pytest.raises(BundleError, match="survey bundle"):
        read_source(live.path, database_url)
