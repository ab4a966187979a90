"""Two application hosts, one PostgreSQL, and nginx in front of both."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

import pytest

from survey.storage.database import connect
from survey.storage.instance import Instance
from survey.storage.keys import PrivateKey
from tests.deployment.doors import Door
from tests.deployment.live import live_instance, two_keys
from tests.deployment.processes import NGINX, free_ports, nginx, running, survey
from tests.hosts.network import Host, address_for, database, hosts, missing

MISSING = missing() or ("" if NGINX else "nginx is not installed")
PORT = 8000

if MISSING and os.environ.get("CI") != "true":
    collect_ignore_glob = ["test_*.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MISSING:
        words = f"{MISSING}: several application hosts are not tested"
        terminalreporter.write_sep("!", words, red=True, bold=True)


class Served(NamedTuple):
    """An application host and the process on it."""

    host: Host
    folder: Path
    database: str
    process: Popen[bytes]
    log: Path


class Service(NamedTuple):
    """The whole service as respondents and operators meet it."""

    door: Door
    instance: Instance
    keys: tuple[PrivateKey, ...]
    served: tuple[Served, ...]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Host]]]:
    """A database server, and two hosts that reach it."""
    if MISSING:
        pytest.fail(MISSING)
    with hosts(2) as both, database(tmp_path_factory.mktemp("postgresql") / "server", both) as address:
        yield address, both


@pytest.fixture
def service(server: tuple[str, list[Host]], tmp_path: Path) -> Iterator[Service]:
    """Both hosts serving one new instance, whose secret is on both."""
    address, both = server
    keys = two_keys()
    schema = f"survey_{secrets.token_hex(4)}"
    with connect(address).connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    address = f"{address}?options=-csearch_path%3D{schema}"
    instance = live_instance(tmp_path / "operator", keys, address)
    with ExitStack() as stack:
        served = [stack.enter_context(serving(host, tmp_path, instance.path, address)) for host in both]
        ports, prefix = free_ports(), tmp_path / "nginx"
        stack.enter_context(nginx(prefix, ports, *(f"{host.there}:{PORT}" for host in both)))
        door = Door("nginx", ports.tls, prefix / "fullchain.pem")
        yield Service(door, instance, keys, tuple(served))
    instance.engine.dispose()


@contextmanager
def serving(host: Host, place: Path, operator: Path, address: str) -> Iterator[Served]:
    """`survey serve public` on a host, with a folder of its own and the same secret."""
    folder, log = place / host.name, place / f"{host.name}.log"
    folder.mkdir(mode=0o700)
    shutil.copy(operator / "secret", folder)
    own = address_for(host, address)
    bind = f"{host.there}:{PORT}"
    command = host.command(*survey("--instance", folder, "serve", "public", "--bind", bind))
    plugged = {"SURVEY_DATABASE": own}
    with running(command, log, lambda: b"Answer at" in log.read_bytes(), plugged) as process:
        yield Served(host, folder, own, process, log)
