"""The strings that stand in the code: found by Babel, merged by their Swedish text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polib
from babel.messages.extract import extract

from survey.exchange.faults import entry_faults, format_flags, forms, shortened
from survey.exchange.findings import Finding, note
from survey.exchange.po_files import path_of, read_po, with_headers

Keywords = dict[str, tuple[int, ...] | None]
"""What marks a string in the code; (1, 2) is singular and plural."""


class Interface(NamedTuple):
    """A catalogue of strings that stand in the code: its name, the folders, and what marks them."""

    name: str
    folders: tuple[str, ...]
    keywords: Keywords


INTERFACES: Final = (
    Interface(
        "messages",
        ("survey/pages", "survey/public", "survey/staff"),
        {"_": None, "_marked": None, "gettext": None, "translate": None, "ngettext": (1, 2)},
    ),
    Interface("analysis", ("analysis",), {"N_": None, "texts": None}),
)
_EXTRACTORS: Final = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}


class InterfaceText(NamedTuple):
    """A Swedish string of the interface (``plural`` is "" for most), and the files that say it."""

    text: str
    plural: str
    files: tuple[str, ...]


def interface_texts(interface: Interface, project: Path) -> tuple[InterfaceText, ...]:
    """Every marked string, in the order of the files and of what stands in them."""
    found: dict[str, dict[str, None]] = {}
    plurals: dict[str, str] = {}
    for folder in interface.folders:
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in _EXTRACTORS and path.is_file():
                for text, plural in _marked(path, interface.keywords):
                    found.setdefault(text, {})[path.relative_to(project).as_posix()] = None
                    plurals[text] = plural or plurals.get(text, "")
    return tuple(InterfaceText(text, plurals[text], tuple(files)) for text, files in found.items())


def merge_interface(
    old: polib.POFile, texts: Iterable[InterfaceText], language: str, name: str
) -> polib.POFile:
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
            # Lines move whenever somebody edits the code; the file is enough to find a string.
            occurrences=[(file, "") for file in text.files],
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
    return with_headers(new, language, name)


def merged_interface(
    interface: Interface, project: Path, translations: Path, language: str
) -> tuple[Path, polib.POFile]:
    """A catalogue in a language, up to date but not written. Raises CatalogueDamaged."""
    path = path_of(translations, language, interface.name)
    present = read_po(path, language, interface.name)
    return path, merge_interface(present, interface_texts(interface, project), language, interface.name)


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
            yield note(where, "path_gone", path=shortened(entry.msgid), catalogue=Path(place).stem)
            continue
        faults = list(entry_faults(entry, language, where))
        mine.msgstr, mine.msgstr_plural = entry.msgstr, dict(entry.msgstr_plural)
        mine.flags = [flag for flag in mine.flags if flag != "fuzzy"]
        if faults or entry.fuzzy:
            mine.flags.insert(0, "fuzzy")
        yield from faults


def _marked(path: Path, keywords: Keywords) -> Iterator[tuple[str, str]]:
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract(
            _EXTRACTORS[path.suffix], source, keywords=keywords
        ):
            text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if text:
                yield str(text), str(plural or "")
