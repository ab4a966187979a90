"""How far the translations have come: what may be served, what is missing, what a person must look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import polib

from survey.exchange.faults import entry_faults, header_faults, shortened
from survey.exchange.findings import Finding, warning
from survey.exchange.glossary import Glossary
from survey.exchange.interface_catalogue import InterfaceText
from survey.exchange.po_files import path_of, read_po
from survey.exchange.sources import Source, Use, Work
from survey.questionnaire.catalogues import SHARED

State = Literal["complete", "missing", "fuzzy", "stale"]


class Progress(NamedTuple):
    """One questionnaire (or one shared catalogue) in one language. All but the first two are counts.

    ``stale`` translations were made from a text that has changed since ``translate out``;
    like fuzzy ones they are not served. ``obsolete`` ones belong to nothing any more.
    """

    name: str
    language: str
    texts: int
    complete: int
    missing: int
    fuzzy: int
    stale: int
    obsolete: int
    glossary: int
    errors: int


class Status(NamedTuple):
    """The progress of everything, and what is wrong or doubtful in the catalogues, line by line."""

    progress: tuple[Progress, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")


class _File(NamedTuple):
    """A catalogue as it lies there: entries in use by path, and the findings about each path."""

    entries: dict[str, list[polib.POEntry]]
    obsolete: list[polib.POEntry]
    findings: dict[str, list[Finding]]


def status(
    work: Work,
    translations: Path,
    glossary: Glossary,
    languages: Iterable[str] = (),
    interfaces: Mapping[str, tuple[InterfaceText, ...]] | None = None,
) -> Status:
    """Count and check every catalogue as it lies there, those of ``interfaces`` by name included.

    Raises CatalogueDamaged.
    """
    interfaces = interfaces or {}
    progress: list[Progress] = []
    findings: dict[Finding, None] = {}
    for language in languages or work.all_languages():
        files = {
            name: _read(path_of(translations, language, name), language, glossary)
            for name in (*work.catalogues, *interfaces)
        }
        for name, uses in work.used.items():
            if language in work.languages[name]:
                progress.append(_questionnaire(name, language, uses, files))
        shared = [Use(SHARED, source) for source in work.catalogues[SHARED].sources]
        progress.append(_questionnaire(SHARED, language, shared, files))
        for name, texts in interfaces.items():
            progress.append(_interface(name, language, texts, files[name]))
        findings |= dict.fromkeys(
            finding for file in files.values() for found in file.findings.values() for finding in found
        )
    return Status(tuple(progress), tuple(findings))


def state_of(source: Source, entries: Iterable[polib.POEntry]) -> State:
    """What becomes of a text, given the entries with its path."""
    states: list[State] = [
        "fuzzy" if entry.fuzzy else "complete" if entry.msgid == source.text else "stale"
        for entry in entries
        if entry.msgstr
    ]
    order: tuple[State, ...] = ("complete", "fuzzy", "stale")
    return next((state for state in order if state in states), "missing")


def _questionnaire(name: str, language: str, uses: Iterable[Use], files: dict[str, _File]) -> Progress:
    """A questionnaire's texts wherever they are kept: its own catalogue counts before the shared one."""
    own, shared = files[name], files[SHARED]
    states: list[State] = []
    found: dict[Finding, None] = {}
    used: set[str] = set()
    for use in uses:
        path = use.source.context
        used.add(path)
        entries = [*own.entries.get(path, ()), *(shared.entries.get(path, ()) if shared is not own else ())]
        states.append(state_of(use.source, entries))
        for file in (own, shared):
            found |= dict.fromkeys(file.findings.get(path, ()))
    gone = sum(bool(entries[0].msgstr) for path, entries in own.entries.items() if path not in used)
    return _progress(name, language, states, len(own.obsolete) + gone, found)


def _interface(name: str, language: str, texts: Iterable[InterfaceText], file: _File) -> Progress:
    """A catalogue of what stands in the code: its source is its key, so a changed one is a missing one."""
    states: list[State] = []
    said: set[str] = set()
    for text in texts:
        said.add(text.text)
        entry = next(iter(file.entries.get(text.text, ())), None)
        filled = entry is not None and bool(entry.msgstr or all(entry.msgstr_plural.values() or [""]))
        states.append("missing" if entry is None or not filled else "fuzzy" if entry.fuzzy else "complete")
    gone = sum(key not in said for key in file.entries)
    found = dict.fromkeys(finding for findings in file.findings.values() for finding in findings)
    return _progress(name, language, states, len(file.obsolete) + gone, found)


def _progress(
    name: str, language: str, states: list[State], obsolete: int, found: Iterable[Finding]
) -> Progress:
    found = tuple(found)
    return Progress(
        name=name,
        language=language,
        texts=len(states),
        complete=states.count("complete"),
        missing=states.count("missing"),
        fuzzy=states.count("fuzzy"),
        stale=states.count("stale"),
        obsolete=obsolete,
        glossary=sum(finding.kind == "glossary" for finding in found),
        errors=sum(finding.level == "error" for finding in found),
    )


def _read(path: Path, language: str, glossary: Glossary) -> _File:
    catalogue = read_po(path, language)
    file = _File({}, [], {})
    for finding in header_faults(catalogue, language, f"{path}:1"):
        file.findings.setdefault("", []).append(finding)
    for entry in catalogue:
        key = entry.msgctxt or entry.msgid
        if entry.obsolete:
            file.obsolete.append(entry)
            continue
        if key in file.entries and entry.msgctxt:
            twice = warning(f"{path}:{entry.linenum}", "duplicate_path", path=key)
            file.findings.setdefault(key, []).append(twice)
        file.entries.setdefault(key, []).append(entry)
        file.findings.setdefault(key, []).extend(_findings(entry, path, language, glossary))
    return file


def _findings(entry: polib.POEntry, path: Path, language: str, glossary: Glossary) -> Iterator[Finding]:
    place = f"{path}:{entry.linenum}"
    yield from entry_faults(entry, language, place)
    for translation in (entry.msgstr, *entry.msgstr_plural.values()):
        if translation:
            for miss in glossary.misses(entry.msgid, translation, language):
                key = entry.msgctxt or entry.msgid
                yield warning(place, "glossary", path=shortened(key), term=miss.term, wanted=miss.wanted)
