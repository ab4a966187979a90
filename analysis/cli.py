"""`analysis …`: commands on the analyst's machine, and where errors become one line and an exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from analysis import texts
from analysis.disclosure.audiences import AUDIENCES
from analysis.export import FORMATS, Order, check_order, export
from analysis.key_commands import keys, passphrase_option, trusted_key
from analysis.opening import Opened
from survey.storage.bundle import read_source

OWN_ROOMS: Final = ("survey.", "analysis.")
FILE: Final = click.Path(path_type=Path)


class Commands(click.Group):
    """A group whose expected failures end in one readable line on standard error."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error
        except Exception as error:
            if not type(error).__module__.startswith(OWN_ROOMS):
                raise
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Open sealed answers on your own machine, and make tables of them."""


main.add_command(keys)


@main.command("export")
@click.argument("source", type=FILE)
@click.argument("out", type=FILE)
@click.option("--key", type=FILE, required=True, help="Your private key's file.")
@click.option("--questionnaire", "questionnaires", multiple=True, help="Only this one; may be repeated.")
@click.option("--language", type=click.Choice(texts.LANGUAGES), default=texts.SOURCE, show_default=True)
@click.option(
    "--audience",
    type=click.Choice(tuple(AUDIENCES)),
    default="internal",
    show_default=True,
    help="Whom the file is for: internal has data sheets, public is rounded and released once a wave.",
)
@click.option("--free-text", is_flag=True, help="Add a sheet of what people wrote (internal only).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(FORMATS)),
    default="xlsx",
    show_default=True,
    help="csv makes a ZIP file if OUT ends in .zip, else a folder.",
)
@passphrase_option
def export_(
    source: Path,
    out: Path,
    key: Path,
    questionnaires: tuple[str, ...],
    language: str,
    audience: str,
    free_text: bool,
    format_: str,
    passphrase_file: Path | None,
) -> None:
    """Open SOURCE (a bundle, or a trial instance's folder) and write OUT."""
    order = Order(source, out, key, AUDIENCES[audience], language, format_, questionnaires, free_text)
    check_order(order)
    sealed = read_source(source, os.environ.get("SURVEY_DATABASE"))
    private_key = trusted_key(sealed, source, key, passphrase_file)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Opening answers", total=sealed.count)
        opened = export(
            order,
            sealed,
            private_key,
            lambda done: bar.update(task, advance=done),
            lambda doing: bar.update(task, description=doing),
        )
    _tell(opened, out)


def _tell(opened: Opened, out: Path) -> None:
    for name, unopened in opened.unopened.items():
        if unopened.damaged:
            click.echo(f"{name}: {unopened.damaged} damaged, left out.", err=True)
        if unopened.other_key:
            click.echo(f"{name}: {unopened.other_key} sealed for other keys only, left out.", err=True)
    counts = ", ".join(f"{dataset.id} {dataset.n}" for dataset in opened.datasets)
    click.echo(f"{out}: {counts}", err=True)
