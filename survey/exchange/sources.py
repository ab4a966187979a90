"""What there is to translate: every text of the questionnaires, by catalogue, with what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from survey.questionnaire.catalogues import SHARED
from survey.questionnaire.complaints import Place
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reader import Reading, read_questionnaire
from survey.questionnaire.support import read_contacts
from survey.questionnaire.texts import Located, place_of, texts_of

LANGUAGE_NAMES: Final = {"sv": "Swedish", "en": "English", "ru": "Russian"}


class QuestionnaireUnreadable(ValueError):
    """A questionnaire with errors: what it is missing would be taken for removed."""


class Source(NamedTuple):
    """One text to translate, under its path (``trust/row/police``).

    ``comment`` tells a translator what it is; ``place`` is where it stands, line 0 for
    somewhere in the file.
    """

    context: str
    text: str
    comment: str = ""
    place: Place | None = None


class Use(NamedTuple):
    """A text that a questionnaire shows, and the catalogue that holds its translations."""

    catalogue: str
    source: Source


class Catalogue(NamedTuple):
    """All texts of one PO file, and the languages that they are to be in."""

    name: str
    sources: tuple[Source, ...]
    languages: tuple[str, ...]


class Work(NamedTuple):
    """Everything there is to translate. ``used`` has each questionnaire's texts in its own order."""

    catalogues: dict[str, Catalogue]
    used: dict[str, tuple[Use, ...]]
    languages: dict[str, tuple[str, ...]]

    def all_languages(self) -> tuple[str, ...]:
        """The languages that something is translated to, in the order they first come."""
        return tuple(dict.fromkeys(code for languages in self.languages.values() for code in languages))


def read_work(paths: Iterable[Path]) -> Work:
    """Read questionnaires for their texts. They must lie in one folder, with their ``modules/``.

    Raises QuestionnaireUnreadable when one has errors.
    """
    used: dict[str, tuple[Use, ...]] = {}
    own: dict[str, list[Source]] = {}
    shared: dict[str, Source] = {}
    languages: dict[str, tuple[str, ...]] = {}
    paths = sorted(paths)
    for modules in sorted({path.parent / "modules" for path in paths}):
        shared |= {source.context: source for source in _contacts(modules)}
    for path in paths:
        reading = read_questionnaire(path)
        questionnaire = reading.questionnaire
        if questionnaire is None:
            errors = f"{len(reading.errors)} error{'s'[: len(reading.errors) > 1]}"
            raise QuestionnaireUnreadable(
                f"{path} has {errors}, which 'survey check' lists: {reading.errors[0].line()}"
            )
        uses = tuple(_uses(questionnaire, reading, path, shared))
        used[questionnaire.id] = uses
        languages[questionnaire.id] = questionnaire.languages[1:]
        own[questionnaire.id] = [use.source for use in uses if use.catalogue != SHARED]
    catalogues = {name: Catalogue(name, tuple(own[name]), languages[name]) for name in used}
    everywhere = tuple(dict.fromkeys(code for codes in languages.values() for code in codes))
    catalogues[SHARED] = Catalogue(SHARED, tuple(sorted(shared.values(), key=_in_its_file)), everywhere)
    return Work(catalogues, used, languages)


def _uses(
    questionnaire: Questionnaire, reading: Reading, path: Path, shared: dict[str, Source]
) -> Iterator[Use]:
    """A questionnaire's texts. New shared ones are added to ``shared``.

    Two questionnaires can word a shared text differently (``missing:``); the second one's
    goes to its own catalogue, which is looked into first.
    """
    language = questionnaire.languages[0]
    describe = _Descriptions(questionnaire)
    for located in texts_of(questionnaire):
        place = place_of(located.context, reading.positions) or _file_of(located, path)
        source = Source(located.context, located.text[language], describe(located), place)
        if not is_shared(located):
            yield Use(questionnaire.id, source)
        elif shared.setdefault(source.context, source).text == source.text:
            yield Use(SHARED, source)
        else:
            yield Use(questionnaire.id, source)


def is_shared(located: Located) -> bool:
    """Whether several questionnaires may have the text: a module's, or a shared answer scale's."""
    return bool(located.module) or located.context.startswith("scale/")


def _file_of(located: Located, path: Path) -> Place | None:
    """The file of a text whose line is not known; the usual states stand in no file."""
    if located.context.startswith("scale/"):
        return Place(str(path.parent / "modules" / "scales.yaml"), 0)
    if located.context.startswith("missing/"):
        return None
    if located.module:
        return Place(str(path.parent / "modules" / f"{located.module}.yaml"), 0)
    return Place(str(path), 0)


def _in_its_file(source: Source) -> tuple[str, int]:
    return (source.place.file, source.place.line) if source.place else ("", 0)


def _contacts(modules: Path) -> Iterator[Source]:
    """Name, description and hours of every support contact, which live in settings, not in versions."""
    contacts, _complaints = read_contacts(modules, {})
    place = Place(str(modules / "support.yaml"), 0)
    for contact in contacts:
        parts = {"name": contact.name, "about": contact.about, "hours": contact.hours}
        for part, text in parts.items():
            if text:
                (words,) = text.values()
                about = f"Support contact: {contact.name['sv']}"
                yield Source(f"support/{contact.slot}/{part}", words, about, place)


_TYPES: Final = {
    "single": "Question (one answer)",
    "multi": "Question (several answers)",
    "matrix": "Question (one answer a row)",
    "scale": "Question (a scale)",
    "number": "Question (a number)",
    "month": "Question (a month)",
    "open": "Question (free text)",
    "info": "Information",
}
_WHOLE: Final = {
    "title": "Name of the questionnaire",
    "lead": "For whom it is, where questionnaires are chosen",
}
# By the path's first and last step.
_KINDS: Final = {
    ("section", ""): "Title of a part of the questionnaire",
    ("section", "intro"): "Sentence before the first question of the part",
    ("page", ""): "Text of a page",
    ("page", "title"): "Heading of a page",
    ("missing", ""): "The way out of a question, shown last among the answers",
    ("support", "card"): "Beside a support contact; {contact} is its name and number",
}


class _Descriptions:
    """What a text is, in words for a translator."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questions = {question.id: question for question in questionnaire.questions()}

    def __call__(self, located: Located) -> str:
        context, comment = located.context, located.comment
        steps = context.split("/")
        kind = _KINDS.get((steps[0], steps[2] if len(steps) > 2 else "")) if len(steps) > 1 else None
        if kind or context in _WHOLE:
            return kind or _WHOLE[context]
        if steps[0] == "scale":
            return f"Answer scale, for example: {comment}"
        name, _, worded_for = context.partition("@")
        if name in self.questions:
            what = _TYPES[self.questions[name].type]
            return f"{what}, worded for {worded_for}" if worded_for else what
        if steps[-1] == "help":
            return f"Hint to: {comment}"
        if steps[-1] == "title":
            return "Heading of a piece of information"
        return comment
