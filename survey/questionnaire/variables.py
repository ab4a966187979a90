"""Variables: what a question becomes in data. A matrix gives one for each row."""

from __future__ import annotations

from typing import Literal, NamedTuple

from survey.questionnaire.model import Option, Question, Questionnaire, Row, Text

Kind = Literal["single", "multi", "number", "month", "open"]


class Variable(NamedTuple):
    """One column of answers, or for a multi one group of columns."""

    id: str
    question: Question
    row: Row | None = None

    @property
    def kind(self) -> Kind:
        """How it is kept: matrix rows and scales are single choices."""
        if self.question.type in ("matrix", "scale", "single"):
            return "single"
        return self.question.type  # type: ignore[return-value]  # info has no variables

    @property
    def column(self) -> str:
        """Its name in data files: ``trust__police``."""
        return self.id.replace(".", "__")

    @property
    def text(self) -> Text:
        """What was asked; for a matrix the question and the row, in every language."""
        if self.row is None:
            return self.question.text
        return {
            language: f"{text} – {self.row.text.get(language, '')}"
            for language, text in self.question.text.items()
        }

    @property
    def options(self) -> tuple[Option, ...]:
        return self.question.options

    @property
    def states(self) -> tuple[Option, ...]:
        return self.question.states


def variables_of_question(question: Question) -> tuple[Variable, ...]:
    """The variables of one question, in order; none for information."""
    if question.type == "matrix":
        return tuple(Variable(f"{question.id}.{row.code}", question, row) for row in question.rows)
    return tuple(Variable(variable, question) for variable in question.variables)


def variables(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """Every variable of a questionnaire in document order."""
    return tuple(v for question in questionnaire.questions() for v in variables_of_question(question))
