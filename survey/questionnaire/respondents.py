"""Random respondents through the real routing: for trials, demonstrations and tests."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final

from survey.questionnaire.amounts import limits, value, whole
from survey.questionnaire.model import Answers, Question, Questionnaire, Value
from survey.questionnaire.routing import Route

LEFT_EMPTY_SHARE: Final = 0.04
STATE_SHARE: Final = 0.04
MOST_TRIES: Final = 2_000


class NoWayThrough(ValueError):
    """No random respondent came to an end of the kind that was asked for."""


def random_answers(
    questionnaire: Questionnaire, rng: random.Random, *, finish: bool = True, route: Route | None = None
) -> Answers:
    """One respondent's answers: exactly the variables asked, None where left empty.

    With ``finish`` only ways to a completed end are given; raises NoWayThrough when
    none of ``MOST_TRIES`` gets there. Each question has its own uneven distribution,
    so that tables look like tables.
    """
    route = route or Route(questionnaire)
    for _ in range(MOST_TRIES if finish else 1):
        drawn: Answers = {}
        for question in questionnaire.questions():
            for variable in question.variables:
                drawn[variable] = _value(question, variable, rng)
        way = route.way(drawn)
        if not finish or (way.end is not None and way.end.outcome == "completed"):
            return way.answers
    raise NoWayThrough(
        f"None of {MOST_TRIES} random respondents completed '{questionnaire.id}': check its end pages."
    )


def _value(question: Question, variable: str, rng: random.Random) -> Value:
    chance = rng.random()
    if not question.required:
        if chance < LEFT_EMPTY_SHARE:
            return None
        if question.states and chance < LEFT_EMPTY_SHARE + STATE_SHARE:
            return rng.choice(question.states).code
    if question.type == "multi":
        return _several(question, rng)
    if question.type in ("number", "month"):
        return value(question, rng.randint(*_usual_range(question)))
    if question.type == "open":
        # Nobody's words: a made-up quotation could be taken for a real one.
        return f"Simulerat svar {rng.randrange(10**6):06d}" if rng.random() < 0.3 else None
    codes = [option.code for option in question.options]
    code = rng.choices(codes, _weights(variable, len(codes)))[0]
    return int(code) if question.type == "scale" else code


def _several(question: Question, rng: random.Random) -> list[str]:
    alone = [option.code for option in question.options if option.exclusive]
    if alone and rng.random() < 0.2:
        return [rng.choice(alone)]
    codes = [option.code for option in question.options if not option.exclusive]
    weights = _weights(question.id, len(codes))
    if not codes:
        return [rng.choice(alone)]
    chosen = [code for code, weight in zip(codes, weights, strict=True) if rng.random() < weight / 2]
    return chosen or [rng.choice(codes)]


def _usual_range(question: Question) -> tuple[int, int]:
    """The limits in the question's own unit; where it has none, what people might answer."""
    lowest, highest = limits(question)
    if question.type == "month":
        low, high = int(whole(question, "2021-01")), int(whole(question, "2025-12"))
    else:
        low = lowest if question.min is not None else 0
        high = low + 100 * 10**question.decimals
    return (
        lowest if question.min is not None else min(low, highest),
        highest if question.max is not None else max(high, lowest),
    )


@lru_cache(maxsize=4096)
def _weights(name: str, count: int) -> tuple[float, ...]:
    shape = random.Random(name)  # noqa: S311  # a distribution, not a secret
    return tuple(0.15 + shape.random() ** 2 for _ in range(count))
