"""`survey backup` and `survey restore`: a second copy, and an instance made of it."""

from __future__ import annotations

from pathlib import Path

import click

from survey.commands.place import Place, at_place
from survey.commands.progress import progress_bar
from survey.storage.backup import Manifest, restore, write_backup


@click.command("backup")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--unmixed",
    is_flag=True,
    help="Also keep responses that are not mixed yet, with what opens their outer layer: whoever gets hold "
    "of the file can tell them from earlier ones.",
)
@at_place
def backup_command(place: Place, out: Path, unmixed: bool) -> None:
    """Write all but the drafts to one new file, OUT, while the server may be running.

    Answers in it stay sealed. Drafts are left out: whoever is answering has only what is on the server.
    Keep the newest file only: two of them tell which answers came between.
    """
    with progress_bar() as progress:
        task = progress.add_task("writing", total=None)
        manifest = write_backup(
            place.open().engine,
            out,
            lambda done, total: progress.update(task, completed=done, total=total),
            unmixed=unmixed,
        )
    click.echo(f"{out}: {_contents(manifest)}, read back and whole ({out.stat().st_size / 1e6:.1f} MB)")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@at_place
def restore_command(place: Place, file: Path) -> None:
    """Make an instance of a backup, FILE, in a new folder (--instance) or an empty database (--database).

    The file is checked whole before anything is made of it.
    """
    with progress_bar() as progress:
        task = progress.add_task("restoring", total=None)
        manifest = restore(
            file,
            place.folder,
            place.database,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    click.echo(f"{place.folder}: {_contents(manifest)}")
    click.echo("Answers that were being given when the backup was made are not in it. Next: survey status.")


def _contents(manifest: Manifest) -> str:
    return f"{manifest.responses} responses, {manifest.tables['versions'].count} versions"
