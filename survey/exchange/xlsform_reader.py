"""An XLSForm as a questionnaire, with a list of everything that was changed or could not be taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from survey.exchange.findings import Finding, note, warning
from survey.exchange.xlsform_choices import Choices, read_choices
from survey.exchange.xlsform_expressions import Known, condition, true_when_empty
from survey.exchange.xlsform_groups import Node, grouped, kind_of
from survey.exchange.xlsform_names import Names
from survey.exchange.xlsform_questions import QUESTIONS, taken_question
from survey.exchange.xlsform_sheets import Line, NotAnXlsform, Workbook, other_cells, read_xlsform
from survey.exchange.xlsform_texts import in_source, taken_text
from survey.exchange.xpath import NotTaken
from survey.questionnaire.context import USUAL_STATES, both
from survey.questionnaire.model import STATES, Option, Page, Question, Questionnaire, Section, Text, Tree
from survey.questionnaire.reader import LANGUAGES

_COLUMNS: Final = ("type", "name", "relevant", "required", "constraint", "disabled")
_YES, _NO = ("yes", "true", "true()", "1"), ("", "no", "false", "false()", "0")
THANKS: Final = {
    "sv": "Tack för dina svar.",
    "en": "Thank you for your answers.",
    "ru": "Спасибо за ваши ответы.",
}


class Imported(NamedTuple):
    """A questionnaire in all the form's languages, what was changed or left out, and the same as
    comments for the places in the YAML where it matters."""

    questionnaire: Questionnaire
    findings: tuple[Finding, ...]
    comments: dict[str, tuple[str, ...]]


def import_xlsform(path: Path, name: str) -> Imported:
    """Read an .xlsx as the questionnaire ``name``. Raises SpreadsheetUnreadable or NotAnXlsform."""
    return _Form(read_xlsform(path), path, name).imported()


class _Form:
    def __init__(self, workbook: Workbook, path: Path, name: str) -> None:
        self.workbook, self.path, self.name = workbook, path, name
        self.source = workbook.source
        self.findings: list[Finding] = []
        self.waiting: list[str] = []
        self.comments: dict[str, tuple[str, ...]] = {}
        self.names = Names("q", ("done",))
        self.known: dict[str, Known] = {}
        self.sections: list[Section] = []
        self.lists: dict[str, Choices] = {}
        self.used_lists: set[str] = set()

    def report(self, finding: Finding) -> None:
        """Keep a finding; what was left out is also a comment above the element that comes next."""
        if finding not in self.findings:
            self.findings.append(finding)
            if finding.level == "warning":
                self.waiting.append(f"{finding.place}: {finding.sentence('en')}")

    def settle(self, element: str) -> None:
        """Put the comments that wait above this element."""
        if self.waiting:
            self.comments[element] = (*self.comments.get(element, ()), *self.waiting)
            self.waiting = []

    def imported(self) -> Imported:
        workbook = self.workbook
        self.lists, found = read_choices(workbook, self.label)
        for finding in (*self.of_the_file(), *found):
            self.report(finding)
        nodes, found = grouped(workbook.survey.lines)
        for finding in found:
            self.report(finding)
        self.settle("")
        pages = [page for node in nodes for page in self.pages(node, None, "")]
        if not pages:
            raise NotAnXlsform(f"{self.path} has no question that could be taken in.")
        for name in self.lists.keys() - self.used_lists:
            self.report(warning("choices", "list_unused", found=name))
        self.settle("page/done")
        thanks = {language: THANKS[language] for language in workbook.languages}
        pages.append(Page(id="done", outcome="completed", text=thanks))
        self.report(note("survey", "end_added", id="done"))
        questionnaire = Questionnaire(
            id=self.name,
            title=self.title(),
            languages=workbook.languages,
            sections=tuple(self.sections),
            pages=tuple(pages),
            missing=tuple(Option(code, self.usual_state(code), STATES[code]) for code in STATES),
        )
        return Imported(questionnaire, tuple(self.findings), self.comments)

    def of_the_file(self) -> Iterator[Finding]:
        workbook = self.workbook
        if not workbook.settings.get("form_title"):
            yield note("settings", "title_from_name")
        for key, value in workbook.settings.items():
            if key not in ("form_title", "default_language"):
                yield warning("settings, row 2", "cell_not_taken", column=key, found=value)
        for number in workbook.unread_settings:
            yield warning(f"settings, row {number}", "row_not_taken")
        for table in (workbook.survey, workbook.choices):
            for column in table.foreign:
                allowed = ", ".join(LANGUAGES)
                yield warning(f"{table.name}, row 1", "language_not_taken", column=column, allowed=allowed)
        for sheet in workbook.other_sheets:
            yield warning(sheet, "sheet_not_taken")

    def title(self) -> Text:
        written = {self.source: self.workbook.settings.get("form_title", "")}
        return taken_text(written, self.name, "settings, row 2", {}, self.report) or {self.source: self.name}

    def usual_state(self, code: str) -> Text:
        return {self.source: USUAL_STATES[code][self.source]}

    def label(self, line: Line, name: str) -> Text:
        """An option's text."""
        place = f"choices, row {line.number}"
        return self.complete(self.words(line, "label", name, place), name, place)

    def words(self, line: Line, column: str, name: str, place: str) -> Text:
        return taken_text(line.text(column), name, place, self.known, self.report)

    def complete(self, text: Text, name: str, place: str) -> Text:
        return in_source(text, self.source, name, place, self.report)

    def pages(self, node: Node, shown: Tree | None, section: str) -> Iterator[Page]:
        """The pages that a question or a group makes; ``shown`` is the condition of what it stands in."""
        if node.children is None:
            question = self.question(node.line)
            if question is not None:
                question = msgspec.structs.replace(question, show_if=both(shown, question.show_if))
                yield Page(id=question.id, section=section, questions=(question,))
            return
        line, place = node.line, f"survey, row {node.line.number}"
        self.report_cells(line, "field-list", of_group=True)
        shown = both(shown, self.condition(line, place))
        if any(child.children is not None for child in node.children):
            yield from self.nested(node, shown, section)
            return
        title = self.words(line, "label", line.cell("name"), place)
        found = self.id_of(line, place)
        self.settle(f"page/{found}")
        questions = tuple(q for child in node.children if (q := self.question(child.line)))
        if questions:
            title = self.complete(title, line.cell("name"), place) if title else {}
            yield Page(id=found, section=section, title=title, questions=questions, show_if=shown)
        else:
            self.report(warning(place, "empty_group", name=line.cell("name")))

    def nested(self, node: Node, shown: Tree | None, section: str) -> Iterator[Page]:
        """A group of groups: a section, if there is none around it and it has a title."""
        line, place = node.line, f"survey, row {node.line.number}"
        name, inside = line.cell("name"), section
        # The title of a section is shown on many pages and takes no answers.
        title = taken_text(line.text("label"), name, place, {}, self.report)
        if title and section:
            self.report(warning(place, "group_label", name=name, found=next(iter(title.values()))))
        elif title:
            inside = self.id_of(line, place)
            self.settle(f"section/{inside}")
            self.sections.append(Section(inside, self.complete(title, name, place)))
        count = 0
        for child in node.children or ():
            for page in self.pages(child, shown, inside):
                count += 1
                yield page
        if not count:
            self.sections = [one for one in self.sections if one.id != inside or inside == section]
            self.report(warning(place, "empty_group", name=name))

    def id_of(self, line: Line, place: str) -> str:
        found = self.names.new(line.cell("name"))
        if found != line.cell("name"):
            self.report(note(place, "renamed", name=line.cell("name"), id=found))
        return found

    def question(self, line: Line) -> Question | None:
        place, name = f"survey, row {line.number}", line.cell("name")
        if kind_of(line) in QUESTIONS and not name:
            self.report(warning(place, "no_name"))
            return None
        taken = taken_question(line, self.lists, self.report)
        if taken is None:
            return None
        self.used_lists.add(taken.listed)
        self.report_cells(line, "", *taken.columns)
        text, hint = self.words(line, "label", name, place), self.words(line, "hint", name, place)
        if not text and hint:
            self.report(note(place, "hint_as_text", name=name))
            text, hint = hint, {}
        if taken.type == "info" and hint:
            text = {code: "\n\n".join(filter(None, (text.get(code), hint.get(code)))) for code in text | hint}
            hint = {}
        shown = self.condition(line, place)
        found = self.id_of(line, place)
        question = Question(
            id=found,
            type=taken.type,
            text=self.complete(text, name, place),
            help=self.complete(hint, name, place) if hint else {},
            show_if=shown,
            required=self.required(line, place, taken.type),
            **taken.attributes,
        )
        self.settle(found)
        self.known[name] = Known(found, taken.type, taken.codes, *taken.range)
        return question

    def report_cells(self, line: Line, appearance: str, *read: str, of_group: bool = False) -> None:
        """Report the cells of a row that nothing is made of."""
        place = f"survey, row {line.number}"
        known = _COLUMNS[:3] if of_group else _COLUMNS
        hints = [("hint", words) for words in line.text("hint").values()] if of_group else []
        for column, value in (*other_cells(line, (*known, *read)), *hints):
            if (column, value) != ("appearance", appearance):
                self.report(warning(place, "cell_not_taken", column=column, found=value))

    def condition(self, line: Line, place: str) -> Tree | None:
        expression, name = line.cell("relevant"), line.cell("name")
        if not expression:
            return None
        try:
            tree = condition(expression, self.find)
        except NotTaken as error:
            swedish, english = error.reason
            why = {"why_sv": swedish, "why_en": english}
            self.report(warning(place, "condition_not_taken", name=name, found=expression, **why))
            return None
        differing = true_when_empty(tree)
        if differing:
            found = ", ".join(differing)
            self.report(note(place, "empty_differs", name=name, found=found, example=differing[0]))
        return tree

    def find(self, name: str) -> Known:
        if name in self.known:
            return self.known[name]
        raise NotTaken(
            f"'{name}' är ingen tidigare fråga som lästes in.",
            f"'{name}' is no earlier question that was taken in.",
        )

    def required(self, line: Line, place: str, kind: str) -> bool:
        written = line.cell("required").lower()
        if kind == "info" or written not in (*_YES, *_NO):
            if written not in _NO:
                found = line.cell("required")
                self.report(warning(place, "required_not_taken", name=line.cell("name"), found=found))
            return False
        return written in _YES
