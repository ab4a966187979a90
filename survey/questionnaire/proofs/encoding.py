"""A questionnaire as formulas: every respondent is one way to make them true.

Each variable has what somebody would answer if asked; each element says when it is shown.
A three-valued condition is two formulas, one for when it is true and one for when it is false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import z3

from survey.questionnaire.amounts import limits, value, whole
from survey.questionnaire.model import Answers, Question, Questionnaire, Tree, Value
from survey.questionnaire.proofs.cases import Case, Element, bindings, elements

Formula = Any
"""A z3 formula; z3 comes without types."""


class Truth(NamedTuple):
    """When a condition is true and when it is false; in between it is unknown."""

    true: Formula
    false: Formula


class Field(NamedTuple):
    """What somebody would answer to one variable, were it asked. At most one of ``states`` and
    ``answered`` holds; if none does, the field is left empty. ``amount`` is None for what is no amount."""

    question: Question
    asked: Formula
    answered: Formula
    codes: dict[str, Formula]
    states: dict[str, Formula]
    amount: Formula


class Encoding:
    """Formulas of one questionnaire, in a context of their own so that threads do not meet in z3.

    ``constraints`` hold for everybody. ``freed`` are switches by name: what is freed binds nobody
    (see ``Engine.arrivals``).
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.context = z3.Context()
        self.elements = elements(questionnaire)
        self.freed: dict[str, Formula] = {
            name: self._bool(f"free {name}") for name in bindings(self.elements)
        }
        self.constraints: list[Formula] = []
        self._truths: dict[str, Truth] = {}
        self.fields: dict[str, Field] = {}
        self.arrives: list[Formula] = []
        self.shown: list[Formula] = []
        completed: list[Formula] = []
        under_way, page = self._constant(True), self._constant(False)
        for element in self.elements:
            self.arrives.append(under_way if element.question is None else page)
            shown = self._shown(element, self.arrives[-1])
            self.shown.append(shown)
            if element.question is not None:
                self._ask(element.question, shown)
                continue
            page = shown
            if element.page.outcome:
                if element.page.outcome == "completed":
                    completed.append(shown)
                under_way = self._named(f"past {element.name}", z3.And(under_way, z3.Not(shown)))
        self.arrives.append(under_way)
        self.completed = self._either(completed)

    def holds(self, case: Case) -> Formula:
        """When a case is true."""
        one, other = self.truth(case.one).true, self.truth(case.other).true
        return z3.And(self.arrives[case.at], z3.Xor(one, other))

    def lengthens(self) -> Iterator[tuple[Element, Formula]]:
        """Everything that makes a way longer, and when: questions, and pages with a question asked."""
        for element, shown in zip(self.elements, self.shown, strict=True):
            if element.question is not None:
                yield element, shown
            elif not element.page.outcome:
                asked = [
                    other
                    for inner, other in zip(self.elements, self.shown, strict=True)
                    if inner.question is not None and inner.page is element.page
                ]
                yield element, self._either(asked)

    def truth(self, tree: Tree) -> Truth:
        """When a condition is true and when false (Kleene 1952)."""
        key = repr(tree)
        if key not in self._truths:
            self._truths[key] = self._truth(tree)
        return self._truths[key]

    def _truth(self, tree: Tree) -> Truth:
        sign = tree[0]
        if sign in ("and", "or"):
            branches = [self.truth(branch) for branch in tree[1:]]
            true, false = [branch.true for branch in branches], [branch.false for branch in branches]
            return (
                Truth(self._all(true), self._either(false))
                if sign == "and"
                else Truth(self._either(true), self._all(false))
            )
        if sign == "not":
            inner = self.truth(tree[1])
            return Truth(inner.false, inner.true)
        field = self.fields[tree[1]]
        known = z3.And(field.asked, field.answered)
        if sign in _ALWAYS_KNOWN:
            true = _ALWAYS_KNOWN[sign](field)
            return Truth(true, z3.Not(true))
        holds = self._holds(field, sign, tree[2])
        return Truth(z3.And(known, holds), z3.And(known, z3.Not(holds)))

    def answers(self, model: Any) -> Answers:
        """What the respondent of a model answers to what they are asked."""

        def true(formula: Formula) -> bool:
            return bool(z3.is_true(model.eval(formula, model_completion=True)))

        found: Answers = {}
        for variable, field in self.fields.items():
            if true(field.asked):
                found[variable] = self._answer(field, model, true)
        return found

    def _answer(self, field: Field, model: Any, true: Callable[[Formula], bool]) -> Value:
        for code, state in field.states.items():
            if true(state):
                return code
        if not true(field.answered):
            return None
        if field.amount is not None:
            return value(field.question, model.eval(field.amount, model_completion=True).as_long())
        chosen = [code for code, formula in field.codes.items() if true(formula)]
        if field.question.type == "multi":
            return list(chosen)
        if field.question.type == "open":
            return "…"
        return int(chosen[0]) if field.question.type == "scale" else chosen[0]

    def _shown(self, element: Element, arrives: Formula) -> Formula:
        decided = self.truth(element.show_if).true
        if element.name in self.freed:
            decided = z3.If(self.freed[element.name], self._bool(f"choice {element.name}"), decided)
        return self._named(f"shown {element.name}", z3.And(arrives, decided))

    def _ask(self, question: Question, asked: Formula) -> None:
        for variable in question.variables:
            field = self._field(question, variable, asked)
            self.fields[variable] = field
            self.constraints.append(z3.AtMost(field.answered, *field.states.values(), 1))
            if question.required:
                given = self._either([field.answered, *field.states.values()])
                self.constraints.append(z3.Or(self.freed[f"{question.id}/required"], given))

    def _field(self, question: Question, variable: str, asked: Formula) -> Field:
        states = {state.code: self._bool(f"{variable} {state.code}") for state in question.states}
        codes: dict[str, Formula] = {}
        amount = None
        if question.type in ("number", "month"):
            amount = z3.Int(variable, self.context)
            lowest, highest = limits(question)
            self.constraints += [amount >= lowest, amount <= highest]
        elif question.type != "open":
            codes = {option.code: self._bool(f"{variable} = {option.code}") for option in question.options}
            if question.type != "multi":
                self.constraints.append(z3.AtMost(*codes.values(), 1))
            for option in question.options:
                if option.exclusive:
                    others = [formula for code, formula in codes.items() if code != option.code]
                    self.constraints.append(z3.Implies(codes[option.code], z3.Not(self._either(others))))
        answered = self._either(list(codes.values())) if codes else self._bool(f"{variable} answered")
        return Field(question, asked, answered, codes, states, amount)

    def _holds(self, field: Field, sign: str, literal: Any) -> Formula:
        """When a test holds for an answer that was given."""
        literals: Sequence[Any] = literal if isinstance(literal, list) else [literal]
        if field.amount is not None:
            return self._amount_holds(field, sign, literals)
        if sign in _ORDERED:
            return self._either([f for code, f in field.codes.items() if _ORDERED[sign](int(code), literal)])
        chosen = [field.codes[str(one)] for one in literals]
        if sign == "!=":
            return z3.Not(chosen[0])
        return self._all(chosen) if sign == "all" else self._either(chosen)

    def _amount_holds(self, field: Field, sign: str, literals: Sequence[Any]) -> Formula:
        # Both sides are multiplied by the literal's denominator: 3 > 2.5 becomes 6 > 5.
        compare = _COMPARISONS["=" if sign == "in" else sign]
        fractions = [whole(field.question, one) for one in literals]
        return self._either(
            [
                compare(field.amount * one.denominator, z3.IntVal(one.numerator, self.context))
                for one in fractions
            ]
        )

    def _bool(self, name: str) -> Formula:
        return z3.Bool(name, self.context)

    def _named(self, name: str, formula: Formula) -> Formula:
        """A name for a formula, so that what builds on it stays small."""
        named = self._bool(name)
        self.constraints.append(named == formula)
        return named

    def _constant(self, truth: bool) -> Formula:
        return z3.BoolVal(truth, self.context)

    def _all(self, formulas: Sequence[Formula]) -> Formula:
        return z3.And(*formulas) if formulas else self._constant(True)

    def _either(self, formulas: Sequence[Formula]) -> Formula:
        return z3.Or(*formulas) if formulas else self._constant(False)


_ORDERED: Final[dict[str, Callable[[Any, Any], Formula]]] = {
    "<": lambda amount, bound: amount < bound,
    "<=": lambda amount, bound: amount <= bound,
    ">": lambda amount, bound: amount > bound,
    ">=": lambda amount, bound: amount >= bound,
}
_COMPARISONS: Final[dict[str, Callable[[Any, Any], Formula]]] = {
    **_ORDERED,
    "=": lambda amount, bound: amount == bound,
    "!=": lambda amount, bound: amount != bound,
}
_ALWAYS_KNOWN: Final[dict[str, Callable[[Field], Formula]]] = {
    "asked": lambda field: field.asked,
    "answered": lambda field: z3.And(field.asked, field.answered),
    "declined": lambda field: (
        z3.And(field.asked, field.states["declined"])
        if "declined" in field.states
        else z3.BoolVal(False, field.asked.ctx)
    ),
}
