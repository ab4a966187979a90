"""The files that are shipped: nothing in them is forgotten, weaker than it says, or only said."""

from __future__ import annotations

import ctypes
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.doors import Door
from tests.deployment.live import live_instance, two_keys
from tests.deployment.processes import DEPLOYMENT, free_port, running, survey
from tests.deployment.walks import answered
from tests.whole.programs import ROOT

README = (DEPLOYMENT / "README.md").read_text(encoding="utf-8")
UNIT = "survey-public.service"
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 38, 65
WORST = 15
"""Tenths of systemd's own measure of exposure, from 0 to 100; most services have over 90."""


def directives(text: str) -> dict[str, list[str]]:
    """What a unit sets."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_every_shipped_file_has_its_place_in_the_readme() -> None:
    for path in sorted(DEPLOYMENT.rglob("*")):
        if path.is_file() and path.name != "README.md":
            assert f"`{path.name}`" in README, path.name


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"(survey|analysis) ((?:keys |contacts |settings |waves )?[a-z-]+)", README))
    known = {
        ("survey", name) for name in ("backup", "restore", "purge", "status", "init", "serve", "keys retire")
    }
    assert known <= named
    for program, words in sorted(named):
        if re.search(rf"`[^`\n]*\b{program} {words}", README) or f"    {program} {words}" in README:
            help_ = subprocess.run(
                [sys.executable, "-c", f"from {program}.cli import main; main()", *words.split(), "--help"],
                cwd=ROOT,
                capture_output=True,
                text=True,
            )
            assert help_.returncode == 0, (program, words, help_.stderr)


def test_what_has_to_be_changed_is_all_that_nginx_conf_says_of_this_site() -> None:
    text = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    head = text.partition("\n\n")[0]
    assert "enkat.example.org" in head
    assert set(re.findall(r"[\w.-]+\.example\.[a-z]+", text)) == {"enkat.example.org"}
    assert set(re.findall(r"https://(?!enkat)[\w.]+", text)) == {"https://www.smhi.se"}


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there."""
    text = (DEPLOYMENT / UNIT).read_text(encoding="utf-8")
    assert "/opt/parallell/.venv/bin/survey" in text
    file = tmp_path / UNIT
    file.write_text(text.replace("/opt/parallell/.venv/bin/survey", "/bin/true"), encoding="utf-8")
    return file


def test_systemd_takes_the_unit_and_thinks_little_of_what_it_could_do(unit: Path) -> None:
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    measured = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={WORST}", unit],
        capture_output=True,
        text=True,
    )
    assert measured.returncode == 0, measured.stdout


def test_systemd_takes_what_is_added_to_nginx(tmp_path: Path) -> None:
    shutil.copy("/lib/systemd/system/nginx.service", tmp_path)
    (tmp_path / "nginx.service.d").mkdir()
    shutil.copy(DEPLOYMENT / "nginx-hardening.conf", tmp_path / "nginx.service.d/survey.conf")
    verified = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "nginx.service"], capture_output=True, text=True
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_memory_is_written_nowhere() -> None:
    for name in (UNIT, "nginx-hardening.conf"):
        said = directives((DEPLOYMENT / name).read_text(encoding="utf-8"))
        assert (said["LimitCORE"], said["MemorySwapMax"]) == (["0"], ["0"])
    assert "worker_rlimit_core 0;" in (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")


def confine() -> None:
    """What the unit asks the kernel for, as far as a process can ask for itself."""
    kernel = ctypes.CDLL(None, use_errno=True)
    assert kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    kernel.prctl(PR_SET_MDWE, 1, 0, 0, 0)  # MemoryDenyWriteExecute; kernels before 6.3 do not know it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def test_people_answer_a_server_that_may_make_no_code_and_gain_no_rights(tmp_path: Path) -> None:
    said = directives((DEPLOYMENT / UNIT).read_text(encoding="utf-8"))
    assert (said["MemoryDenyWriteExecute"], said["NoNewPrivileges"]) == (["yes"], ["yes"])
    live_instance(tmp_path / "instance", two_keys()).engine.dispose()
    port, log = free_port(), tmp_path / "server.log"
    command = survey("--instance", tmp_path / "instance", "serve", "public", "--bind", f"127.0.0.1:{port}")
    own = [sys.executable, "-c", CONFINED, *command]
    with running(own, log, lambda: b"Answer at" in log.read_bytes()) as process:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        assert re.search(r"NoNewPrivs:\s+1", status)
        assert answered(Door("gunicorn", port)).sent
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert process.returncode == 0


CONFINED = (
    "import os, sys\n"
    "from tests.deployment.test_configuration import confine\n"
    "confine()\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
