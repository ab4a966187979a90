"""`survey run` and `survey serve`: what they refuse, what they log, and how they start and stop."""

import http.client
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from survey.cli import main
from survey.commands.discreet_logs import DiscreetFormatter
from survey.storage.counts import totals
from survey.storage.instance import Instance
from survey.storage.keyfiles import new_key, write_private, write_public

PROJECT = Path(__file__).parent.parent
SECRET_WORDS = "Frihamnen-4711"


def refused(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1, result.output
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    return result.stderr


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which nothing else can be served: whoever is not refused ends there and does not run on."""
    with socket.create_server(("", 0)) as first:
        port = int(first.getsockname()[1])
        with suppress(OSError), socket.create_server(("::", port), family=socket.AF_INET6):
            yield port
            return
        yield port


@pytest.fixture
def live(tmp_path: Path) -> Path:
    folder = tmp_path / "live"
    instance = Instance.create(folder, trial=False)
    for name in instance.settings.missing:
        value = "https://example.org" if name.endswith("_url") else "Föreningen"
        assert (
            CliRunner().invoke(main, ["settings", "set", name, value, "--instance", str(folder)]).exit_code
            == 0
        )
    return folder


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "[::]", "example.org"])  # noqa: S104
def test_case_54_a_trial_is_served_on_this_machine_only(tmp_path: Path, host: str, taken: int) -> None:
    Instance.create(tmp_path / "trial", trial=True)
    bind = f"{host}:{taken}"
    assert "this machine only" in refused("serve", "public", "--instance", tmp_path / "trial", "--bind", bind)
    assert "this machine only" in refused("run", "--instance", tmp_path / "trial", "--bind", bind)


def test_case_54_a_live_instance_is_not_served_beside_a_private_key(live: Path, taken: int) -> None:
    (live / "backup").mkdir()
    write_private(live / "backup/old", new_key("anna"), "a passphrase")
    assert "backup/old" in refused("serve", "public", "--instance", live, "--bind", f"127.0.0.1:{taken}")


def test_case_54_a_live_instance_is_not_served_beside_a_trials_key(live: Path, taken: int) -> None:
    write_public(live / "trial.key.pub", new_key("trial", trial=True).public)
    assert "trial.key.pub" in refused("serve", "public", "--instance", live, "--bind", f"127.0.0.1:{taken}")


def test_a_live_instance_is_not_served_without_its_settings(tmp_path: Path) -> None:
    Instance.create(tmp_path / "live", trial=False)
    assert "controller" in refused("serve", "public", "--instance", tmp_path / "live")


def test_run_refuses_a_live_instance(live: Path, port: int) -> None:
    assert "survey serve public" in refused("run", "--instance", live, "--bind", f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "bind", ["8000", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", "unix:/run/survey"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, bind: str) -> None:
    Instance.create(tmp_path / "trial", trial=True)
    assert bind in refused("serve", "public", "--instance", tmp_path / "trial", "--bind", bind)


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        assert f"127.0.0.1:{port}" in refused(
            "run", "--instance", tmp_path / "new", "--bind", f"127.0.0.1:{port}"
        )
    assert not (tmp_path / "new").exists()


def record(message: str, *arguments: object) -> logging.LogRecord:
    try:
        try:
            raise KeyError(SECRET_WORDS)
        except KeyError as cause:
            raise ValueError(f"cannot store {SECRET_WORDS}") from cause
    except ValueError:
        return logging.LogRecord("any", logging.ERROR, __file__, 1, message, arguments, sys.exc_info())


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Exception on %s [%s]", (f"/sv/{SECRET_WORDS}/3", "POST")),
        ("%(form)s", ({"form": SECRET_WORDS},)),
        ("%d%%", ("x",)),
    ],
)
def test_the_log_names_the_error_and_its_place_but_no_value(
    message: str, arguments: tuple[object, ...]
) -> None:
    line = DiscreetFormatter("%(message)s").format(record(message, *arguments))
    assert SECRET_WORDS not in line
    assert "KeyError" in line
    assert "ValueError" in line
    assert Path(__file__).name in line


def test_the_log_keeps_numbers() -> None:
    line = DiscreetFormatter("%(message)s").format(
        record("Worker %s exited with code %s from %s", 12, 3, "192.0.2.7")
    )
    assert "Worker 12 exited with code 3 from …" in line


class Running:
    """`survey run` in a process of its own, with everything it writes."""

    def __init__(self, folder: Path, port: int, *arguments: str) -> None:
        self.address = f"127.0.0.1:{port}"
        program = [sys.executable, "-c", "from survey.cli import main; main()"]
        self.process = subprocess.Popen(
            [*program, "run", "--instance", str(folder), "--bind", self.address, *arguments],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")},
        )
        assert self.process.stdout is not None
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Answer at"):
                break

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": SECRET_WORDS}
        connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
        return connection.getresponse()

    def stop(self) -> str:
        """Press Ctrl-C; returns all that was written."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=60)
        return "".join(self.said) + rest


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[Running]:
    started = Running(tmp_path / "instance", port)
    yield started
    started.process.kill()
    started.process.communicate()


def visit(running: Running, pages: int) -> None:
    """Answer the first pages: yes to taking part, then the second choice of each question."""
    begun = running.ask("POST", "/sv/start", "questionnaire=buyers")
    place, cookie = begun.headers["Location"], begun.headers["Set-Cookie"].split(";")[0]
    for _ in range(pages):
        page = running.ask("GET", place, cookie=cookie).read().decode()
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        choices: dict[str, list[str]] = {}
        for name, value in re.findall(
            r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)"', page
        ):
            choices.setdefault(name, []).append(value)
        fields |= {name: values[0 if name == "consent" else 1] for name, values in choices.items()}
        answer = running.ask("POST", place, urlencode(fields), cookie)
        assert answer.status == 303
        place = answer.headers["Location"]
        if "Set-Cookie" in answer.headers:
            cookie = answer.headers["Set-Cookie"].split(";")[0]


def test_the_first_start_shows_what_opens_answers_and_the_second_does_not(
    running: Running, tmp_path: Path, port: int
) -> None:
    first = running.stop()
    assert running.process.returncode == 0
    assert "Traceback" not in first
    assert re.search(r"passphrase +[a-z-]{30,}", first)
    assert re.search(r"analysis export .*instance out\.xlsx --key .*trial\.key", first)
    assert "Published: buyers, relatives, rfsl, sellers" in first

    again = Running(tmp_path / "instance", port, "--demo", "3")
    assert again.ask("GET", "/sv/").status == 200
    second = again.stop()
    assert "passphrase" not in second
    assert "Published" not in second
    assert "Added 3 simulated responses" in second


def test_counts_are_written_down_when_the_server_stops(running: Running, tmp_path: Path) -> None:
    visit(running, pages=10)
    assert not totals(Instance.open(tmp_path / "instance").engine)
    running.stop()
    written = {(count.dimension, count.n) for count in totals(Instance.open(tmp_path / "instance").engine)}
    assert ("week_begun", 1) in written


def test_the_log_tells_nothing_of_who_asked_for_what(running: Running) -> None:
    visit(running, pages=3)
    running.ask("GET", f"/sv/{SECRET_WORDS}")
    running.ask("POST", "/sv/start", SECRET_WORDS, cookie=SECRET_WORDS)
    with socket.create_connection(("127.0.0.1", int(running.address.split(":")[1])), timeout=60) as line:
        line.sendall(f"GET /{SECRET_WORDS} HTTP/nonsense\r\n\r\n".encode())
        assert b"400" in line.recv(1000)
    log = running.stop().split("Ctrl-C stops.", 1)[1]
    assert "not well-formed" in log
    assert SECRET_WORDS not in log
    assert "127.0.0.1" not in log
    assert "/sv/" not in log
