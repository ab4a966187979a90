"""Proofs by z3, an SMT solver (de Moura and Bjørner 2008): any size of questionnaire, no sampling."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
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
        self._kept = {name: z3.Not(self.encoding.freed[name]) for name in bindings(self.encoding.elements)}
        self._solver = z3.Solver(ctx=self.encoding.context)
        self._solver.set("timeout", PATIENCE)
        self._solver.add(*self.encoding.constraints)

    def arrivals(self, cases: Sequence[Case], freed: Collection[str] = ()) -> list[Answers | None]:
        """Answers for every case. Whoever is found for one case settles all the others they meet."""
        walk = Walk(self.encoding.elements, cases)
        found: list[Answers | None] = [None] * len(cases)
        settled: set[int] = set()
        with self._binding(freed):
            for number, case in enumerate(cases):
                if number in settled or not self._check(case):
                    continue
                answers = self.encoding.answers(self._solver.model())
                # A walk binds everybody, so that it tells nothing about what is freed.
                for other in {number} if freed else walk.met(answers) - settled:
                    found[other] = answers
                    settled.add(other)
        return found

    def possible(self, case: Case, freed: Collection[str]) -> bool:
        """Whether there are answers that make the case true (see ``Engine``)."""
        with self._binding(freed):
            return self._check(case)

    @contextmanager
    def _binding(self, freed: Collection[str]) -> Iterator[None]:
        self._solver.push()
        self._solver.add(*(kept for name, kept in self._kept.items() if name not in freed))
        yield
        self._solver.pop()

    def _check(self, case: Case) -> bool:
        outcome = self._solver.check(self.encoding.holds(case))
        if outcome == z3.unknown:
            raise Unproved(f"z3 came to no answer: {self._solver.reason_unknown()}.")
        return bool(outcome == z3.sat)

    def extremes(self, weights: Weights) -> Extremes | None:
        """The shortest and longest completed ways."""
        encoding = self.encoding
        optimize = z3.Optimize(ctx=encoding.context)
        optimize.set("timeout", PATIENCE)
        optimize.add(*encoding.constraints, encoding.completed)
        optimize.add(*self._kept.values())
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
