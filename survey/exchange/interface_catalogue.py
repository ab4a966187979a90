"""The interface's own strings: found in the code by Babel, merged by their Swedish text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polib
from babel.messages.extract import extract

from survey.exchange.faults import entry_faults, format_flags, forms
from survey.exchange.findings import Finding, note
from survey.exchange.po_files import path_of, read_po, with_headers

INTERFACE: Final = "messages"
# What marks a string in the code and in templates; (1, 2) is singular and plural.
_KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {
    "_": None,
    "_marked": None,
    "gettext": None,
    "translate": None,
    "ngettext": (1, 2),
}
_EXTRACTORS: Final = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}
_ROOMS: Final = ("pages", "public", "staff")


class InterfaceText(NamedTuple):
    """A Swedish string of the interface (``plural`` is "" for most), and where it is used."""

    text: str
    plural: str
    places: tuple[tuple[str, int], ...]


def interface_texts(project: Path) -> tuple[InterfaceText, ...]:
    """Every marked string of the apps, by file and line."""
    found: dict[str, list[tuple[str, int]]] = {}
    plurals: dict[str, str] = {}
    for room in _ROOMS:
        for path in sorted((project / "survey" / room).rglob("*")):
            if path.suffix in _EXTRACTORS and path.is_file():
                for line, text, plural in _marked(path):
                    place = (path.relative_to(project).as_posix(), line)
                    found.setdefault(text, []).append(place)
                    plurals[text] = plural or plurals.get(text, "")
    return tuple(InterfaceText(text, plurals[text], tuple(places)) for text, places in found.items())


def merge_interface(old: polib.POFile, texts: Iterable[InterfaceText], language: str) -> polib.POFile:
    """The catalogue with the texts there are now. A changed text is a new one: its old translation
    becomes obsolete and is never guessed to fit."""
    new = polib.POFile()
    new.header, new.metadata = old.header, dict(old.metadata)
    known: dict[tuple[str, str], polib.POEntry] = {}
    for entry in sorted(old, key=lambda entry: bool(entry.obsolete)):
        known.setdefault((entry.msgid, entry.msgid_plural), entry)
    taken: set[int] = set()
    for text in texts:
        before = known.get((text.text, text.plural))
        entry = polib.POEntry(
            msgid=text.text,
            msgid_plural=text.plural,
            msgstr_plural=dict.fromkeys(range(forms(language)), "") if text.plural else {},
            occurrences=[(file, str(line)) for file, line in text.places],
            flags=format_flags(text.text),
        )
        if before is not None:
            taken.add(id(before))
            entry.msgstr = before.msgstr
            entry.msgstr_plural |= before.msgstr_plural
            entry.tcomment = before.tcomment
            entry.flags = list(dict.fromkeys([*before.flags, *entry.flags]))
        new.append(entry)
    for entry in old:
        if id(entry) not in taken and (entry.msgstr or any(entry.msgstr_plural.values())):
            entry.obsolete, entry.occurrences, entry.comment = True, [], ""
            new.append(entry)
    return with_headers(new, language, INTERFACE)


def merged_interface(project: Path, translations: Path, language: str) -> tuple[Path, polib.POFile]:
    """``messages.po`` of a language, up to date but not written. Raises CatalogueDamaged."""
    path = path_of(translations, language, INTERFACE)
    return path, merge_interface(read_po(path, language, INTERFACE), interface_texts(project), language)


def take_in_interface(
    present: polib.POFile, handed_in: polib.POFile, language: str, place: str
) -> Iterator[Finding]:
    """Put a translator's interface strings into the catalogue, which is changed.

    What has a fault is kept as fuzzy; what the interface no longer says is kept as obsolete.
    """
    known = {(entry.msgid, entry.msgid_plural): entry for entry in present if not entry.obsolete}
    for entry in handed_in.translated_entries() + handed_in.fuzzy_entries():
        mine = known.get((entry.msgid, entry.msgid_plural))
        where = f"{place}:{entry.linenum}"
        if mine is None:
            entry.obsolete, entry.occurrences = True, []
            present.append(entry)
            yield note(where, "path_gone", path=entry.msgid, catalogue=INTERFACE)
            continue
        faults = list(entry_faults(entry, language, where))
        mine.msgstr, mine.msgstr_plural = entry.msgstr, dict(entry.msgstr_plural)
        mine.flags = [flag for flag in mine.flags if flag != "fuzzy"]
        if faults or entry.fuzzy:
            mine.flags.insert(0, "fuzzy")
        yield from faults


def _marked(path: Path) -> Iterator[tuple[int, str, str]]:
    with path.open("rb") as source:
        for line, message, _comments, _context in extract(
            _EXTRACTORS[path.suffix], source, keywords=_KEYWORDS
        ):
            text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if text:
                yield line, str(text), str(plural or "")
