"""`survey translate status|out|in`: the questionnaires in other languages, to translators and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click
from polib import POFile

from survey.commands.place import PROJECT, QUESTIONNAIRES, TRANSLATIONS, typed
from survey.exchange.completeness import Progress, status
from survey.exchange.findings import Finding
from survey.exchange.glossary import read_glossary
from survey.exchange.handing_in import Outcome, po_rows, take_in
from survey.exchange.interface_catalogue import (
    INTERFACES,
    Interface,
    interface_texts,
    merged_interface,
    take_in_interface,
)
from survey.exchange.merging import merged_files
from survey.exchange.po_files import NAME_HEADER, read_po, write_po
from survey.exchange.sources import Work, read_work
from survey.exchange.translator_workbook import read_workbook, write_workbook
from survey.questionnaire.catalogues import SHARED

Words = Literal["sv", "en"]
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
HEADINGS = ("", "", "texts", "complete", "missing", "fuzzy", "stale", "obsolete", "glossary", "errors")
OUTCOMES: dict[Outcome, str] = {
    "taken": "taken in",
    "confirmed": "confirmed",
    "kept_for_review": "kept for review (fuzzy or obsolete, not served)",
    "conflict": "changed on both sides",
    "unchanged": "unchanged",
}


class TranslationsFaulty(ValueError):
    """Translations that must not be served as they are."""


class NoSuch(ValueError):
    """A questionnaire or a language that does not exist here."""


class Folders(NamedTuple):
    """Where the questionnaires and their catalogues lie."""

    questionnaires: Path
    translations: Path

    def work(self) -> Work:
        """Everything there is to translate. Raises QuestionnaireUnreadable or NoSuch."""
        paths = sorted(self.questionnaires.glob("*.yaml"))
        if not paths:
            raise NoSuch(f"There are no questionnaires in {self.questionnaires}.")
        return read_work(paths)

    def interfaces(self) -> tuple[Interface, ...]:
        """The catalogues of what stands in the code, which belong to the project's translations."""
        return INTERFACES if self.translations.resolve() == TRANSLATIONS.resolve() else ()


def with_folders(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --questionnaires and --translations and hands the command Folders first."""

    def with_them(*arguments: Any, questionnaires: Path, translations: Path, **options: Any) -> Any:
        return command(Folders(typed(questionnaires), typed(translations)), *arguments, **options)

    with_them.__doc__, with_them.__name__ = command.__doc__, command.__name__
    with_them.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for name, usual in (("--translations", TRANSLATIONS), ("--questionnaires", QUESTIONNAIRES)):
        text = f"Folder of the {name[2:]}.  [default: the project's]"
        with_them = click.option(name, type=FOLDER, default=usual, help=text)(with_them)
    return with_them


languages_option = click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="Only this language; may be repeated."
)
words_option = click.option(
    "--words",
    type=click.Choice(["en", "sv"]),
    default="en",
    show_default=True,
    help="Language of what is said about the texts.",
)


@click.group("translate")
def translate_commands() -> None:
    """Send the questionnaires to translators, take their work in, and see what is missing."""


@translate_commands.command("status")
@click.argument("names", metavar="[QUESTIONNAIRE …]", nargs=-1)
@languages_option
@words_option
@with_folders
def status_command(
    folders: Folders, names: tuple[str, ...], languages: tuple[str, ...], words: Words
) -> None:
    """Count what is translated, and list what is wrong or doubtful.

    A questionnaire's line counts everything it shows, shared texts included; 'modules' are the shared
    texts themselves, 'messages' and 'analysis' what stands in the code. Only complete translations are
    served: fuzzy ones wait for a person, stale ones were made from a Swedish text that has changed
    ('translate out' makes them fuzzy), obsolete ones belong to nothing now. Fails when there are errors.
    """
    work = folders.work()
    everything = (*work.used, SHARED, *(interface.name for interface in folders.interfaces()))
    _known(names, everything, "questionnaire")
    _known(languages, work.all_languages(), "language")
    glossary = read_glossary(folders.translations / "glossary.csv")
    interfaces = {one.name: interface_texts(one, PROJECT) for one in folders.interfaces()}
    found = status(work, folders.translations, glossary, languages, interfaces)
    click.echo(_table([row for row in found.progress if row.name in (names or everything)]))
    _say(found.findings, words)
    if found.errors:
        raise TranslationsFaulty(f"{len(found.errors)} translations have errors.")


@translate_commands.command("out")
@click.argument("names", metavar="[QUESTIONNAIRE …]", nargs=-1)
@click.option("--format", "kind", type=click.Choice(["po", "xlsx"]), default="po", show_default=True)
@languages_option
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("translations.xlsx"),
    show_default=True,
    help="The workbook to write, with --format xlsx.",
)
@with_folders
def out_command(
    folders: Folders, names: tuple[str, ...], kind: str, languages: tuple[str, ...], target: Path
) -> None:
    """Bring the PO files up to date with the questionnaires, or write a workbook for a translator.

    PO files are the ones in the translations folder, for Poedit or Weblate. A text that has changed
    becomes fuzzy and keeps what it was translated from; nothing is lost. The workbook has a sheet a
    language with each text of the questionnaires once; 'translate in' takes either of them back.
    """
    work = folders.work()
    _known(names, work.used, "questionnaire")
    _known(languages, work.all_languages(), "language")
    files = merged_files(work, folders.translations, languages)
    if kind == "xlsx":
        rows = write_workbook(target, work, files, names)
        click.echo(f"{target}: {rows} texts")
        return
    wanted = {*names, SHARED} if names else set(work.catalogues)
    catalogues = [(merged.path, merged.file) for merged in files if merged.catalogue.name in wanted]
    for interface in folders.interfaces() if not names else ():
        for language in languages or work.all_languages():
            catalogues.append(merged_interface(interface, PROJECT, folders.translations, language))
    _write(catalogues)


@translate_commands.command("in")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@words_option
@with_folders
def in_command(folders: Folders, file: Path, words: Words) -> None:
    """Take in a FILE (.po or .xlsx) that a translator has worked on.

    Each translation finds its place by its path. If the Swedish text has changed since, it is kept for
    review; if somebody else has changed the translation meanwhile, theirs stays and yours is kept as a
    comment; every such conflict is listed. Fails when placeholders were lost, after keeping the rest.
    """
    interface = _interface_of(file)
    findings = _interface_in(folders, file, interface) if interface else _questionnaires_in(folders, file)
    _say(findings, words)
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise TranslationsFaulty(f"{errors} translations have errors; they are not served.")


def _questionnaires_in(folders: Folders, file: Path) -> tuple[Finding, ...]:
    work = folders.work()
    languages = work.all_languages()
    if file.suffix.lower() == ".po":
        rows = list(po_rows(file, work.catalogues, languages))
    else:
        rows = list(read_workbook(file, languages))
    touched = tuple(dict.fromkeys(language for language, _ in rows))
    files = merged_files(work, folders.translations, touched) if touched else ()
    taken = take_in(files, rows)
    for outcome, words in OUTCOMES.items():
        if taken.counts[outcome]:
            click.echo(f"{taken.counts[outcome]:5} {words}")
    _write((merged.path, merged.file) for merged in files)
    return taken.findings


def _interface_of(file: Path) -> Interface | None:
    """The catalogue of strings in the code that a PO file is a copy of."""
    if file.suffix.lower() != ".po":
        return None
    name = read_po(file).metadata.get(NAME_HEADER, file.stem)
    return next((interface for interface in INTERFACES if interface.name == name), None)


def _interface_in(folders: Folders, file: Path, interface: Interface) -> tuple[Finding, ...]:
    handed_in = read_po(file)
    language = handed_in.metadata.get("Language", "")
    _known((language,), folders.work().all_languages(), "language")
    path, present = merged_interface(interface, PROJECT, folders.translations, language)
    findings = tuple(take_in_interface(present, handed_in, language, str(file)))
    _write([(path, present)])
    return findings


def _write(catalogues: Iterable[tuple[Path, POFile]]) -> None:
    written = [path for path, file in catalogues if write_po(path, file)]
    for path in written:
        click.echo(f"{path}: written")
    if not written:
        click.echo("The PO files are up to date.")


def _known(given: Iterable[str], existing: Iterable[str], what: str) -> None:
    existing = tuple(existing)
    for name in given:
        if name not in existing:
            raise NoSuch(f"There is no {what} '{name}' here; there is {', '.join(existing)}.")


def _table(rows: Iterable[Progress]) -> str:
    lines = [HEADINGS, *(tuple(map(str, row)) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column < 2 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _say(findings: Iterable[Finding], words: Words) -> None:
    for finding in findings:
        click.echo(finding.line(words), err=True)
