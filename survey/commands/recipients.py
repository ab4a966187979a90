"""`survey keys`: who can open what respondents send."""

from __future__ import annotations

from pathlib import Path

import click

from survey.commands.place import Place, at_place
from survey.storage import recipients
from survey.storage.keyfiles import is_private_file, read_public


class KeyRefused(ValueError):
    """A key that must not be added to this instance."""


@click.group("keys")
def keys_commands() -> None:
    """The analysts' public keys. Pairs are made on the analyst's machine: analysis keys new."""


@keys_commands.command("add")
@click.argument("file", metavar="FILE.pub", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--for",
    "questionnaires",
    metavar="QUESTIONNAIRE",
    multiple=True,
    help="Only answers to this questionnaire; may be given several times. Without it: to all.",
)
@at_place
def add(place: Place, file: Path, questionnaires: tuple[str, ...]) -> None:
    """Let the owner of a public key open what is sent from now on.

    Compare the fingerprint with its owner, over the phone or face to face.
    """
    instance = place.open()
    if is_private_file(file):
        raise KeyRefused(
            f"{file} is a private key: it must never come near this machine. Delete it here, also from the "
            f"trash, and add the public half, {file.name}.pub."
        )
    key = read_public(file)
    recipients.add(instance.engine, key, questionnaires)
    click.echo(f"{key.name}: {key.fingerprint}")


@keys_commands.command("list")
@at_place
def list_(place: Place) -> None:
    """Print the owners of keys, their fingerprints and what they can open."""
    for one in recipients.recipients(place.open().engine):
        opens = ", ".join(one.questionnaires) or "all questionnaires"
        click.echo(f"{one.name:20} {one.fingerprint}  {opens}")


@keys_commands.command("retire")
@click.argument("name")
@at_place
def retire(place: Place, name: str) -> None:
    """Let NAME open nothing any more: nothing that is sent, and nothing that is stored here.

    Bundles that NAME has already taken away stay readable to NAME.
    """
    engine = place.open().engine
    recipients.retire(engine, name)
    left = len(recipients.recipients(engine))
    click.echo(f"{name}: retired; {left} can open what is sent from now on")
