"""Bringing a catalogue up to date with its sources: by path, never by likeness, and without losing a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import polib

from survey.exchange.faults import FLAGS_OF_OURS, format_flags
from survey.exchange.po_files import path_of, read_po, with_headers
from survey.exchange.sources import Catalogue, Source, Work

Elsewhere = Mapping[tuple[str, str], str]
"""(path, source text) → a translation that another catalogue of the same language has."""


class Merged(NamedTuple):
    """One catalogue in one language, up to date, and where it is kept."""

    catalogue: Catalogue
    language: str
    path: Path
    file: polib.POFile


def merged_files(work: Work, translations: Path, languages: Iterable[str] = ()) -> tuple[Merged, ...]:
    """Every catalogue of every language (or of those given), merged but not written.

    ``#:`` names files from the folder that holds ``translations``. Raises CatalogueDamaged.
    """
    found = []
    for language in languages or work.all_languages():
        wanted = [catalogue for catalogue in work.catalogues.values() if language in catalogue.languages]
        paths = {catalogue.name: path_of(translations, language, catalogue.name) for catalogue in wanted}
        files = {name: read_po(path, language, name) for name, path in paths.items()}
        elsewhere = _translations(files.values())
        for catalogue in wanted:
            name = catalogue.name
            merged = merge(files[name], catalogue.sources, translations.parent, elsewhere)
            found.append(Merged(catalogue, language, paths[name], with_headers(merged, language, name)))
    return tuple(found)


def merge(
    old: polib.POFile, sources: Iterable[Source], root: Path | None = None, elsewhere: Elsewhere | None = None
) -> polib.POFile:
    """A new catalogue: the sources in their order with the old translations, then what is obsolete.

    A changed source makes its entry fuzzy and keeps the text it was translated from
    (``#|``). What no source has any more becomes obsolete, and revives with its path.
    A path that is new here takes over a translation from ``elsewhere`` only if its source
    is the same word for word: a question may have moved to a module.
    """
    new = polib.POFile(wrapwidth=old.wrapwidth)
    new.header, new.metadata = old.header, dict(old.metadata)
    candidates: dict[str, list[polib.POEntry]] = {}
    for entry in old:
        candidates.setdefault(entry.msgctxt or "", []).append(entry)
    taken: set[int] = set()
    for source in sources:
        entry = _best(candidates.get(source.context, []), source.text)
        if entry is not None:
            taken.add(id(entry))
        new.append(_updated(source, entry, root, elsewhere or {}))
    new.extend(_obsolete(entry) for entry in old if id(entry) not in taken and _has_words(entry))
    return new


def _best(entries: list[polib.POEntry], text: str) -> polib.POEntry | None:
    """Of the entries with one path, the one to go on from: the same source, then one in use, then any."""
    return min(
        entries, key=lambda e: (not e.msgstr, e.msgid != text, e.fuzzy, bool(e.obsolete)), default=None
    )


def _updated(
    source: Source, old: polib.POEntry | None, root: Path | None, elsewhere: Elsewhere
) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=source.context,
        msgid=source.text,
        comment=source.comment,
        occurrences=_occurrences(source, root),
        flags=format_flags(source.text),
    )
    if old is not None and old.msgstr:
        entry.msgstr, entry.tcomment = old.msgstr, old.tcomment
        others = [flag for flag in old.flags if flag not in FLAGS_OF_OURS]
        entry.flags.extend(others)
        made_from = (old.previous_msgid if old.fuzzy else "") or old.msgid
        if old.fuzzy or made_from != source.text:
            entry.flags.insert(0, "fuzzy")
            entry.previous_msgid = made_from if made_from != source.text else None
    else:
        entry.tcomment = old.tcomment if old is not None else ""
        entry.msgstr = elsewhere.get((source.context, source.text), "")
    return entry


def _obsolete(old: polib.POEntry) -> polib.POEntry:
    """An entry out of use holds the source that its translation was made from."""
    made_from = (old.previous_msgid if old.fuzzy else "") or old.msgid
    flags = ["fuzzy"] if old.fuzzy and not old.previous_msgid else []
    return polib.POEntry(
        msgctxt=old.msgctxt,
        msgid=made_from,
        msgid_plural=old.msgid_plural,
        msgstr=old.msgstr,
        msgstr_plural=old.msgstr_plural,
        tcomment=old.tcomment,
        flags=flags,
        obsolete=True,
    )


def _has_words(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr or any(entry.msgstr_plural.values()) or entry.tcomment)


def _occurrences(source: Source, root: Path | None) -> list[tuple[str, str]]:
    if source.place is None:
        return []
    file, root = Path(source.place.file).resolve(), (root or Path()).resolve()
    file = file.relative_to(root) if file.is_relative_to(root) else Path(file.name)
    return [(file.as_posix(), str(source.place.line or ""))]


def _translations(files: Iterable[polib.POFile]) -> Elsewhere:
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr
        for file in files
        for entry in file
        if entry.msgstr and not entry.fuzzy
    }
