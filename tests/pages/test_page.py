"""The markup of a page: what assistive technology is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from survey.pages.languages import Interface
from survey.pages.page import Frame, page_html
from survey.pages.plan import Plan
from survey.pages.rendering import SCRIPT, TEMPLATES, Renderer
from survey.questionnaire.model import Option, Page, Question, Questionnaire, Row, Section
from survey.questionnaire.versions import freeze
from tests.whole.html_page import Node
from tests.whole.html_page import Page as Parsed

MOST_STYLE = 8 * 1024
MOST_SCRIPT = 2 * 1024
YES_NO = (Option("yes", {"sv": "Ja"}), Option("no", {"sv": "Nej"}))
DECLINED = (Option("declined", {"sv": "Vill inte svara"}),)


def ask(kind: Any, name: str = "q", **parts: Any) -> Question:
    return Question(id=name, type=kind, text={"sv": "Frågan <&>"}, help={"sv": "Hjälpen"}, **parts)


ONE_OF_EACH = {
    "radios": ask("single", options=YES_NO, states=DECLINED),
    "select": ask("single", options=tuple(Option(f"o{n}", {"sv": str(n)}) for n in range(13))),
    "checkboxes": ask("multi", options=(*YES_NO, Option("none", {"sv": "Inget"}, exclusive=True))),
    "matrix": ask(
        "matrix", options=YES_NO, rows=(Row("police", {"sv": "polisen"}), Row("care", {"sv": "vården"}))
    ),
    "scale": ask(
        "scale",
        options=tuple(Option(str(n), {}) for n in range(1, 6)),
        ends=({"sv": "lite"}, {"sv": "mycket"}),
    ),
    "number": ask("number", min=1, max=9, unit={"sv": "gånger"}, states=DECLINED),
    "month": ask("month"),
    "open": ask("open", max_length=1000),
}


@dataclass
class Pages:
    """Shows questions on one page of a questionnaire."""

    interface: Interface
    renderer: Renderer = field(init=False)

    def __post_init__(self) -> None:
        self.renderer = Renderer(self.interface, trial=False, settings=None)

    def html(self, *questions: Question, posted: dict[str, Any] | None = None, **parts: Any) -> str:
        page = Page(id="p", section="s", questions=questions, **parts)
        questionnaire = Questionnaire(
            id="x",
            title={"sv": "Enkäten"},
            languages=("sv",),
            sections=(Section("s", {"sv": "Avsnittet"}, {"sv": "Inledningen"}),),
            pages=(page, Page(id="done", outcome="completed")),
        )
        plan = Plan(freeze(questionnaire))
        way = plan.way({})
        form = plan.form(questions, self.interface, {}, MultiDict(posted) if posted is not None else None)
        return page_html(
            self.renderer, plan, way, way.steps[0], form, Frame("/sv/abcdefgh/1"), hidden={}, contacts={}
        )

    def parsed(self, *questions: Question, **more: Any) -> Parsed:
        return Parsed("/", 200, self.html(*questions, **more))


@pytest.fixture(scope="session")
def show(swedish: Interface) -> Pages:
    return Pages(swedish)


def inside(parent: Node, child: Node) -> bool:
    return any(node is child for node in parent.all(child.tag))


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_the_one_question_of_a_page_is_its_heading(show: Pages, kind: str) -> None:
    page = show.parsed(ONE_OF_EACH[kind])
    (h1,) = page.root.all("h1")
    assert h1.text == "Frågan <&>"
    names = page.root.all("legend", "label")
    assert any(inside(name, h1) or inside(h1, name) for name in names)


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_every_control_has_a_name_and_ids_are_there_once(show: Pages, kind: str) -> None:
    page = show.parsed(ONE_OF_EACH[kind])
    form = page.posting()
    assert form is not None
    assert [control for control in form.controls if not control.label] == []
    ids = [
        node.attributes["id"]
        for node in page.root.all(
            "input",
            "select",
            "textarea",
            "fieldset",
            "div",
            "p",
            "section",
            "h2",
            "label",
            "a",
            "main",
            "form",
        )
        if "id" in node.attributes
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_help_and_mistakes_are_tied_to_what_they_are_about(show: Pages, kind: str) -> None:
    question = ONE_OF_EACH[kind]
    wrong = {variable: ["nothing", "of", "this"] for variable in question.variables}
    page = show.parsed(question, posted=wrong if kind not in ("open",) else {"q": "x" * 1001})
    described = " ".join(
        node.attributes.get("aria-describedby", "")
        for node in page.root.all("fieldset", "input", "select", "textarea")
    ).split()
    elements = {node.attributes.get("id"): node for node in page.root.all("div", "p")}
    assert all(name in elements for name in described)
    assert "Hjälpen" in " ".join(elements[name].text for name in described)
    for variable in question.variables:
        assert f"q-{variable}-error" in described
    (summary,) = [node for node in page.root.all("section") if node.attributes.get("class") == "summary"]
    assert "autofocus" in summary.attributes and summary.attributes["tabindex"] == "-1"
    assert len(summary.all("a")) == len(question.variables)
    assert page.title.startswith("Fel:")


def test_a_matrix_is_one_fieldset_for_each_row_and_no_table(show: Pages) -> None:
    page = show.parsed(ONE_OF_EACH["matrix"])
    outer, *rows = page.root.all("fieldset")
    assert [row.all("legend")[0].text for row in rows] == ["polisen", "vården"]
    assert page.root.all("table") == []
    assert "role" not in outer.attributes


def test_none_of_these_stands_last_after_or(show: Pages) -> None:
    page = show.parsed(ONE_OF_EACH["checkboxes"])
    shown = [node.text for node in page.root.all("fieldset")[0].all("label", "p")]
    assert shown[-4:] == ["Ja", "Nej", "eller", "Inget"]


def test_a_number_is_typed_in_a_text_field(show: Pages) -> None:
    html = show.html(ONE_OF_EACH["number"])
    assert 'inputmode="numeric"' in html
    assert 'type="number"' not in html


def test_several_questions_have_the_section_as_their_heading(show: Pages) -> None:
    page = show.parsed(ask("single", "a", options=YES_NO), ask("open", "b", max_length=10))
    assert page.heading == "Avsnittet"
    assert page.text.count("Avsnittet") == 1, "not in the progress line as well"
    assert [node.text for node in page.root.all("h2")] == ["Frågan <&>", "Frågan <&>"]


def test_a_section_begins_with_its_introduction_and_its_place_on_the_way(show: Pages) -> None:
    page = show.parsed(ONE_OF_EACH["radios"])
    assert "Inledningen" in page.text
    assert "Del 1 av 1 · Avsnittet" in page.text


def test_information_is_shown_with_its_own_heading_and_asks_nothing(show: Pages) -> None:
    note = Question(id="note", type="info", text={"sv": "Ett.\n\nTvå."}, title={"sv": "Rubriken"})
    page = show.parsed(note, ONE_OF_EACH["radios"])
    assert "Rubriken" in [node.text for node in page.root.all("h2")]
    assert [node.text for node in page.root.all("p")].count("Två.") == 1
    alone = show.parsed(note)
    assert alone.heading == "Rubriken"


def test_the_look_and_the_script_are_small() -> None:
    assert (TEMPLATES / "style.css").stat().st_size <= MOST_STYLE
    assert len(SCRIPT.encode()) <= MOST_SCRIPT
