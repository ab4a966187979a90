"""Labels and hints of an XLSForm as texts: piping in our way, and nothing that YAML would change."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from survey.exchange.findings import Finding, note, warning
from survey.exchange.xlsform_expressions import Known
from survey.exchange.yaml_text import tidied
from survey.questionnaire.answers import clean_text
from survey.questionnaire.checks import PLACEHOLDER
from survey.questionnaire.model import Text

_REFERENCE: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_MARKUP: Final = re.compile(r"\*\*|<[a-zA-Z/][^>]*>|^#+ ", re.MULTILINE)
_GAP: Final = "…"

Report = Callable[[Finding], None]


def taken_text(text: Text, name: str, place: str, known: dict[str, Known], report: Report) -> Text:
    """A text in every language. ``${times}`` becomes ``{times}`` where an answer may be shown."""

    def shown(match: re.Match[str]) -> str:
        question = known.get(match[1])
        if question is not None and question.kind in ("single", "number"):
            return "{" + question.id + "}"
        report(warning(place, "piping_not_taken", name=name, found=match[0]))
        return _GAP

    found: Text = {}
    for language, words in text.items():
        cleaned = tidied(clean_text(words))
        apart = _REFERENCE.split(cleaned)
        # Every second piece is a name; only what stands between may hold braces of its own.
        if any(PLACEHOLDER.search(piece) for piece in apart[::2]):
            report(note(place, "braces", name=name))
            cleaned = "".join(
                "${" + piece + "}" if number % 2 else PLACEHOLDER.sub(r"(\1)", piece)
                for number, piece in enumerate(apart)
            )
        markup = _MARKUP.search(cleaned)
        if markup:
            report(note(place, "markup", name=name, found=markup[0]))
        replaced = _REFERENCE.sub(shown, cleaned)
        if replaced:
            found[language] = replaced
    return found


def in_source(text: Text, source: str, name: str, place: str, report: Report) -> Text:
    """The text with something in the source language: that, another language's, or the name."""
    if text.get(source):
        return text
    if text:
        report(note(place, "no_source_label", name=name))
        return {source: next(iter(text.values())), **text}
    report(note(place, "no_label", name=name))
    return {source: name}
