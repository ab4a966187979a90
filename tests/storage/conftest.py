"""Real databases for the tests of storage: SQLite files always, PostgreSQL where a server is named.

SURVEY_TEST_POSTGRES is the address of a server on which schemas may be made and dropped.
"""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url

from survey.questionnaire.model import Option, Page, Question, Questionnaire, Row, Version
from survey.questionnaire.versions import freeze
from survey.storage import drafts, published, recipients
from survey.storage.database import connect
from survey.storage.drafts import Draft
from survey.storage.instance import Instance
from survey.storage.keys import KeySet, PrivateKey, new_key
from survey.storage.sealing import Response, sealed_size

POSTGRES = os.environ.get("SURVEY_TEST_POSTGRES", "")
MISSING = "PostgreSQL: SURVEY_TEST_POSTGRES names no server, so storage is tested on SQLite alone"
KINDS = ("sqlite", "postgresql") if POSTGRES or os.environ.get("CI") == "true" else ("sqlite",)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not POSTGRES:
        terminalreporter.write_sep("!", MISSING, red=True, bold=True)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """None stands for SQLite inside the instance folder."""
    if request.param == "sqlite":
        yield None
        return
    if not POSTGRES:
        pytest.fail(MISSING)
    schema = f"test_{secrets.token_hex(8)}"
    server = connect(POSTGRES)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    yield (
        make_url(POSTGRES)
        .update_query_dict({"options": f"-csearch_path={schema}"})
        .render_as_string(hide_password=False)
    )
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    server.dispose()


@pytest.fixture
def instance(tmp_path: Path, database_url: str | None) -> Iterator[Instance]:
    """A new trial instance."""
    instance = Instance.create(tmp_path / "instance", trial=True, database_url=database_url)
    yield instance
    instance.engine.dispose()


@pytest.fixture
def engine(instance: Instance) -> Engine:
    return instance.engine


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Instance]:
    """A new trial instance on SQLite, for what concerns its files."""
    instance = Instance.create(tmp_path / "on-sqlite", trial=True)
    yield instance
    instance.engine.dispose()


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """One question of each type."""

    def options(*codes: str) -> tuple[Option, ...]:
        return tuple(Option(code, {"sv": code, "en": code}) for code in codes)

    def question(identity: str, kind: str, **parts: object) -> Question:
        return Question(id=identity, type=kind, text={"sv": identity, "en": identity}, **parts)  # type: ignore[arg-type]

    declined = options("declined")
    return Questionnaire(
        id="visitors",
        title={"sv": "Besökare", "en": "Visitors"},
        languages=("sv", "en"),
        wave="2026",
        pages=(
            Page(
                id="first",
                questions=(
                    question("voluntary", "info"),
                    question("sought_help", "single", options=options("yes", "no"), states=declined),
                    question("channel", "multi", options=options("phone", "online"), order="random"),
                    question("trust", "matrix", options=options("low", "high"), rows=(Row("police", {}),)),
                ),
            ),
            Page(
                id="second",
                questions=(
                    question("satisfaction", "scale", options=options("1", "2", "3")),
                    question("times", "number", min=1, max=99),
                    question("last_contact", "month"),
                    question("improve", "open", max_length=100),
                ),
            ),
            Page(id="done", outcome="completed"),
        ),
    )


@pytest.fixture(scope="session")
def version(questionnaire: Questionnaire) -> Version:
    return freeze(questionnaire)


@pytest.fixture(scope="session")
def size(questionnaire: Questionnaire) -> int:
    return sealed_size(questionnaire)


@pytest.fixture(scope="session")
def private_keys() -> tuple[PrivateKey, ...]:
    return tuple(new_key(name, trial=True) for name in ("Anna", "Berit", "Cecilia"))


@pytest.fixture(scope="session")
def key_set(private_keys: tuple[PrivateKey, ...]) -> KeySet:
    return KeySet(tuple(key.public for key in private_keys))


@pytest.fixture
def response(version: Version) -> Response:
    return Response(
        version=version.hash,
        language="ru",
        month="2026-03",
        wave="2026",
        collector="abcd2345",
        answers={
            "sought_help": "yes",
            "channel": ["phone", "online"],
            "trust.police": None,
            "satisfaction": 3,
            "times": 7,
            "last_contact": "2026-02",
            "improve": "Мало времени 🌱",
        },
        orders={"channel": ["online", "phone"]},
    )


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


@pytest.fixture
def draft(version: Version) -> Draft:
    return Draft(
        version=version.hash, language="sv", answers={"sought_help": "no"}, passed=("first",), seed=2**40
    )


@pytest.fixture
def open_instance(instance: Instance, version: Version, private_keys: tuple[PrivateKey, ...]) -> Instance:
    """An instance with three recipients and one open version."""
    for key in private_keys:
        recipients.add(instance.engine, key.public)
    published.publish(instance.engine, version)
    return instance


@pytest.fixture
def begun(engine: Engine, draft: Draft, size: int, now: datetime) -> Callable[[], tuple[bytes, int]]:
    """Begins a draft each time it is called: its token and revision."""

    def begin() -> tuple[bytes, int]:
        token = secrets.token_bytes(32)
        return token, drafts.begin(engine, token, draft, size=size, now=now)

    return begin


@pytest.fixture
def killed_at() -> Callable[[int, Engine, Callable[[Engine], object]], bool]:
    """Does some work in a process of its own that kills itself (-9) at a step: the steps are before and
    after each statement. False when the work was done before that step came."""

    def killed_at(step: int, engine: Engine, work: Callable[[Engine], object]) -> bool:
        address = engine.url.render_as_string(hide_password=False)
        child = os.fork()
        if child == 0:
            steps = count()

            def take_step(*_: object) -> None:
                if next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            try:
                own = connect(address)
                event.listen(own, "before_cursor_execute", take_step)
                event.listen(own, "after_cursor_execute", take_step)
                work(own)
            except BaseException:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or status == 0, "the work failed by itself"
        return os.WIFSIGNALED(status)

    return killed_at
