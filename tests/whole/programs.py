"""The commands as a person runs them: processes of their own, known by what they print and how they end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent
QUESTIONNAIRES = sorted(ROOT.glob("questionnaires/*.yaml"))


class Ended(NamedTuple):
    """A command that has ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.strip()]


def run(program: str, *arguments: object, typed: str = "", **environment: str) -> Ended:
    """Run `survey` or `analysis` in the project's folder and wait for its end, whatever it is."""
    done = subprocess.run(
        [SCRIPTS / program, *map(str, arguments)],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        env=_environment(environment),
        timeout=300,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def must(program: str, *arguments: object, typed: str = "", **environment: str) -> str:
    """Run a command that has to succeed; returns what it printed."""
    ended = run(program, *arguments, typed=typed, **environment)
    line = " ".join([program, *map(str, arguments)])
    assert ended.code == 0, f"{line}\nended with {ended.code}:\n{ended.err}{ended.out}"
    return ended.out


class Trial(NamedTuple):
    """A trial instance with the four questionnaires open. ``key`` is the analyst's, kept beside it."""

    folder: Path
    key: Path
    passphrase: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def survey(self, *arguments: object) -> str:
        return must("survey", "--instance", self.folder, *arguments)

    def export(self, source: Path, out: Path, *arguments: object) -> Ended:
        return run(
            "analysis",
            "export",
            source,
            out,
            "--key",
            self.key,
            "--passphrase-file",
            self.passphrase,
            *arguments,
        )


def new_trial(place: Path, *questionnaires: Path) -> Trial:
    """Make a trial instance in a folder, open questionnaires in it (all four, if none is named)."""
    trial = Trial(place / "instance", place / "analyst.key", place / "passphrase", free_port())
    trial.survey("init", "--trial")
    must("analysis", "keys", "new", "analyst", "--out", trial.key, "--passphrase-file", trial.passphrase)
    trial.survey("keys", "add", f"{trial.key}.pub")
    trial.survey("settings", "set", "public_url", trial.address)
    trial.survey("publish", *(questionnaires or QUESTIONNAIRES))
    return trial


@contextmanager
def served(trial: Trial, workers: int = 2) -> Iterator[Trial]:
    """The public app of the instance, under gunicorn, until the block is left."""
    log = trial.folder.parent / "server.log"
    with log.open("w", encoding="utf-8") as written:
        server = subprocess.Popen(
            [
                *(SCRIPTS / "survey", "--instance", trial.folder, "serve", "public"),
                *("--bind", f"127.0.0.1:{trial.port}", "--workers", str(workers)),
            ],
            cwd=ROOT,
            stdout=written,
            stderr=written,
            env=_environment({}),
        )
        try:
            _until_it_answers(server, trial.address, log)
            yield trial
        finally:
            server.terminate()
            server.wait(timeout=60)


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_it_answers(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until the app answers; the server's end is a failure, with what it wrote."""
    while True:
        try:
            with urlopen(address, timeout=60):  # noqa: S310  # our own address
                return
        except OSError as refused:
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"The server ended:\n{log.read_text(encoding='utf-8')}") from refused


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """The tests' own environment without settings of the person who runs them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    return {**kept, "COLUMNS": "200", **more}
