"""Pages, sections and ends from YAML, with modules taken in."""

from __future__ import annotations

from typing import Final

import msgspec

from survey.questionnaire.context import Context, both
from survey.questionnaire.fields import Fields
from survey.questionnaire.library import QUESTION_TYPES, Module
from survey.questionnaire.model import Option, Page, Question, Section, Tree
from survey.questionnaire.question_reader import read_question, type_of
from survey.questionnaire.yaml_source import Mapping, Node, Scalar

OUTCOMES: Final = ("completed", "screened_out", "refused")
_ITEMS: Final = ("page", "section", "end", "use", *QUESTION_TYPES)


class PageReader:
    """Reads a questionnaire's ``pages`` in order; the sections it meets are in ``sections``."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.sections: list[Section] = []

    def pages(self, items: list[Node], section: str = "", module: str = "") -> list[Page]:
        """The pages that a list stands for: a section or a module may be several."""
        pages: list[Page] = []
        for item in items:
            pages.extend(self._item(item, section, module))
        return pages

    def _item(self, item: Node, section: str, module: str) -> list[Page]:
        context = self.context
        kind = next((k for k in _ITEMS if isinstance(item, Mapping) and k in item.entries), None)
        if kind is None:
            allowed = "page, section, end, use, single, multi, matrix, scale, number, month, open, info"
            context.complaints.error(item.place, "what_is_this", allowed=allowed)
            return []
        if kind == "section" and not section:
            return self._section(item)
        if kind == "use":
            return self._use(item, section)
        reader = {"page": self._page, "end": self._end}.get(kind, self._lone_question)
        page = reader(item, section, module)
        return [page] if page else []

    def _section(self, node: Node) -> list[Page]:
        context = self.context
        fields = Fields(node, ("section", "title", "intro", "skippable", "pages"), context.complaints)
        scalar = fields.scalar("section")
        if scalar is None:
            return []
        found = context.register(scalar, "section")
        title = fields.string("title", required=True)
        gate = self._gate(fields, found, title)
        pages = self.pages(fields.items("pages", required=True), found)
        intro = context.text(fields.string("intro"))
        self.sections.append(Section(found, context.text(title), intro, gate.id if gate else ""))
        if gate is None:
            return pages
        opened: Tree = ["=", gate.id, "yes"]
        behind = [msgspec.structs.replace(page, show_if=both(opened, page.show_if)) for page in pages]
        return [Page(id=gate.id, section=found, questions=(gate,), module=gate.module), *behind]

    def _gate(self, fields: Fields, section: str, title: str) -> Question | None:
        """The question that lets a section be skipped: the module's own or the usual one."""
        node = fields.node("skippable")
        if node is None or (isinstance(node, Scalar) and not fields.flag("skippable")):
            return None
        context = self.context
        if isinstance(node, Mapping):
            use = Fields(node, ("use",), context.complaints)
            gate = self._question_of_module(use.scalar("use"))
            if gate is not None and {option.code for option in gate.options} != {"yes", "skip"}:
                context.complaints.error(node.place, "gate_codes")
            return gate
        found = context.register(Scalar(f"{section}_gate", node.place))
        source = context.source
        text, yes, skip = _USUAL_GATE.get(source, _USUAL_GATE["en"])
        options = (Option("yes", {source: yes}, 1), Option("skip", {source: skip}, 2))
        return Question(id=found, type="single", text={source: text.format(title=title)}, options=options)

    def _page(self, node: Node, section: str, module: str) -> Page | None:
        context = self.context
        keys = ("page", "title", "text", "use", "questions", "show_if", "support", "only")
        fields = Fields(node, keys, context.complaints)
        scalar = fields.scalar("page")
        if scalar is None or not context.is_for_this(fields):
            return None
        found = context.register(scalar, "page")
        show_if = context.condition(fields, f"page/{found}")
        questions = [*self._module_questions(fields), *self._own_questions(fields, module)]
        if not questions and not context.complaints.any_errors:
            context.complaints.error(fields.place, "empty_page")
        return Page(
            id=found,
            section=section,
            title=context.text(fields.string("title")),
            text=context.text(fields.string("text")),
            questions=tuple(questions),
            show_if=show_if,
            support=self._support(fields),
            module=module,
        )

    def _own_questions(self, fields: Fields, module: str) -> list[Question]:
        items = fields.items("questions", required=not fields.has("use"))
        return [question for item in items if (question := self._question(item, module))]

    def _module_questions(self, fields: Fields) -> list[Question]:
        """``use`` on a page: every question of a module, all on this one page."""
        use = fields.scalar("use")
        module = self._module(use, use.value) if use else None
        nodes = module.questions.values() if module else ()
        name = module.name if module else ""
        return [question for node in nodes if (question := read_question(node, self.context, name))]

    def _end(self, node: Node, section: str, module: str) -> Page | None:
        context = self.context
        keys = ("end", "title", "text", "show_if", "outcome", "support", "only")
        fields = Fields(node, keys, context.complaints)
        scalar = fields.scalar("end")
        if scalar is None or not context.is_for_this(fields):
            return None
        found = context.register(scalar, "page")
        if not fields.has("outcome"):
            context.complaints.error(fields.place, "missing_key", key="outcome")
        return Page(
            id=found,
            section=section,
            title=context.text(fields.string("title")),
            text=context.text(fields.string("text", required=True)),
            show_if=context.condition(fields, f"page/{found}"),
            support=self._support(fields),
            outcome=fields.one_of("outcome", OUTCOMES) or "completed",  # type: ignore[arg-type]
            module=module,
        )

    def _lone_question(self, node: Node, section: str, module: str) -> Page | None:
        """A question directly among the pages is a page of its own; its condition is the page's."""
        question = read_question(node, self.context, module, beside=("support",))
        if question is None:
            return None
        keys = tuple(node.entries) if isinstance(node, Mapping) else ()
        support = self._support(Fields(node, keys, self.context.complaints))
        self.context.positions.setdefault(f"page/{question.id}", self.context.positions[question.id])
        return Page(id=question.id, section=section, questions=(question,), support=support, module=module)

    def _use(self, node: Node, section: str) -> list[Page]:
        """What ``use`` takes in: a module's pages, or one page or question of it."""
        context = self.context
        fields = Fields(node, ("use", "show_if", "support"), context.complaints)
        use = fields.scalar("use")
        if use is None:
            return []
        name, _, part = use.value.partition(".")
        module = self._module(use, name)
        if module is None:
            return []
        if part:
            found = module.questions.get(part) or module.named_pages.get(part)
            if found is None:
                known = [*module.questions, *module.named_pages]
                context.complaints.unknown(use.place, "not_in_module", part, known, module=name)
                return []
            pages = self.pages([found], section, name)
            if not pages:
                context.complaints.error(use.place, "not_for_this", found=use.value, only=_only(found))
        else:
            pages = self.pages(module.pages, section, name)
        support = self._support(fields)
        return [self._added(page, fields, support) for page in pages]

    def _added(self, page: Page, fields: Fields, support: tuple[str, ...]) -> Page:
        """A module's page with the condition and contacts that were written where it is used."""
        added = self.context.condition(fields, f"page/{page.id}")
        return msgspec.structs.replace(
            page, show_if=both(added, page.show_if), support=support or page.support
        )

    def _question(self, item: Node, module: str) -> Question | None:
        """A question on a page: written there, or taken from a module."""
        context = self.context
        if isinstance(item, Mapping) and "use" in item.entries:
            fields = Fields(item, ("use", "show_if"), context.complaints)
            question = self._question_of_module(fields.scalar("use"))
            if question is None:
                return None
            added = context.condition(fields, question.id)
            return msgspec.structs.replace(question, show_if=both(added, question.show_if))
        if type_of(item, context) is None:
            allowed = "use, single, multi, matrix, scale, number, month, open, info"
            context.complaints.error(item.place, "what_is_this", allowed=allowed)
            return None
        return read_question(item, context, module)

    def _question_of_module(self, use: Scalar | None) -> Question | None:
        context = self.context
        if use is None:
            return None
        name, _, part = use.value.partition(".")
        module = self._module(use, name)
        if module is None:
            return None
        if not part:
            context.complaints.error(use.place, "use_page_in_page")
            return None
        found = module.questions.get(part)
        if found is None:
            context.complaints.unknown(use.place, "not_in_module", part, module.questions, module=name)
            return None
        question = read_question(found, context, name, beside=("support",))
        if question is None:
            context.complaints.error(use.place, "not_for_this", found=use.value, only=_only(found))
        return question

    def _module(self, use: Scalar, name: str) -> Module | None:
        library = self.context.library
        module = library.module(name)
        if module is None:
            self.context.complaints.unknown(use.place, "no_module", name, library.names())
        return module

    def _support(self, fields: Fields) -> tuple[str, ...]:
        contacts = self.context.library.entries("support", "contacts")
        slots = fields.strings("support")
        for slot in slots:
            if slot.value not in contacts:
                self.context.complaints.unknown(slot.place, "no_contact", slot.value, contacts)
        return tuple(slot.value for slot in slots)


_USUAL_GATE: Final = {
    "sv": (
        "Nästa del handlar om: {title}. Du kan hoppa över den. Vill du svara på frågorna?",
        "Ja, visa frågorna",
        "Nej, hoppa över dem",
    ),
    "en": (
        "The next part is about: {title}. You can skip it. Do you want to answer the questions?",
        "Yes, show the questions",
        "No, skip them",
    ),
}


def _only(node: Node) -> str:
    entry = node.entries.get("only") if isinstance(node, Mapping) else None
    items = getattr(entry.value, "items", []) if entry else []
    return ", ".join(item.value for item in items if isinstance(item, Scalar))
