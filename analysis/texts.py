"""Words of the workbook in its language: msgids are Swedish, translations stand in analysis.po."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import polib
from babel.numbers import format_decimal

from survey.questionnaire.model import Text

SOURCE: Final = "sv"
LANGUAGES: Final = ("sv", "en", "ru")
TRANSLATIONS: Final = Path(__file__).resolve().parents[1] / "translations"


class CatalogueUnreadable(ValueError):
    """The catalogue of a language is missing or damaged."""


def N_(msgid: str) -> str:  # noqa: N802  # gettext's own name for "translate this later"
    """Mark a text in a declared table for translation."""
    return msgid


class Texts:
    """Says things in one language: ``texts("Bas: {n}", n=3)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        # The codebook also has the languages that only a questionnaire is translated to.
        self._entries = _entries(language) if language in LANGUAGES and language != SOURCE else {}

    def __call__(self, msgid: str, **values: object) -> str:
        """The text in this language with ``{name}`` filled in; integers get thousands separators."""
        text = self._entries.get(msgid, msgid)
        return text.format(**{name: self._said(value) for name, value in values.items()}) if values else text

    def of(self, text: Text) -> str:
        """A questionnaire's text in this language, else in its source language."""
        return text.get(self.language) or next(iter(text.values()), "")

    def number(self, value: float, decimals: int = 0) -> str:
        """A number for running text: ``1 234,5`` in Swedish."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self.language)

    def _said(self, value: object) -> object:
        return self.number(value) if isinstance(value, int) else value


@cache
def _entries(language: str) -> dict[str, str]:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "analysis.po"
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueUnreadable(f"The catalogue {path} cannot be read: {error}") from error
    return {
        entry.msgid: entry.msgstr
        for entry in catalogue
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }
