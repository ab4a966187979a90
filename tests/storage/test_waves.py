"""Waves: their dates, and that what is destroyed is gone – from the tables and from the files."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select

from survey.questionnaire.model import Questionnaire
from survey.questionnaire.versions import freeze
from survey.storage import closing, counts, destruction, published, recipients, responses, tables, waves
from survey.storage.bundle import read_source, write_bundle
from survey.storage.instance import Instance
from survey.storage.keys import KeySet, PrivateKey, new_key
from survey.storage.sealing import Response, seal, unseal
from survey.storage.waves import DateRefused, Wave

KilledAt = Callable[[int, Engine, Callable[[Engine], object]], bool]
FIRST = Wave("visitors", "2026", "2026-03-01")
TODAY = date(2026, 2, 1)
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


class TwoWaves:
    """An instance with twelve answers to an old wave and seven to the one that is open, under other keys."""

    def __init__(self, engine: Engine, questionnaire: Questionnaire, response: Response) -> None:
        self.engine = engine
        self.keys = [new_key(name, trial=True) for name in ("Anna", "Berit")]
        self.sealed: list[list[bytes]] = []
        self.key_sets: list[KeySet] = []
        totals = counts.Counts()
        for key, wave, number in zip(self.keys, ("2026", "2027"), (12, 7), strict=True):
            recipients.add(engine, key.public)
            asked = replace(questionnaire, wave=wave)
            published.publish(engine, freeze(asked), now=NOW - timedelta(days=1))
            key_set = recipients.key_set(engine, "visitors")
            sealed = [seal(replace(response, wave=wave), asked, key_set) for _ in range(number)]
            responses.insert_many(engine, "visitors", key_set, sealed)
            if wave == "2026":
                responses.mix(engine, "visitors", key_set.id)
                responses.insert_many(engine, "visitors", key_set, sealed[:1])
                recipients.retire(engine, key.name, gone=False)
            self.sealed.append(sealed)
            self.key_sets.append(key_set)
            totals.add("visitors", "language", "sv", number, wave=wave)
        totals.flush(engine)
        waves.set_date(engine, "visitors", "2026", date(2026, 3, 1), today=TODAY)
        waves.set_date(engine, "visitors", "2027", date(2027, 3, 1), today=TODAY)

    def left(self) -> tuple[int, dict[str, responses.Stored]]:
        return len(counts.totals(self.engine)), responses.stored(self.engine)


@pytest.fixture
def two_waves(engine: Engine, questionnaire: Questionnaire, response: Response) -> TwoWaves:
    return TwoWaves(engine, questionnaire, response)


def test_only_the_wave_whose_date_has_come_is_due_and_only_it_is_destroyed(
    two_waves: TwoWaves, tmp_path: Path
) -> None:
    engine = two_waves.engine
    assert destruction.due(engine, now=datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == ()
    (due,) = destruction.due(engine, now=NOW)
    assert (due.wave, due.responses, due.counts, due.answered) == (FIRST, 13, 1, False)
    destruction.destroy(engine, due.wave, now=NOW)
    assert two_waves.left() == (1, {"visitors": (7, 0)})
    assert destruction.due(engine, now=NOW) == ()
    assert waves.waves(engine)[0].destroyed_on == "2026-03-04"

    responses.mix_due(engine, at_least=1)
    write_bundle(engine, tmp_path / "out.bundle")
    source = read_source(tmp_path / "out.bundle")
    assert set(source.recipients) == {two_waves.key_sets[1].id}
    for one in source.sealed():
        assert unseal(one.body, one.questionnaire, one.key_set, two_waves.keys[1]).wave == "2027"


def test_the_bundle_carries_the_dates(two_waves: TwoWaves, tmp_path: Path) -> None:
    write_bundle(two_waves.engine, tmp_path / "out.bundle")
    assert read_source(tmp_path / "out.bundle").waves == (FIRST, Wave("visitors", "2027", "2027-03-01"))


def test_no_file_holds_anything_of_a_destroyed_wave(
    sqlite: Instance, questionnaire: Questionnaire, response: Response
) -> None:
    two_waves = TwoWaves(sqlite.engine, questionnaire, response)

    def pieces_left() -> int:
        held = b"".join(path.read_bytes() for path in sqlite.path.iterdir())
        # Pieces shorter than a page's payload, so that a page's end does not cut all of them.
        pieces = (one[place : place + 32] for one in two_waves.sealed[0] for place in range(0, 1100, 100))
        return sum(piece in held for piece in pieces)

    assert pieces_left()
    destruction.destroy(sqlite.engine, FIRST, now=NOW)
    assert not pieces_left()


def test_a_crash_while_destroying_leaves_it_due_and_the_next_time_ends_it(
    engine: Engine, questionnaire: Questionnaire, response: Response, killed_at: KilledAt
) -> None:
    for step in count(0, 3):
        for name in ("Anna", "Berit"):
            for row in [one for one in recipients.recipients(engine) if one.name == name]:
                recipients.retire(engine, row.name)
        with engine.connect() as connection:
            for table in (tables.waves, tables.responses, tables.inbox, tables.mix_keys, tables.counts):
                connection.execute(table.delete())
            connection.execute(tables.recipients.delete())
        two_waves = TwoWaves(engine, questionnaire, response)
        killed = killed_at(step, engine, lambda worker: destruction.destroy(worker, FIRST, now=NOW))
        left = two_waves.left()
        assert left in ((2, {"visitors": (8, 12)}), (1, {"visitors": (7, 0)}))
        for due in destruction.due(engine, now=NOW):
            destruction.destroy(engine, due.wave, now=NOW)
        assert two_waves.left() == (1, {"visitors": (7, 0)})
        with engine.connect() as connection:
            marks = connection.execute(select(tables.mix_keys.c.wave, tables.mix_keys.c.untidy)).all()
        assert [tuple(mark) for mark in marks] == [("2027", 0)]
        if not killed:
            break
    assert step > 6


def test_a_wave_that_is_still_answered_is_told_apart(two_waves: TwoWaves) -> None:
    late = datetime(2027, 3, 1, 12, tzinfo=UTC)
    assert [one.answered for one in destruction.due(two_waves.engine, now=late)] == [False, True]
    published.close_wave(two_waves.engine, "visitors", "2026", now=late)
    assert [one.answered for one in destruction.due(two_waves.engine, now=late)] == [False, True]
    published.close_wave(two_waves.engine, "visitors", "2027", now=late)
    assert destruction.due(two_waves.engine, now=late)[1].answered
    after = late + published.GRACE + timedelta(minutes=2)
    assert not destruction.due(two_waves.engine, now=after)[1].answered


def test_a_date_may_come_sooner_and_is_put_off_only_on_purpose(engine: Engine) -> None:
    def set_(day: date, **more: bool) -> None:
        waves.set_date(engine, "visitors", "2026", day, today=TODAY, **more)

    set_(date(2030, 1, 1))
    set_(date(2029, 1, 1))
    with pytest.raises(DateRefused, match="2029-01-01"):
        set_(date(2030, 1, 1))
    set_(date(2030, 1, 1), later=True)
    assert waves.waves(engine) == (Wave("visitors", "2026", "2030-01-01"),)
    with pytest.raises(DateRefused, match="not after today"):
        set_(TODAY)


def test_what_was_destroyed_takes_no_new_date(two_waves: TwoWaves) -> None:
    destruction.destroy(two_waves.engine, FIRST, now=NOW)
    with pytest.raises(DateRefused, match="was destroyed"):
        waves.set_date(two_waves.engine, "visitors", "2026", date(2030, 1, 1), today=TODAY, later=True)


def test_keys_of_an_earlier_wave_open_it_until_they_leave(two_waves: TwoWaves) -> None:
    engine, (anna, _) = two_waves.engine, two_waves.keys
    assert [one.name for one in recipients.recipients(engine)] == ["Berit"]
    assert [one.name for one in recipients.openers(engine)] == ["Anna", "Berit"]
    responses.mix_due(engine, at_least=1)
    assert opened_by(engine, anna, two_waves.key_sets[0].id) == 13


def test_a_wrap_is_stripped_as_long_as_an_earlier_key_still_opens_the_answer(
    engine: Engine,
    private_keys: tuple[PrivateKey, ...],
    key_set: KeySet,
    questionnaire: Questionnaire,
    response: Response,
) -> None:
    for key in private_keys:
        recipients.add(engine, key.public)
    responses.insert_many(engine, "visitors", key_set, [seal(response, questionnaire, key_set)])
    responses.mix(engine, "visitors", key_set.id)
    recipients.retire(engine, "Anna", gone=False)
    recipients.retire(engine, "Berit", gone=False)
    recipients.retire(engine, "Cecilia")
    assert [opened_by(engine, key, key_set.id) for key in private_keys] == [1, 1, 0]
    recipients.retire(engine, "Berit")
    recipients.retire(engine, "Anna")  # the last one
    assert [opened_by(engine, key, key_set.id) for key in private_keys] == [1, 0, 0]


def test_mixing_waits_for_ten_or_for_the_end(
    open_instance: Instance, questionnaire: Questionnaire, response: Response
) -> None:
    engine = open_instance.engine
    keys = recipients.key_set(engine, "visitors")
    sealed = [seal(response, questionnaire, keys) for _ in range(3)]
    responses.insert_many(engine, "visitors", keys, sealed)
    assert closing.mix_what_is_due(engine, now=NOW) == 0
    assert closing.close(engine, "visitors", now=NOW) == 3
    responses.insert_many(engine, "visitors", keys, sealed[:2])  # from those who had begun
    assert closing.mix_what_is_due(engine, now=NOW + timedelta(hours=2)) == 0
    assert closing.mix_what_is_due(engine, now=NOW + timedelta(hours=4)) == 2


def test_what_was_sealed_for_earlier_keys_is_mixed_when_others_have_taken_over(
    open_instance: Instance, questionnaire: Questionnaire, response: Response
) -> None:
    engine = open_instance.engine
    keys = recipients.key_set(engine, "visitors")
    responses.insert_many(engine, "visitors", keys, [seal(response, questionnaire, keys)] * 2)
    assert closing.mix_what_is_due(engine, now=NOW) == 0
    recipients.add(engine, new_key("Dagmar", trial=True).public)
    assert closing.mix_what_is_due(engine, now=NOW) == 2


def opened_by(engine: Engine, key: PrivateKey, key_set_id: bytes) -> int:
    """How many of the responses to a key set a key opens."""
    from survey.storage.sealing import WrongKey

    with engine.connect() as connection:
        of_set = tables.responses.c.key_set == key_set_id
        stored = connection.execute(select(tables.responses.c.sealed).where(of_set)).scalars().all()
    number = 0
    for sealed in stored:
        try:
            unseal(sealed, "visitors", key_set_id, key)
        except WrongKey:
            continue
        number += 1
    return number
