"""Numbers and months as whole numbers, so that both can be counted with alike.

A number with two decimals is counted in hundredths, a month in months since the year 0.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

from survey.questionnaire.model import Question, Value

# What can be typed into a number without limits: fifteen digits (see ``answers.read``).
LARGEST: Final = 10**15 - 1


def whole(question: Question, literal: float | str) -> Fraction:
    """A literal of a condition in the question's own unit; a fraction when it falls between two."""
    if question.type == "month":
        text = str(literal)
        return Fraction(int(text[:4]) * 12 + int(text[5:]) - 1)
    return Fraction(Decimal(str(literal))) * Fraction(10**question.decimals)


def limits(question: Question) -> tuple[int, int]:
    """The lowest and the highest answer there can be, in the question's own unit."""
    low, high = ("0000-01", "9999-12") if question.type == "month" else (-LARGEST, LARGEST)
    lowest = whole(question, low if question.min is None else question.min)
    highest = whole(question, high if question.max is None else question.max)
    return math.ceil(lowest), math.floor(highest)


def value(question: Question, amount: int) -> Value:
    """An amount as the answer that is kept."""
    if question.type == "month":
        return f"{amount // 12:04d}-{amount % 12 + 1:02d}"
    return float(Decimal(amount).scaleb(-question.decimals)) if question.decimals else amount
