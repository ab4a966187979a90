"""What is left in a database's files after mixing; on PostgreSQL also in its log and its statistics."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, select, text, update

from survey.questionnaire.model import Questionnaire
from survey.storage import database, mixing, responses, rewriting, tables
from survey.storage.database import DatabaseBusy, connect, reading, writing
from survey.storage.instance import Instance
from survey.storage.keys import KeySet
from survey.storage.postgresql import ServerUnsafe, refuse_unsafe_server
from survey.storage.sealing import Response, seal
from tests.storage.conftest import KINDS, POSTGRES
from tests.storage.test_mixing import mix_keys, rank_correlation, untidy

README = Path(rewriting.__file__).parents[1] / "deployment/README.md"
on_postgresql = pytest.mark.parametrize(
    "database_url", [kind for kind in KINDS if kind == "postgresql"], indirect=True
)


@pytest.fixture
def coming(questionnaire: Questionnaire, key_set: KeySet) -> Callable[[int], list[bytes]]:
    """Sealed responses; where sealing would take too long, differing in their tails only."""
    sealed = seal(Response(version="0" * 64, language="sv", month="2026-03"), questionnaire, key_set)
    return lambda number: [sealed[:-16] + os.urandom(16) for _ in range(number)]


def arrive(engine: Engine, key_set: KeySet, sealed: list[bytes]) -> None:
    """One after another, as people do."""
    for one in sealed:
        responses.insert_many(engine, "visitors", key_set, [one])


def folder(instance: Instance) -> Path:
    """Where the database's files lie: all of them, its log included."""
    if instance.engine.dialect.name == "sqlite":
        return instance.path
    with instance.engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")  # what is in memory only is on the disk sooner or later
        return Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())


def on_disk(instance: Instance) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder(instance).rglob("*")) if path.is_file())


def files_of(instance: Instance, table: str) -> bytes:
    """A table's own file, and the one beside it for large values."""
    query = text(
        "SELECT pg_relation_filepath(oid), pg_relation_filepath(nullif(reltoastrelid, 0)) "
        "FROM pg_class WHERE oid = to_regclass(:table)"
    )
    place = folder(instance)
    with instance.engine.connect() as connection:
        names = connection.execute(query, {"table": table}).one()
    return b"".join((place / name).read_bytes() for name in names if name)


def places_in(raw: bytes, tags: Iterable[bytes]) -> dict[bytes, int]:
    """Where each tag lies; quick if they lie in the order given."""
    places, last = {}, 0
    for tag in tags:
        last = raw.find(tag, last)
        places[tag] = last = last if last >= 0 else raw.index(tag)
    return places


def test_neither_mix_keys_nor_rows_of_the_inbox_are_left_anywhere(
    instance: Instance, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    for _ in range(3):
        arrive(instance.engine, key_set, coming(10))
        with instance.engine.connect() as connection:
            rows = connection.execute(select(tables.inbox.c.ciphertext)).scalars().all()
        (key,) = mix_keys(instance.engine)
        assert key in on_disk(instance)
        responses.mix(instance.engine, "visitors", key_set.id)
        left = on_disk(instance)
        assert key not in left
        assert not [row for row in rows if row[100:132] in left or row[-32:] in left]


def test_a_response_lies_in_one_place_of_the_whole_database(
    instance: Instance, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    """Else the older places tell in which batch it was."""
    sealed = [one for _ in range(4) for one in coming(10)]
    for start in range(0, 40, 10):
        arrive(instance.engine, key_set, sealed[start : start + 10])
        responses.mix(instance.engine, "visitors", key_set.id)
    left = on_disk(instance)
    assert {left.count(one[-16:]) for one in sealed} == {1}


@on_postgresql
def test_no_column_that_postgresql_adds_tells_in_which_order_they_came(
    instance: Instance, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    engine = instance.engine
    sealed = coming(2000)
    for start in range(0, 2000, 10):
        responses.insert_many(engine, "visitors", key_set, sealed[start : start + 10])
        assert responses.mix_due(engine) == 10
    columns = text("SELECT sealed, xmin::text, cmin::text, id FROM responses ORDER BY ctid")
    with engine.connect() as connection:
        in_a_rush = {row.xmin for row in connection.execute(columns)}
    assert len(in_a_rush) > 1, "else this test could not see what it is about"
    assert mixing.tidy(engine)
    with engine.connect() as connection:
        rows = connection.execute(columns).all()
        toast = connection.execute(
            text("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'responses'::regclass")
        ).scalar_one()
        pieces = text(f"SELECT chunk_data FROM {toast} ORDER BY chunk_id, chunk_seq")  # noqa: S608
        by_number = b"".join(connection.execute(pieces).scalars())
    assert len({(row.xmin, row.cmin) for row in rows}) == 1
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    raw = files_of(instance, "responses")
    arrived = [one[-16:] for one in sealed]
    by_ctid = {row.sealed[-16:]: place for place, row in enumerate(rows)}
    for places in (by_ctid, places_in(raw, by_ctid), places_in(by_number, by_ctid)):
        assert abs(rank_correlation(list(range(2000)), [places[tag] for tag in arrived])) < 0.1


@on_postgresql
def test_what_an_older_transaction_can_still_see_is_rewritten_once_more(
    instance: Instance,
    key_set: KeySet,
    coming: Callable[[int], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rewriting, "BUSY_SECONDS", 0.05)
    engine, sealed = instance.engine, coming(20)
    arrive(engine, key_set, sealed)
    with reading(engine) as older:
        older.execute(select(tables.settings.c.name)).all()
        assert responses.mix(engine, "visitors", key_set.id) == 20
        assert untidy(engine)
    assert mixing.tidy(engine)
    assert not untidy(engine)
    left = on_disk(instance)
    assert {left.count(one[-16:]) for one in sealed} == {1}


@on_postgresql
def test_earlier_mix_keys_are_overwritten_where_they_lay(instance: Instance, key_set: KeySet) -> None:
    """Not in another file, which would leave them on the raw disk."""
    with instance.engine.connect() as connection:
        keys = [os.urandom(32) for _ in range(5)]
        connection.execute(
            tables.mix_keys.insert().values(
                questionnaire="visitors", key_set=key_set.id, key=keys[0], untidy=0
            )
        )
        for key in (*keys[1:], bytes(32)):
            connection.execute(update(tables.mix_keys).values(key=key))
        place = connection.exec_driver_sql("SELECT pg_relation_filepath('mix_keys')").scalar_one()
    file = folder(instance) / place
    assert sum(key in file.read_bytes() for key in keys) > 3
    rewriting.overwrite_old_keys(instance.engine)
    assert not [key for key in keys if key in file.read_bytes()]
    assert mix_keys(instance.engine) == [bytes(32)]


@on_postgresql
def test_statistics_hold_no_mix_key(
    instance: Instance, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    responses.insert_many(instance.engine, "visitors", key_set, coming(1))
    with instance.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        columns = text("SELECT attname FROM pg_stats WHERE tablename = 'mix_keys'")
        assert set(connection.execute(columns).scalars()) == {"questionnaire", "key_set", "untidy", "wave"}


# The role that the README tells to make.


@pytest.fixture
def role(database_url: str) -> Iterator[str]:
    """An ordinary role that owns the database's schema; its address."""
    server = connect(database_url)
    name = make_url(database_url).query["options"].removeprefix("-csearch_path=")  # type: ignore[union-attr]
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA {name} TO {name}")
        database = connection.exec_driver_sql("SELECT current_database()").scalar_one()
    yield make_url(database_url).set(username=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {database} FROM {name}")
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")
    server.dispose()


def grant_as_documented(role: str) -> None:
    """Run the GRANT lines of the README."""
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    grants = [line for line in lines if line.startswith("GRANT ")]
    assert grants
    with connect(POSTGRES).connect() as server:
        for line in grants:
            server.exec_driver_sql(line.replace(" TO survey;", f" TO {make_url(role).username};"))


@on_postgresql
def test_a_role_with_the_documented_rights_can_do_all_of_it(
    tmp_path: Path, role: str, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    grant_as_documented(role)
    instance = Instance.create(tmp_path / "ordinary", trial=True, database_url=role)
    refuse_unsafe_server(instance.engine)
    responses.insert_many(instance.engine, "visitors", key_set, coming(10))
    assert responses.mix(instance.engine, "visitors", key_set.id) == 10
    assert not untidy(instance.engine)
    instance.engine.dispose()


@on_postgresql
def test_a_role_without_them_is_told_so_and_loses_nothing(
    tmp_path: Path, role: str, key_set: KeySet, coming: Callable[[int], list[bytes]]
) -> None:
    instance = Instance.create(tmp_path / "poor", trial=True, database_url=role)
    with pytest.raises(ServerUnsafe, match=r"pg_checkpoint.*pg_monitor.*pg_switch_wal"):
        refuse_unsafe_server(instance.engine)
    responses.insert_many(instance.engine, "visitors", key_set, coming(10))
    with pytest.raises(rewriting.MayNotRewrite, match="README"):
        responses.mix(instance.engine, "visitors", key_set.id)
    assert responses.stored(instance.engine) == {"visitors": (0, 10)}
    assert untidy(instance.engine)
    instance.engine.dispose()


@on_postgresql
@pytest.mark.parametrize(
    ("name", "value"),
    [("log_statement", "all"), ("log_min_duration_statement", "0"), ("log_duration", "on")],
)
def test_a_server_that_keeps_times_is_refused(database_url: str, name: str, value: str) -> None:
    url = make_url(database_url)
    options = f"{url.query['options']} -c{name}={value}"
    engine = connect(url.update_query_dict({"options": options}).render_as_string(hide_password=False))
    with pytest.raises(ServerUnsafe, match=f"set {name} to"):
        refuse_unsafe_server(engine)
    engine.dispose()


def test_a_server_as_the_tests_have_it_is_fit(instance: Instance) -> None:
    refuse_unsafe_server(instance.engine)


# A host that goes in the middle of a transaction.


@on_postgresql
def test_the_locks_of_a_host_that_has_gone_are_given_to_the_others(
    instance: Instance,
    key_set: KeySet,
    coming: Callable[[int], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL itself would keep them for two hours, and nobody could send anything meanwhile."""
    responses.insert_many(instance.engine, "visitors", key_set, coming(1))
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.5)
    gone = connect(instance.engine.url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseBusy), writing(gone) as connection:
        mixing.layer_for(connection, "visitors", key_set)
        responses.insert_many(instance.engine, "visitors", key_set, coming(1))
    assert responses.stored(instance.engine)["visitors"].inbox == 2
    gone.dispose()


@on_postgresql
def test_a_bundle_may_take_longer(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.05)
    patient = connect(instance.engine.url.render_as_string(hide_password=False))
    with reading(patient) as connection, instance.engine.connect() as other:
        other.exec_driver_sql("SELECT pg_sleep(0.2)")
        assert connection.execute(select(tables.settings.c.name)).all()
    patient.dispose()
