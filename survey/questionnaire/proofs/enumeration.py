"""Exact enumeration: everybody who could answer, by equivalence classes of answers.

Two answers that no condition can tell apart are one class, and an answer is forgotten once no
later condition looks at it. What is left is small enough to be walked through whole, for most
questionnaires, and needs no solver.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple

from survey.questionnaire.conditions import compiled
from survey.questionnaire.model import Answers, Questionnaire, Tree, Value
from survey.questionnaire.proofs.cases import (
    ALWAYS,
    Case,
    Element,
    Extremes,
    Unproved,
    Weights,
    elements,
)
from survey.questionnaire.proofs.classes import representatives, tests_in

SMALL: Final = 1_000
LARGE: Final = 20_000
"""How many states a walk may come to. A small one takes less time than a solver needs to begin."""

NOT_ASKED: Final = ("not asked",)

Chain = tuple["Chain", tuple[str, ...], tuple[Value, ...]] | None
"""The answers given so far, the last ones first: shared between states, so that none is copied."""

Bests = tuple[tuple[int, Chain], ...]
"""By each measure, the least cost of coming to a state and the answers that cost it."""

Costs = Callable[[Element], tuple[int, ...]]
"""What it costs by each measure to be asked a question, or to begin a page."""


class State(NamedTuple):
    """What a way has come to, as far as any later condition can tell: whether the present page is
    shown, whether something on it has been asked, and the answers that still count."""

    page: bool
    begun: bool
    values: tuple[object, ...]


States = dict[State, Bests]


class Enumeration:
    """Proves by walking every class of answers. Raises Unproved where there are too many."""

    name = "enumeration"

    def __init__(self, questionnaire: Questionnaire, most_states: int = LARGE) -> None:
        self.elements = elements(questionnaire)
        self.most_states = most_states

    def arrivals(self, cases: Sequence[Case], freed: Collection[str] = ()) -> list[Answers | None]:
        """Answers for every case, all in one pass (see ``Engine``)."""
        walk = _Walk(self.elements, cases, freed, lambda element: (0,), self.most_states)
        walk.run()
        return walk.found

    def possible(self, case: Case, freed: Collection[str]) -> bool:
        """Whether there are answers that make the case true (see ``Engine``)."""
        return self.arrivals([case], freed)[0] is not None

    def extremes(self, weights: Weights) -> Extremes | None:
        """The shortest and longest completed ways (see ``Engine``)."""

        def costs(element: Element) -> tuple[int, ...]:
            gained = weights.of(element)
            return (*gained, *(-amount for amount in gained))

        walk = _Walk(self.elements, (), (), costs, self.most_states)
        walk.run()
        if not walk.completed:
            return None
        answers = [_answers(chain) for _, chain in walk.completed]
        measures = len(answers) // 2
        return Extremes(tuple(answers[:measures]), tuple(answers[measures:]))


class _Walk:
    """One pass over the elements with every state that a respondent can be in."""

    def __init__(
        self,
        found: Sequence[Element],
        cases: Sequence[Case],
        freed: Collection[str],
        costs: Costs,
        most_states: int,
    ) -> None:
        self.elements = found
        self.most_states = most_states
        self.cases = cases
        self.freed = freed
        self.costs = costs
        self.found: list[Answers | None] = [None] * len(cases)
        self.completed: Bests = ()
        self.conditions = _Conditions(found, cases)
        self.live: tuple[str, ...] = ()

    def run(self) -> None:
        states: States = {State(False, False, ()): tuple((0, None) for _ in self.costs(self.elements[0]))}
        for at, element in enumerate(self.elements):
            self.settle(at, states)
            states = self.page(element, states) if element.question is None else self.question(at, states)
            if len(states) > self.most_states:
                raise Unproved(
                    f"More than {self.most_states} kinds of respondents come past '{element.name}'."
                )
        self.settle(len(self.elements), states)

    def settle(self, at: int, states: States) -> None:
        """Look for the cases of this point among those who arrive."""
        within = at < len(self.elements) and self.elements[at].question is not None
        for number, case in enumerate(self.cases):
            if case.at == at:
                one, other = compiled(case.one), compiled(case.other)
                for state, bests in states.items():
                    known = self.known(state)
                    if (state.page or not within) and (one(known) is True) != (other(known) is True):
                        self.found[number] = _answers(bests[0][1])
                        break

    def page(self, element: Element, states: States) -> States:
        after: States = {}
        outcomes = self.outcomes(element)
        for state, bests in states.items():
            for shown in outcomes(state):
                if not (shown and element.page.outcome):
                    _keep(after, State(shown, False, state.values), bests)
                elif element.page.outcome == "completed":
                    self.completed = _lower(self.completed, bests)
        return after

    def question(self, at: int, states: States) -> States:
        element = self.elements[at]
        fresh = [name for name in _variables(element) if self.conditions.last(name) > at]
        given = self.given(element, fresh)
        kept = [place for place, name in enumerate(self.live) if self.conditions.last(name) > at]
        cost, cost_of_page = self.costs(element), self.costs(element._replace(question=None))
        first_cost = tuple(map(sum, zip(cost, cost_of_page, strict=True)))
        after: States = {}
        outcomes = self.outcomes(element)
        for state, bests in states.items():
            values = tuple(state.values[place] for place in kept)
            for asked in outcomes(state) if state.page else (False,):
                if not asked:
                    nothing = (NOT_ASKED,) * len(fresh)
                    _keep(after, State(state.page, state.begun, values + nothing), bests)
                    continue
                paid = _paid(bests, cost if state.begun else first_cost)
                for answers in given:
                    longer = tuple((total, (chain, tuple(fresh), answers)) for total, chain in paid)
                    _keep(after, State(True, True, values + _hashable(answers)), longer if fresh else paid)
        self.live = (*(self.live[place] for place in kept), *fresh)
        return after

    def given(self, element: Element, fresh: Sequence[str]) -> list[tuple[Value, ...]]:
        """Every class of answers to what will be looked at again."""
        question = element.question
        if question is None:
            return [()]
        required = question.required and f"{element.name}/required" not in self.freed
        classes = [
            representatives(question, name, self.conditions.tests[name], required=required) for name in fresh
        ]
        if math.prod(map(len, classes)) > self.most_states:
            raise Unproved(f"More than {self.most_states} ways to answer '{element.name}'.")
        return list(itertools.product(*classes))

    def outcomes(self, element: Element) -> Callable[[State], tuple[bool, ...]]:
        """Whether the element is shown, in a state; both when it is freed."""
        if element.name in self.freed:
            return lambda state: (True, False)
        if element.show_if == ALWAYS:
            return lambda state: (True,)
        shown = compiled(element.show_if)
        return lambda state: (shown(self.known(state)) is True,)

    def known(self, state: State) -> Answers:
        return {
            name: list(value) if isinstance(value, tuple) else value  # type: ignore[misc]
            for name, value in zip(self.live, state.values, strict=True)
            if value is not NOT_ASKED
        }


class _Conditions:
    """What is looked at: each variable's tests, and the last element where it matters."""

    def __init__(self, found: Sequence[Element], cases: Sequence[Case]) -> None:
        self.tests: dict[str, list[Tree]] = {}
        self._last: dict[str, int] = {}
        for at, element in enumerate(found):
            self.note(at, element.show_if)
        for case in cases:
            self.note(case.at, case.one)
            self.note(case.at, case.other)

    def note(self, at: int, tree: Tree) -> None:
        for test in tests_in(tree):
            tests = self.tests.setdefault(test[1], [])
            if test not in tests:
                tests.append(test)
            self._last[test[1]] = max(at, self.last(test[1]))

    def last(self, variable: str) -> int:
        return self._last.get(variable, -1)


def _variables(element: Element) -> tuple[str, ...]:
    return element.question.variables if element.question else ()


def _hashable(answers: tuple[Value, ...]) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in answers)


def _answers(chain: Chain) -> Answers:
    answers: Answers = {}
    while chain is not None:
        chain, names, values = chain
        answers.update(zip(names, values, strict=True))
    return answers


def _paid(bests: Bests, cost: tuple[int, ...]) -> Bests:
    return tuple((total + more, chain) for (total, chain), more in zip(bests, cost, strict=True))


def _keep(states: States, state: State, bests: Bests) -> None:
    states[state] = _lower(states.get(state, ()), bests)


def _lower(known: Bests, bests: Bests) -> Bests:
    """By each measure the cheaper of two ways to the same point; the one known when they are equal."""
    if not known:
        return bests
    return tuple(old if old[0] <= new[0] else new for old, new in zip(known, bests, strict=True))
