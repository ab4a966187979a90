"""`survey translate status`: what may be served, what is missing, and what is wrong."""

from __future__ import annotations

import pytest

from survey.questionnaire.catalogues import lookup

from .conftest import Project


def row(project: Project, name: str, language: str, *, fails: bool = False) -> dict[str, int]:
    """One line of the status, by heading."""
    lines = project.run("status", fails=fails).output.splitlines()
    headings = lines[0].split()
    found = next(line.split() for line in lines if line.split()[:2] == [name, language])
    return dict(zip(headings, map(int, found[2:]), strict=True))


def test_nothing_is_there_before_anybody_has_begun(project: Project) -> None:
    found = row(project, "visitors", "en")
    assert (found["texts"], found["missing"], found["complete"]) == (14, 14, 0)


def test_a_questionnaire_counts_its_own_and_its_shared_texts(translated: Project) -> None:
    assert row(translated, "visitors", "ru") | {"glossary": 0} == {
        "texts": 14, "complete": 14, "missing": 0, "fuzzy": 0, "stale": 0, "obsolete": 0, "glossary": 0,
        "errors": 0,
    }  # fmt: skip


def test_a_changed_text_is_stale_until_the_files_are_merged_and_fuzzy_then(translated: Project) -> None:
    translated.replace("questionnaires/visitors.yaml", "Hur många gånger?", "Hur ofta?")
    assert row(translated, "visitors", "en")["stale"] == 1
    translated.run("out")
    found = row(translated, "visitors", "en")
    assert (found["stale"], found["fuzzy"], found["complete"]) == (0, 1, 13)
    find = lookup(translated.translations, "en", "visitors")
    assert find("times", "Hur ofta?") == ""
    assert find("title", "Besökarenkäten") == "en: Besökarenkäten"


def test_what_belongs_to_nothing_is_obsolete(translated: Project) -> None:
    translated.replace("questionnaires/neighbours.yaml", "  - use: background\n", "")
    translated.run("out")
    assert row(translated, "neighbours", "en")["obsolete"] == 0
    translated.replace("questionnaires/visitors.yaml", "rows: {police: polisen}", "rows: {court: domstolen}")
    translated.run("out")
    found = row(translated, "visitors", "en")
    assert (found["obsolete"], found["missing"]) == (1, 1)


@pytest.mark.parametrize(
    ("translation", "message"),
    [
        ("Trust", "'trust': the translation has lost {times}."),
        (
            "Trust {times} {number}",
            "'trust': the translation has {number}, which is not in the Swedish text.",
        ),
    ],
)
def test_a_lost_or_invented_placeholder_fails_with_file_and_line(
    translated: Project, translation: str, message: str
) -> None:
    translated.translate("en", "visitors", {"trust": translation})
    path = translated.po("en", "visitors")
    text = path.read_text(encoding="utf-8").splitlines()
    line = text.index('msgctxt "trust"')
    while text[line - 1]:
        line -= 1
    line += 1
    output = translated.run("status", fails=True).output
    assert f"{path}:{line}: {message}" in output
    assert row(translated, "visitors", "en", fails=True)["errors"] == 1
    swedish = translated.run("status", "--words", "sv", fails=True).output
    assert "översättningen har" in swedish


def test_another_word_than_the_glossary_s_is_a_warning(translated: Project) -> None:
    translated.translate("en", "visitors", {"trust": "How much confidence after {times} …"})
    output = translated.run("status").output
    assert "warning: 'trust': 'förtroende' is 'trust' in the glossary." in output
    assert (
        "varning: 'trust': 'förtroende' heter 'trust' i ordlistan."
        in translated.run("status", "--words", "sv").output
    )
    assert row(translated, "visitors", "en")["glossary"] > 0


def test_only_what_is_asked_for_is_listed(translated: Project) -> None:
    lines = translated.run("status", "neighbours", "--language", "en").output.splitlines()
    assert [line.split()[:2] for line in lines[1:] if "warning" not in line] == [["neighbours", "en"]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["status", "neigbours"], "There is no questionnaire 'neigbours' here"),
        (["out", "--language", "de"], "There is no language 'de' here; there is en, ru."),
    ],
)
def test_a_name_that_does_not_exist_is_one_sentence(
    project: Project, arguments: list[str], sentence: str
) -> None:
    assert sentence in project.run(*arguments, fails=True).output


def test_a_broken_catalogue_is_one_sentence(translated: Project) -> None:
    translated.po("ru", "visitors").write_text('msgid "a\n', encoding="utf-8")
    output = translated.run("status", fails=True).output
    assert "visitors.po is not a PO file that can be read" in output


def test_a_broken_glossary_is_one_sentence(translated: Project) -> None:
    (translated.translations / "glossary.csv").write_bytes("sv,en\nförtroende,trust".encode("latin-1"))
    assert "glossary.csv cannot be read as CSV in UTF-8" in translated.run("status", fails=True).output


def test_a_questionnaire_with_errors_stops_everything_before_a_text_is_lost(translated: Project) -> None:
    translated.replace("questionnaires/visitors.yaml", "text: Tack!", "txt: Tack!")
    before = translated.po("en", "visitors").read_bytes()
    for command in ("status", "out"):
        assert "visitors.yaml has 2 errors" in translated.run(command, fails=True).output
    assert translated.po("en", "visitors").read_bytes() == before
