"""`survey publish`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from survey.commands.place import Place, at_place
from survey.commands.publication import (
    NotPublishable,
    examined,
    frozen,
    publish,
)
from survey.commands.retention import DAY
from survey.questionnaire.model import Questionnaire
from survey.storage import clock, waves
from survey.storage.instance import Instance

FILES = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("publish")
@click.argument("paths", metavar="PATH …", nargs=-1, required=True, type=FILES)
@click.option(
    "--destroy-on",
    metavar="DATE",
    type=DAY,
    help="When keys and answers of this wave are destroyed, such as 2029-12-31. A live one needs it, once.",
)
@at_place
def publish_command(place: Place, paths: tuple[Path, ...], destroy_on: datetime | None) -> None:
    """Check questionnaires, freeze them and open them for respondents.

    The version that was open is closed to newcomers; whoever began on it finishes on it.
    """
    instance = place.open()
    questionnaires = [_sound(path, instance) for path in paths]
    if destroy_on is not None:
        today = clock.now().date()
        for asked in questionnaires:
            waves.set_date(instance.engine, asked.id, asked.wave, destroy_on.date(), today=today)
    for questionnaire in questionnaires:
        version = frozen(questionnaire, instance)
        if publish(version, instance):
            click.echo(f"{questionnaire.id}: version {version.hash[:12]} is open")
        else:
            click.echo(f"{questionnaire.id}: version {version.hash[:12]} was open already")


def _sound(path: Path, instance: Instance) -> Questionnaire:
    found = examined(path, instance)
    for line in found.errors:
        click.echo(line, err=True)
    if found.questionnaire is None or found.errors:
        raise NotPublishable(f"{path} is not published: it has errors.")
    return found.questionnaire
