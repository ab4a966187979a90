"""Sending: one response for one draft, whoever clicks, races, crashes or tries again."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, select

from survey.questionnaire.model import Questionnaire, Version
from survey.storage import drafts, responses, tables
from survey.storage.drafts import AlreadySent, Draft, DraftConflict, DraftUnknown
from survey.storage.keys import KeySet, PrivateKey
from survey.storage.sealing import Response, seal, unseal

Begin = Callable[[], tuple[bytes, int]]
Send = Callable[..., None]
KilledAt = Callable[[int, Engine, Callable[[Engine], object]], bool]


@pytest.fixture
def sealed(response: Response, questionnaire: Questionnaire, key_set: KeySet) -> bytes:
    return seal(response, questionnaire, key_set)


@pytest.fixture
def send(version: Version, key_set: KeySet, sealed: bytes, now: datetime) -> Send:
    """Sends the draft of a token, as it was read with a revision."""

    def send(engine: Engine, token: bytes, revision: int, at: datetime = now) -> None:
        questionnaire_id = version.questionnaire.id
        responses.send(engine, token, revision, version.hash, questionnaire_id, key_set, sealed, now=at)

    return send


def number_sent(engine: Engine) -> int:
    return sum(stored.inbox + stored.responses for stored in responses.stored(engine).values())


def test_what_is_sent_can_be_opened_after_mixing(
    engine: Engine,
    begun: Begin,
    send: Send,
    response: Response,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
) -> None:
    send(engine, *begun())
    assert responses.mix(engine, "visitors", key_set.id) == 1
    with engine.connect() as connection:
        row = connection.execute(select(tables.responses)).one()
    assert unseal(row.sealed, row.questionnaire, row.key_set, private_keys[0]) == response


def test_a_second_click_stores_nothing_and_learns_that_it_was_sent(
    engine: Engine, begun: Begin, send: Send, version: Version
) -> None:
    token, revision = begun()
    send(engine, token, revision)
    for again in range(3):
        with pytest.raises(AlreadySent) as caught:
            send(engine, token, revision + again)
        assert caught.value.version == version.hash
    assert number_sent(engine) == 1


def test_of_many_workers_that_race_one_stores_one_row(engine: Engine, begun: Begin, send: Send) -> None:
    token, revision = begun()
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def race() -> None:
        start.wait()
        try:
            send(engine, token, revision)
            outcomes.append("stored")
        except AlreadySent:
            outcomes.append("already")

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already"] * 5 + ["stored"]
    assert number_sent(engine) == 1


def test_what_was_changed_in_another_tab_is_not_sent(
    engine: Engine, begun: Begin, send: Send, draft: Draft, size: int, now: datetime
) -> None:
    token, revision = begun()
    after = drafts.save(engine, token, draft, revision, size=size, now=now)
    with pytest.raises(DraftConflict):
        send(engine, token, revision)
    assert number_sent(engine) == 0
    assert drafts.load(engine, token, now=now).revision == after


def test_expired_and_unknown_drafts_send_nothing(
    engine: Engine, begun: Begin, send: Send, now: datetime
) -> None:
    token, revision = begun()
    with pytest.raises(DraftUnknown):
        send(engine, token, revision, now + timedelta(hours=3))
    with pytest.raises(DraftUnknown):
        send(engine, bytes(32), revision)
    assert number_sent(engine) == 0


def test_a_sent_draft_is_as_long_as_one_that_is_not(engine: Engine, begun: Begin, send: Send) -> None:
    send(engine, *begun())
    begun()
    with engine.connect() as connection:
        lengths = {len(blob) for blob in connection.execute(select(tables.drafts.c.ciphertext)).scalars()}
    assert len(lengths) == 1


def test_simulated_responses_come_without_drafts(engine: Engine, key_set: KeySet, sealed: bytes) -> None:
    responses.insert_many(engine, "visitors", key_set, [sealed] * 7)
    responses.insert_many(engine, "visitors", key_set, [])
    responses.insert_many(engine, "sellers", key_set, [sealed])
    responses.mix(engine, "sellers", key_set.id)
    assert responses.stored(engine) == {"sellers": (0, 1), "visitors": (7, 0)}


def test_a_kill_at_any_step_leaves_none_or_one_and_a_retry_ends_well(
    engine: Engine, begun: Begin, send: Send, now: datetime, killed_at: KilledAt
) -> None:
    for step in count():
        token, revision = begun()
        before = number_sent(engine)
        killed = killed_at(step, engine, lambda worker: send(worker, token, revision))  # noqa: B023
        sent = number_sent(engine) - before
        if sent:
            with pytest.raises(AlreadySent):
                drafts.load(engine, token, now=now)
        else:
            assert drafts.load(engine, token, now=now).revision == revision
            send(engine, token, revision)
        assert number_sent(engine) - before == 1
        if not killed:
            assert step > 4
            return
