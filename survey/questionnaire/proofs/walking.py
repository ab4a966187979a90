"""One respondent's way looked at case by case: what an engine finds is tried out on real routing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from survey.questionnaire.conditions import Test, compiled, variables_of
from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.proofs.cases import Case, Element, variables_looked_at
from survey.questionnaire.respondents import random_answers
from survey.questionnaire.routing import Route

RESPONDENTS: Final = 100


class Walk:
    """Elements and cases compiled once, to be walked with many respondents' answers."""

    def __init__(self, found: Sequence[Element], cases: Sequence[Case]) -> None:
        self.elements = found
        self._shown = [compiled(element.show_if) for element in found]
        self._cases: dict[int, list[tuple[int, Test, Test]]] = {}
        for number, case in enumerate(cases):
            waiting = (number, compiled(case.one), compiled(case.other))
            self._cases.setdefault(case.at, []).append(waiting)

    def met(self, answers: Answers) -> set[int]:
        """The numbers of the cases that are true for somebody who would answer this."""
        return set(self._met(answers))

    def _met(self, answers: Answers) -> Iterator[int]:
        counted: Answers = {}
        on_page = False
        for at, (element, shown) in enumerate(zip(self.elements, self._shown, strict=True)):
            if element.question is not None and not on_page:
                continue
            yield from self._true(at, counted)
            is_shown = shown(counted) is True
            if element.question is None:
                on_page = is_shown
                if is_shown and element.page.outcome:
                    return
            elif is_shown:
                counted.update((variable, answers.get(variable)) for variable in element.question.variables)
        yield from self._true(len(self.elements), counted)

    def _true(self, at: int, counted: Answers) -> Iterator[int]:
        for number, one, other in self._cases.get(at, ()):
            if (one(counted) is True) != (other(counted) is True):
                yield number


def by_chance(
    questionnaire: Questionnaire, found: Sequence[Element], cases: Sequence[Case]
) -> list[Answers | None]:
    """For each case somebody who meets it, among a few random respondents; None says nothing."""
    walk, route = Walk(found, cases), Route(questionnaire)
    rng = random.Random(len(found))  # noqa: S311  # the same questionnaire, the same respondents
    met: list[Answers | None] = [None] * len(cases)
    for _ in range(RESPONDENTS):
        answers = random_answers(questionnaire, rng, finish=False, route=route)
        for number in walk.met(answers):
            met[number] = answers
    return met


def simplest(found: Sequence[Element], case: Case, answers: Answers) -> Answers:
    """The same case met with as few answers as possible: everything else is left empty.

    Only variables that some condition looks at are kept, and required questions keep their answer.
    """
    walk = Walk(found, [case])
    asking = [element.question for element in found if element.question is not None]
    order = [variable for question in asking for variable in question.variables]
    required = {variable for question in asking if question.required for variable in question.variables}
    looked_at = variables_looked_at(found) | variables_of(case.one) | variables_of(case.other)
    few = {variable: answers[variable] for variable in order if variable in answers and variable in looked_at}
    for variable in reversed([*few]):
        without = {other: value for other, value in few.items() if other != variable}
        if variable not in required and walk.met(without):
            few = without
    return few
