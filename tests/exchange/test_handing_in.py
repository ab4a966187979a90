"""Excel and PO files out to translators and back: by path, with every conflict told, nothing lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polib
import pytest

from .conftest import Project, Write

HEADINGS = ["Catalogue", "Path", "Question", "Swedish", "Translation", "State", "Swedish before"]


def workbook_of(project: Project, *arguments: str) -> Path:
    path = project.folder / "out.xlsx"
    project.run("out", "--format", "xlsx", "--to", path, *arguments)
    return path


def edited(path: Path, sheet: str, edit: Callable[[dict[str, list[openpyxl.cell.Cell]]], None]) -> Path:
    """The workbook after somebody has worked on it; ``edit`` gets the rows by path."""
    book = openpyxl.load_workbook(path)
    rows = {row[1].value: list(row) for row in book[sheet].iter_rows(min_row=2)}
    edit(rows)
    book.save(path)
    return path


def test_a_workbook_has_a_sheet_a_language_with_every_text_once(translated: Project) -> None:
    book = openpyxl.load_workbook(workbook_of(translated))
    assert book.sheetnames == ["en English", "ru Russian"]
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        assert list(rows[0][:7]) == HEADINGS
        paths = [row[:2] for row in rows[1:]]
        assert len(paths) == len(set(paths))
        assert ("visitors", "trust/row/police") in paths
        assert ("modules", "support/crisis_line/name") in paths
        assert {row[5] for row in rows[1:]} == {"done"}
    assert ("neighbours", "title") not in {row[:2] for row in book["ru Russian"].iter_rows(values_only=True)}


def test_one_questionnaire_s_workbook_has_its_texts_in_the_order_they_are_asked(translated: Project) -> None:
    book = openpyxl.load_workbook(workbook_of(translated, "visitors", "--language", "ru"))
    paths = [row[1] for row in book["ru Russian"].iter_rows(min_row=2, values_only=True)]
    asked = ["sought_help@visitors", "sought_help.yes", "times", "trust", "scale/trust2.high", "page/done"]
    assert [path for path in paths if path in asked] == asked
    assert "sought_help" not in paths


def test_only_translation_and_state_can_be_typed_in(translated: Project) -> None:
    sheet = openpyxl.load_workbook(workbook_of(translated))["en English"]
    assert sheet.protection.sheet
    locked = {cell.column_letter: cell.protection.locked for cell in sheet[2]}
    assert [column for column, is_locked in locked.items() if not is_locked] == ["E", "F"]
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["H"].hidden


def test_what_looks_like_a_formula_stays_text_out_and_in(project: Project) -> None:
    project.replace("questionnaires/visitors.yaml", "title: Besökarenkäten", 'title: "=1+1"')
    path = workbook_of(project)
    cells = {cell.value: cell.data_type for row in openpyxl.load_workbook(path)["en English"] for cell in row}
    assert cells["=1+1"] == "s"

    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["title"][4].value = "=cmd|' /C calc'!A0"
        rows["title"][4].data_type = "s"

    project.run("in", edited(path, "en English", fill))
    assert project.entries("en", "visitors")["title"].msgstr == "=cmd|' /C calc'!A0"


def test_the_workbook_tells_neither_time_nor_name_and_is_the_same_each_time(translated: Project) -> None:
    first = workbook_of(translated).read_bytes()
    path = workbook_of(translated)
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as parts:
        core = parts.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core


def test_translations_come_in_by_path_whatever_the_order_of_the_rows(
    project: Project, write_xlsx: Write
) -> None:
    path = write_xlsx(
        project.folder / "in.xlsx",
        {
            "en": [
                ["Path", "Swedish", "Translation", "Catalogue"],
                ["trust/row/police", "polisen", "the police", "visitors"],
                ["title", "Besökarenkäten", "The survey of visitors", "visitors"],
                ["sought_help.yes", "Ja", "Yes", "modules"],
                ["sought_help.no", "Nej", "", "modules"],
            ]
        },
    )
    assert "3 taken in" in project.run("in", path).output
    assert project.entries("en", "visitors")["title"].msgstr == "The survey of visitors"
    assert project.entries("en", "visitors")["trust/row/police"].msgstr == "the police"
    assert project.entries("en", "modules")["sought_help.yes"].msgstr == "Yes"
    assert project.entries("en", "modules")["sought_help.no"].msgstr == ""


def test_an_unchanged_workbook_changes_nothing(translated: Project) -> None:
    before = {path: path.read_bytes() for path in translated.translations.rglob("*.po")}
    assert "up to date" in translated.run("in", workbook_of(translated)).output
    assert {path: path.read_bytes() for path in translated.translations.rglob("*.po")} == before


def test_a_source_that_changed_since_makes_a_translation_wait_with_its_own_source(
    translated: Project,
) -> None:
    path = workbook_of(translated)
    translated.replace("questionnaires/visitors.yaml", "Hur många gånger?", "Hur ofta?")

    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["times"][4].value = "How many times?"

    output = translated.run("in", edited(path, "en English", fill)).output
    assert "out.xlsx, en English, row " in output
    assert "'times': the Swedish text has changed since" in output
    entry = translated.entries("en", "visitors")["times"]
    assert (entry.msgstr, entry.fuzzy, entry.msgid) == ("How many times?", True, "Hur ofta?")
    assert entry.previous_msgid == "Hur många gånger?"


def test_when_both_sides_changed_both_are_kept(translated: Project) -> None:
    path = workbook_of(translated)
    translated.translate("en", "visitors", {"title": "Ours"})

    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["title"][4].value = "Theirs"

    output = translated.run("in", edited(path, "en English", fill)).output
    assert "'title': the translation was changed on both sides" in output
    entry = translated.entries("en", "visitors")["title"]
    assert (entry.msgstr, entry.tcomment, entry.fuzzy) == ("Ours", "Proposed: Theirs", False)
    translated.run("in", path)
    assert translated.entries("en", "visitors")["title"].tcomment == "Proposed: Theirs"


def test_what_nobody_touched_does_not_undo_what_changed_meanwhile(translated: Project) -> None:
    path = workbook_of(translated)
    translated.translate("en", "visitors", {"title": "Better"})
    translated.run("in", path)
    assert translated.entries("en", "visitors")["title"].msgstr == "Better"


def test_a_lost_placeholder_is_kept_but_waits_and_fails(translated: Project) -> None:
    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["trust"][4].value = "Trust after some times"

    path = edited(workbook_of(translated), "ru Russian", fill)
    output = translated.run("in", path, fails=True).output
    assert "'trust': the translation has lost {times}." in output
    entry = translated.entries("ru", "visitors")["trust"]
    assert (entry.msgstr, entry.fuzzy) == ("Trust after some times", True)


def test_a_person_confirms_what_was_fuzzy_by_its_state(translated: Project) -> None:
    translated.replace("questionnaires/visitors.yaml", "Hur många gånger?", "Hur ofta?")
    translated.replace("questionnaires/visitors.yaml", "text: Tack!", "text: Tack så mycket!")
    path = workbook_of(translated)
    rows = {row[1]: row for row in openpyxl.load_workbook(path)["en English"].iter_rows(values_only=True)}
    assert rows["times"][3:7] == ("Hur ofta?", "en: Hur många gånger?", "check", "Hur många gånger?")

    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["times"][5].value = "done"
        rows["page/done"][4].value = "Thanks"

    output = translated.run("in", edited(path, "en English", fill)).output
    assert "1 confirmed" in output
    assert "'page/done': changed but still marked 'check', so not used yet." in output
    found = translated.entries("en", "visitors")
    assert (found["times"].fuzzy, found["times"].previous_msgid) == (False, None)
    assert (found["page/done"].msgstr, found["page/done"].fuzzy) == ("Thanks", True)


def test_a_translation_of_what_is_gone_is_kept_among_the_obsolete(translated: Project) -> None:
    path = workbook_of(translated)
    translated.replace("questionnaires/visitors.yaml", "{police: polisen}", "{court: domstolen}")

    def fill(rows: dict[str, list[openpyxl.cell.Cell]]) -> None:
        rows["trust/row/police"][4].value = "the police"

    output = translated.run("in", edited(path, "en English", fill)).output
    assert "'trust/row/police' is no longer in visitors" in output
    kept = polib.pofile(str(translated.po("en", "visitors"))).obsolete_entries()
    assert {entry.msgstr for entry in kept} == {"en: polisen", "the police"}


def test_a_po_file_from_somebody_s_desk_comes_in_by_its_headers(translated: Project) -> None:
    sent = translated.folder / "from Anna.po"
    file = polib.pofile(str(translated.po("ru", "visitors")))
    next(entry for entry in file if entry.msgctxt == "title").msgstr = "Опрос посетителей"
    file.save(str(sent))
    assert "1 taken in" in translated.run("in", sent).output
    assert translated.entries("ru", "visitors")["title"].msgstr == "Опрос посетителей"


BAD_FILES = {
    "no workbook": ("a.xlsx", b"hello", "is not an Excel workbook (.xlsx)"),
    "an empty file": ("a.xlsx", b"", "is not an Excel workbook (.xlsx)"),
    "a broken PO": ("a.po", b'msgid "a', "is not a PO file that can be read"),
    "another language": ("a.po", b'msgid ""\nmsgstr "Language: de\\n"\n', "the language 'de' is not one of"),
    "another catalogue": ("a.po", b'msgid ""\nmsgstr "Language: ru\\n"\n', "the catalogue 'a' is not one of"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_taken_is_one_sentence(project: Project, name: str) -> None:
    file, content, sentence = BAD_FILES[name]
    (project.folder / file).write_bytes(content)
    assert sentence in project.run("in", project.folder / file, fails=True).output


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"Sheet1": [["Path"]]}, "sheet 'Sheet1' should begin with a language (en, ru)"),
        ({"en": [["Path", "Swedish"]]}, "has no column 'Catalogue', 'Translation' in its first row"),
        ({"ru Russian": []}, "has no column 'Catalogue', 'Path'"),
    ],
)
def test_a_workbook_that_is_not_ours_is_one_sentence(
    project: Project, write_xlsx: Write, sheets: dict[str, list[list[str]]], sentence: str
) -> None:
    path = write_xlsx(project.folder / "a.xlsx", sheets)
    assert sentence in project.run("in", path, fails=True).output


def test_a_row_of_an_unknown_catalogue_fails_and_the_others_are_taken(
    project: Project, write_xlsx: Write
) -> None:
    rows = [
        ["Catalogue", "Path", "Swedish", "Translation"],
        ["vistors", "title", "Besökarenkäten", "A"],
        ["visitors", "title", "Besökarenkäten", "The visitors"],
    ]
    path = write_xlsx(project.folder / "a.xlsx", {"en": rows})
    assert "there is no catalogue 'vistors'" in project.run("in", path, fails=True).output
    assert project.entries("en", "visitors")["title"].msgstr == "The visitors"
