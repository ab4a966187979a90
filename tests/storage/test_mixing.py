"""Mixing: nothing is lost or doubled, no order is left, and the old mix key is gone – crash or not."""

import random
import threading
from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import Engine, func, select, update

from survey.questionnaire.model import Questionnaire
from survey.storage import mixing, responses, tables
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import KeySet, PrivateKey
from survey.storage.sealing import Response, seal, unseal

KilledAt = Callable[[int, Engine, Callable[[Engine], object]], bool]
NO_KEY = bytes(32)


@pytest.fixture
def numbered(questionnaire: Questionnaire, key_set: KeySet) -> Callable[[range], list[bytes]]:
    """Sealed responses that carry their numbers, in the order in which they come."""

    def numbered(numbers: range) -> list[bytes]:
        return [
            seal(
                Response(version="0" * 64, language="sv", month="2026-03", answers={"times": number}),
                questionnaire,
                key_set,
            )
            for number in numbers
        ]

    return numbered


def mix_keys(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        return list(connection.execute(select(tables.mix_keys.c.key)).scalars())


def untidy(engine: Engine) -> bool:
    with engine.connect() as connection:
        return any(connection.execute(select(tables.mix_keys.c.untidy)).scalars())


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.inbox)).scalar_one()


def stored(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        query = select(tables.responses.c.sealed).order_by(tables.responses.c.id)
        return list(connection.execute(query).scalars())


def opened(engine: Engine, key_set: KeySet, key: PrivateKey) -> list[object]:
    """The numbers of what has been mixed, in the order of the ids."""
    place = key_set.position(key.public.fingerprint)
    return [unseal(sealed, "visitors", key_set.id, key, place).answers["times"] for sealed in stored(engine)]


def rank_correlation(one: list[int], other: list[int]) -> float:
    """Spearman's rho of two lists without ties."""
    n = len(one)
    ranks = [{value: rank for rank, value in enumerate(sorted(values))} for values in (one, other)]
    distance = sum((ranks[0][a] - ranks[1][b]) ** 2 for a, b in zip(one, other, strict=True))
    return 1 - 6 * distance / (n * (n * n - 1))


def test_everything_moves_once(
    engine: Engine,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
    numbered: Callable[[range], list[bytes]],
) -> None:
    responses.insert_many(engine, "visitors", key_set, numbered(range(25)))
    assert responses.mix(engine, "visitors", key_set.id) == 25
    assert responses.mix(engine, "visitors", key_set.id) == 0
    assert sorted(opened(engine, key_set, private_keys[0])) == list(range(25))  # type: ignore[type-var]
    assert waiting(engine) == 0


def test_only_lots_of_ten_are_due(
    engine: Engine, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    lot = numbered(range(10))
    responses.insert_many(engine, "visitors", key_set, lot[:9])
    responses.insert_many(engine, "sellers", key_set, lot)
    assert responses.mix_due(engine) == 10
    assert responses.stored(engine) == {"sellers": (0, 10), "visitors": (9, 0)}
    responses.insert_many(engine, "visitors", key_set, lot[9:])
    assert responses.mix_due(engine) == 10
    assert responses.mix_due(engine, at_least=1) == 0


def test_everybodys_own_key_set_is_a_lot_of_its_own(
    engine: Engine, key_set: KeySet, questionnaire: Questionnaire, response: Response
) -> None:
    fewer = KeySet(key_set.recipients[:2])
    for keys in (key_set, fewer):
        sealed = [seal(response, questionnaire, keys)] * 6
        responses.insert_many(engine, "visitors", keys, sealed)
    assert responses.mix_due(engine) == 0
    assert responses.mix(engine, "visitors", fewer.id) == 6
    assert responses.stored(engine) == {"visitors": (6, 6)}


def test_the_mix_key_is_overwritten_when_the_inbox_is_empty_and_made_anew_for_the_next(
    engine: Engine, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    lot = numbered(range(2))
    responses.insert_many(engine, "visitors", key_set, lot[:1])
    (first,) = mix_keys(engine)
    responses.mix(engine, "visitors", key_set.id)
    assert mix_keys(engine) == [NO_KEY]
    responses.insert_many(engine, "visitors", key_set, lot[1:])
    (second,) = mix_keys(engine)
    assert second not in (first, NO_KEY)


def test_a_row_of_the_inbox_shows_not_even_the_sealed_bytes(
    engine: Engine, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    (sealed,) = numbered(range(1))
    responses.insert_many(engine, "visitors", key_set, [sealed, sealed])
    with engine.connect() as connection:
        rows = connection.execute(select(tables.inbox.c.ciphertext)).scalars().all()
    assert rows[0][12:] != rows[1][12:]
    pieces = [sealed[place : place + 16] for place in range(0, len(sealed) - 16, 16)]
    assert not any(piece in row for row in rows for piece in pieces)


def test_ids_change_on_the_way(
    engine: Engine, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    responses.insert_many(engine, "visitors", key_set, numbered(range(10)))
    with engine.connect() as connection:
        before = set(connection.execute(select(tables.inbox.c.id)).scalars())
    responses.mix(engine, "visitors", key_set.id)
    with engine.connect() as connection:
        after = set(connection.execute(select(tables.responses.c.id)).scalars())
    assert not before & after
    assert all(0 <= identity < 2**63 for identity in before | after)


def test_a_damaged_row_stops_nobody_elses(
    engine: Engine, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    responses.insert_many(engine, "visitors", key_set, numbered(range(5)))
    with engine.connect() as connection:
        one = connection.execute(select(tables.inbox.c.id).limit(1)).scalar_one()
        connection.execute(update(tables.inbox).where(tables.inbox.c.id == one).values(ciphertext=b"?"))
    assert responses.mix(engine, "visitors", key_set.id) == 4
    assert waiting(engine) == 1


def test_what_comes_while_it_mixes_is_not_lost(
    engine: Engine,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
    numbered: Callable[[range], list[bytes]],
) -> None:
    coming = numbered(range(60))
    failures: list[Exception] = []

    def arrive(part: int) -> None:
        try:
            for sealed in coming[part::3]:
                responses.insert_many(engine, "visitors", key_set, [sealed])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=arrive, args=(part,)) for part in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        responses.mix_due(engine)
        threads[0].join(0.01)
    responses.mix(engine, "visitors", key_set.id)
    assert failures == []
    assert sorted(opened(engine, key_set, private_keys[0])) == list(range(60))  # type: ignore[type-var]


def test_case_36_a_kill_at_any_step_loses_nothing_doubles_nothing_and_the_next_mixing_ends_it(
    engine: Engine,
    key_set: KeySet,
    private_keys: tuple[PrivateKey, ...],
    numbered: Callable[[range], list[bytes]],
    killed_at: KilledAt,
) -> None:
    lot = numbered(range(3))
    total = 0
    for step in count():
        responses.insert_many(engine, "visitors", key_set, lot)
        total += len(lot)
        killed = killed_at(step, engine, lambda worker: responses.mix(worker, "visitors", key_set.id))
        assert len(stored(engine)) + waiting(engine) == total
        if not waiting(engine):
            assert mix_keys(engine) == [NO_KEY]
        responses.mix(engine, "visitors", key_set.id)
        assert (len(stored(engine)), waiting(engine)) == (total, 0)
        assert mix_keys(engine) == [NO_KEY]
        assert not untidy(engine)
        if not killed:
            break
    assert step > 10
    assert sorted(opened(engine, key_set, private_keys[0])) == sorted([0, 1, 2] * (total // 3))  # type: ignore[type-var]


def test_when_somebody_is_in_the_way_it_is_tidied_the_next_time(
    sqlite: Instance, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    engine = sqlite.engine
    responses.insert_many(engine, "visitors", key_set, numbered(range(10)))
    with engine.connect() as reader:
        reader.exec_driver_sql("PRAGMA busy_timeout=0")
        reader.exec_driver_sql("BEGIN")
        reader.execute(select(tables.responses.c.id)).all()
        with engine.connect() as next_in_the_pool:
            next_in_the_pool.exec_driver_sql("PRAGMA busy_timeout=0")
        assert responses.mix(engine, "visitors", key_set.id) == 10
        assert untidy(engine)
        reader.exec_driver_sql("ROLLBACK")
    assert mixing.tidy(engine)
    assert not untidy(engine)


def test_in_a_rush_the_files_are_rewritten_only_now_and_then(
    engine: Engine,
    key_set: KeySet,
    numbered: Callable[[range], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lot = numbered(range(10))
    clock = 1000.0
    monkeypatch.setattr(mixing, "monotonic", lambda: clock)
    monkeypatch.setattr(mixing, "_rest_until", {engine: 1001.0})
    responses.insert_many(engine, "visitors", key_set, lot)
    assert responses.mix_due(engine) == 10
    assert mix_keys(engine) == [NO_KEY]
    assert untidy(engine)
    clock = 1001.0
    assert responses.mix_due(engine) == 0
    assert not untidy(engine)


# What is left on the disk.


def on_disk(instance: Instance) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(instance.path.iterdir()) if path.is_file())


def test_the_old_mix_key_and_the_rows_of_the_inbox_are_in_no_file(
    sqlite: Instance, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    engine = sqlite.engine
    for batch in range(3):
        responses.insert_many(engine, "visitors", key_set, numbered(range(10 * batch, 10 * batch + 10)))
        with engine.connect() as connection:
            rows = connection.execute(select(tables.inbox.c.ciphertext)).scalars().all()
        (key,) = mix_keys(engine)
        assert key in on_disk(sqlite)
        responses.mix(engine, "visitors", key_set.id)
        left = on_disk(sqlite)
        assert key not in left
        for row in rows:
            assert all(row[place : place + 24] not in left for place in range(0, len(row) - 24, 500))


def test_neither_ids_nor_places_in_the_file_tell_in_which_order_they_came(
    sqlite: Instance,
    key_set: KeySet,
    numbered: Callable[[range], list[bytes]],
) -> None:
    engine, lot = sqlite.engine, numbered(range(80))
    arrived: list[bytes] = []
    for batch in range(25):  # the sealed bytes stand for themselves: only their tail must differ
        coming = [sealed[:-16] + random.Random(f"{batch} {n}").randbytes(16) for n, sealed in enumerate(lot)]
        arrived += [sealed[-16:] for sealed in coming]
        with writing(engine) as connection:
            layer = mixing.layer_for(connection, "visitors", key_set)
            for sealed in coming:
                connection.execute(
                    tables.inbox.insert(),
                    {
                        "id": mixing.random_id(),
                        "questionnaire": "visitors",
                        "key_set": key_set.id,
                        "ciphertext": layer.put_on(sealed),
                    },
                )
        responses.mix(engine, "visitors", key_set.id)
    by_id = {sealed[-16:]: place for place, sealed in enumerate(stored(engine))}
    raw = (sqlite.path / "survey.db").read_bytes()
    order = list(range(len(arrived)))
    assert abs(rank_correlation(order, [by_id[tag] for tag in arrived])) < 0.1
    assert abs(rank_correlation(order, [raw.index(tag) for tag in arrived])) < 0.1


def test_rows_lie_by_id_and_no_batch_can_be_told_from_another(
    instance: Instance, key_set: KeySet, numbered: Callable[[range], list[bytes]]
) -> None:
    engine = instance.engine
    for batch in range(4):
        responses.insert_many(engine, "visitors", key_set, numbered(range(10 * batch, 10 * batch + 10)))
        responses.mix(engine, "visitors", key_set.id)
    kept = stored(engine)
    if engine.dialect.name == "sqlite":
        raw = (instance.path / "survey.db").read_bytes()
        lying = sorted(kept, key=lambda sealed: raw.index(sealed[-16:]))
    else:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT sealed, xmin::text FROM responses ORDER BY ctid").all()
        lying = [sealed for sealed, _ in rows]
        assert len({transaction for _, transaction in rows}) == 1
    assert lying == kept
