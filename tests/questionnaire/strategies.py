"""Random questionnaires of every kind of question, and random answers to them, for properties.

Whatever the strategies make is well formed: conditions see earlier questions only and fit their type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from survey.questionnaire.model import (
    STATES,
    Answers,
    Option,
    Page,
    Question,
    Questionnaire,
    Row,
    Section,
    Tree,
    Value,
)
from survey.questionnaire.variables import Variable, variables, variables_of_question

CLOSED = ("single", "single", "multi", "matrix", "scale", "open", "info")
TYPES = (*CLOSED, "number", "month")
FIRST_MONTH, LAST_MONTH = 2020 * 12, 2024 * 12


def month(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


months = st.integers(FIRST_MONTH - 3, LAST_MONTH + 3).map(month)
numbers = st.one_of(st.integers(-3, 12), st.sampled_from([0.5, 2.5, 2.25, 7.0]))


@st.composite
def questions(draw: st.DrawFn, number: int, types: tuple[str, ...] = TYPES) -> Question:
    """A question without a condition, its id made of its number."""
    kind = draw(st.sampled_from(types))
    states = () if kind in ("open", "info") else draw(st.sets(st.sampled_from(sorted(STATES)), max_size=2))
    attributes = draw(ATTRIBUTES[kind])
    return Question(
        id=f"q{number}",
        type=kind,
        text={"sv": f"Fråga {number}?", "en": f"Question {number}?", "ru": f"Вопрос {number}?"},
        required=kind != "info" and draw(st.integers(0, 4)) == 0,
        states=tuple(Option(code, {"sv": code}) for code in sorted(states)),
        **attributes,
    )


def _options(*exclusive: bool) -> tuple[Option, ...]:
    return tuple(
        Option(f"c{n}", {"sv": f"Svar {n}", "en": f"Answer {n}", "ru": f"Ответ {n}"}, n, alone)
        for n, alone in enumerate(exclusive, 1)
    )


def _multi(exclusive: list[bool]) -> dict[str, Any]:
    return {"options": _options(*exclusive)}


def _bounds(pair: tuple[Any, Any]) -> dict[str, Any]:
    low, high = pair
    return {"min": low, "max": high if low is None or high is None or low <= high else low}


_several = st.integers(2, 4).map(lambda count: {"options": _options(*[False] * count)})
ATTRIBUTES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": _several,
    "multi": st.lists(st.integers(0, 3).map(lambda n: n == 0), min_size=2, max_size=4).map(_multi),
    "matrix": st.tuples(_several, st.integers(1, 2)).map(
        lambda pair: {**pair[0], "rows": tuple(Row(f"r{n}", {"sv": f"Rad {n}"}) for n in range(pair[1]))}
    ),
    "scale": st.integers(2, 6).map(
        lambda steps: {"options": tuple(Option(str(n), {"sv": str(n)}, n) for n in range(1, steps + 1))}
    ),
    "number": st.tuples(
        st.tuples(st.sampled_from([None, -2, 0, 0.5, 1]), st.sampled_from([None, 1, 9, 9.5])).map(_bounds),
        st.integers(0, 2),
    ).map(lambda pair: {**pair[0], "decimals": pair[1]}),
    "month": st.tuples(st.none() | months, st.none() | months).map(_bounds),
    "open": st.just({"max_length": 20}),
    "info": st.just({}),
}


@st.composite
def tests(draw: st.DrawFn, variable: Variable) -> Tree:
    """One test of one variable."""
    sign = draw(st.sampled_from((*SIGNS[_sort(variable)], "answered", "declined", "asked")))
    if sign in ("answered", "declined", "asked"):
        return [sign, variable.id]
    literals = _literals(variable)
    if sign in ("in", "any", "all"):
        return [sign, variable.id, draw(st.lists(literals, min_size=1, max_size=3, unique=True))]
    return [sign, variable.id, draw(literals)]


ORDERED = ("=", "!=", "<", "<=", ">", ">=", "in")
SIGNS = {
    "single": ("=", "!=", "in"),
    "multi": ("any", "all"),
    "scale": ORDERED,
    "number": ORDERED,
    "month": ORDERED,
    "open": (),
}


def _sort(variable: Variable) -> str:
    return "scale" if variable.question.type == "scale" else variable.kind


def _literals(variable: Variable) -> st.SearchStrategy[Any]:
    sort = _sort(variable)
    if sort == "scale":
        return st.integers(1, len(variable.options))
    return {"number": numbers, "month": months}.get(
        sort, st.sampled_from([option.code for option in variable.options] or [""])
    )


def conditions(known: list[Variable], size: int = 4) -> st.SearchStrategy[Tree]:
    """A condition on these variables."""
    single = st.sampled_from(known).flatmap(tests)
    return st.recursive(
        single,
        lambda inner: st.one_of(
            inner.map(lambda tree: ["not", tree]),
            st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)).map(
                lambda pair: [pair[0], *pair[1]]
            ),
        ),
        max_leaves=size,
    )


@st.composite
def questionnaires(
    draw: st.DrawFn, most_pages: int = 5, closing: bool = True, types: tuple[str, ...] = TYPES
) -> Questionnaire:
    """Pages and ends, some in a section behind a gate. Without ``closing`` the last end may be missing."""
    pages: list[Page] = []
    known: list[Variable] = []
    sections: list[Section] = []
    gate: Tree | None = None
    asked = 0

    def condition(chance: int) -> Tree | None:
        return draw(conditions(known)) if known and draw(st.integers(0, 9)) < chance else None

    for number in range(draw(st.integers(2, most_pages))):
        kind = draw(st.sampled_from(("page", "page", "page", "end", "gate") if known else ("page", "gate")))
        if kind == "end":
            outcome = draw(st.sampled_from(("completed", "screened_out", "refused")))
            pages.append(Page(id=f"p{number}", show_if=condition(10), outcome=outcome, text={"sv": "Slut"}))
            continue
        if kind == "gate":
            sections.append(Section(f"s{number}", {"sv": f"Del {number}"}, gate=f"g{number}"))
            opening = Question(id=f"g{number}", type="single", text={"sv": "Vill du?"}, options=GATE)
            pages.append(Page(id=f"g{number}", questions=(opening,)))
            known += variables_of_question(opening)
            gate = ["=", f"g{number}", "yes"]
        on_page: list[Question] = []
        shown = condition(4)
        for _ in range(draw(st.integers(1, 3))):
            own = condition(5)
            # The first one has an answer, so that there is something for conditions to look at.
            question = draw(questions(asked, types if known else ("single",)))
            asked += 1
            on_page.append(replace(question, show_if=own))
            known += variables_of_question(question)
        if gate is not None:
            shown = gate if shown is None else ["and", gate, shown]
        pages.append(Page(id=f"p{number}", questions=tuple(on_page), show_if=shown))
    if closing or draw(st.booleans()):
        pages.append(Page(id="done", outcome="completed", text={"sv": "Tack"}))
    return Questionnaire(
        id="random", title={"sv": "Slump"}, languages=("sv",), sections=tuple(sections), pages=tuple(pages)
    )


GATE = (Option("yes", {"sv": "Ja"}, 1), Option("skip", {"sv": "Nej"}, 2))


@st.composite
def answers(draw: st.DrawFn, questionnaire: Questionnaire) -> Answers:
    """What somebody would answer to every question, asked or not; only answers that are taken."""
    return {variable.id: draw(values(variable)) for variable in variables(questionnaire)}


def values(variable: Variable) -> st.SearchStrategy[Value]:
    """An answer to one variable that the server would take."""
    question = variable.question
    others: list[Value] = [state.code for state in question.states]
    if not question.required:
        others.append(None)
    given = VALUES[_sort(variable)](question)
    return st.one_of(given, given, st.sampled_from(others)) if others else given


def _selection(question: Question) -> st.SearchStrategy[Value]:
    together = [option.code for option in question.options if not option.exclusive]
    alone = [[option.code] for option in question.options if option.exclusive]
    chosen = (
        st.sets(st.sampled_from(together), min_size=1).map(
            lambda codes: [code for code in together if code in codes]
        )
        if together
        else st.nothing()
    )
    return st.one_of(chosen, st.sampled_from(alone)) if alone else chosen


def _number(question: Question) -> st.SearchStrategy[Value]:
    low = -5 if question.min is None else question.min
    high = 15 if question.max is None else question.max
    unit = 10**question.decimals
    least, most = -int(-low * unit // 1), int(high * unit // 1)
    return st.integers(least, most).map(lambda n: n / unit if question.decimals else n)


def _month(question: Question) -> st.SearchStrategy[Value]:
    def index(text: object, default: int) -> int:
        return default if text is None else int(str(text)[:4]) * 12 + int(str(text)[5:]) - 1

    low = index(question.min, min(FIRST_MONTH - 5, index(question.max, LAST_MONTH) - 5))
    return st.integers(low, index(question.max, max(LAST_MONTH + 5, low + 5))).map(month)


VALUES: dict[str, Callable[[Question], st.SearchStrategy[Value]]] = {
    "single": lambda question: st.sampled_from([option.code for option in question.options]),
    "scale": lambda question: st.integers(1, len(question.options)),
    "multi": _selection,
    "number": _number,
    "month": _month,
    "open": lambda question: st.sampled_from(["a", "ord", "Ä"]),
}
