"""What must hold between a source text and its translation: the same placeholders, every plural form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polib

from survey.exchange.findings import Finding, error
from survey.exchange.po_files import PLURAL_FORMS

# {times} in questionnaires, %(number)s in the interface.
PLACEHOLDER: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.]*\}|%\([A-Za-z_][A-Za-z0-9_]*\)[a-z]")
LONGEST_PATH: Final = 60
FLAGS_OF_OURS: Final = ("fuzzy", "python-format", "python-brace-format")
# A form that stands for exactly one number may say it in words ("one question left").
_ONE_NUMBER_ONLY: Final = {"sv": 0, "en": 0}


def placeholder_faults(path: str, source: str, translation: str, place: str) -> Iterator[Finding]:
    """A placeholder that the translation lost, and one that it invented."""
    wanted, found = _placeholders(source), _placeholders(translation)
    for missing in sorted(wanted - found):
        yield error(place, "placeholder_lost", path=path, found=missing)
    for extra in sorted(found - wanted):
        yield error(place, "placeholder_invented", path=path, found=extra)


def entry_faults(entry: polib.POEntry, language: str, place: str) -> Iterator[Finding]:
    """Everything wrong with one translated entry of a catalogue."""
    path = entry.msgctxt or shortened(entry.msgid)
    if entry.msgid_plural:
        yield from _plural_faults(entry, language, place)
    elif entry.msgstr:
        yield from placeholder_faults(path, entry.msgid, entry.msgstr, place)


def header_faults(file: polib.POFile, language: str, place: str) -> Iterator[Finding]:
    """A catalogue whose rule for plurals is not its language's, when it has plurals at all."""
    wanted = PLURAL_FORMS.get(language, "")
    stated = file.metadata.get("Plural-Forms", "")
    has_plurals = any(entry.msgid_plural for entry in file)
    if has_plurals and wanted and _bare(stated) != _bare(wanted):
        yield error(place, "plural_header", wanted=wanted)


def forms(language: str) -> int:
    """How many plural forms a language has."""
    found = re.search(r"nplurals=(\d)", PLURAL_FORMS.get(language, PLURAL_FORMS["en"]))
    return int(found[1]) if found else 2


def format_flags(text: str) -> list[str]:
    """The flag by which Poedit, Weblate and msgfmt check the placeholders of a text too."""
    found = _placeholders(text)
    return ["python-format" if "%(" in "".join(found) else "python-brace-format"] if found else []


def _plural_faults(entry: polib.POEntry, language: str, place: str) -> Iterator[Finding]:
    texts: dict[int, str] = {int(number): text for number, text in entry.msgstr_plural.items()}
    filled = [number for number, text in texts.items() if text]
    wanted = forms(language)
    if filled and sorted(filled) != list(range(wanted)):
        yield error(
            place, "plural_forms", path=shortened(entry.msgid), found=str(len(filled)), wanted=str(wanted)
        )
    for number in filled:
        if number == _ONE_NUMBER_ONLY.get(language) and not (
            _placeholders(texts[number]) - _placeholders(entry.msgid_plural)
        ):
            continue
        yield from placeholder_faults(shortened(entry.msgid), entry.msgid_plural, texts[number], place)


def shortened(text: str) -> str:
    """A text that stands for itself, as much of it as a line can bear."""
    return text if len(text) <= LONGEST_PATH else f"{text[: LONGEST_PATH - 1].rstrip()}…"


def _bare(rule: str) -> str:
    return "".join(rule.split()).rstrip(";")


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))
