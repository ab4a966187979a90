"""How long a questionnaire takes, estimated from its texts and the kinds of its questions.

Reading is counted by characters, as languages differ least in those: 68 ms each when read aloud
(Trauzettel-Klosinski and Dietz 2012, fourteen languages), and silently 183/238 of that (Brysbaert
2019). Answering is counted so that an ordinary question takes about ten seconds in all, a row of a
matrix less and an open question much more (Pew Research Center 2022, its panel's response times).
It is an estimate: the median of real respondents replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from survey.questionnaire.model import Question, Questionnaire, Text
from survey.questionnaire.proofs.cases import Lengths, Weights
from survey.questionnaire.routing import Way

SECONDS_PER_CHARACTER: Final = 0.068 * 183 / 238
SECONDS_PER_PAGE: Final = 2
ANSWERING: Final[dict[str, int]] = {
    "single": 3,
    "multi": 4,
    "matrix": 3,  # each row
    "scale": 3,
    "number": 5,
    "month": 6,
    "open": 30,
    "info": 0,
}


def weights(questionnaire: Questionnaire, language: str = "") -> Weights:
    """Seconds for every page and question in a language, the source language unless told otherwise."""
    language = language or questionnaire.languages[0]
    intros = {section.id: section.intro for section in questionnaire.sections}
    pages = {}
    for page in questionnaire.pages:
        # A section's intro is read on its first page.
        texts = (page.title, page.text, intros.pop(page.section, {}))
        pages[page.id] = SECONDS_PER_PAGE + _reading(texts, language)
    questions = {question.id: _seconds(question, language) for question in questionnaire.questions()}
    return Weights(pages, questions)


def length(way: Way, weighing: Weights) -> Lengths:
    """How long one respondent's way is."""
    questions = [question for step in way.steps for question in step.questions]
    return Lengths(
        pages=len(way.steps),
        questions=sum(len(question.variables) for question in questions),
        seconds=sum(weighing.pages[step.page.id] for step in way.steps)
        + sum(weighing.questions[question.id] for question in questions),
    )


def minutes(seconds: int) -> int:
    """Whole minutes, at least one."""
    return max(1, round(seconds / 60))


def _seconds(question: Question, language: str) -> int:
    texts: list[Text] = [question.title, question.text, question.help, question.unit, *question.ends]
    texts += [row.text for row in question.rows]
    # The steps of a scale are numbers, taken in at a glance.
    texts += [] if question.type == "scale" else [option.text for option in question.options]
    answering = ANSWERING[question.type] * (len(question.rows) or 1)
    return _reading(texts, language) + answering


def _reading(texts: Iterable[Text], language: str) -> int:
    characters = sum(len(text.get(language) or next(iter(text.values()), "")) for text in texts)
    return round(characters * SECONDS_PER_CHARACTER)
