"""The way through a questionnaire for given answers: one pass forward, no loops."""

from __future__ import annotations

from typing import NamedTuple

from survey.questionnaire.conditions import Test, compiled
from survey.questionnaire.model import Answers, Page, Question, Questionnaire, Tree


class Step(NamedTuple):
    """A page on somebody's way and those of its questions that are asked."""

    page: Page
    questions: tuple[Question, ...]


class Way(NamedTuple):
    """Somebody's way: the pages in order, the end it reaches (None while there is none) and the
    answers that count – exactly the variables asked, None where the field was left empty."""

    steps: tuple[Step, ...]
    end: Page | None
    answers: Answers


class _PlannedQuestion(NamedTuple):
    question: Question
    shown: Test | None
    variables: tuple[str, ...]


class _PlannedPage(NamedTuple):
    page: Page
    shown: Test | None
    questions: tuple[_PlannedQuestion, ...]

    def asked(self, answers: Answers, counted: Answers) -> tuple[Question, ...]:
        """The questions asked; what was answered to them is added to ``counted`` on the way,
        so that a question can depend on one above it on the same page."""
        asked = []
        for question, shown, variables in self.questions:
            if shown is None or shown(counted) is True:
                asked.append(question)
                for variable in variables:
                    counted[variable] = answers.get(variable)
        return tuple(asked)


def _test(tree: Tree | None) -> Test | None:
    return None if tree is None else compiled(tree)


class Route:
    """A questionnaire with its conditions compiled once, ready to be walked many times."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self._pages = tuple(_planned(page) for page in questionnaire.pages)

    def way(self, answers: Answers) -> Way:
        """Walk forward. An answer whose question is not on the way is ignored at once."""
        counted: Answers = {}
        steps: list[Step] = []
        for planned in self._pages:
            if planned.shown is not None and planned.shown(counted) is not True:
                continue
            if planned.page.outcome:
                return Way(tuple(steps), planned.page, counted)
            asked = planned.asked(answers, counted)
            if asked:
                steps.append(Step(planned.page, asked))
        return Way(tuple(steps), None, counted)


def _planned(page: Page) -> _PlannedPage:
    questions = tuple(_PlannedQuestion(q, _test(q.show_if), q.variables) for q in page.questions)
    return _PlannedPage(page, _test(page.show_if), questions)
