"""What a careful editor would ask about: hard texts, forced answers, free text that gives people away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from survey.questionnaire.complaints import Complaint, Level, Place
from survey.questionnaire.conditions import variables_of
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.readability import lix, sentences, words
from survey.questionnaire.texts import place_of, texts_of, untranslated

LONGEST_SENTENCE: Final = 25
HARD: Final = 50
FEWEST_WORDS_FOR_LIX: Final = 30
LISTED_PER_LANGUAGE: Final = 10
QUOTED: Final = 50
_PLACEHOLDER: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.]*\}")


def language_complaints(
    questionnaire: Questionnaire, positions: Mapping[str, Place], file: str
) -> tuple[Complaint, ...]:
    """What to say about the texts of a translated questionnaire, and about what it asks for.

    ``file`` is where a text stands that has no place of its own, such as the title.
    """
    places = Places(positions, file)
    return (
        *_forced(questionnaire, places),
        *_free_text(questionnaire, places),
        *_hard_texts(questionnaire, places),
        *_placeholders(questionnaire, places),
        *_untranslated(questionnaire, places),
    )


class Places(NamedTuple):
    """Where a questionnaire's texts stand; ``file`` for those without a place of their own."""

    positions: Mapping[str, Place]
    file: str

    def of(self, path: str) -> Place:
        """The place of the text with a path (see ``texts``)."""
        return place_of(path, self.positions) or Place(self.file)


def _forced(questionnaire: Questionnaire, places: Places) -> Iterator[Complaint]:
    """Required questions other than those that decide whether somebody can take part at all."""
    turning_away = {"refused", "screened_out"}
    deciding: set[str] = set()
    for page in questionnaire.pages:
        if page.outcome in turning_away and page.show_if is not None:
            deciding |= variables_of(page.show_if)
    for question in questionnaire.questions():
        if question.required and deciding.isdisjoint(question.variables):
            yield _complaint(places.of(question.id), "forced")


def _free_text(questionnaire: Questionnaire, places: Places) -> Iterator[Complaint]:
    for question in questionnaire.questions():
        if question.type == "open" and question.sensitivity:
            level: Level = "information" if question.help else "warning"
            kind = "sensitive_free_text" if question.help else "sensitive_free_text_bare"
            yield _complaint(places.of(question.id), kind, {"number": str(question.sensitivity)}, level)


def _hard_texts(questionnaire: Questionnaire, places: Places) -> Iterator[Complaint]:
    for located in texts_of(questionnaire):
        for language, text in located.text.items():
            longest = max(sentences(text), key=lambda sentence: len(words(sentence)), default="")
            count = len(words(longest))
            if count > LONGEST_SENTENCE:
                params = {"count": str(count), "language": language, "start": _start(longest)}
                yield _complaint(places.of(located.context), "long_sentence", params)
        swedish = located.text.get("sv", "")
        if len(words(swedish)) >= FEWEST_WORDS_FOR_LIX and lix([swedish]) >= HARD:
            params = {"lix": str(lix([swedish])), "start": _start(swedish)}
            yield _complaint(places.of(located.context), "hard_text", params)


def _placeholders(questionnaire: Questionnaire, places: Places) -> Iterator[Complaint]:
    source = questionnaire.languages[0]
    for located in texts_of(questionnaire):
        wanted = set(_PLACEHOLDER.findall(located.text.get(source, "")))
        for language, text in located.text.items():
            found = set(_PLACEHOLDER.findall(text))
            for kind, names in (
                ("placeholder_lost", wanted - found),
                ("placeholder_invented", found - wanted),
            ):
                if names:
                    params = {"path": located.context, "language": language}
                    params["found"] = ", ".join(sorted(names))
                    yield _complaint(places.of(located.context), kind, params, "error")


def _untranslated(questionnaire: Questionnaire, places: Places) -> Iterator[Complaint]:
    for language, gaps in untranslated(questionnaire).items():
        for gap in gaps[:LISTED_PER_LANGUAGE]:
            yield _complaint(
                places.of(gap.context), f"untranslated_{language}", {"path": gap.context}, "error"
            )
        more = len(gaps) - LISTED_PER_LANGUAGE
        if more > 0:
            params = {"count": str(more), "language": language}
            yield _complaint(places.of(""), "untranslated_more", params, "error")


def _complaint(
    place: Place, kind: str, params: dict[str, str] | None = None, level: Level = "warning"
) -> Complaint:
    return Complaint(place, kind, params or {}, level)


def _start(text: str) -> str:
    return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"
