"""What is wrong with an answer, in a sentence that says what to do."""

from __future__ import annotations

from typing import Final

from survey.pages.languages import Interface
from survey.pages.wording import grouped, in_language
from survey.questionnaire.answers import Problem, ProblemKind
from survey.questionnaire.model import Question


def _marked(message: str) -> str:
    """Marks a message for extraction; it is translated where it is used."""
    return message


_SENTENCES: Final[dict[ProblemKind, str]] = {
    "required": _marked("Välj ett svar för att gå vidare."),
    "unknown_option": _marked("Välj ett av svaren på sidan."),
    "several": _marked("Ge bara ett svar."),
    "exclusive": _marked("”%(option)s” kan inte väljas tillsammans med andra svar."),
    "not_a_month": _marked("Skriv år och månad, till exempel 2024-03."),
    "too_long": _marked("Texten är för lång. Högst %(max)s tecken."),
}
# By type of question and which bounds it has.
_OUTSIDE: Final = {
    ("number", "min", "max"): _marked("Skriv ett heltal mellan %(min)s och %(max)s."),
    ("number", "min"): _marked("Skriv ett heltal som är minst %(min)s."),
    ("number", "max"): _marked("Skriv ett heltal som är högst %(max)s."),
    ("number",): _marked("Skriv ett heltal med siffror."),
    ("decimal", "min", "max"): _marked("Skriv ett tal mellan %(min)s och %(max)s."),
    ("decimal", "min"): _marked("Skriv ett tal som är minst %(min)s."),
    ("decimal", "max"): _marked("Skriv ett tal som är högst %(max)s."),
    ("decimal",): _marked("Skriv ett tal med siffror."),
    ("month", "min", "max"): _marked("Skriv en månad från %(min)s till %(max)s."),
    ("month", "min"): _marked("Skriv en månad från och med %(min)s."),
    ("month", "max"): _marked("Skriv en månad till och med %(max)s."),
}


def sentence(question: Question, problem: Problem, interface: Interface) -> str:
    """The problem in the interface's language."""
    params = dict(problem.params)
    if problem.kind == "too_long":
        params["max"] = grouped(question.max_length, interface.language)
    if "option" in params:
        texts = {option.code: option.text for option in question.choices}
        params["option"] = in_language(texts[params["option"]], interface.language)
    message = _SENTENCES.get(problem.kind)
    if message is None:
        kind = "decimal" if question.type == "number" and question.decimals else question.type
        bounds = [name for name in ("min", "max") if name in params]
        message = _OUTSIDE[(kind, *bounds)]
    return interface.translate(message, **params)
