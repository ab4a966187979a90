"""How large what is kept of one respondent can get: the largest of everything that could be asked."""

from __future__ import annotations

from typing import Final

import msgspec

from survey.questionnaire.model import Answers, Question, Questionnaire, Value

_WIDEST_CHARACTER: Final = "\U0010ffff"  # four bytes in UTF-8
_WIDEST_NUMBER: Final = 0.1  # nine bytes, as is the largest integer
_MONTH: Final = "2026-12"

_encoder: Final = msgspec.msgpack.Encoder()


def largest_answers(questionnaire: Questionnaire) -> Answers:
    """Every variable answered with the value that takes most room."""
    return {
        variable: largest_value(question)
        for question in questionnaire.questions()
        for variable in question.variables
    }


def largest_value(question: Question) -> Value:
    """The answer to a question (for a matrix: to one of its rows) that takes most room."""
    candidates: list[Value] = [None, *(choice.code for choice in question.choices)]
    if question.type == "multi":
        candidates.append([option.code for option in question.options])
    elif question.type == "number":
        candidates.append(_WIDEST_NUMBER)
    elif question.type == "month":
        candidates.append(_MONTH)
    elif question.type == "open":
        candidates.append(_WIDEST_CHARACTER * question.max_length)
    return max(candidates, key=lambda value: len(_encoder.encode(value)))


def largest_orders(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """Every shuffled question with all its codes, a matrix also by row."""
    orders: dict[str, list[str]] = {}
    for question in questionnaire.questions():
        if question.order == "random":
            codes = [choice.code for choice in question.choices]
            orders |= dict.fromkeys(question.variables, codes)
            orders[question.id] = codes + [row.code for row in question.rows]
    return orders


def draft_extras(questionnaire: Questionnaire) -> int:
    """Bytes that a draft can take beyond the response it becomes: where somebody has been."""
    pages = [page.id for page in questionnaire.pages]
    passed = pages + [section.id for section in questionnaire.sections]
    revisions = dict.fromkeys(pages, 2**31 - 1)
    return len(_encoder.encode(passed)) + len(_encoder.encode(revisions)) + 64
