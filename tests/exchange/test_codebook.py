"""`survey codebook`: every question, code and language side by side, and nothing that Excel computes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from survey.cli import main
from survey.exchange.codebook import lines, shared_variables
from survey.exchange.codebook_workbook import write_codebook
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.versions import freeze
from survey.storage.instance import Instance
from survey.storage.published import publish

from .conftest import Project

WHOLE = """\
questionnaire: whole
title: "=1+1"
languages: [sv, en]
min_age: 18
pages:
  - single: help
    text: Har du sökt hjälp efter {min_age}?
    help: "@ledtext"
    sensitivity: 1
    options: {yes: Ja, no: Nej}
  - section: part
    title: Delen
    pages:
      - multi: channel
        text: Hur?
        show_if: help = yes
        options: {phone: "+46", web: Webben}
        dont_know: true
      - number: times
        text: Hur ofta?
        min: 0.5
        max: 99
        decimals: 1
        unit: gånger
      - month: since
        text: Sedan när?
        min: 2020-01
      - scale: happy
        text: Nöjd?
        steps: 3
        ends: [Inte alls, Mycket]
      - matrix: trust
        text: Förtroende för …
        rows: {police: polisen}
        columns: trust2
      - open: words
        text: Något mer?
        max_length: 300
      - info: thanks
        text: Tack så långt
  - end: done
    outcome: completed
    text: Tack!
"""


@pytest.fixture
def whole(project: Project) -> list[tuple[Any, ...]]:
    reading = read_questionnaire(project.write("questionnaires/whole.yaml", WHOLE))
    assert reading.questionnaire is not None, [complaint.line() for complaint in reading.complaints]
    return list(lines(freeze(reading.questionnaire).questionnaire))


def of(whole: list[tuple[Any, ...]], variable: str) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    start = next(n for n, line in enumerate(whole) if line.style == "question" and line.variable == variable)
    rest = [n for n, line in enumerate(whole) if line.style in ("question", "section") and n > start]
    return whole[start : rest[0] if rest else len(whole)]


def test_a_question_has_its_words_its_hint_who_is_asked_and_its_codes(whole: list[Any]) -> None:
    assert [(line.code, line.value, line.text.get("sv")) for line in of(whole, "help")] == [
        ("", "", "Har du sökt hjälp efter 18?"),
        ("", "", "@ledtext"),
        ("", "", "Ställs till alla."),
        ("yes", 1, "Ja"),
        ("no", 2, "Nej"),
        ("declined", -97, "Vill inte svara"),
    ]


def test_who_is_asked_stands_in_words_in_every_language(whole: list[Any]) -> None:
    asked = of(whole, "channel")[1].text
    assert asked["sv"].startswith("Ställs till dem som svarade ”Ja”")
    assert asked["en"].startswith("Asked of those who")


def test_each_column_of_the_data_has_its_row(whole: list[Any]) -> None:
    columns = [line.variable for line in whole if line.variable]
    assert columns == [
        "help", "channel", "channel__phone", "channel__web", "times", "since", "happy", "trust",
        "trust__police", "words",
    ]  # fmt: skip
    assert {line.value for line in of(whole, "channel") if line.style == "option"} == {"1 / 0"}


@pytest.mark.parametrize(
    ("variable", "swedish"),
    [("times", "0,5–99 gånger"), ("since", "≥ 2020-01"), ("words", "Högst 300 tecken.")],
)
def test_limits_stand_beside_the_question(whole: list[Any], variable: str, swedish: str) -> None:
    assert of(whole, variable)[-1].text["sv"] == swedish


def test_a_scale_has_the_words_of_its_ends(whole: list[Any]) -> None:
    steps = [(line.value, line.text) for line in of(whole, "happy") if line.style == "option"]
    assert steps == [(1, {"sv": "Inte alls"}), (2, {}), (3, {"sv": "Mycket"})]


def test_shared_variables_say_how_they_differ(project: Project) -> None:
    project.replace(
        "questionnaires/neighbours.yaml", "  - use: background\n", "  - use: background\n    show_if: a = x\n"
    )
    first = "pages:\n  - single: a\n    text: A?\n    options: {x: X, y: Y}\n"
    project.replace("questionnaires/neighbours.yaml", "pages:\n", first)
    readings = [read_questionnaire(path) for path in sorted(project.questionnaires.glob("*.yaml"))]
    (shared,) = shared_variables(reading.questionnaire for reading in readings)
    assert shared.variable.id == "sought_help"
    assert shared.similarity == {"neighbours": ("same",), "visitors": ("wording", "asked_of")}


def test_the_workbook_is_text_that_is_frozen_printed_and_always_the_same(
    project: Project, tmp_path: Path
) -> None:
    path = project.write("questionnaires/whole.yaml", WHOLE)
    questionnaire = freeze(read_questionnaire(path).questionnaire).questionnaire
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for target in (first, second):
        write_codebook(target, [questionnaire])
    assert first.read_bytes() == second.read_bytes()
    book = openpyxl.load_workbook(first)
    assert book.sheetnames == ["whole", "gemensamma · shared"]
    sheet = book["whole"]
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s", "n"}
    assert sheet["A1"].value == "whole – =1+1"
    assert [cell.value for cell in sheet[3]][-2:] == ["Svenska", "English"]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    with zipfile.ZipFile(first) as parts:
        assert "2000-01-01T00:00:00Z" in parts.read("docProps/core.xml").decode()


def run(*arguments: object, fails: bool = False) -> str:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert (result.exit_code != 0) == fails, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def test_the_project_s_codebook_has_every_questionnaire_in_three_languages(tmp_path: Path) -> None:
    target = tmp_path / "codebook.xlsx"
    run("--instance", tmp_path / "none", "codebook", target)
    book = openpyxl.load_workbook(target)
    assert set(book.sheetnames) == {"sellers", "buyers", "relatives", "rfsl", "gemensamma · shared"}
    for sheet in book.worksheets[:-1]:
        texts = [[cell.value for cell in row[4:7]] for row in sheet.iter_rows(min_row=4)]
        assert all(all(languages) for languages in texts)


def test_a_questionnaire_with_errors_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("questionnaire: broken\n", encoding="utf-8")
    output = run("--instance", tmp_path / "none", "codebook", tmp_path / "a.xlsx", path, fails=True)
    assert f"{path} has errors" in output
    assert not (tmp_path / "a.xlsx").exists()


def test_codes_keep_the_numbers_that_were_published(project: Project, tmp_path: Path) -> None:
    path = project.write("questionnaires/whole.yaml", WHOLE)
    instance = Instance.create(tmp_path / "instance", trial=True)
    publish(instance.engine, freeze(read_questionnaire(path).questionnaire))
    project.replace("questionnaires/whole.yaml", "{yes: Ja, no: Nej}", "{maybe: Kanske, yes: Ja, no: Nej}")
    target = tmp_path / "codebook.xlsx"
    run("--instance", tmp_path / "instance", "codebook", target, path)
    sheet = openpyxl.load_workbook(target)["whole"]
    numbers = {row[2].value: row[3].value for row in sheet.iter_rows(min_row=4, max_row=12) if row[2].value}
    assert numbers == {"maybe": 3, "yes": 1, "no": 2, "declined": -97}
