"""What a codebook says: every variable, its codes and who is asked, in all languages side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from survey.questionnaire.comparison import question_differences
from survey.questionnaire.model import (
    LEFT_EMPTY,
    NOT_ASKED,
    STATES,
    Option,
    Question,
    Questionnaire,
    Text,
    Tree,
)
from survey.questionnaire.variables import Variable, variables_of_question
from survey.questionnaire.wording import asked_of, condition_of

Style = Literal["section", "question", "row", "option", "state", "remark"]
Similarity = Literal["same", "wording", "options", "asked_of", "breaking"]

# Swedish and English stand together wherever the codebook itself says something.
KINDS: Final = {
    "single": "ett svar · one answer",
    "multi": "flera svar · several answers",
    "matrix": "matris · matrix",
    "scale": "skala · scale",
    "number": "tal · number",
    "month": "månad · month",
    "open": "fri text · free text",
}
SIMILARITIES: Final[dict[Similarity, str]] = {
    "same": "samma · same",
    "wording": "annan lydelse · other wording",
    "options": "andra svar · other options",
    "asked_of": "andra tillfrågas · asked of others",
    "breaking": "annan betydelse · other meaning",
}
_HINT, _LIMITS, _ASKED = "ledtext · hint", "gränser · limits", "ställs till · asked of"
_CHOSEN: Final = "1 / 0"
_EVERYBODY: Final = {"sv": "Ställs till alla.", "en": "Asked of everybody.", "ru": "Задаётся всем."}
_MOST_CHARACTERS: Final = {
    "sv": "Högst {n} tecken.",
    "en": "At most {n} characters.",
    "ru": "Не более {n} знаков.",
}
EVERYWHERE: Final = (
    (NOT_ASKED, "frågan ställdes inte · not asked · вопрос не задавался"),
    (LEFT_EMPTY, "lämnades tom · left empty · оставлено без ответа"),
)


class Line(NamedTuple):
    """One row of a questionnaire's sheet. ``value`` is the code in data, a number where it is one."""

    style: Style
    variable: str = ""
    kind: str = ""
    code: str = ""
    value: int | str = ""
    text: Text = {}


class SharedVariable(NamedTuple):
    """A variable that several questionnaires have, and by questionnaire how it differs from the first
    one that has it (no entry where it is absent)."""

    variable: Variable
    similarity: dict[str, tuple[Similarity, ...]]


def lines(questionnaire: Questionnaire) -> Iterator[Line]:
    """Everything that is asked, in order. Numeric codes are those the options have."""
    titles = {section.id: section.title for section in questionnaire.sections}
    section = ""
    for page in questionnaire.pages:
        asked = [question for question in page.questions if question.type != "info"]
        if page.outcome or not asked:
            continue
        if page.section != section and page.section in titles:
            yield Line("section", text=titles[page.section])
        section = page.section
        for question in asked:
            yield from _question(questionnaire, question)


def shared_variables(questionnaires: Iterable[Questionnaire]) -> Iterator[SharedVariable]:
    """The variables of more than one questionnaire, in the order in which they first come."""
    having: dict[str, list[tuple[Questionnaire, Variable]]] = {}
    for questionnaire in questionnaires:
        for question in questionnaire.questions():
            for variable in variables_of_question(question):
                having.setdefault(variable.id, []).append((questionnaire, variable))
    for found in having.values():
        if len(found) > 1:
            first = found[0]
            yield SharedVariable(first[1], {one[0].id: _similarity(first, one) for one in found})


def _similarity(
    first: tuple[Questionnaire, Variable], one: tuple[Questionnaire, Variable]
) -> tuple[Similarity, ...]:
    """How a variable differs from the first one of its id, each kind of difference once."""
    before, after = first[1].question, one[1].question
    found: set[str] = set()
    for difference in question_differences(before, after):
        # Each row is a variable of its own; options with "only" are no other meaning.
        if difference.kind != "rows":
            fitted = difference.kind == "split" and after.module and after.module == before.module
            found.add("options" if fitted else difference.verdict)
    if _condition(first) != _condition(one):
        found.add("asked_of")
    return tuple(kind for kind in SIMILARITIES if kind in found) or ("same",)


def _condition(having: tuple[Questionnaire, Variable]) -> Tree | None:
    return condition_of(having[0], having[1].question.id)


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    yield Line("question", question.id, KINDS[question.type], text=question.text)
    if question.help:
        yield Line("remark", kind=_HINT, text=question.help)
    said = {language: asked_of(questionnaire, question.id, language) for language in questionnaire.languages}
    yield Line("remark", kind=_ASKED, text={code: text or _EVERYBODY[code] for code, text in said.items()})
    limits = _limits(question, questionnaire.languages)
    if limits:
        yield Line("remark", kind=_LIMITS, text=limits)
    for variable in variables_of_question(question):
        if variable.row is not None:
            yield Line("row", variable.column, "rad · row", text=variable.row.text)
    for option in _options(question):
        if question.type == "multi":
            yield Line("option", f"{question.id}__{option.code}", "", option.code, _CHOSEN, option.text)
        else:
            yield Line("option", "", "", option.code, option.number, option.text)
    for state in question.states:
        yield Line("state", "", "", state.code, STATES[state.code], state.text)


def _options(question: Question) -> tuple[Option, ...]:
    """The options; of a scale its steps, with the words at its ends."""
    if question.type != "scale":
        return question.options
    words: Mapping[int, Text] = {}
    if question.ends:
        words = {0: question.ends[0], len(question.options) - 1: question.ends[-1]}
    return tuple(
        Option(option.code, words.get(place, {}), option.number)
        for place, option in enumerate(question.options)
    )


def _limits(question: Question, languages: Iterable[str]) -> Text:
    describe = _LIMITS_BY_TYPE.get(question.type)
    found = {language: describe(question, language) for language in languages} if describe else {}
    return {language: text for language, text in found.items() if text}


def _range(question: Question, language: str) -> str:
    low, high = (_number(bound, language) for bound in (question.min, question.max))
    if not low and not high:
        return question.unit.get(language, "")
    span = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{span} {question.unit.get(language, '')}".strip()


def _number(bound: float | str | None, language: str) -> str:
    text = "" if bound is None else f"{bound:.15g}" if isinstance(bound, int | float) else bound
    return text.replace(".", ",") if language != "en" else text


def _length(question: Question, language: str) -> str:
    return _MOST_CHARACTERS[language].format(n=question.max_length)


_LIMITS_BY_TYPE: Final[dict[str, Callable[[Question, str], str]]] = {
    "number": _range,
    "month": _range,
    "open": _length,
}
