"""Why something is so: the earlier lines that make it impossible, and the answers that lead there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from survey.questionnaire.complaints import Place
from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.proofs.cases import ALWAYS, Case, Element, Engine, Unproved, bindings
from survey.questionnaire.proofs.claims import Placed
from survey.questionnaire.wording import Words

LANGUAGES: Final = ("sv", "en")

_SENTENCES: Final[dict[str, dict[str, str]]] = {
    "end": {
        "sv": "'{id}' {where} avslutar enkäten för dem som {those}.",
        "en": "'{id}' {where} ends the questionnaire for those who {those}.",
    },
    "last": {
        "sv": "'{id}' {where} avslutar enkäten för alla.",
        "en": "'{id}' {where} ends the questionnaire for everybody.",
    },
    "page": {
        "sv": "Sidan '{id}' {where} visas bara för dem som {those}.",
        "en": "The page '{id}' {where} is shown only to those who {those}.",
    },
    "question": {
        "sv": "'{id}' {where} ställs bara till dem som {those}.",
        "en": "'{id}' {where} is asked only of those who {those}.",
    },
    "required": {
        "sv": "'{id}' {where} måste besvaras.",
        "en": "'{id}' {where} must be answered.",
    },
    "where": {"sv": "(rad {line} i {file})", "en": "(line {line} of {file})"},
    "witness": {"sv": "Till exempel den som {answers}.", "en": "For example somebody who {answers}."},
    "nothing": {
        "sv": "Till exempel den som lämnar alla frågor obesvarade.",
        "en": "For example somebody who leaves every question unanswered.",
    },
}


def culprits(engine: Engine, elements: Sequence[Element], case: Case) -> list[str] | None:
    """The fewest earlier bindings (see ``cases.bindings``) that together make a case impossible.

    An empty list when the case contradicts itself, None when the engine gives up. Finding a minimal
    set by halving is QuickXplain (Junker 2004).
    """
    earlier = list(bindings(elements[: case.at]))

    def impossible(kept: Sequence[str]) -> bool:
        return not engine.possible(case, freed=set(earlier) - set(kept))

    try:
        return [] if impossible(()) else _fewest(impossible, [], False, earlier)
    except Unproved:
        return None


def _fewest(
    impossible: Callable[[Sequence[str]], bool], kept: list[str], grown: bool, candidates: list[str]
) -> list[str]:
    if grown and impossible(kept):
        return []
    if len(candidates) == 1:
        return candidates
    half = len(candidates) // 2
    nearer = _fewest(impossible, kept + candidates[:half], True, candidates[half:])
    farther = _fewest(impossible, kept + nearer, bool(nearer), candidates[:half])
    return farther + nearer


class Reasons:
    """Puts culprits and witnesses into words, in Swedish and English."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        elements: Sequence[Element],
        positions: Mapping[str, Place],
        conditions: Placed,
    ) -> None:
        self.words = {language: Words(questionnaire, language) for language in LANGUAGES}
        self.elements = {element.name: element for element in elements}
        self.positions = positions
        self.conditions = conditions

    def because(self, names: Sequence[str]) -> dict[str, str] | None:
        """What the culprits do, each in a sentence with its line."""
        if not names:
            return None
        return {language: " ".join(self._culprit(name, language) for name in names) for language in LANGUAGES}

    def witness(self, answers: Answers) -> dict[str, str]:
        """Whom it concerns, by what they answer."""
        return {language: self._witness(answers, language) for language in LANGUAGES}

    def _culprit(self, name: str, language: str) -> str:
        element = self.elements[name.removesuffix("/required")]
        place = self.positions.get(element.name, Place(""))
        written = self.conditions.get(name)
        if written:
            place = written[0].place
        where = _SENTENCES["where"][language].format(line=place.line, file=PurePath(place.file).name)
        those = self.words[language].condition(element.show_if) if element.show_if != ALWAYS else ""
        return _SENTENCES[_kind(name, element)][language].format(
            id=element.question.id if element.question else element.page.id,
            where=where if place.file else "",
            those=those,
        )

    def _witness(self, answers: Answers, language: str) -> str:
        said = self.words[language].answers(answers)
        if not said:
            return _SENTENCES["nothing"][language]
        return _SENTENCES["witness"][language].format(answers=self.words[language].together(said))


def _kind(name: str, element: Element) -> str:
    if name.endswith("/required"):
        return "required"
    if element.question is not None:
        return "question"
    if not element.page.outcome:
        return "page"
    return "last" if element.show_if == ALWAYS else "end"
