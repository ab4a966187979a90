"""Where somebody is on their way, and what an answered page changes: pure functions on drafts."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from survey.pages.order import shown_order
from survey.pages.plan import Plan, sections_on
from survey.questionnaire.model import Answers, Page
from survey.questionnaire.routing import Step, Way
from survey.storage.drafts import Draft

STOPS: Final = ("refused", "screened_out")
BEGUN: Final = ""
"""Stands among the counted sections for having left the first one."""

SECONDS_AN_ANSWER: Final = 2
"""Nobody reads a question and answers it faster than this."""


def position_of(way: Way, page_id: str) -> int | None:
    """The index of a page on the way; None when it is not on it."""
    return next((i for i, step in enumerate(way.steps) if step.page.id == page_id), None)


def frontier(way: Way, draft: Draft) -> int:
    """The index of the first page that was not passed; the number of pages when all were."""
    passed = frozenset(draft.passed)
    return next((i for i, step in enumerate(way.steps) if step.page.id not in passed), len(way.steps))


def stop(way: Way, draft: Draft) -> Page | None:
    """The end page that turns somebody away, once they have come to it."""
    if way.end is not None and way.end.outcome in STOPS and frontier(way, draft) == len(way.steps):
        return way.end
    return None


def answered(
    draft: Draft, step: Step, answers: Answers, language: str, revision: int, *, passed: bool
) -> Draft:
    """The draft with a page's answers. Not ``passed``: another question has opened on the page."""
    others = tuple(page for page in draft.passed if page != step.page.id)
    return replace(
        draft,
        answers={**draft.answers, **answers},
        language=language,
        passed=(*others, step.page.id) if passed else others,
        revisions={**draft.revisions, step.page.id: revision},
    )


def opened_on(step: Step, way: Way) -> str | None:
    """The first question that is asked on the page now and was not when it was answered."""
    index = position_of(way, step.page.id)
    if index is None:
        return None
    before = {question.id for question in step.questions}
    opened = (question.id for question in way.steps[index].questions if question.variables)
    return next((question for question in opened if question not in before), None)


def reached(draft: Draft, way: Way, plan: Plan) -> tuple[str, ...]:
    """What has been reached and not yet counted: BEGUN and the ids of sections.

    Nothing at all before the first section is left: whoever is turned away there is not counted.
    """
    place = frontier(way, draft)
    sections = sections_on(plan, way.steps[: place + 1])
    if len(sections) < 2 and place < len(way.steps):
        return ()
    return tuple(section for section in (BEGUN, *sections) if section not in draft.counted)


def orders_seen(way: Way, seed: int) -> dict[str, list[str]]:
    """For each shuffled question that was asked, its codes in the order that was seen."""
    return {
        question.id: [option.code for option in shown_order(question, seed)]
        for step in way.steps
        for question in step.questions
        if question.order == "random"
    }


def hurried(draft: Draft, way: Way, minute: int) -> bool:
    """Whether the answers came implausibly fast. ``minute`` is now, in Unix minutes.

    A draft knows its first minute only, so the longest time it can have taken is what counts.
    """
    given = sum(value is not None for value in way.answers.values())
    return (minute - draft.begun + 1) * 60 < given * SECONDS_AN_ANSWER
