"""Routing in plain words, in three languages: who is asked a question, and what somebody answered.

The same sentence stands in the check report, under tables and in codebooks. It uses the
questionnaire's own words for questions and answers.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from babel.dates import format_date

from survey.questionnaire.context import both
from survey.questionnaire.model import (
    STATES,
    Answers,
    Option,
    Question,
    Questionnaire,
    Section,
    Text,
    Tree,
    Version,
)
from survey.questionnaire.normal_form import negation, normal_form
from survey.questionnaire.variables import Variable, variables
from survey.questionnaire.wording_phrases import PHRASES, Phrases

LONGEST_QUESTION: Final = 90
_PLACEHOLDER: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.]*\}")
_LISTED: Final = {"=": "in", "!=": "not in"}
_SENTENCE: Final = re.compile(r"[^.!?]+[.!?…]*")


class NoSuchQuestion(LookupError):
    """A question id that the questionnaire does not have."""


def asked_of(questionnaire: Questionnaire | Version, question_id: str, language: str) -> str:
    """Whom a question is asked of, as a sentence; "" when everybody is asked. Raises NoSuchQuestion.

    Ends are left out: whoever comes to one sends nothing, or has come to the last page.
    """
    return _whole(questionnaire, question_id, language, "asked_of")


def population(questionnaire: Questionnaire | Version, question_id: str, language: str) -> str:
    """Whom a question is asked of, as ``those who …``; "" when everybody is. Raises NoSuchQuestion."""
    return _whole(questionnaire, question_id, language, "population")


def condition_of(questionnaire: Questionnaire, question_id: str) -> Tree | None:
    """The whole condition a question stands under, its page's and its own. Raises NoSuchQuestion."""
    for page in questionnaire.pages:
        for question in page.questions:
            if question.id == question_id:
                return both(page.show_if, question.show_if)
    raise NoSuchQuestion(f"There is no question '{question_id}' in '{questionnaire.id}'.")


def _whole(questionnaire: Questionnaire | Version, question_id: str, language: str, phrase: str) -> str:
    if isinstance(questionnaire, Version):
        questionnaire = questionnaire.questionnaire
    tree = condition_of(questionnaire, question_id)
    if tree is None:
        return ""
    words = Words(questionnaire, language)
    return words.phrases[phrase].format(those=words.condition(tree))


class Words:
    """Says conditions and answers of one questionnaire in one language.

    A text that has no translation is quoted in the source language.
    """

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.language = language if language in PHRASES else "en"
        self.phrases: Phrases = PHRASES[self.language]
        self.constants: Mapping[str, str] = questionnaire.constants
        self.missing: dict[str, Option] = {option.code: option for option in questionnaire.missing}
        self.variables: dict[str, Variable] = {found.id: found for found in variables(questionnaire)}
        self.gates: dict[str, Section] = {part.gate: part for part in questionnaire.sections if part.gate}

    def condition(self, tree: Tree) -> str:
        """What those have done whom a condition shows something: "answered “Yes” to the question “…”"."""
        return self._said(normal_form(tree), depth=0)

    def answers(self, answers: Answers) -> list[str]:
        """What somebody answered, one phrase for each variable; left empty is "did not answer"."""
        return [self._answer(variable, value) for variable, value in answers.items()]

    def together(self, clauses: Sequence[str]) -> str:
        """Phrases such as ``answers`` gives, joined to one."""
        return self._joined(clauses, self.phrases["and"])

    def _answer(self, variable: str, value: Any) -> str:
        if value is None:
            return self._said(["not", ["answered", variable]], 0)
        if isinstance(value, list):
            return self._test("all", self.variables[variable], value, negated=False)
        if value in STATES:
            return self._chose_state(self.variables[variable], str(value))
        if self.variables[variable].kind == "open":
            return self._said(["answered", variable], 0)
        return self._said(["=", variable, value], 0)

    def _said(self, tree: Tree, depth: int) -> str:
        if tree[0] in ("and", "or"):
            branches = _declining_too(tree[1:]) if tree[0] == "or" else tree[1:]
            if len(branches) == 1:
                return self._said(branches[0], depth)
            return self._group(tree[0], [self._said(branch, depth + 1) for branch in branches], depth)
        negated, test = negation(tree)
        variable = self.variables[test[1]]
        literals = (test[2] if isinstance(test[2], list) else [test[2]]) if len(test) > 2 else []
        if not negated and test[1] in self.gates and (test[0], *literals) == ("=", "yes"):
            title = self._text(self.gates[test[1]].title)
            return self.phrases["opened"].format(section=self._quoted(title))
        return self._test(test[0], variable, literals, negated=negated)

    def _group(self, sign: str, clauses: Sequence[str], depth: int) -> str:
        """Clauses joined by "and" or "or"; inside another group so that it shows where they end."""
        if depth == 0:
            return self._joined(clauses, self.phrases[sign])
        if sign == "and" and len(clauses) > 2:
            return f"({self._joined(clauses, self.phrases['and'])})"
        frame, joint = ("both {}", "and") if sign == "and" else ("either {}", "either or")
        grouped = self.phrases[frame].format(self._joined(clauses, self.phrases[joint]))
        return grouped if depth == 1 else f"({grouped})"

    def _test(self, sign: str, variable: Variable, literals: Sequence[Any], *, negated: bool) -> str:
        if sign == "declined" and not negated:
            return self._chose_state(variable, "declined")
        kind = self._kind(sign, variable, literals)
        values = [self._value(variable, literal) for literal in literals]
        word = "and" if kind in ("both", "every") else "or"
        return self.phrases[("not " if negated else "") + kind].format(
            answers=self._listed(values, word),
            state=self._state(variable, "declined"),
            to=self._place(variable, "to"),
            within=self._place(variable, "within"),
            object=self._place(variable, "object"),
        )

    def _kind(self, sign: str, variable: Variable, literals: Sequence[Any]) -> str:
        """The phrase for a test: by its operator and, for comparisons, by what is compared."""
        if sign in ("any", "all"):
            alone = {option.code for option in variable.options if option.exclusive}
            if len(literals) > 1 and sign == "all":
                return "both" if len(literals) == 2 else "every"
            return "none of" if alone >= {*literals} else "any"
        sign = _LISTED.get(sign, sign)
        return f"month {sign}" if variable.kind == "month" and f"month {sign}" in self.phrases else sign

    def _chose_state(self, variable: Variable, state: str) -> str:
        quoted, within = self._state(variable, state), self._place(variable, "within")
        return self.phrases["declined"].format(state=quoted, within=within)

    def _state(self, variable: Variable, code: str) -> str:
        own = next((state for state in variable.states if state.code == code), self.missing.get(code))
        return self._quoted(self._text(own.text) if own else code)

    def _value(self, variable: Variable, literal: Any) -> str:
        question = variable.question
        if literal in STATES:
            return self._state(variable, literal)
        if question.type == "number":
            number, unit = self._number(literal), self._text(question.unit)
            return self.phrases["amount"].format(number=number, unit=unit) if unit else number
        if question.type == "month":
            return self._month(str(literal))
        if question.type == "scale":
            return self.phrases["step"].format(step=literal, steps=len(question.options))
        option = next((one for one in question.options if one.code == str(literal)), None)
        return self._quoted(self._text(option.text) if option else str(literal))

    def _number(self, number: float) -> str:
        text = f"{number:.15g}"
        return text if self.language == "en" else text.replace(".", ",")

    def _month(self, month: str) -> str:
        first = datetime.date(max(int(month[:4]), 1), int(month[5:]), 1)
        return format_date(first, "LLLL y", locale=self.language)

    def _place(self, variable: Variable, case: str) -> str:
        """The question, or the row of one, in the grammatical case that a phrase needs."""
        question = self._quoted(self._short(variable.question))
        if variable.row is None:
            return self.phrases[f"question {case}"].format(question=question)
        row = self._quoted(self._text(variable.row.text))
        return self.phrases[f"row {case}"].format(question=question, row=row)

    def _short(self, question: Question) -> str:
        """The question's first paragraph, or where that is long the question mark's own sentence."""
        text = self._text(question.text) or question.id
        for name, value in self.constants.items():
            text = text.replace("{" + name + "}", value)
        text = " ".join(_PLACEHOLDER.sub("…", text.strip().split("\n\n")[0]).split())
        if len(text) > LONGEST_QUESTION:
            asking = [part.strip() for part in _SENTENCE.findall(text) if part.rstrip().endswith("?")]
            text = asking[-1] if asking else text
        if len(text) > LONGEST_QUESTION:
            text = text[:LONGEST_QUESTION].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
        return text

    def _text(self, text: Text) -> str:
        return text.get(self.language) or next(iter(text.values()), "")

    def _quoted(self, text: str) -> str:
        for outer, inner in zip(self.phrases["quotes"], self.phrases["inner quotes"], strict=True):
            text = text.replace(outer, inner)
        return self.phrases["quoted"].format(text)

    def _joined(self, clauses: Sequence[str], joint: str) -> str:
        """Clauses in a row, with a comma more where one of them is a list itself."""
        if len(clauses) < 2:
            return "".join(clauses)
        bare = [re.sub(self.phrases["a quotation"], "", clause) for clause in clauses]
        listing = joint not in (self.phrases["and"], self.phrases["or"]) or any(
            "," in clause or f" {self.phrases['or']} " in clause for clause in bare
        )
        comma = "," if listing else ""
        return f"{', '.join(clauses[:-1])}{comma} {joint} {clauses[-1]}"

    def _listed(self, parts: Sequence[str], word: str) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.phrases[word]} {parts[-1]}"


def _declining_too(branches: Sequence[Tree]) -> list[Tree]:
    """Declining named among the answers where the same question's are: "answered “A” or “Not telling”"."""
    declining = {str(branch[1]) for branch in branches if branch[0] == "declined"}
    said: set[str] = set()
    found: list[Tree] = []
    for branch in branches:
        if branch[0] in ("=", "in") and branch[1] in declining:
            codes = branch[2] if isinstance(branch[2], list) else [branch[2]]
            found.append(["in", branch[1], [*codes, "declined"]])
            said.add(branch[1])
        else:
            found.append(branch)
    return [branch for branch in found if not (branch[0] == "declined" and branch[1] in said)]
