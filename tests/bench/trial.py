"""A trial instance to measure on, with the project's questionnaires open to three recipients."""

from __future__ import annotations

from pathlib import Path

from survey.commands.first_start import open_questionnaires
from survey.commands.instance import new_instance
from survey.commands.place import Place
from survey.questionnaire.model import Version
from survey.storage import published, recipients
from survey.storage.instance import Instance
from survey.storage.keyfiles import new_key
from survey.storage.keys import PrivateKey

RECIPIENTS = ("anna", "bo", "recovery")


def new_trial(folder: Path) -> tuple[Instance, PrivateKey]:
    """The instance and the first recipient's key."""
    instance = new_instance(Place(folder, None), trial=True)
    keys = [new_key(name, trial=True) for name in RECIPIENTS]
    for key in keys:
        recipients.add(instance.engine, key.public)
    open_questionnaires(instance)
    return instance, keys[0]


def version_of(instance: Instance, questionnaire: str) -> Version:
    """The open version of a questionnaire."""
    return next(
        published.version(instance.engine, one.hash)
        for one in published.open_versions(instance.engine)
        if one.questionnaire == questionnaire
    )
