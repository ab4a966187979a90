"""What is known while one questionnaire is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from survey.questionnaire.complaints import Complaints, Place
from survey.questionnaire.conditions import ConditionError, Parsed, parsed
from survey.questionnaire.fields import Fields, checked_id
from survey.questionnaire.library import Library
from survey.questionnaire.model import Text, Tree
from survey.questionnaire.yaml_source import Scalar

USUAL_STATES: Final[dict[str, dict[str, str]]] = {
    "declined": {"sv": "Vill inte svara", "en": "Prefer not to answer", "ru": "Не хочу отвечать"},
    "dont_know": {"sv": "Vet inte", "en": "Don't know", "ru": "Не знаю"},
    "not_applicable": {"sv": "Inte aktuellt", "en": "Does not apply", "ru": "Не относится ко мне"},
}


class PlacedCondition(NamedTuple):
    """A condition as it was written, with the place of its first character."""

    place: Place
    parsed: Parsed


@dataclass
class Context:
    """The questionnaire that is being read: where its parts stand, and what is wrong with them.

    ``conditions`` and ``positions`` are kept by element: ``gender`` for a question,
    ``page/contact`` for a page, ``section/health`` for a section.
    """

    complaints: Complaints
    library: Library
    questionnaire: str = ""
    source: str = "sv"
    missing: dict[str, str] = field(default_factory=dict)
    positions: dict[str, Place] = field(default_factory=dict)
    conditions: dict[str, list[PlacedCondition]] = field(default_factory=dict)

    def text(self, value: str) -> Text:
        """A text in the source language; an empty one is no text at all."""
        return {self.source: value} if value else {}

    def register(self, scalar: Scalar, kind: str = "") -> str:
        """Take an id: well formed and not taken. Returns it."""
        found = checked_id(scalar, self.complaints)
        path = f"{kind}/{found}" if kind else found
        first = self.positions.setdefault(path, scalar.place)
        if first != scalar.place:
            line, file = str(first.line), first.file
            self.complaints.error(scalar.place, "duplicate_id", found=found, line=line, file=file)
        return found

    def condition(self, fields: Fields, element: str) -> Tree | None:
        """The tree of an element's ``show_if``, kept with its place for the checks."""
        scalar = fields.scalar("show_if")
        if scalar is None:
            return None
        place = scalar.place._replace(column=scalar.place.column + scalar.inset)
        try:
            condition = parsed(scalar.value)
        except ConditionError as error:
            at = place._replace(column=place.column + error.column)
            self.complaints.error(at, error.kind, **error.params)
            return None
        self.conditions.setdefault(element, []).append(PlacedCondition(place, condition))
        return condition.tree

    def is_for_this(self, fields: Fields) -> bool:
        """Whether ``only: […]`` lets the element be in this questionnaire."""
        only = {scalar.value for scalar in fields.strings("only")}
        return not only or self.questionnaire in only

    def usual_state(self, code: str) -> str:
        """The usual text of a state in the source language."""
        usual = USUAL_STATES[code]
        return self.missing.get(code) or usual.get(self.source, usual["en"])


def both(first: Tree | None, second: Tree | None) -> Tree | None:
    """Two conditions that must both hold; None stands for no condition."""
    if first is None or second is None:
        return second if first is None else first
    return ["and", first, second]
