"""A version made ready to be asked: kept by each worker for as long as it lives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from wtforms.fields.core import UnboundField

from survey.pages.forms import PageForm, Posted, unbound
from survey.pages.languages import Interface
from survey.pages.wording import Pipes, in_language, wording
from survey.questionnaire.model import Answers, Card, Page, Question, Section, Version
from survey.questionnaire.routing import Route, Step, Way


class Plan:
    """A version with its conditions compiled and its forms planned, by language and page."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.questionnaire = version.questionnaire
        self.route = Route(version.questionnaire)
        self.sections: dict[str, Section] = {section.id: section for section in self.questionnaire.sections}
        self.cards: dict[str, Card] = {card.slot: card for card in self.questionnaire.cards}
        self._pipes = Pipes(self.questionnaire)
        self._fields: dict[tuple[str, str], tuple[str, UnboundField]] = {}

    def way(self, answers: Answers) -> Way:
        """Somebody's way for these answers."""
        return self.route.way(answers)

    def form(
        self,
        questions: Iterable[Question],
        interface: Interface,
        answers: Answers,
        posted: Posted | None = None,
        seed: int = 0,
    ) -> PageForm:
        """The form of the questions asked on a page."""
        fields = [self._field(question, interface.language, answers) for question in questions]
        return PageForm(fields, interface, posted, answers, seed)

    def text(self, text: dict[str, str], language: str, answers: Answers) -> str:
        """A text of a page or a section, earlier answers piped in."""
        plain = in_language(text, language)
        return self._pipes.filled(plain, language, answers) if "{" in plain else plain

    @cached_property
    def thanks(self) -> Page | None:
        """The end page that everybody who has sent may see: what was answered is then unknown."""
        ends = [page for page in self.questionnaire.pages if page.outcome == "completed"]
        return next((page for page in ends if page.show_if is None), ends[-1] if ends else None)

    def section_of(self, step: Step) -> Section | None:
        return self.sections.get(step.page.section)

    def _field(self, question: Question, language: str, answers: Answers) -> tuple[str, UnboundField]:
        planned = self._fields.get((language, question.id))
        if planned is None:
            if self._pipes.used_by(question):
                return unbound(question, wording(question, language, self._pipes, answers))
            planned = self._fields[language, question.id] = unbound(question, wording(question, language))
        return planned


def sections_on(plan: Plan, steps: Iterable[Step]) -> list[str]:
    """The ids of the sections on a way, in order; pages without a section belong to none."""
    return list(dict.fromkeys(step.page.section for step in steps if step.page.section in plan.sections))
