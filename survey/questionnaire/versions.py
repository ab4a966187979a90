"""Freezing a questionnaire: numeric codes given, constants filled in, hashed over canonical JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from survey.questionnaire.model import Option, Question, Questionnaire, Text, Version
from survey.questionnaire.texts import Located, mapped

Numbers = Mapping[tuple[str, str], int]
"""(question id, option code) → the number that the code has in data for ever."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Questionnaire)


class VersionDamaged(ValueError):
    """A published document whose content does not give its hash."""


def canonical(questionnaire: Questionnaire) -> bytes:
    """The one JSON text of a questionnaire: keys sorted, no white space, UTF-8."""
    return _encoder.encode(questionnaire)


def version_of(questionnaire: Questionnaire) -> Version:
    """A questionnaire with the SHA-256 of its canonical JSON."""
    return Version(hashlib.sha256(canonical(questionnaire)).hexdigest(), questionnaire)


def freeze(
    questionnaire: Questionnaire, numbers: Numbers | None = None, constants: Mapping[str, str] | None = None
) -> Version:
    """The version that will be published.

    ``numbers`` are those of every earlier version (see ``numbers_of``); a new code takes
    its place in its question's list if that number was never used, else the next free one.
    ``constants`` are added to the questionnaire's own and replace ``{name}`` in every text.
    """
    known = dict(numbers or {})
    filling = {**questionnaire.constants, **(constants or {})}
    numbered = msgspec.structs.replace(
        questionnaire,
        constants=filling,
        pages=tuple(
            msgspec.structs.replace(page, questions=tuple(_numbered(q, known) for q in page.questions))
            for page in questionnaire.pages
        ),
    )

    def fill(located: Located) -> Text:
        if located.context.startswith("support/"):
            # A card's {contact} is the support contact, filled in when the page is shown.
            return located.text
        return {language: _filled(text, filling) for language, text in located.text.items()}

    return version_of(mapped(numbered, fill))


def decode(document: bytes, expected_hash: str = "") -> Version:
    """Read a canonical document. Raises VersionDamaged if it is not what its hash says."""
    try:
        questionnaire = _decoder.decode(document)
    except msgspec.MsgspecError as error:
        raise VersionDamaged(f"A published version cannot be read: {error}") from error
    digest = hashlib.sha256(document).hexdigest()
    if expected_hash and digest != expected_hash:
        raise VersionDamaged(f"The published version {expected_hash[:12]} has been changed or damaged.")
    return Version(digest, questionnaire)


def numbers_of(questionnaire: Questionnaire) -> dict[tuple[str, str], int]:
    """The numbers that a version has given to its codes."""
    return {
        (question.id, option.code): option.number
        for question in questionnaire.questions()
        for option in question.options
    }


def _numbered(question: Question, known: dict[tuple[str, str], int]) -> Question:
    used = {number for (owner, _), number in known.items() if owner == question.id}
    options: list[Option] = []
    for place, option in enumerate(question.options, 1):
        number = known.get((question.id, option.code), 0)
        if not number:
            number = option.number or place
            if number in used:
                number = max(used) + 1
        used.add(number)
        options.append(msgspec.structs.replace(option, number=number))
    return msgspec.structs.replace(question, options=tuple(options))


def _filled(text: str, constants: Mapping[str, str]) -> str:
    for name, value in constants.items():
        text = text.replace("{" + name + "}", value)
    return text
