"""A live instance, served by gunicorn behind nginx as it is shipped; what they write lies in one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from survey.storage.keys import PrivateKey
from tests.deployment.doors import Door
from tests.deployment.live import live_instance, two_keys
from tests.deployment.processes import NGINX, Ports, free_ports, gunicorn, nginx
from tests.whole.programs import free_port

MISSING = (
    "nginx is not installed: what stands in front of the app is not tested (apt-get install nginx-light)"
)
ONION = "a" * 56

if not NGINX and os.environ.get("CI") != "true":
    collect_ignore_glob = ["test_*.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not NGINX:
        terminalreporter.write_sep("!", MISSING, red=True, bold=True)


class System(NamedTuple):
    """What runs, and the folder that holds everything it writes."""

    place: Path
    instance: Path
    keys: tuple[PrivateKey, ...]
    nginx: Door
    gunicorn: Door
    ports: Ports
    pids: tuple[int, int]

    @property
    def log(self) -> bytes:
        return (self.place / "server.log").read_bytes()


@contextmanager
def running_system(place: Path) -> Iterator[System]:
    """A new instance, served, until the block is left."""
    keys, ports, port = two_keys(), free_ports(), free_port()
    live_instance(place / "instance", keys).engine.dispose()
    prefix = place / "nginx"
    with (
        gunicorn(place / "instance", port, place / "server.log", place / "temporary") as app,
        nginx(prefix, ports, f"127.0.0.1:{port}", onion=ONION) as front,
    ):
        yield System(
            place,
            place / "instance",
            keys,
            Door("nginx", ports.tls, prefix / "fullchain.pem"),
            Door("gunicorn", port),
            ports,
            (app.pid, front.pid),
        )


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    if not NGINX:
        pytest.fail(MISSING)
    with running_system(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(params=["nginx", "gunicorn"])
def door(request: pytest.FixtureRequest, system: System) -> Door:
    """Both ways in."""
    found = getattr(system, request.param)
    assert isinstance(found, Door)
    return found
