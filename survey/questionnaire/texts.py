"""The translatable texts of a questionnaire, each under its path, and their translation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from survey.questionnaire.complaints import Place
from survey.questionnaire.model import Card, Option, Page, Question, Questionnaire, Row, Section, Text


class Located(NamedTuple):
    """A text, its path (``trust/row/police``), what it belongs to in words, and its module."""

    context: str
    text: Text
    comment: str = ""
    module: str = ""


Lookup = Callable[[str, str], str]
"""(context, source text) → translation, or "" when there is none that may be served."""

Change = Callable[[Located], Text]


def mapped(questionnaire: Questionnaire, change: Change) -> Questionnaire:
    """The questionnaire with every text replaced by what ``change`` makes of it.

    The only place that knows where texts are: reading them out, translating and filling
    in constants are all done through it.
    """
    source = questionnaire.languages[0]
    title = questionnaire.title.get(source, "")
    missing = tuple(
        replace(option, text=change(Located(f"missing/{option.code}", option.text, "", "modules")))
        for option in questionnaire.missing
    )
    usual = {old.text.get(source): new.text for old, new in zip(questionnaire.missing, missing, strict=True)}
    asked = _Asked(change, source, usual)
    return replace(
        questionnaire,
        title=change(Located("title", questionnaire.title)),
        lead=_optional(change, Located("lead", questionnaire.lead, title)),
        missing=missing,
        sections=tuple(_section(section, change, title) for section in questionnaire.sections),
        pages=tuple(asked.page(page) for page in questionnaire.pages),
        cards=tuple(_card(card, change) for card in questionnaire.cards),
    )


def texts_of(questionnaire: Questionnaire) -> Iterator[Located]:
    """Every translatable text once, in document order."""
    found: list[Located] = []

    def collect(located: Located) -> Text:
        found.append(located)
        return located.text

    mapped(questionnaire, collect)
    seen: set[str] = set()
    for located in found:
        if located.context not in seen:
            seen.add(located.context)
            yield located


def place_of(path: str, positions: Mapping[str, Place]) -> Place | None:
    """Where the text of a path stands: at its own element, or at the nearest one around it."""
    steps = path.split("@")[0]
    while steps:
        if steps in positions:
            return positions[steps]
        steps = steps[: max(steps.rfind("/"), steps.rfind("."), 0)]
    return None


def translated(questionnaire: Questionnaire, lookups: Mapping[str, Lookup]) -> Questionnaire:
    """Every text in every language that a lookup (by language) has a translation for."""
    source = questionnaire.languages[0]

    def translate(located: Located) -> Text:
        text = dict(located.text)
        for language, lookup in lookups.items():
            if language in questionnaire.languages and language != source:
                found = lookup(located.context, located.text[source])
                if found:
                    text[language] = found
        return text

    return mapped(questionnaire, translate)


def untranslated(questionnaire: Questionnaire) -> dict[str, list[Located]]:
    """By language, the texts that have no translation; a language that is complete is left out."""
    gaps: dict[str, list[Located]] = {}
    for located in texts_of(questionnaire):
        for language in questionnaire.languages:
            if not located.text.get(language):
                gaps.setdefault(language, []).append(located)
    return gaps


def _optional(change: Change, located: Located) -> Text:
    return change(located) if located.text else located.text


def _section(section: Section, change: Change, comment: str) -> Section:
    path = f"section/{section.id}"
    return replace(
        section,
        title=change(Located(path, section.title, comment)),
        intro=_optional(change, Located(f"{path}/intro", section.intro, comment)),
    )


def _card(card: Card, change: Change) -> Card:
    return replace(card, text=change(Located(f"support/{card.slot}/card", card.text, "", card.module)))


class _Asked:
    """Pages and questions; holds what every one of them needs."""

    def __init__(self, change: Change, source: str, usual: Mapping[str | None, Text]) -> None:
        self.change = change
        self.source = source
        self.usual = usual

    def page(self, page: Page) -> Page:
        path = f"page/{page.id}"
        return replace(
            page,
            title=_optional(self.change, Located(f"{path}/title", page.title, "", page.module)),
            text=_optional(self.change, Located(path, page.text, "", page.module)),
            questions=tuple(self.question(question) for question in page.questions),
        )

    def question(self, question: Question) -> Question:
        about, module, change = question.text.get(self.source, ""), question.module, self.change
        own = f"{question.id}@{question.wording}" if question.wording else question.id
        shared = ("scale/" + question.scale) if question.scale else question.id

        def located(path: str, text: Text) -> Text:
            return _optional(change, Located(path, text, about, module))

        def option(option: Option) -> Option:
            return replace(option, text=located(f"{shared}.{option.code}", option.text))

        def row(row: Row) -> Row:
            return replace(row, text=located(f"{question.id}/row/{row.code}", row.text))

        return replace(
            question,
            title=located(f"{question.id}/title", question.title),
            text=_optional(change, Located(own, question.text, "", module)),
            help=located(f"{question.id}/help", question.help),
            unit=located(f"{question.id}/unit", question.unit),
            # A scale's steps are numbers and need no translation.
            options=question.options if question.type == "scale" else tuple(map(option, question.options)),
            rows=tuple(row(one) for one in question.rows),
            ends=tuple(located(f"{question.id}/end/{n}", text) for n, text in enumerate(question.ends, 1)),
            states=tuple(self.state(question, state) for state in question.states),
        )

    def state(self, question: Question, state: Option) -> Option:
        usual = self.usual.get(state.text.get(self.source))
        if usual is not None:
            return replace(state, text=usual)
        about = question.text.get(self.source, "")
        return replace(
            state,
            text=self.change(Located(f"{question.id}.{state.code}", state.text, about, question.module)),
        )
