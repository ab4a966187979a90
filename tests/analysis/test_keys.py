"""`analysis keys new`."""

from __future__ import annotations

import stat
from pathlib import Path

from click.testing import CliRunner

from analysis.cli import main
from survey.storage.keyfiles import read_private, read_public


def test_a_new_key_is_written_and_its_passphrase_shown_once(tmp_path: Path) -> None:
    out = tmp_path / "anna.key"
    result = CliRunner().invoke(main, ["keys", "new", "Anna", "--out", str(out)])
    assert result.exit_code == 0
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("Passphrase:"))
    key = read_private(out, line.split(":")[1].strip())
    assert key.name == "Anna"
    public = read_public(tmp_path / "anna.key.pub")
    assert public.raw == key.public.raw
    assert public.fingerprint in result.stdout
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_passphrase_can_go_to_a_file_instead(tmp_path: Path) -> None:
    out, file = tmp_path / "anna.key", tmp_path / "passphrase"
    line = ["keys", "new", "Anna", "--out", str(out), "--passphrase-file", str(file)]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 0
    passphrase = file.read_text().strip()
    assert passphrase not in result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_private(out, passphrase).name == "Anna"


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "anna.key"
    out.write_text("a key")
    result = CliRunner().invoke(main, ["keys", "new", "Anna", "--out", str(out)])
    assert result.exit_code != 0
    assert "exists already" in result.stderr
    assert out.read_text() == "a key"
    assert not (tmp_path / "anna.key.pub").exists()


def test_a_passphrase_file_in_the_way_leaves_no_key_that_nobody_can_open(tmp_path: Path) -> None:
    out, file = tmp_path / "anna.key", tmp_path / "passphrase"
    file.write_text("mine")
    line = ["keys", "new", "Anna", "--out", str(out), "--passphrase-file", str(file)]
    result = CliRunner().invoke(main, line)
    assert result.exit_code != 0
    assert "passphrase" in result.stderr
    assert not out.exists()
    assert file.read_text() == "mine"


def test_a_name_that_is_no_name(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["keys", "new", "", "--out", str(tmp_path / "a.key")])
    assert result.exit_code != 0
    assert "name" in result.stderr
    assert "Traceback" not in result.output
