"""`survey import` and `survey codebook`: questionnaires from other programs, and to people who analyse."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from survey.commands.place import TRANSLATIONS, Place, at_place
from survey.commands.publication import all_questionnaires, frozen
from survey.commands.translate import Words, words_option
from survey.exchange.codebook_workbook import write_codebook
from survey.exchange.findings import Finding, together
from survey.exchange.imported_files import write_catalogues
from survey.exchange.questionnaire_yaml import questionnaire_yaml
from survey.exchange.xlsform_reader import import_xlsform
from survey.questionnaire.catalogues import lookups
from survey.questionnaire.fields import ID
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.texts import translated
from survey.questionnaire.versions import freeze


class NotWritten(ValueError):
    """A codebook of a questionnaire that cannot be read."""


class NotImported(ValueError):
    """A questionnaire that cannot be written where it was to go."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    "target",
    required=True,
    metavar="NAME.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The questionnaire to write, for example questionnaires/visitors.yaml.",
)
@click.option(
    "--translations",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the translations.  [default: translations beside the questionnaire's folder]",
)
@words_option
def import_command(file: Path, target: Path, translations: Path | None, words: Words) -> None:
    """Make a questionnaire of an XLSForm (.xlsx), as KoboToolbox and ODK write it.

    It takes select_one, select_multiple, integer, decimal, text, note, groups as pages (groups of groups
    as sections), relevant, required, hint, simple constraints and labels in several languages, which
    become PO files. Everything it could not take or had to change is listed by sheet and row, and what
    is missing stands as a comment in the YAML too.
    """
    name = target.stem
    if target.suffix != ".yaml" or not ID.fullmatch(name):
        raise NotImported(f"'{target.name}' cannot name a questionnaire: write small letters and .yaml.")
    if target.exists():
        raise NotImported(f"{target} exists already: remove it or choose another name.")
    imported = import_xlsform(file, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    head = f"Imported from the XLSForm {file.name}. Comments say what could not be taken over."
    comments = imported.comments | {"": (head, *imported.comments.get("", ()))}
    target.write_text(questionnaire_yaml(imported.questionnaire, comments), encoding="utf-8")
    _tell(imported.findings, words)
    reading = read_questionnaire(target)
    for complaint in reading.complaints:
        click.echo(complaint.line(words), err=True)
    if reading.questionnaire is None:
        raise NotImported(f"{target} is written but has errors.")
    folder = translations or target.resolve().parent.parent / "translations"
    written = write_catalogues(imported.questionnaire, target, folder)
    for path in (target, *written):
        click.echo(f"{path}: written")


@click.command("codebook")
@click.argument("target", metavar="OUT.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.argument(
    "paths",
    metavar="[QUESTIONNAIRE.yaml …]",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@at_place
def codebook_command(place: Place, target: Path, paths: tuple[Path, ...]) -> None:
    """Write OUT.xlsx with every question, option and code of the questionnaires, in all languages.

    It says in words who is asked each question, and on a last sheet which variables several
    questionnaires share. Codes have the numbers of the versions that this instance has published; where
    there is no instance, those that they would get.
    """
    questionnaires = [_numbered(path, place) for path in paths or all_questionnaires()]
    if not questionnaires:
        raise NotWritten("There are no questionnaires to write about.")
    questionnaires.sort(key=lambda questionnaire: questionnaire.place)
    write_codebook(target, questionnaires)
    click.echo(f"{target}: {', '.join(questionnaire.id for questionnaire in questionnaires)}")


def _numbered(path: Path, place: Place) -> Questionnaire:
    """A questionnaire in its languages, its codes with the numbers they have in data."""
    reading = read_questionnaire(path)
    source = reading.questionnaire
    if source is None:
        raise NotWritten(f"{path} has errors, which 'survey check' lists: {reading.errors[0].line()}")
    questionnaire = translated(source, lookups(TRANSLATIONS, source.languages[1:], source.id))
    if place.database is None and not place.folder.is_dir():
        return freeze(questionnaire).questionnaire
    return frozen(questionnaire, place.open()).questionnaire


def _tell(findings: Iterable[Finding], words: Words) -> None:
    merged = together(findings)
    for level in ("warning", "note"):
        for finding in merged:
            if finding.level == level:
                click.echo(finding.line(words), err=True)
