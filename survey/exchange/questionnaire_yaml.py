"""A questionnaire as the YAML that a person would have written.

It writes what an import can make. Modules, support contacts, the gates of sections and replaced
questions have no place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from survey.exchange.condition_text import condition_text
from survey.exchange.yaml_text import comment, entry, flow_list, flow_mapping, scalar
from survey.questionnaire.context import USUAL_STATES
from survey.questionnaire.model import Option, Page, Question, Questionnaire, Text, Tree

Comments = Mapping[str, tuple[str, ...]]
"""``gender`` for a question, ``page/contact``, ``section/health``, "" for the file → lines above it."""

_USUAL_LENGTH: Final = 1000


def questionnaire_yaml(questionnaire: Questionnaire, comments: Comments | None = None) -> str:
    """The whole file, its texts in the source language. ``read_questionnaire`` reads the same from it."""
    return "\n".join(_Writer(questionnaire, comments or {}).lines()) + "\n"


class _Writer:
    def __init__(self, questionnaire: Questionnaire, comments: Comments) -> None:
        self.questionnaire = questionnaire
        self.comments = comments
        self.source = questionnaire.languages[0]
        self.usual = {option.code: self.text(option.text) for option in questionnaire.missing}

    def text(self, text: Text) -> str:
        return text.get(self.source, "")

    def lines(self) -> Iterator[str]:
        q = self.questionnaire
        yield from self.above(0, "")
        yield f"questionnaire: {q.id}"
        yield from entry(0, "title", self.text(q.title))
        yield from self.optional(0, "lead", q.lead)
        yield f"languages: {flow_list(q.languages)}"
        missing = [
            (code, text) for code, text in self.usual.items() if text != usual_state(code, self.source)
        ]
        if missing:
            yield f"missing: {flow_mapping(missing)}"
        if q.wave:
            yield f"wave: {scalar(q.wave)}"
        yield from (f"{key}: {q.constants[key]}" for key in ("min_age", "minutes") if key in q.constants)
        yield "pages:"
        section = ""
        titles = {one.id: one for one in q.sections}
        for number, page in enumerate(q.pages):
            if number:
                yield ""
            if page.section and page.section != section:
                found = titles[page.section]
                yield from self.above(2, f"section/{found.id}")
                yield f"  - section: {found.id}"
                yield from entry(4, "title", self.text(found.title))
                yield from self.optional(4, "intro", found.intro)
                yield "    pages:"
            section = page.section
            yield from self.page(page, 6 if section else 2)

    def above(self, indent: int, element: str) -> Iterator[str]:
        for line in self.comments.get(element, ()):
            yield from comment(line, indent)

    def optional(self, indent: int, key: str, text: Text) -> Iterator[str]:
        if text:
            yield from entry(indent, key, self.text(text))

    def condition(self, indent: int, tree: Tree | None) -> Iterator[str]:
        if tree is not None:
            yield from entry(indent, "show_if", condition_text(tree))

    def page(self, page: Page, indent: int) -> Iterator[str]:
        yield from self.above(indent, f"page/{page.id}")
        if page.outcome:
            yield from self.end(page, indent)
            return
        if _stands_alone(page):
            yield from self.question(page.questions[0], indent)
            return
        yield f"{' ' * indent}- page: {page.id}"
        inside = indent + 2
        yield from self.optional(inside, "title", page.title)
        yield from self.optional(inside, "text", page.text)
        yield from self.condition(inside, page.show_if)
        yield f"{' ' * inside}questions:"
        for number, question in enumerate(page.questions):
            if number:
                yield ""
            yield from self.question(question, inside + 2)

    def end(self, page: Page, indent: int) -> Iterator[str]:
        yield f"{' ' * indent}- end: {page.id}"
        yield from self.condition(indent + 2, page.show_if)
        yield f"{' ' * (indent + 2)}outcome: {page.outcome}"
        yield from self.optional(indent + 2, "title", page.title)
        yield from self.optional(indent + 2, "text", page.text)

    def question(self, question: Question, indent: int) -> Iterator[str]:
        yield from self.above(indent, question.id)
        yield f"{' ' * indent}- {question.type}: {question.id}"
        inside = indent + 2
        yield from self.optional(inside, "title", question.title)
        yield from entry(inside, "text", self.text(question.text))
        yield from self.optional(inside, "help", question.help)
        yield from self.condition(inside, question.show_if)
        if question.required:
            yield f"{' ' * inside}required: true"
        if question.sensitivity:
            yield f"{' ' * inside}sensitivity: {question.sensitivity}"
        yield from _BY_TYPE[question.type](self, question, inside)
        for state in question.states:
            words = "true" if self.is_usual(state) else self.text(state.text)
            yield from entry(inside, state.code, words)
        can_decline = question.type in ("open", "info") or any(s.code == "declined" for s in question.states)
        if question.sensitivity and not can_decline:
            yield f"{' ' * inside}declined: false"

    def is_usual(self, state: Option) -> bool:
        """Whether a state has the words it has where nothing else is said."""
        return self.text(state.text) == (self.usual.get(state.code) or usual_state(state.code, self.source))

    def options(self, indent: int, key: str, options: tuple[Option, ...]) -> Iterator[str]:
        yield f"{' ' * indent}{key}:"
        for option in options:
            marks = [(name, "true") for name in ("exclusive", "last") if getattr(option, name)]
            if marks:
                pairs = [("text", self.text(option.text)), *marks]
                yield f"{' ' * (indent + 2)}{option.code}: {flow_mapping(pairs)}"
            else:
                yield from entry(indent + 2, option.code, self.text(option.text))

    def choice(self, question: Question, indent: int) -> Iterator[str]:
        yield from self.options(indent, "options", question.options)
        if question.ordered:
            yield f"{' ' * indent}ordered: true"
        if question.order:
            yield f"{' ' * indent}order: {question.order}"

    def matrix(self, question: Question, indent: int) -> Iterator[str]:
        yield from self.options(indent, "rows", tuple(Option(row.code, row.text) for row in question.rows))
        yield from self.options(indent, "columns", question.options)
        if question.ordered:
            yield f"{' ' * indent}ordered: true"

    def scale(self, question: Question, indent: int) -> Iterator[str]:
        yield f"{' ' * indent}steps: {len(question.options)}"
        if question.ends:
            yield f"{' ' * indent}ends: {flow_list(self.text(end) for end in question.ends)}"

    def bounds(self, question: Question, indent: int) -> Iterator[str]:
        for key in ("min", "max"):
            bound = getattr(question, key)
            if bound is not None:
                yield f"{' ' * indent}{key}: {number_text(bound)}"
        if question.decimals:
            yield f"{' ' * indent}decimals: {question.decimals}"
        yield from self.optional(indent, "unit", question.unit)

    def length(self, question: Question, indent: int) -> Iterator[str]:
        if question.max_length != _USUAL_LENGTH:
            yield f"{' ' * indent}max_length: {question.max_length}"

    def nothing(self, question: Question, indent: int) -> Iterator[str]:
        yield from ()


_BY_TYPE: Final[dict[str, Callable[[_Writer, Question, int], Iterator[str]]]] = {
    "single": _Writer.choice,
    "multi": _Writer.choice,
    "matrix": _Writer.matrix,
    "scale": _Writer.scale,
    "number": _Writer.bounds,
    "month": _Writer.bounds,
    "open": _Writer.length,
    "info": _Writer.nothing,
}


def usual_state(code: str, language: str) -> str:
    """The words of a state where a questionnaire does not give its own."""
    usual = USUAL_STATES[code]
    return usual.get(language, usual["en"])


def number_text(bound: float | str) -> str:
    """A bound without an exponent or needless zeros; a month as it is."""
    if isinstance(bound, float):
        return f"{bound:.6f}".rstrip("0").rstrip(".")
    return str(bound)


def _stands_alone(page: Page) -> bool:
    """A page that a question makes by standing among the pages."""
    if len(page.questions) != 1 or page.questions[0].id != page.id:
        return False
    return not (page.title or page.text or page.show_if)
