"""Translations of questionnaires from gettext catalogues (PO files)."""

from __future__ import annotations

from pathlib import Path

import polib

from survey.questionnaire.texts import Lookup

SHARED = "modules"


class CatalogueDamaged(ValueError):
    """A PO file that cannot be read."""


def lookup(translations: Path, language: str, questionnaire: str) -> Lookup:
    """What finds a translation: in the questionnaire's own catalogue, then in the shared one.

    A translation is served only if its source is still the text that is asked, word for
    word, and nobody marked it as fuzzy. Raises CatalogueDamaged.
    """
    folder = translations / language / "LC_MESSAGES"
    own = _entries(folder / f"{questionnaire}.po")
    shared = own if questionnaire == SHARED else _entries(folder / f"{SHARED}.po")

    def find(context: str, source: str) -> str:
        return own.get((context, source)) or shared.get((context, source), "")

    return find


def lookups(translations: Path, languages: tuple[str, ...], questionnaire: str) -> dict[str, Lookup]:
    """One lookup a language."""
    return {language: lookup(translations, language, questionnaire) for language in languages}


def _entries(path: Path) -> dict[tuple[str, str], str]:
    if not path.is_file():
        return {}
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueDamaged(f"The catalogue {path} cannot be read: {error}") from error
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr
        for entry in catalogue
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }
