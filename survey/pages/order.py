"""The order in which a question's options are shown."""

from __future__ import annotations

from hashlib import blake2b

from survey.questionnaire.model import Option, Question


def shown_order(question: Question, seed: int) -> tuple[Option, ...]:
    """The options as one respondent sees them: the same for the same seed, on every page and every time.

    Under ``order: random``, exclusive options and those marked ``last`` stay last, in their own order.
    """
    if question.order != "random":
        return question.options
    fixed = [option for option in question.options if option.exclusive or option.last]
    free = [option for option in question.options if not (option.exclusive or option.last)]
    free.sort(key=lambda option: _place(f"{seed}/{question.id}/{option.code}"))
    return (*free, *fixed)


def _place(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=8).digest()
