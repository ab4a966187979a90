"""A live instance, served by gunicorn behind nginx as it is shipped; what they write lies in one folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from survey.storage.keys import PrivateKey
from tests.deployment.doors import Door
from tests.deployment.live import live_instance, two_keys
from tests.deployment.processes import NGINX, Ports, free_port, free_ports, gunicorn, nginx

NEEDED = {
    "test_caddy.py": "caddy",
    "test_http2.py": "curl",
    "test_configuration.py": "systemd-analyze",
    "test_*.py": NGINX or "nginx",
}
"""Programs without which tests cannot run. Where changes are checked before they land, that is a failure."""
MISSING = {files: program for files, program in NEEDED.items() if not shutil.which(program)}
ONION = "a" * 56

if os.environ.get("CI") != "true":
    collect_ignore_glob = [*MISSING]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for files, program in MISSING.items():
        words = f"{program} is not installed: tests/deployment/{files} did not run"
        terminalreporter.write_sep("!", words, red=True, bold=True)


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
    with running_system(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(params=["nginx", "gunicorn"])
def door(request: pytest.FixtureRequest, system: System) -> Door:
    """Both ways in."""
    found = getattr(system, request.param)
    assert isinstance(found, Door)
    return found
