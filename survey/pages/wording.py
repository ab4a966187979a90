"""A question in one language: its texts escaped, its earlier answers piped in, ready for a template."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from survey.pages.prose import parted, prose
from survey.questionnaire.model import STATES, Answers, Option, Question, Questionnaire, Text, Value

_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
# Numbers are written with a decimal comma in these languages.
_COMMA: Final = frozenset({"sv", "ru"})


class Choice(NamedTuple):
    """One thing that can be ticked. ``alone``: it cannot stand beside another."""

    code: str
    text: Markup
    alone: bool


class Wording(NamedTuple):
    """``heading`` is the question's first paragraph, ``body`` the rest; ``choices`` by code."""

    heading: Markup
    body: Markup
    title: Markup
    help: Markup
    unit: Markup
    options: dict[str, Choice]
    states: tuple[Choice, ...]
    rows: tuple[tuple[str, Markup], ...]


def in_language(text: Text, language: str) -> str:
    """The text in this language, or in the source language when it has none."""
    return text.get(language) or next(iter(text.values()), "")


def number_text(value: float, language: str) -> str:
    """A number as it is written in the language, and as it can be read back from the field."""
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",") if language in _COMMA else text


def grouped(number: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}" if language in _COMMA else ",")


def label(question: Question, value: Value, language: str) -> str:
    """One value in words: an option's or a state's text, a number with its unit, or what was written."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(label(question, code, language) for code in value)
    for option in question.choices:
        if option.code == str(value):
            return _choice_text(question, option, language)
    if isinstance(value, str):
        return value
    return f"{number_text(value, language)} {in_language(question.unit, language)}".strip()


def wording(
    question: Question, language: str, pipes: Pipes | None = None, answers: Answers | None = None
) -> Wording:
    """The question's texts. ``pipes`` fills placeholders from ``answers``."""

    def text(value: Text) -> str:
        plain = in_language(value, language)
        return pipes.filled(plain, language, answers or {}) if pipes and "{" in plain else plain

    heading, body = parted(text(question.text))
    if question.type == "info":
        heading, body = Markup(""), prose(text(question.text))
    return Wording(
        heading=heading,
        body=body,
        title=escape(text(question.title)),
        help=prose(text(question.help)) if question.help else Markup(""),
        unit=escape(text(question.unit)),
        options={
            option.code: Choice(
                option.code, escape(_choice_text(question, option, language)), option.exclusive
            )
            for option in question.options
        },
        states=tuple(
            Choice(state.code, escape(in_language(state.text, language)), True) for state in question.states
        ),
        rows=tuple((row.code, escape(text(row.text))) for row in question.rows),
    )


def _choice_text(question: Question, option: Option, language: str) -> str:
    """An option's text; the first and last step of a scale also say what they stand for."""
    text = in_language(option.text, language) or option.code
    if question.type == "scale" and question.ends:
        for step, end in ((question.options[0], question.ends[0]), (question.options[-1], question.ends[-1])):
            if option is step:
                return f"{text} – {in_language(end, language)}"
    return text


class Pipes:
    """Which placeholders a questionnaire's texts may take, and what they become."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._sources = {
            variable: question
            for question in questionnaire.questions()
            if question.type != "open"  # what somebody wrote is never shown in another place
            for variable in question.variables
        }

    def used_by(self, question: Question) -> bool:
        """Whether any of the question's texts takes an earlier answer."""
        texts = [
            question.text,
            question.title,
            question.help,
            question.unit,
            *(row.text for row in question.rows),
        ]
        return any(
            name in self._sources
            for text in texts
            for plain in text.values()
            for name in _PLACEHOLDER.findall(plain)
        )

    def filled(self, text: str, language: str, answers: Answers) -> str:
        """The text with answers in place of their placeholders; an ellipsis where there is none."""

        def answer(match: re.Match[str]) -> str:
            question = self._sources.get(match[1])
            if question is None:
                return match[0]
            value = answers.get(match[1])
            if value is None or (isinstance(value, str) and value in STATES):
                return "…"
            if question.type == "number" and not isinstance(value, str | list):
                return number_text(value, language)  # the sentence around it says of what
            return label(question, value, language)

        return _PLACEHOLDER.sub(answer, text)
