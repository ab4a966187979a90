"""A page as a WTForms form: one field for each question that is asked on it.

What may be answered is decided in ``survey.questionnaire.answers``; the fields hold what
was typed, so that it can be shown again as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from werkzeug.datastructures import MultiDict
from wtforms.fields import Field
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from survey.pages.languages import Interface
from survey.pages.order import shown_order
from survey.pages.problems import sentence
from survey.pages.wording import Choice, Wording, grouped, number_text
from survey.questionnaire.answers import is_empty, read
from survey.questionnaire.model import Answers, Question, QuestionType, Value

MOST_RADIOS: Final = 12
"""A longer list of choices becomes a native select."""

Posted = MultiDict[str, str]


class _Meta(DefaultMeta):  # type: ignore[misc]
    locales = False  # the sentences are the project's own


_META: Final = _Meta()


class QuestionField(Field):  # type: ignore[misc]
    """One question. ``control`` names the macro that draws it; ``typed`` holds, by variable,
    what stands in its controls (codes, or the text of a field), ``mistakes`` what is wrong."""

    control: ClassVar[str] = ""

    def __init__(self, question: Question, wording: Wording, **kwargs: Any) -> None:
        super().__init__(label=question.id, **kwargs)
        self.question = question
        self.wording = wording
        self.typed: dict[str, list[str]] = {}
        self.mistakes: dict[str, str] = {}

    def process(self, formdata: Posted | None, data: Any = None, extra_filters: Any = None) -> None:
        """Read the posted form or, without one, take the kept answers in ``data``."""
        form: PageForm = self._form
        variables = self.question.variables
        if formdata is None:
            self.data = {variable: data.get(variable) for variable in variables}
            self.typed = {v: _typed(value, form.interface.language) for v, value in self.data.items()}
            return
        self.data, problems = read(self.question, formdata.getlist)
        self.typed = {variable: formdata.getlist(variable) for variable in variables}
        self.mistakes = {
            problem.variable: sentence(self.question, problem, form.interface) for problem in problems
        }
        self.errors = list(self.mistakes.values())

    def validate(self, form: BaseForm, extra_validators: Iterable[Any] = ()) -> bool:
        return not self.mistakes

    @property
    def empty(self) -> bool:
        """Whether something of it was left without an answer or a state."""
        return is_empty(self.question, self.data)

    @property
    def text(self) -> str:
        """What stands in a field that is typed in: what was typed, but for a state chosen beside it."""
        states = {choice.code for choice in self.wording.states}
        return next((t for t in self.typed[self.question.id] if t not in states), "")

    @property
    def longest(self) -> str:
        """The most characters that can be written, as the language writes such a number."""
        return grouped(self.question.max_length, self._form.interface.language)

    @property
    def options(self) -> list[Choice]:
        """The options in the order this respondent sees them."""
        return [self.wording.options[option.code] for option in shown_order(self.question, self._form.seed)]


class InformationField(QuestionField):
    control = "information"


class SingleField(QuestionField):
    @property
    def control(self) -> str:  # type: ignore[override]
        return "radios" if len(self.question.choices) <= MOST_RADIOS else "select"


class ScaleField(QuestionField):
    control = "radios"


class MultiField(QuestionField):
    control = "checkboxes"


class MatrixField(QuestionField):
    control = "matrix"


class NumberField(QuestionField):
    control = "number"


class MonthField(QuestionField):
    control = "month"


class OpenField(QuestionField):
    control = "textarea"


FIELDS: Final[dict[QuestionType, type[QuestionField]]] = {
    "info": InformationField,
    "single": SingleField,
    "scale": ScaleField,
    "multi": MultiField,
    "matrix": MatrixField,
    "number": NumberField,
    "month": MonthField,
    "open": OpenField,
}


def unbound(question: Question, wording: Wording) -> tuple[str, UnboundField]:
    """The field of a question, ready to be bound to a form."""
    return question.id, UnboundField(FIELDS[question.type], question, wording)


class PageForm(BaseForm):  # type: ignore[misc]
    """The questions asked on a page, with kept answers or with what was posted."""

    def __init__(
        self,
        fields: Iterable[tuple[str, UnboundField]],
        interface: Interface,
        posted: Posted | None,
        answers: Answers,
        seed: int,
    ) -> None:
        self.interface = interface
        self.seed = seed
        super().__init__(fields, meta=_META)
        for field in self:
            field.process(posted, answers)

    @property
    def answers(self) -> Answers:
        """Every variable on the page with its value; None where it is empty or wrong."""
        found: Answers = {}
        for field in self:
            found.update(field.data)
        return found

    def as_typed(self) -> PageForm:
        """The same form without what is wrong with it, for showing again what nobody has sent yet."""
        for field in self:
            field.mistakes, field.errors = {}, []
        return self

    @property
    def empty(self) -> list[QuestionField]:
        """The fields where something was left without an answer."""
        return [field for field in self if field.empty]


def _typed(value: Value, language: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list):
        return value
    return [value if isinstance(value, str) else number_text(value, language)]
