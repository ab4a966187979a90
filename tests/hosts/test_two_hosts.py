"""Two application hosts with one database: whoever began on the one goes on where the other is left."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from survey.storage import responses
from survey.storage.counts import totals
from survey.storage.database import connect
from survey.storage.sealing import unseal
from survey.storage.tables import responses as table
from tests.deployment.doors import Door, Visitor
from tests.deployment.live import QUESTIONNAIRE
from tests.deployment.processes import survey, until
from tests.deployment.test_nothing_written import family
from tests.deployment.walks import answered, respondent
from tests.hosts.conftest import PORT, Served, Service
from tests.whole.http_client import Client
from tests.whole.respondent import Respondent

PAGES_BEFORE = 8


class Interrupted(Client):
    """A visitor during whose walk something happens: before the n-th request, once."""

    def __init__(self, door: Door, before: int, happens: Callable[[], None]) -> None:
        super().__init__("https://unused")
        self._visitor = Visitor(door)
        self.cookies, self.seen = self._visitor.cookies, self._visitor.seen
        self._before = before
        self._happens = happens

    def ask(self, method, address, fields=None):  # type: ignore[no-untyped-def,override]
        if len(self.seen) == self._before:
            self._happens()
        return self._visitor.ask(method, address, fields)


def kill(served: Served) -> None:
    """End a host's server at once, workers first."""
    pids = [*family(served.process.pid)]
    for pid in reversed(pids):
        os.kill(pid, signal.SIGKILL)
    until(lambda: served.process.poll() is not None, "the server is gone")


def interrupted(service: Service, happens: Callable[[], None]) -> Respondent:
    """Somebody in whose way something happens."""
    return respondent(Interrupted(service.door, PAGES_BEFORE, happens))


def command(served: Served, *words: str) -> subprocess.CompletedProcess[str]:
    """`survey …` as somebody runs it on that host."""
    return subprocess.run(
        served.host.command(*survey("--instance", served.folder, *words)),
        env={**os.environ, "SURVEY_DATABASE": served.database},
        capture_output=True,
        text=True,
        timeout=120,
    )


def stored(service: Service) -> tuple[int, int]:
    return responses.stored(service.instance.engine).get(QUESTIONNAIRE, (0, 0))


@pytest.mark.parametrize("gone", [0, 1])
def test_a_host_is_killed_and_the_respondent_goes_on(service: Service, gone: int) -> None:
    one = interrupted(service, lambda: kill(service.served[gone]))
    assert one.sent
    assert sum(stored(service)) == 1
    assert answered(service.door).sent, "newcomers are served too"


def test_a_cable_is_pulled_and_the_respondent_goes_on(service: Service) -> None:
    """Nobody refuses then: requests to that host are lost, and tried on the other one."""
    host = service.served[0].host
    try:
        one = interrupted(service, host.unplug)
        assert one.sent
        assert sum(stored(service)) == 1
    finally:
        host.plug()


def test_a_visit_does_not_know_which_host_it_is_on(service: Service) -> None:
    """Cookies and forms of the one are understood by the other."""
    assert all(answered(service.door).sent for _ in range(3))
    assert all(connections_made(one) > 10 for one in service.served), "nginx asks both in turn"


def connections_made(served: Served) -> int:
    """How many connections the server on a host has taken."""
    lines = subprocess.run(
        served.host.command("cat", "/proc/net/netstat", "/proc/net/snmp"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    names, values = (line.split() for line in lines if line.startswith("Tcp:"))
    return int(dict(zip(names, values, strict=True))["PassiveOpens"])


def test_both_mix_at_the_same_time_and_nothing_is_lost_or_doubled(service: Service) -> None:
    for _ in range(8):  # too few for the servers to do it
        assert answered(service.door).sent
    mixing = [
        subprocess.Popen(
            one.host.command(*survey("--instance", one.folder, "mix")),
            env={**os.environ, "SURVEY_DATABASE": one.database},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for one in service.served
    ]
    said = [process.communicate(timeout=120) for process in mixing]
    assert [process.returncode for process in mixing] == [0, 0], said
    moved = [int(out.split()[0]) for out, _ in said]
    assert sum(moved) == 8
    assert stored(service) == (0, 8)
    with service.instance.engine.connect() as connection:
        rows = connection.execute(select(table)).all()
    opened = [unseal(row.sealed, row.questionnaire, row.key_set, service.keys[0]) for row in rows]
    assert {response.wave for response in opened} == {opened[0].wave}
    assert all(response.answers for response in opened)


def test_when_ten_have_come_to_either_they_are_mixed(service: Service) -> None:
    for _ in range(10):
        assert answered(service.door).sent
    until(lambda: stored(service) == (0, 10), "one of the servers mixes")


def test_counts_of_both_are_added_up(service: Service) -> None:
    for _ in range(6):
        assert answered(service.door).sent
    for one in service.served:
        one.process.terminate()
    until(lambda: all(one.process.poll() is not None for one in service.served), "both have stopped")
    counted = {(count.dimension, count.n) for count in totals(service.instance.engine)}
    assert ("week_sent", 6) in counted


def test_status_says_the_same_on_both(service: Service) -> None:
    said = [command(one, "status") for one in service.served]
    assert [one.returncode for one in said] == [0, 0]
    first, second = (
        one.stdout.replace(str(served.folder), "") for one, served in zip(said, service.served, strict=True)
    )
    assert "postgresql" in first
    assert first == second


def test_no_host_keeps_anything_of_a_visit(service: Service) -> None:
    one = answered(service.door)
    for served in service.served:
        names = {path.name for path in Path(served.folder).rglob("*") if path.is_file()}
        assert names == {"secret"}
        log = served.log.read_text(encoding="utf-8").partition("Ctrl-C stops.\n")[2]
        assert not [path for path, _ in one.client.seen if len(path) > 5 and path in log]


def test_a_database_server_that_writes_down_what_it_is_told_is_refused(service: Service) -> None:
    one = service.served[0]
    owner = connect(
        service.instance.engine.url.set(username="postgres", query={}).render_as_string(hide_password=False)
    )
    with owner.connect() as connection:
        connection.exec_driver_sql("ALTER ROLE survey SET log_statement = 'all'")
        try:
            refused = command(one, "serve", "public", "--bind", f"{one.host.there}:{PORT + 1}")
        finally:
            connection.exec_driver_sql("ALTER ROLE survey RESET log_statement")
    owner.dispose()
    assert refused.returncode == 1
    (line,) = refused.stderr.strip().splitlines()
    assert "set log_statement to none" in line
