"""`survey simulate`: random respondents, sealed as real ones are and marked inside as simulated."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from itertools import islice
from typing import Final

import click

from survey.commands.place import Place, at_place
from survey.commands.progress import progress_bar
from survey.questionnaire.model import Version
from survey.questionnaire.respondents import random_answers
from survey.questionnaire.routing import Route
from survey.storage import clock, published, recipients, responses
from survey.storage.instance import Instance
from survey.storage.sealing import Response, seal

BATCH: Final = 250
HURRIED_SHARE: Final = 0.03


class SimulationRefused(ValueError):
    """Simulated responses that must not, or cannot, be made here."""


@click.command("simulate")
@click.argument("questionnaire")
@click.option("--count", type=click.IntRange(1, 1_000_000), default=100, show_default=True, metavar="N")
@click.option(
    "--seed", type=int, metavar="S", help="The same seed gives the same answers.  [default: random]"
)
@at_place
def simulate_command(place: Place, questionnaire: str, count: int, seed: int | None) -> None:
    """Fill QUESTIONNAIRE with random respondents, on a trial instance only."""
    instance = place.open()
    simulate(instance, questionnaire, count, secrets.randbits(32) if seed is None else seed)
    click.echo(
        f"{questionnaire}: {count} simulated responses, to be mixed (survey mix) before they are exported"
    )


def simulate(instance: Instance, questionnaire_id: str, count: int, seed: int) -> None:
    """Seal ``count`` random responses into the inbox. Raises SimulationRefused."""
    if not instance.settings.trial:
        raise SimulationRefused(
            "Only a trial instance takes simulated responses: in a live one nobody could find them."
        )
    version = _open_version(instance, questionnaire_id)
    questionnaire = version.questionnaire
    key_set = recipients.key_set(instance.engine, questionnaire_id)
    sealed = (seal(response, questionnaire, key_set) for response in _responses(version, count, seed))
    with progress_bar() as progress:
        task = progress.add_task(f"{questionnaire_id}: simulating", total=count)
        while batch := list(islice(sealed, BATCH)):
            responses.insert_many(instance.engine, questionnaire_id, key_set, batch)
            progress.advance(task, len(batch))


def _open_version(instance: Instance, questionnaire_id: str) -> Version:
    for open_version in published.open_versions(instance.engine):
        if open_version.questionnaire == questionnaire_id:
            return published.version(instance.engine, open_version.hash)
    raise SimulationRefused(f"'{questionnaire_id}' is not open here: publish it first.")


def _responses(version: Version, count: int, seed: int) -> Iterator[Response]:
    questionnaire = version.questionnaire
    route = Route(questionnaire)
    chance = random.Random(f"{questionnaire.id} {seed}")  # noqa: S311  # must be repeatable
    month = clock.now().strftime("%Y-%m")
    for _ in range(count):
        yield Response(
            version=version.hash,
            language=chance.choice(questionnaire.languages),
            month=month,
            wave=questionnaire.wave,
            simulated=True,
            hurried=chance.random() < HURRIED_SHARE,
            answers=random_answers(questionnaire, chance, route=route),
        )
