"""Whether background questions together single people out, judged from the definition alone.

What is judged from real answers is the analysis's own disclosure control; this is for the designer,
before anybody has answered.
"""

from __future__ import annotations

import itertools
import math
from typing import Final, NamedTuple

from survey.questionnaire.model import Question, Questionnaire

FEWEST_ALIKE: Final = 5
"""A combination with fewer respondents is hidden in tables (see the analysis's disclosure control)."""

USUALLY_EXPECTED: Final = 200
BACKGROUND_MODULES: Final = frozenset({"background", "identity"})
BACKGROUND_QUESTIONS: Final = frozenset({"age_band", "age", "gender", "region", "municipality"})


class Crossing(NamedTuple):
    """Two background questions and how many combinations of answers they have."""

    questions: tuple[str, str]
    combinations: int


class Background(NamedTuple):
    """The background questions, their combinations all together, and the pairs that alone would leave
    fewer than five alike on average, most combinations first."""

    questions: tuple[str, ...]
    combinations: int
    respondents: int
    thin_pairs: tuple[Crossing, ...]

    @property
    def singles_out(self) -> bool:
        """Whether fewer than five on average would be alike in everything."""
        return self.combinations * FEWEST_ALIKE > self.respondents

    @property
    def pairs(self) -> int:
        """How many pairs of background questions there are."""
        return math.comb(len(self.questions), 2)


def background(questionnaire: Questionnaire, respondents: int = USUALLY_EXPECTED) -> Background:
    """The background questions, counted against the respondents that are expected."""
    found = [question for question in questionnaire.questions() if _is_background(question)]
    crossings = [
        Crossing((one.id, other.id), len(one.options) * len(other.options))
        for one, other in itertools.combinations(found, 2)
    ]
    thin = [crossing for crossing in crossings if crossing.combinations * FEWEST_ALIKE > respondents]
    return Background(
        tuple(question.id for question in found),
        math.prod(len(question.options) for question in found),
        respondents,
        tuple(sorted(thin, key=lambda crossing: -crossing.combinations)),
    )


def _is_background(question: Question) -> bool:
    """One answer about the respondent that others may know: a module says so, or its id."""
    known = question.module in BACKGROUND_MODULES or question.id in BACKGROUND_QUESTIONS
    return known and question.type == "single"
