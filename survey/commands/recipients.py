"""`survey keys`: who can open what respondents send."""

from __future__ import annotations

from pathlib import Path

import click

from survey.commands.place import Place, at_place
from survey.storage import clock, recipients
from survey.storage.keyfiles import is_private_file, read_public
from survey.storage.proof_messages import read_word, write_test_message


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
    """Print the owners of keys, their fingerprints, what they can open and when they last proved it."""
    for one in recipients.openers(place.open().engine):
        opens = ", ".join(one.questionnaires) or "all questionnaires"
        proven = f"proven {one.proven_on}" if one.proven_on else "not proven"
        click.echo(
            f"{one.name:20} {one.fingerprint}  {'what is stored only' if one.retired else opens}, {proven}"
        )


@keys_commands.command("retire")
@click.argument("name")
@click.option(
    "--keeps-stored",
    is_flag=True,
    help="NAME goes on opening what is stored: for a wave's keys, when the next wave has its own.",
)
@at_place
def retire(place: Place, name: str, keeps_stored: bool) -> None:
    """Let NAME open nothing any more: nothing that is sent, and nothing that is stored here.

    Bundles that NAME has already taken away stay readable to NAME. Where NAME is the last who can open
    answers, they stay readable, rather than being lost.
    """
    recipients.retire(place.open().engine, name, gone=not keeps_stored)
    click.echo(f"{name}: {'nothing more is sealed for this key' if keeps_stored else 'retired'}")


@keys_commands.command("challenge")
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@at_place
def challenge(place: Place, name: str, out: Path) -> None:
    """Write a test message to OUT that only NAME can open. Nothing in it is secret: send it to NAME.

    NAME runs 'analysis keys answer OUT --key FILE' and tells the word, for 'survey keys prove'.
    """
    if out.exists():
        raise KeyRefused(f"{out} exists already: choose another name.")
    write_test_message(out, name, recipients.challenge(place.open().engine, name))
    click.echo(f"{out}: a test message for {name}, who runs: analysis keys answer {out.name} --key FILE")


@keys_commands.command("prove")
@click.argument("name")
@click.argument("word", nargs=-1, required=True)
@at_place
def prove(place: Place, name: str, word: tuple[str, ...]) -> None:
    """Note that NAME has opened the latest test message: WORD is what it says.

    It counts for a quarter; then 'survey status' asks again.
    """
    today = clock.now().date()
    recipients.prove(place.open().engine, name, read_word("".join(word)), today=today)
    click.echo(f"{name}: proven on {today}")
