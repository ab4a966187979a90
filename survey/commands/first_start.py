"""`survey run` on a machine where nothing is yet: a trial instance, a key pair, the questionnaires opened."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NamedTuple

import click

from survey.commands.instance import new_instance
from survey.commands.place import Place, typed
from survey.commands.publication import NotPublishable, all_questionnaires, examined, frozen, publish
from survey.storage import recipients
from survey.storage.instance import DATABASE, SECRET, Instance
from survey.storage.keyfiles import new_key, new_passphrase, write_private, write_public

KEY_NAME: Final = "trial"


class TrialOnly(RuntimeError):
    """A live instance is not run together with everything that opens its answers."""


class FirstKey(NamedTuple):
    """What opens the answers of a trial, to be shown once."""

    file: Path
    passphrase: str


def trial_instance(place: Place, passphrase: str | None) -> tuple[Instance, FirstKey | None]:
    """The trial instance at the place, made if there is none; with its key only when that is made.

    Raises TrialOnly for a live one.
    """
    exists = any((place.folder / name).exists() for name in (DATABASE, SECRET))
    instance = place.open() if exists else new_instance(place, trial=True)
    if not instance.settings.trial:
        raise TrialOnly(f"{place.folder} is a live instance: serve it with 'survey serve public'.")
    if recipients.recipients(instance.engine):
        return instance, None
    return instance, _first_key(instance, passphrase or new_passphrase())


def open_questionnaires(instance: Instance) -> list[str]:
    """Publish those of the project's questionnaires that are new or changed; returns their ids.

    Raises NotPublishable with the first thing that is wrong.
    """
    opened = []
    for path in all_questionnaires():
        found = examined(path, instance)
        if found.questionnaire is None or found.errors:
            raise NotPublishable(found.errors[0])
        if publish(frozen(found.questionnaire, instance), instance):
            opened.append(found.questionnaire.id)
    return opened


def tell_key(key: FirstKey, place: Place) -> None:
    """Say, once, how to open what is answered."""
    analysis = Path(sys.executable).with_name("analysis")
    command = f"{typed(analysis)} export {typed(place.folder)} out.xlsx --key {typed(key.file)}"
    click.echo("To open answers (shown only now, write it down):")
    click.echo(f"  key file    {typed(key.file)}")
    click.echo(f"  passphrase  {key.passphrase}")
    click.echo(f"  {command}")


def _first_key(instance: Instance, passphrase: str) -> FirstKey:
    key = new_key(KEY_NAME, trial=True)
    file = instance.path / f"{KEY_NAME}.key"
    write_private(file, key, passphrase)
    write_public(file.with_name(f"{file.name}.pub"), key.public)
    recipients.add(instance.engine, key.public)
    return FirstKey(file, passphrase)
