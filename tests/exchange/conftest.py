"""A folder with two small questionnaires that share a module, and the commands that work on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polib
import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from survey.cli import main
from survey.exchange.sources import Work, read_work

MODULE = """\
module: background
pages:
  - single: sought_help
    text: Har du sökt hjälp?
    text_for: {visitors: Har du sökt hjälp hos oss?}
    sensitivity: 1
    options: {yes: Ja, no: Nej}
"""
SCALES = """\
module: scales
scales:
  trust2: {options: {high: Stort, low: Litet}}
"""
SUPPORT = """\
module: support
contacts:
  crisis_line: {name: Jourlinjen, about: Samtal, phone: 000-00 00 00, card: "Ring {contact}."}
"""
VISITORS = """\
questionnaire: visitors
title: Besökarenkäten
languages: [sv, en, ru]
pages:
  - use: background
  - number: times
    text: Hur många gånger?
    min: 0
    max: 99
  - matrix: trust
    text: Hur stort förtroende har du efter {times} gånger för …
    rows: {police: polisen}
    columns: trust2
  - end: done
    outcome: completed
    text: Tack!
    support: [crisis_line]
"""
NEIGHBOURS = """\
questionnaire: neighbours
title: Grannenkäten
languages: [sv, en]
pages:
  - use: background
  - end: done
    outcome: completed
    text: Tack så mycket!
"""
GLOSSARY = """\
sv,en,ru
förtroende,trust,доверие
hjälp,"help, support",помощь
polis,police,полиция
"""


class Project:
    """The folder of a test: its questionnaires, its catalogues, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.questionnaires = folder / "questionnaires"
        self.translations = folder / "translations"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        """Change one thing in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def work(self) -> Work:
        return read_work(self.questionnaires.glob("*.yaml"))

    def run(self, *arguments: object, fails: bool = False) -> Result:
        """Run ``survey translate …`` on this folder; a failure must end in one readable line."""
        folders = ["--questionnaires", str(self.questionnaires), "--translations", str(self.translations)]
        result = CliRunner().invoke(main, ["translate", *map(str, arguments), *folders])
        assert (result.exit_code != 0) == fails, result.output
        if fails:
            assert isinstance(result.exception, SystemExit), result.exception
            assert "Traceback" not in result.output
        return result

    def po(self, language: str, name: str) -> Path:
        return self.translations / language / "LC_MESSAGES" / f"{name}.po"

    def entries(self, language: str, name: str) -> dict[str, polib.POEntry]:
        """The entries of a catalogue that are in use, by path."""
        file = polib.pofile(str(self.po(language, name)))
        return {entry.msgctxt: entry for entry in file if not entry.obsolete}

    def obsolete(self, language: str, name: str) -> dict[str, polib.POEntry]:
        file = polib.pofile(str(self.po(language, name)))
        return {entry.msgctxt: entry for entry in file.obsolete_entries()}

    def translate(self, language: str, name: str, translations: Mapping[str, str]) -> None:
        """What a translator does in Poedit."""
        path = self.po(language, name)
        file = polib.pofile(str(path))
        found = {entry.msgctxt: entry for entry in file if not entry.obsolete}
        for context, translation in translations.items():
            found[context].msgstr = translation
            found[context].flags = [flag for flag in found[context].flags if flag != "fuzzy"]
            found[context].previous_msgid = None
        file.save(str(path))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two questionnaires, their modules and a glossary; no translations yet."""
    found = Project(tmp_path)
    found.write("questionnaires/modules/background.yaml", MODULE)
    found.write("questionnaires/modules/scales.yaml", SCALES)
    found.write("questionnaires/modules/support.yaml", SUPPORT)
    found.write("questionnaires/visitors.yaml", VISITORS)
    found.write("questionnaires/neighbours.yaml", NEIGHBOURS)
    found.write("translations/glossary.csv", GLOSSARY)
    return found


@pytest.fixture
def translated(project: Project) -> Project:
    """The same with catalogues, everything translated to a marked copy of the Swedish."""
    project.run("out")
    for language in ("en", "ru"):
        for path in sorted((project.translations / language / "LC_MESSAGES").glob("*.po")):
            file = polib.pofile(str(path))
            for entry in file:
                entry.msgstr = f"{language}: {entry.msgid}"
            file.save(str(path))
    project.run("out")
    return project


Write = Callable[[Path, Mapping[str, Sequence[Sequence[Any]]]], Path]


@pytest.fixture
def write_xlsx() -> Write:
    return write_workbook


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """An Excel file with these sheets of rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, column, cell)
    return path
