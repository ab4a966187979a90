"""`survey import`: what a form becomes, and a line for everything that it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli import main
from survey.questionnaire.catalogues import lookups
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.texts import translated

from .conftest import write_workbook

HEAD = ["type", "name", "label::Svenska (sv)", "label::English (en)", "relevant", "required", "constraint"]
CHOICES = [
    ["list_name", "name", "label::Svenska (sv)", "label::English (en)"],
    ["yesno", "yes", "Ja", "Yes"],
    ["yesno", "no", "Nej", "No"],
    ["yesno", "dont_know", "Minns inte", "I forget"],
    ["channel", "phone", "Telefon", "Phone"],
    ["channel", 2, "På nätet", "Online"],
]
SETTINGS = [["form_title"], ["Besökarenkäten"]]


class Form:
    """A form in a folder, and what `survey import` makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.target = folder / "questionnaires" / "visitors.yaml"

    def run(
        self, *rows: list[Any], head: list[str] = HEAD, fails: bool = False, words: str = "en", **sheets: Any
    ) -> Result:
        whole = {"survey": [head, *rows], "choices": CHOICES, "settings": SETTINGS, **sheets}
        path = write_workbook(self.folder / "form.xlsx", {k: v for k, v in whole.items() if v is not None})
        self.target.unlink(missing_ok=True)
        line = ["import", str(path), "--out", str(self.target), "--words", words]
        result = CliRunner().invoke(main, line)
        assert (result.exit_code != 0) == fails, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def questionnaire(self) -> Questionnaire:
        reading = read_questionnaire(self.target)
        assert reading.questionnaire is not None, [complaint.line() for complaint in reading.complaints]
        found = lookups(self.folder / "translations", ("sv", "en", "ru"), "visitors")
        return translated(reading.questionnaire, found)


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return Form(tmp_path)


def test_the_yaml_looks_as_if_a_person_had_written_it(form: Form) -> None:
    long = (
        "Vi undrar hur du har haft det, och vill gärna veta mer: berätta så mycket eller så lite som du vill."
    )
    form.run(
        ["begin_group", "contact", "Kontakt", "Contact"],
        ["select_one yesno", "sought_help", "Har du sökt hjälp?", "Have you sought help?", "", "yes"],
        [
            "integer",
            "times",
            "Hur många gånger?",
            "How often?",
            "${sought_help} = 'yes'",
            "",
            ". > 0 and . < 100",
        ],
        ["end_group"],
        ["text", "improve", long, "What could be better?", "${times} >= 2", "", "string-length(.) <= 300"],
        ["geopoint", "place", "Var?", "Where?"],
    )
    assert form.target.read_text(encoding="utf-8") == (
        """\
# Imported from the XLSForm form.xlsx. Comments say what could not be taken over.
questionnaire: visitors
title: Besökarenkäten
languages: [sv, en]
pages:
  - page: contact
    title: Kontakt
    questions:
      - single: sought_help
        text: Har du sökt hjälp?
        required: true
        options:
          yes: Ja
          no: Nej
        dont_know: Minns inte

      - number: times
        text: Hur många gånger?
        show_if: sought_help = yes
        min: 1
        max: 99

  - open: improve
    text: >-
      Vi undrar hur du har haft det, och vill gärna veta mer: berätta så mycket eller så lite som du
      vill.
    show_if: times >= 2
    max_length: 300

  # survey, row 7: 'place': there is no type 'geopoint' here; the row was not taken in.
  # choices: The list 'channel' is used by no question that was taken in.
  - end: done
    outcome: completed
    text: Tack för dina svar.
"""
    )


def test_labels_in_several_languages_become_translations(form: Form) -> None:
    form.run(["select_one yesno", "help", "Hjälp?", "Help?"])
    question = form.questionnaire().pages[0].questions[0]
    assert question.text == {"sv": "Hjälp?", "en": "Help?"}
    assert [option.text["en"] for option in question.options] == ["Yes", "No"]
    assert question.states[0].text == {"sv": "Minns inte", "en": "I forget"}
    assert form.questionnaire().pages[-1].text["en"] == "Thank you for your answers."


@pytest.mark.parametrize(
    ("headings", "default", "languages"),
    [
        (["label"], "", ("sv",)),
        (["label"], "English (en)", ("en",)),
        (["label", "label::English"], "", ("sv", "en")),
        (["label::Русский (ru)", "label::English (en)"], "ru", ("ru", "en")),
        (["label:English", "label:Swedish"], "English", ("sv", "en")),
        (["label::en-GB (en-GB)"], "", ("en",)),
    ],
)
def test_languages_are_told_by_their_code_or_their_name(
    form: Form, headings: list[str], default: str, languages: tuple[str, ...]
) -> None:
    labels = [f"Text {n}" for n in range(len(headings))]
    settings = [["form_title", "default_language"], ["T", default]]
    form.run(["note", "a", *labels], head=["type", "name", *headings], choices=None, settings=settings)
    assert form.questionnaire().languages == languages


def test_options_with_a_bare_label_speak_the_language_of_the_questions(form: Form) -> None:
    form.run(
        ["select_one yesno", "help", "Have you sought help?"],
        head=["type", "name", "label::English (en)"],
        choices=[["list_name", "name", "label"], ["yesno", "yes", "Yes"], ["yesno", "no", "No"]],
    )
    found = form.questionnaire()
    assert found.languages == ("en",)
    assert [option.text for option in found.pages[0].questions[0].options] == [{"en": "Yes"}, {"en": "No"}]


def test_groups_of_groups_are_sections_and_their_conditions_hold_for_every_page(form: Form) -> None:
    form.run(
        ["integer", "times", "Hur ofta?", ""],
        ["begin_group", "outer", "Del", "Part", "${times} > 1"],
        ["note", "hello", "Hej", ""],
        ["begin_group", "inner", "Sida", "Page", "${times} > 2"],
        ["text", "words", "Vad?", ""],
        ["end_group"],
        ["end_group"],
    )
    found = form.questionnaire()
    assert [(section.id, section.title["sv"]) for section in found.sections] == [("outer", "Del")]
    assert [(page.id, page.section) for page in found.pages] == [
        ("times", ""), ("hello", "outer"), ("inner", "outer"), ("done", ""),
    ]  # fmt: skip
    assert found.pages[1].questions[0].show_if == [">", "times", 1]
    assert found.pages[2].show_if == ["and", [">", "times", 1], [">", "times", 2]]


def test_names_that_cannot_be_ids_get_the_nearest_that_can_and_are_told(form: Form) -> None:
    output = form.run(
        ["select_multiple channel", "Q1-Channel", "Hur?", ""],
        ["text", "page", "Vad?", "", "selected(${Q1-Channel}, '2')"],
        ["text", "page", "Vad mer? Du svarade ${page}.", ""],
    ).output
    found = form.questionnaire()
    assert [q.id for q in found.questions()] == ["q1_channel", "q_page", "q_page_2"]
    assert found.pages[1].questions[0].show_if == ["any", "q1_channel", ["c2"]]
    assert found.pages[2].questions[0].text["sv"] == "Vad mer? Du svarade …."
    assert "survey, row 2: 'Q1-Channel' is called 'q1_channel' here." in output
    assert "choices, row 6: The option '2' of the list 'channel' has the code 'c2' here." in output
    assert "survey, row 4: warning: 'page': ${page} cannot be shown in a text" in output


def test_answers_are_piped_in_our_way_and_other_braces_are_no_placeholders(form: Form) -> None:
    form.run(
        ["integer", "Times", "Hur ofta?", ""],
        ["note", "a", "Du svarade ${Times} (eller {inget})", "You said ${ Times }"],
    )
    assert form.questionnaire().pages[1].questions[0].text == {
        "sv": "Du svarade {times} (eller (inget))",
        "en": "You said {times}",
    }


LEFT_OUT = {
    "an unknown type": (
        [["geopoint", "a", "Var?"]],
        "survey, row 3: warning: 'a': there is no type 'geopoint'",
    ),
    "a calculation": ([["calculate", "a", "", "", "", "", ""]], "'a': there is no type 'calculate' here"),
    "a list that is missing": ([["select_one nolist", "a", "Var?"]], "'a': there is no list 'nolist'"),
    "an other option": ([["select_one yesno or_other", "a", "Var?"]], "'a': 'or_other' was not taken in"),
    "a nameless row": ([["text", "", "Var?"]], "survey, row 3: warning: The row has no name"),
    "a repeat": (
        [["begin_repeat", "r", "Barn"], ["text", "a", "Namn?"], ["end_repeat"]],
        "survey, row 4: warning: 'a': inside a repeated group; not taken in.",
    ),
    "an unclosed group": (
        [["begin_group", "g", "Sida"], ["text", "a", "Namn?"]],
        "'g': the group has no 'end_group'",
    ),
    "an end without a beginning": ([["end_group"]], "'end_group' without a beginning"),
    "an empty group": ([["begin_group", "g", "Sida"], ["end_group"]], "'g': the group has no questions"),
    "a condition": (
        [["text", "a", "Var?", "", "${first} = ${second}"]],
        "'a': relevant '${first} = ${second}' was not taken in, as only a question can be compared, with a "
        "code or a number. It is therefore asked of everybody.",
    ),
    "a condition on what comes later": (
        [["text", "a", "Var?", "", "${b} != ''"], ["text", "b", "När?"]],
        "as 'b' is no earlier question that was taken in.",
    ),
    "a constraint": (
        [["text", "a", "Var?", "", "", "", "regex(., 'x')"]],
        "'a': constraint 'regex(., 'x')' was not",
    ),
    "a required formula": (
        [["text", "a", "Var?", "", "", "${first} = 'yes'"]],
        "'a': required '${first} = 'yes'' was",
    ),
    "a column": (
        [["text", "a", "Var?", "", "", "", "", "multiline"]],
        "The column 'appearance' was not taken in",
    ),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_could_not_be_taken_is_told_by_sheet_and_row_and_in_the_yaml(form: Form, what: str) -> None:
    rows, message = LEFT_OUT[what]
    rows = [["select_one yesno", "first", "Hjälp?", "Help?"], *rows]
    output = form.run(*rows, head=[*HEAD, "appearance"]).output
    assert message in output
    comments = [line.strip()[2:] for line in form.target.read_text().splitlines() if line.strip()[:1] == "#"]
    assert message.replace("warning: ", "") in " ".join(comments)
    swedish = form.run(*rows, head=[*HEAD, "appearance"], words="sv").output
    assert "varning" in swedish
    assert message not in swedish


def test_columns_settings_and_sheets_that_mean_nothing_are_told_too(form: Form) -> None:
    output = form.run(
        ["select_one yesno", "a", "Hjälp?", "Help?", "Aide?", "x"],
        head=["type", "name", "label::Svenska (sv)", "label::English (en)", "label::Français (fr)", ""],
        settings=[["form_title", "version"], ["T", "3"], ["U", "4"]],
        external=[["list_name"], ["a"]],
    ).output
    for line in (
        "survey, row 1: warning: The column 'label::Français (fr)' was not taken in",
        "survey, row 2: warning: The column '(no heading)' was not taken in: x",
        "settings, row 2: warning: The column 'version' was not taken in: 3",
        "settings, row 3: warning: The row was not taken in.",
        "external: warning: The sheet was not taken in.",
    ):
        assert line in output


def test_where_xpath_asks_whoever_did_not_answer_the_difference_is_told(form: Form) -> None:
    output = form.run(
        ["select_one yesno", "help", "Hjälp?", "Help?"], ["text", "a", "Vad?", "", "${help} != 'no'"]
    ).output
    assert "add 'or help is not answered' if it should be." in output
    assert form.questionnaire().pages[1].questions[0].show_if == ["!=", "help", "no"]


BAD_FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "no survey": ({"survey": None, "other": [["a"]]}, "it has no sheet 'survey' (choices, settings, other)"),
    "no names": ({"survey": [["type", "label"], ["text", "A"]]}, "its sheet 'survey' has no column 'name'"),
    "no labels": ({"survey": [["type", "name"], ["text", "a"]]}, "its sheet 'survey' has no column 'label'"),
    "no choices": (
        {"survey": [HEAD, ["select_one yesno", "a", "A"]], "choices": None},
        "has questions with options but no sheet 'choices'",
    ),
    "another language": (
        {"survey": [["type", "name", "label::Deutsch (de)"], ["text", "a", "A"]], "choices": None},
        "has no labels in a language that exists here (sv, en, ru)",
    ),
    "nothing to ask": ({"survey": [HEAD, ["geopoint", "a", "A"]]}, "has no question that could be taken in"),
    "an empty sheet": ({"survey": []}, "its sheet 'survey' has no column 'type'"),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_what_is_no_form_is_one_sentence_and_writes_nothing(form: Form, name: str) -> None:
    sheets, sentence = BAD_FORMS[name]
    result = form.run(fails=True, **sheets)
    assert sentence in result.output
    assert not form.target.exists()


def test_a_file_that_is_no_workbook_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text("hello")
    result = CliRunner().invoke(main, ["import", str(path), "--out", str(tmp_path / "a.yaml")])
    assert result.exit_code == 1
    assert result.output == f"Error: {path} is not an Excel workbook (.xlsx).\n"


def test_nobody_s_questionnaire_is_overwritten(form: Form) -> None:
    form.run(["text", "a", "Vad?"])
    line = ["import", str(form.folder / "form.xlsx"), "--out", str(form.target)]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 1
    assert "exists already" in result.output


@pytest.mark.parametrize("name", ["Visitors.yaml", "visitors.yml", "1.yaml"])
def test_a_name_that_no_questionnaire_can_have_is_refused(form: Form, name: str) -> None:
    form.run(["text", "a", "Vad?"])
    line = ["import", str(form.folder / "form.xlsx"), "--out", str(form.folder / name)]
    assert "cannot name a questionnaire" in CliRunner().invoke(main, line).output
