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
from analysis.files import new_file
from analysis.opening import Opened
from survey.storage.bundle import read_source
from survey.storage.keyfiles import (
    KeyFileExists,
    new_key,
    new_passphrase,
    read_private,
    write_private,
    write_public,
)

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


@main.group()
def keys() -> None:
    """Keys that answers are sealed for."""


@keys.command("new")
@click.argument("name")
@click.option("--out", type=FILE, required=True, help="The private key's file; the public half gets .pub.")
@click.option(
    "--passphrase-file",
    type=FILE,
    help="Write the passphrase to this new file instead of showing it.",
)
def new(name: str, out: Path, passphrase_file: Path | None) -> None:
    """Make a key pair for NAME, under a passphrase that is made up here and shown once."""
    public = out.with_name(f"{out.name}.pub")
    for path in (out, public, passphrase_file):
        # Before anything is written: a key whose passphrase could not be kept would open nothing.
        if path is not None and path.exists():
            raise KeyFileExists(f"{path} exists already: choose another name.")
    key, passphrase = new_key(name), new_passphrase()
    write_private(out, key, passphrase)
    write_public(public, key.public)
    click.echo(f"Private key: {out} (keep it, and a copy in another safe place)")
    click.echo(f"Public key:  {public} (send this one)")
    click.echo(f"Fingerprint: {key.public.fingerprint}")
    if passphrase_file is None:
        click.echo(f"Passphrase:  {passphrase}")
        click.echo(
            "Write the passphrase down now: it is not kept anywhere, and without it the answers stay shut."
        )
    else:
        with new_file(passphrase_file) as file:
            file.write(f"{passphrase}\n".encode())
        click.echo(f"Passphrase:  in {passphrase_file}")


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
@click.option("--passphrase-file", type=FILE, help="Read the key's passphrase from this file.")
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
    private_key = read_private(key, _passphrase(key, passphrase_file))
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


def _passphrase(key: Path, file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    if not key.exists():
        raise FileNotFoundError(2, "There is no such key file", str(key))
    return str(click.prompt(f"Passphrase of {key}", hide_input=True, err=True))
