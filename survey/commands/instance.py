"""`survey init`, `status`, `mix` and `bundle`: the instance as a whole."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from survey.commands.place import QUESTIONNAIRES, TRANSLATIONS, Place, at_place
from survey.commands.progress import progress_bar
from survey.questionnaire.catalogues import SHARED, lookups
from survey.questionnaire.reader import LANGUAGES
from survey.questionnaire.support import read_contacts
from survey.storage import responses
from survey.storage.bundle import write_bundle
from survey.storage.contacts import Contact, made_up, replace_contacts
from survey.storage.instance import Instance


class ContactsDamaged(ValueError):
    """The list of support contacts cannot be read."""


@click.command("init")
@click.option(
    "--trial", is_flag=True, help="For trying out on this machine: made-up contacts, no real answers."
)
@at_place
def init_command(place: Place, trial: bool) -> None:
    """Make an empty instance."""
    new_instance(place, trial=trial)
    click.echo(f"{place.folder}: a new {'trial ' if trial else ''}instance")
    if not trial:
        click.echo("Next: survey settings set, survey contacts export, survey keys add, survey publish.")


def new_instance(place: Place, *, trial: bool) -> Instance:
    """An instance with the project's support contacts: made-up ones in a trial, else unverified."""
    listed = project_contacts()
    instance = Instance.create(place.folder, trial=trial, database_url=place.database)
    replace_contacts(instance.engine, made_up(listed) if trial else listed)
    return instance


def project_contacts() -> tuple[Contact, ...]:
    """The support contacts as the project lists them, in every language, verified by nobody."""
    source, *others = LANGUAGES
    listed, complaints = read_contacts(
        QUESTIONNAIRES / "modules", lookups(TRANSLATIONS, tuple(others), SHARED), source
    )
    if complaints:
        raise ContactsDamaged(complaints[0].line())
    return tuple(msgspec.convert(msgspec.structs.asdict(contact), Contact) for contact in listed)


@click.command("mix")
@at_place
def mix_command(place: Place) -> None:
    """Mix what has come, however few, so that it can be bundled or exported.

    Fewer than ten at a time hide each other poorly. A server that runs mixes by itself when ten have come.
    """
    moved = responses.mix_due(place.open().engine, at_least=1)
    click.echo(f"{moved} responses mixed")


@click.command("bundle")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@at_place
def bundle_command(place: Place, out: Path) -> None:
    """Write the sealed responses and their versions to one file, OUT, for the analyst."""
    with progress_bar() as progress:
        task = progress.add_task("bundling", total=None)
        write_bundle(
            place.open().engine, out, lambda done, total: progress.update(task, completed=done, total=total)
        )
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
