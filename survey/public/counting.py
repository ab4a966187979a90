"""What is counted: one-way totals that are never crossed, and nothing about anybody."""

from __future__ import annotations

from survey.pages.plan import Plan
from survey.public.journey import BEGUN
from survey.public.service import Service
from survey.storage.counts import week
from survey.storage.drafts import Draft


def count_reached(here: Service, plan: Plan, draft: Draft, reached: tuple[str, ...]) -> None:
    """Count what somebody has come to since last: having begun, and sections."""
    questionnaire, wave = plan.questionnaire.id, plan.questionnaire.wave
    for place in reached:
        if place == BEGUN:
            here.counts.add(questionnaire, "week_begun", week(here.clock()), wave=wave)
            here.counts.add(questionnaire, "language", draft.language, wave=wave)
            here.counts.add(questionnaire, "collector", draft.collector, wave=wave)
        else:
            here.counts.add(questionnaire, "section", place, wave=wave)


def count_sent(here: Service, plan: Plan) -> None:
    """Count a response."""
    asked = plan.questionnaire
    here.counts.add(asked.id, "week_sent", week(here.clock()), wave=asked.wave)
