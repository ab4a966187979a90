"""Proofs by z3, an SMT solver (de Moura and Bjørner 2008): any size of questionnaire, no sampling."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import z3

from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.proofs.cases import Case, Extremes, Lengths, Unproved, Weights, bindings
from survey.questionnaire.proofs.encoding import Encoding
from survey.questionnaire.proofs.walking import Walk

PATIENCE: Final = 20_000
"""Milliseconds for one question to the solver before it counts as unproved."""


class Solver:
    """Proves by asking z3 for answers that would make a case true (see ``Engine``)."""

    name = "z3"

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.encoding = Encoding(questionnaire)
        self.bindings = tuple(bindings(self.encoding.elements))
        self._solver = z3.Solver(ctx=self.encoding.context)
        self._solver.set("timeout", PATIENCE)
        self._solver.add(*self.encoding.constraints)

    def arrivals(self, cases: Sequence[Case], freed: Collection[str] = ()) -> list[Answers | None]:
        """Answers for every case. Whoever is found for one case settles all the others they meet."""
        walk = Walk(self.encoding.elements, cases)
        found: list[Answers | None] = [None] * len(cases)
        settled: set[int] = set()
        self._solver.push()
        self._solver.add(*(z3.Not(self.encoding.freed[name]) for name in self.bindings if name not in freed))
        for number, case in enumerate(cases):
            answers = None if number in settled else self._arrival(case)
            if answers is not None:
                # A walk binds everybody, so that it tells nothing about what is freed.
                met = {number} if freed else walk.met(answers) - settled
                for other in met:
                    found[other] = answers
                settled |= met
        self._solver.pop()
        return found

    def _arrival(self, case: Case) -> Answers | None:
        outcome = self._solver.check(self.encoding.holds(case))
        if outcome == z3.unknown:
            raise Unproved(f"z3 came to no answer: {self._solver.reason_unknown()}.")
        return self.encoding.answers(self._solver.model()) if outcome == z3.sat else None

    def extremes(self, weights: Weights) -> Extremes | None:
        """The shortest and longest completed ways."""
        encoding = self.encoding
        optimize = z3.Optimize(ctx=encoding.context)
        optimize.set("timeout", PATIENCE)
        optimize.add(*encoding.constraints, encoding.completed)
        optimize.add(*(z3.Not(encoding.freed[name]) for name in self.bindings))
        shortest: list[Answers] = []
        longest: list[Answers] = []
        for measure in range(len(Lengths._fields)):
            length = self._length(measure, weights)
            for aim, found in ((optimize.minimize, shortest), (optimize.maximize, longest)):
                optimize.push()
                aim(length)
                outcome = optimize.check()
                if outcome == z3.unknown:
                    raise Unproved(f"z3 came to no answer: {optimize.reason_unknown()}.")
                if outcome == z3.unsat:
                    return None
                found.append(encoding.answers(optimize.model()))
                optimize.pop()
        return Extremes(tuple(shortest), tuple(longest))

    def _length(self, measure: int, weights: Weights) -> Any:
        terms = [
            z3.If(counts, gained, 0)
            for element, counts in self.encoding.lengthens()
            if (gained := weights.of(element)[measure])
        ]
        return z3.Sum(*terms) if terms else z3.IntVal(0, self.encoding.context)
