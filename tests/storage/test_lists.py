"""What staff keep lists of: support contacts, collectors, and the counts they see."""

import re
import threading
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from survey.storage import collectors, counts
from survey.storage.collectors import CollectorUnknown, TooManyCollectors
from survey.storage.contacts import Contact, all_contacts, made_up, replace_contacts, unverified
from survey.storage.counts import Count, Counts, shown, totals, week
from survey.storage.database import DatabaseBusy

EMERGENCY = Contact(slot="emergency", name={"sv": "Nödnumret"}, phone="112", verified_on="2026-01-02")
YOUTH = Contact(slot="youth", name={"sv": "Ungdomsmottagningen", "ru": "Молодёжь"}, url="https://umo.se")


def test_contacts_are_listed_in_their_order(engine: Engine) -> None:
    assert all_contacts(engine) == ()
    replace_contacts(engine, (YOUTH, EMERGENCY))
    assert all_contacts(engine) == (YOUTH, EMERGENCY)
    replace_contacts(engine, [EMERGENCY])
    assert all_contacts(engine) == (EMERGENCY,)
    replace_contacts(engine, [])
    assert all_contacts(engine) == ()


def test_what_nobody_verified_is_named(engine: Engine) -> None:
    replace_contacts(engine, (YOUTH, EMERGENCY))
    assert unverified(engine, ["emergency", "youth", "missing"]) == ("youth", "missing")
    assert unverified(engine, ["emergency"]) == ()


def test_made_up_contacts_say_so_and_ring_nowhere() -> None:
    emergency, youth = made_up((EMERGENCY, YOUTH))
    assert youth.name == {"sv": "Ungdomsmottagningen (påhittad)", "ru": "Молодёжь (вымышлено)"}
    assert (youth.slot, youth.url, emergency.verified_on) == ("youth", "", "")
    assert {emergency.phone, youth.phone} == {"08-465 004 00", "08-465 004 01"}


def test_a_collector_is_a_random_code_for_one_questionnaire(engine: Engine) -> None:
    made = collectors.new_collector(engine, "sellers", "kort, Möllevången")
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{8}", made.code)
    assert collectors.collector(engine, made.code) == made
    assert collectors.collector(engine, "aaaaaaaa") is None
    assert collectors.collectors(engine, "sellers") == (made,)
    assert collectors.collectors(engine, "buyers") == ()


def test_a_revoked_collector_leads_nowhere_but_stays_on_the_list(engine: Engine) -> None:
    made = collectors.new_collector(engine, "sellers", "affisch")
    collectors.revoke(engine, made.code)
    assert collectors.collector(engine, made.code) is None
    assert collectors.collectors(engine) == (made._replace(revoked=True),)
    with pytest.raises(CollectorUnknown, match="aaaaaaaa"):
        collectors.revoke(engine, "aaaaaaaa")


def test_a_questionnaire_has_at_most_ten_collectors(engine: Engine) -> None:
    made = [collectors.new_collector(engine, "sellers", str(number)) for number in range(10)]
    with pytest.raises(TooManyCollectors, match="revoke"):
        collectors.new_collector(engine, "sellers", "one too many")
    collectors.new_collector(engine, "buyers", "its own ten")
    collectors.revoke(engine, made[3].code)
    collectors.new_collector(engine, "sellers", "in its place")
    assert len({one.code for one in collectors.collectors(engine)}) == 12


def test_counts_stay_in_memory_until_they_are_flushed(engine: Engine) -> None:
    counting = Counts()
    counting.add("sellers", "language", "ru")
    counting.add("sellers", "language", "ru", 2)
    counting.add("buyers", "section", "health")
    assert totals(engine) == ()
    counting.flush(engine)
    counting.flush(engine)
    assert totals(engine) == (
        Count("buyers", "section", "health", 1),
        Count("sellers", "language", "ru", 3),
    )


def test_several_workers_add_to_the_same_totals(engine: Engine) -> None:
    counting = Counts()

    def count() -> None:
        for _ in range(50):
            counting.add("sellers", "week_sent", "2026-W10")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in (counting, Counts()):
        worker.add("sellers", "week_sent", "2026-W10")
        worker.flush(engine)
    assert totals(engine) == (Count("sellers", "week_sent", "2026-W10", 202),)


def test_what_could_not_be_written_is_kept_for_the_next_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counts()
    counting.add("sellers", "language", "sv")

    def busy(_: Engine) -> None:
        raise DatabaseBusy

    with monkeypatch.context() as patch, pytest.raises(DatabaseBusy):
        patch.setattr(counts, "writing", busy)
        counting.flush(engine)
    counting.add("sellers", "language", "sv")
    counting.flush(engine)
    assert totals(engine) == (Count("sellers", "language", "sv", 2),)


def test_counts_are_shown_rounded_and_of_completed_weeks() -> None:
    exact = [Count("sellers", "section", str(n), n) for n in (0, 1, 2, 3, 7, 8, 12, 13)]
    weeks = [Count("sellers", "week_sent", key, 10) for key in ("2026-W09", "2026-W10", "2026-W11")]
    now = datetime(2026, 3, 4, tzinfo=UTC)
    assert week(now) == "2026-W10"
    rounded = shown([*exact, *weeks], now=now)
    assert [one.n for one in rounded[: len(exact)]] == [0, 0, 0, 5, 5, 10, 10, 15]
    assert [one.key for one in rounded[len(exact) :]] == ["2026-W09"]


def test_weeks_are_those_of_the_calendar_also_at_new_year() -> None:
    days = [datetime(2026, 12, 27, tzinfo=UTC), datetime(2026, 12, 28, tzinfo=UTC)]
    days += [datetime(2027, 1, 3, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC)]
    weeks = [week(day) for day in days]
    assert weeks == ["2026-W52", "2026-W53", "2026-W53", "2027-W01"]
    assert all(before <= after for before, after in pairwise(weeks))
