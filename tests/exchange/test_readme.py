"""translations/README.md tells the truth: its commands run, its examples are there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner

from survey.cli import main
from survey.commands.place import TRANSLATIONS

README = (TRANSLATIONS / "README.md").read_text(encoding="utf-8")


def test_its_commands_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TRANSLATIONS, tmp_path / "translations")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert len(commands) == 4
    for program, *arguments in commands:
        assert program == "survey"
        result = CliRunner().invoke(main, [*arguments, "--translations", "translations"])
        assert result.exit_code == 0, result.output


def test_its_entry_stands_in_a_catalogue_as_it_is_shown() -> None:
    (shown,) = polib.pofile(re.findall(r"```po\n(.*?)```", README, re.DOTALL)[0])
    entries = {
        entry.msgctxt: entry for entry in polib.pofile(str(TRANSLATIONS / "en/LC_MESSAGES/modules.po"))
    }
    found = entries[shown.msgctxt]
    assert (found.msgid, found.msgstr, found.comment) == (shown.msgid, shown.msgstr, shown.comment)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_files_it_names_are_there(language: str) -> None:
    named = set(re.findall(r"LC_MESSAGES/(\w+\.po)|`(\w+\.po)`", README))
    for name in {one or other for one, other in named}:
        assert (TRANSLATIONS / language / "LC_MESSAGES" / name).is_file()
