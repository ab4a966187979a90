"""Drafts: only their token opens them, nothing overwrites unseen, and they end in time."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from survey.storage import drafts, tables
from survey.storage.drafts import AlreadySent, Draft, DraftConflict, DraftUnknown

Begin = Callable[[], tuple[bytes, int]]


def rows(engine: Engine) -> list[tuple[bytes, bytes, int, int]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(tables.drafts))]  # type: ignore[misc]


def test_what_was_kept_comes_back(engine: Engine, begun: Begin, draft: Draft, now: datetime) -> None:
    token, revision = begun()
    assert drafts.load(engine, token, now=now) == (draft, revision)


def test_saving_replaces_it_under_a_new_revision(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    changed = msgspec.structs.replace(draft, language="ru", answers={"improve": "тише"}, passed=())
    after = drafts.save(engine, token, changed, revision, size=size, now=now)
    assert after != revision
    assert drafts.load(engine, token, now=now) == (changed, after)


def test_an_unknown_token_is_never_adopted(engine: Engine, draft: Draft, size: int, now: datetime) -> None:
    for planted in (secrets.token_bytes(32), b"", b"short", bytes(32)):
        with pytest.raises(DraftUnknown):
            drafts.load(engine, planted, now=now)
        with pytest.raises(DraftUnknown):
            drafts.save(engine, planted, draft, 1, size=size, now=now)
    assert rows(engine) == []


def test_of_two_tabs_the_second_to_save_is_told(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    first = msgspec.structs.replace(draft, answers={"sought_help": "yes"})
    drafts.save(engine, token, first, revision, size=size, now=now)
    with pytest.raises(DraftConflict):
        drafts.save(engine, token, draft, revision, size=size, now=now)
    assert drafts.load(engine, token, now=now).draft == first


def test_of_many_who_save_at_once_exactly_one_succeeds(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    outcomes: list[object] = []
    start = threading.Barrier(6)

    def save(number: int) -> None:
        start.wait()
        try:
            mine = msgspec.structs.replace(draft, seed=number)
            outcomes.append(drafts.save(engine, token, mine, revision, size=size, now=now))
        except DraftConflict as conflict:
            outcomes.append(conflict)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert (len(saved), len(outcomes)) == (1, 6)
    assert drafts.load(engine, token, now=now).revision == saved[0]


def test_deleting_leaves_nothing(engine: Engine, begun: Begin, now: datetime) -> None:
    token, _ = begun()
    drafts.delete(engine, token)
    drafts.delete(engine, token)
    assert rows(engine) == []
    with pytest.raises(DraftUnknown):
        drafts.load(engine, token, now=now)


def test_a_draft_lives_for_two_idle_hours_and_at_most_one_more(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    drafts.load(engine, token, now=now + timedelta(hours=2) - timedelta(seconds=1))
    with pytest.raises(DraftUnknown):
        drafts.load(engine, token, now=now + timedelta(hours=3))
    late = now + timedelta(hours=1, minutes=50)
    drafts.save(engine, token, draft, revision, size=size, now=late)
    drafts.load(engine, token, now=late + timedelta(hours=2) - timedelta(seconds=1))


def test_with_a_resume_code_it_lives_for_fourteen_days(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    resumable = msgspec.structs.replace(draft, resumable=True)
    drafts.save(engine, token, resumable, revision, size=size, now=now)
    drafts.load(engine, token, now=now + timedelta(days=14) - timedelta(seconds=1))
    with pytest.raises(DraftUnknown):
        drafts.load(engine, token, now=now + timedelta(days=14, hours=1))


def test_an_expired_draft_cannot_be_saved(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    with pytest.raises(DraftUnknown):
        drafts.save(engine, token, draft, revision, size=size, now=now + timedelta(hours=3))


def test_a_clock_that_is_a_day_off_all_the_time_ends_nothing_early(
    engine: Engine, draft: Draft, size: int, now: datetime
) -> None:
    for off in (timedelta(days=1), -timedelta(days=1)):
        token = secrets.token_bytes(32)
        drafts.begin(engine, token, draft, size=size, now=now + off)
        assert drafts.load(engine, token, now=now + off + timedelta(minutes=119)).draft == draft


def test_a_clock_that_is_set_back_ends_nothing(engine: Engine, begun: Begin, now: datetime) -> None:
    token, _ = begun()
    drafts.purge_expired(engine, now - timedelta(days=1))
    drafts.load(engine, token, now=now - timedelta(days=1))


def test_purging_deletes_what_has_expired_and_nothing_else(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    begun()
    later = now + timedelta(hours=2)
    kept = secrets.token_bytes(32)
    drafts.begin(engine, kept, draft, size=size, now=later)
    assert drafts.purge_expired(engine, now + timedelta(hours=3)) == 1
    assert drafts.load(engine, kept, now=later).draft == draft
    assert len(rows(engine)) == 1


def test_all_rows_of_a_version_are_equally_long_and_say_nothing_of_when(
    engine: Engine, draft: Draft, size: int, now: datetime
) -> None:
    full = msgspec.structs.replace(draft, answers={"improve": "🌱" * 100}, passed=("first", "second"))
    for minutes, one in enumerate((draft, full, draft)):
        drafts.begin(engine, secrets.token_bytes(32), one, size=size, now=now + timedelta(minutes=minutes))
    kept = rows(engine)
    assert {len(ciphertext) for _, ciphertext, _, _ in kept} == {1 + 12 + size + 16}
    assert len({expires for *_, expires in kept}) == 1
    assert all(0 <= revision < 2**63 for _, _, revision, _ in kept)


def test_the_token_and_the_answers_are_not_in_the_row(engine: Engine, begun: Begin, draft: Draft) -> None:
    token, _ = begun()
    (row,) = rows(engine)
    for hidden in (token, draft.version.encode(), b"sought_help"):
        assert all(hidden not in cell for cell in row if isinstance(cell, bytes))


def test_a_row_that_was_moved_to_another_id_or_damaged_is_not_opened(
    engine: Engine, begun: Begin, now: datetime
) -> None:
    token, _ = begun()
    other, _ = begun()
    table = tables.drafts
    with engine.connect() as connection:
        ciphertext = connection.execute(
            select(table.c.ciphertext).where(table.c.id == drafts.place_of(other).id)
        ).scalar_one()
        connection.execute(
            update(table).where(table.c.id == drafts.place_of(token).id).values(ciphertext=ciphertext)
        )
    with pytest.raises(DraftUnknown, match="damaged"):
        drafts.load(engine, token, now=now)


def test_a_sent_draft_says_which_version_it_answered(
    engine: Engine, begun: Begin, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    with engine.connect() as connection:
        sent = drafts.Sent(draft.version)
        drafts.replace_on(connection, token, sent, revision, size=size, now=now)
    with pytest.raises(AlreadySent) as caught:
        drafts.load(engine, token, now=now)
    assert caught.value.version == draft.version
    with pytest.raises(AlreadySent):
        drafts.save(engine, token, draft, revision, size=size, now=now)
