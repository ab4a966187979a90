"""What must hold between a questionnaire's parts: conditions, placeholders, ends."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from survey.questionnaire.complaints import Complaints, Place
from survey.questionnaire.conditions import COMPARISONS, Atom, Literal
from survey.questionnaire.context import Context, PlacedCondition
from survey.questionnaire.fields import MONTH
from survey.questionnaire.model import STATES, Page, Question, Questionnaire, Text
from survey.questionnaire.variables import Variable, variables_of_question

PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")
CONSTANTS: Final = ("min_age", "minutes", "controller", "contact", "reference")
MOST_OPTIONS: Final = 12


def check(questionnaire: Questionnaire, context: Context) -> None:
    """Complain about everything in the questionnaire that cannot work."""
    _Check(questionnaire, context).run()


class _Known(NamedTuple):
    """The questions before a point of the questionnaire, by variable."""

    variables: dict[str, Variable]
    matrices: dict[str, Question]
    information: set[str]


class _Check:
    def __init__(self, questionnaire: Questionnaire, context: Context) -> None:
        self.questionnaire = questionnaire
        self.context = context
        self.complaints = context.complaints
        self.source = questionnaire.languages[0]
        self.earlier = _Known({}, {}, set())
        self.all_ids = {q.id for q in questionnaire.questions()} | {
            variable for q in questionnaire.questions() for variable in q.variables
        }

    def run(self) -> None:
        for page in self.questionnaire.pages:
            self.conditions(f"page/{page.id}")
            self.placeholders(page.title, f"page/{page.id}")
            self.placeholders(page.text, f"page/{page.id}")
            for question in page.questions:
                self.question(question)
        self.ends(self.questionnaire.pages)

    def question(self, question: Question) -> None:
        self.conditions(question.id, itself=question)
        for text in (question.text, question.help, question.title):
            self.placeholders(text, f"{question.id}/text")
        for option in question.options:
            self.placeholders(option.text, f"{question.id}/text")
        place = self.context.positions.get(question.id, Place(""))
        if question.type in ("single", "multi") and len(question.options) > MOST_OPTIONS:
            self.complaints.warning(place, "many_options", count=str(len(question.options)))
        self.remember(question)

    def remember(self, question: Question) -> None:
        if question.type == "info":
            self.earlier.information.add(question.id)
        if question.type == "matrix":
            self.earlier.matrices[question.id] = question
        for variable in variables_of_question(question):
            self.earlier.variables[variable.id] = variable

    def conditions(self, element: str, itself: Question | None = None) -> None:
        own = {itself.id, *itself.variables} if itself else set()
        for condition in self.context.conditions.get(element, ()):
            for atom in condition.parsed.atoms:
                self.atom(atom, condition, own)

    def atom(self, atom: Atom, condition: PlacedCondition, own: set[str]) -> None:
        place = _at(condition, atom.column)
        variable = self.earlier.variables.get(atom.variable)
        if variable is not None:
            check_atom(atom, variable, condition, self.complaints)
        elif atom.variable in own:
            self.complaints.error(place, "own_question")
        elif atom.variable in self.earlier.matrices:
            row = self.earlier.matrices[atom.variable].rows[0].code
            example = f"{atom.variable}.{row}"
            self.complaints.error(place, "whole_matrix", found=atom.variable, example=example)
        elif atom.variable in self.earlier.information:
            self.complaints.error(place, "info_condition", found=atom.variable)
        elif atom.variable in self.all_ids:
            asked = self.context.positions.get(atom.variable.split(".")[0], Place(""))
            self.complaints.error(place, "later_question", found=atom.variable, line=str(asked.line))
        else:
            self.complaints.unknown(place, "unknown_question", atom.variable, self.earlier.variables)

    def placeholders(self, text: Text, element: str) -> None:
        place = self.context.positions.get(element, Place(""))
        for name in PLACEHOLDER.findall(text.get(self.source, "")):
            variable = self.earlier.variables.get(name)
            if variable is not None and variable.kind not in ("single", "number", "month"):
                self.complaints.error(place, "piping_kind", found=name)
            elif variable is None and name not in CONSTANTS:
                known = [*self.earlier.variables, *CONSTANTS]
                self.complaints.unknown(place, "unknown_placeholder", name, known)

    def ends(self, pages: tuple[Page, ...]) -> None:
        positions = self.context.positions
        last: Page | None = None
        for page in pages:
            if last is not None:
                place = positions.get(f"page/{page.id}", Place(""))
                line = str(positions.get(f"page/{last.id}", Place("")).line)
                self.complaints.error(place, "after_end", end=last.id, line=line)
                return
            if page.outcome and page.show_if is None:
                last = page
        if pages and not any(page.outcome for page in pages):
            # Whether ends with conditions catch everybody is for the proofs to tell.
            self.complaints.error(positions.get(f"page/{pages[-1].id}", Place("")), "no_end")


def _at(condition: PlacedCondition, column: int) -> Place:
    return condition.place._replace(column=condition.place.column + column)


def check_atom(atom: Atom, variable: Variable, condition: PlacedCondition, complaints: Complaints) -> None:
    """Complain when a test does not fit the kind of its variable, or names a code it lacks."""
    place, name = _at(condition, atom.column), atom.variable
    if atom.operator in ("answered", "declined", "asked"):
        return
    kind = "scale" if variable.question.type == "scale" else variable.kind
    if kind == "open":
        complaints.error(place, "only_is", found=name)
    elif kind == "multi" and atom.operator not in ("any", "all"):
        complaints.error(place, "wants_has", found=name, operator=atom.operator)
    elif kind != "multi" and atom.operator in ("any", "all"):
        complaints.error(place, "wants_equals", found=name)
    elif kind == "single" and atom.operator in COMPARISONS and atom.operator not in ("=", "!="):
        complaints.error(place, "no_order", found=name, operator=atom.operator)
    else:
        for literal in atom.literals:
            _check_literal(literal, variable, kind, _at(condition, literal.column), complaints)


def _check_literal(
    literal: Literal, variable: Variable, kind: str, place: Place, complaints: Complaints
) -> None:
    found, question = str(literal.value), variable.question
    if found in STATES:
        complaints.error(place, "state_code", found=found, question=variable.id)
    elif kind in ("single", "multi"):
        codes = [option.code for option in variable.options]
        if found not in codes:
            listed = ", ".join(codes)
            complaints.unknown(place, "unknown_code", found, codes, question=variable.id, options=listed)
    elif kind == "month":
        if not MONTH.fullmatch(found):
            complaints.error(place, "not_month", question=variable.id, found=found)
    elif isinstance(literal.value, str):
        complaints.error(place, "not_number", question=variable.id, found=found)
    else:
        low, high = _bounds(question)
        if (low is not None and literal.value < low) or (high is not None and literal.value > high):
            bounds = {"low": str(low), "high": str(high)}
            complaints.error(place, "outside_range", question=variable.id, found=found, **bounds)


def _bounds(question: Question) -> tuple[float | None, float | None]:
    if question.type == "scale":
        return 1, len(question.options)
    low, high = question.min, question.max
    return (
        low if isinstance(low, int | float) else None,
        high if isinstance(high, int | float) else None,
    )
