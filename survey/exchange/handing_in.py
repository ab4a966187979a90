"""Taking in what translators hand in: by path, with a report of every conflict, and nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

import polib

from survey.exchange.faults import placeholder_faults
from survey.exchange.findings import Finding, error, note, warning
from survey.exchange.merging import Merged
from survey.exchange.po_files import NAME_HEADER, read_po

Mark = Literal["done", "check", "missing"]
_MARKS: Final = ("done", "check", "missing")
PROPOSED: Final = "Proposed: "

Outcome = Literal["taken", "confirmed", "unchanged", "kept_for_review", "conflict"]


class NotATranslation(ValueError):
    """A file that belongs to no catalogue or language here."""


class Incoming(NamedTuple):
    """One translation as it was handed in.

    ``source`` is the Swedish text the translator saw, ``before`` the translation that stood
    there (None when the file does not say), ``state`` a Mark or whatever was typed instead.
    """

    place: str
    catalogue: str
    context: str
    source: str
    translation: str
    state: str
    before: str | None = None


class Taken(NamedTuple):
    """What became of the rows, counted, and everything a person should know about."""

    counts: Counter[Outcome]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")


def take_in(files: Iterable[Merged], rows: Iterable[tuple[str, Incoming]]) -> Taken:
    """Put rows of (language, translation) into the merged catalogues, which are changed."""
    catalogues = {(merged.language, merged.catalogue.name): merged.file for merged in files}
    entries = {
        (*key, entry.msgctxt or ""): entry
        for key, file in catalogues.items()
        for entry in file
        if not entry.obsolete
    }
    counts: Counter[Outcome] = Counter()
    findings: list[Finding] = []
    for language, row in rows:
        file = catalogues.get((language, row.catalogue))
        if not row.translation:
            counts["unchanged"] += 1
        elif file is None:
            findings.append(error(row.place, "no_catalogue", path=row.context, catalogue=row.catalogue))
        else:
            entry = entries.get((language, row.catalogue, row.context))
            outcome, found = _take(row, entry, file)
            counts[outcome] += 1
            findings.extend(found)
    return Taken(counts, tuple(findings))


def po_rows(path: Path, names: Iterable[str], languages: Iterable[str]) -> Iterator[tuple[str, Incoming]]:
    """(language, translation) for every translated entry of a PO file that somebody worked on.

    Raises CatalogueDamaged or NotATranslation.
    """
    file = read_po(path)
    name = file.metadata.get(NAME_HEADER, "") or path.stem
    language = file.metadata.get("Language", "").replace("_", "-").split("-")[0]
    languages, names = tuple(languages), tuple(names)
    if language not in languages:
        raise NotATranslation(f"{path}: the language '{language}' is not one of {', '.join(languages)}.")
    if name not in names:
        raise NotATranslation(f"{path}: the catalogue '{name}' is not one of {', '.join(names)}.")
    for entry in file:
        if entry.msgstr and not entry.obsolete:
            # A fuzzy entry is a translation of the text it was made from.
            source = (entry.previous_msgid if entry.fuzzy else "") or entry.msgid
            state: Mark = "check" if entry.fuzzy else "done"
            place = f"{path}:{entry.linenum}"
            yield language, Incoming(place, name, entry.msgctxt or "", source, entry.msgstr, state)


def _take(row: Incoming, entry: polib.POEntry | None, file: polib.POFile) -> tuple[Outcome, list[Finding]]:
    if entry is None:
        return _keep_obsolete(row, file)
    if row.translation == entry.msgstr:
        return _confirm(row, entry)
    if row.translation == row.before:
        return "unchanged", []
    if row.before is not None and entry.msgstr not in ("", row.before):
        proposal = PROPOSED + row.translation
        if proposal not in entry.tcomment:
            entry.tcomment = f"{entry.tcomment}\n{proposal}".strip()
        return "conflict", [warning(row.place, "both_changed", path=row.context)]
    entry.msgstr = row.translation
    doubts = list(_doubts(row, entry))
    _mark(entry, fuzzy=bool(doubts), made_from=row.source)
    return ("kept_for_review" if doubts else "taken"), doubts


def _confirm(row: Incoming, entry: polib.POEntry) -> tuple[Outcome, list[Finding]]:
    """The translation that is there already; a person may have looked at it and called it done."""
    if not entry.fuzzy or row.state != "done" or row.source != entry.msgid:
        return "unchanged", []
    doubts = list(placeholder_faults(row.context, entry.msgid, entry.msgstr, row.place))
    if doubts:
        return "kept_for_review", doubts
    _mark(entry, fuzzy=False, made_from=row.source)
    return "confirmed", []


def _doubts(row: Incoming, entry: polib.POEntry) -> Iterator[Finding]:
    """Why a new translation cannot be used before somebody has looked at it."""
    if row.source != entry.msgid:
        yield warning(row.place, "source_changed", path=row.context)
    yield from placeholder_faults(row.context, entry.msgid, row.translation, row.place)
    if row.state == "check":
        yield note(row.place, "still_check", path=row.context, state=row.state)
    elif row.state not in ("", *_MARKS):
        allowed = ", ".join(_MARKS)
        yield warning(row.place, "state_unknown", path=row.context, found=row.state, allowed=allowed)


def _mark(entry: polib.POEntry, *, fuzzy: bool, made_from: str) -> None:
    entry.flags = [*(["fuzzy"] if fuzzy else []), *(flag for flag in entry.flags if flag != "fuzzy")]
    entry.previous_msgctxt = None
    entry.previous_msgid = made_from if fuzzy and made_from != entry.msgid else None


def _keep_obsolete(row: Incoming, file: polib.POFile) -> tuple[Outcome, list[Finding]]:
    """A translation of what is no longer asked: kept, in case it comes back."""
    known = {(old.msgctxt, old.msgid, old.msgstr) for old in file.obsolete_entries()}
    if (row.context, row.source, row.translation) not in known:
        file.append(
            polib.POEntry(
                msgctxt=row.context,
                msgid=row.source,
                msgstr=row.translation,
                flags=[] if row.state in ("done", "") else ["fuzzy"],
                obsolete=True,
            )
        )
    found = warning(row.place, "path_gone", path=row.context, catalogue=row.catalogue)
    return "kept_for_review", [found]
