"""`survey status`: what somebody on call has to see to, then how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from survey.commands.place import Place, at_place
from survey.commands.problems import problems
from survey.commands.retention import days_left
from survey.storage import clock, published, recipients, responses, waves
from survey.storage.contacts import all_contacts
from survey.storage.counts import ROUNDED_TO, shown, totals
from survey.storage.instance import Instance


@click.command("status")
@at_place
def status_command(place: Place) -> None:
    """Print what has to be seen to, with what to do; then what is open, who can open answers, how many."""
    instance, now = place.open(), clock.now()
    for line in (*_problems(instance, now), "", *_status(instance, now)):
        click.echo(line)


def _problems(instance: Instance, now: datetime) -> Iterator[str]:
    found = problems(instance, now=now)
    yield f"To do: {len(found)}" if found else "All is well."
    for number, problem in enumerate(found, 1):
        yield f"{number:3}. {problem.what}"
        yield f"     → {problem.remedy}"


def _status(instance: Instance, now: datetime) -> Iterator[str]:
    engine, settings = instance.engine, instance.settings
    yield f"Instance      {instance.path} ({'trial' if settings.trial else 'live'})"
    yield f"Database      {engine.dialect.name}"
    yield f"Address       {settings.public_url or '(not given)'}"
    contacts = all_contacts(engine)
    verified = sum(1 for contact in contacts if contact.verified_on)
    yield f"Contacts      {len(contacts)}, of which {verified} verified"
    yield ""
    yield "Open to respondents"
    for version in published.open_versions(engine):
        yield f"  {version.questionnaire:12} version {version.hash[:12]}, in {', '.join(version.languages)}"
    yield "Kept until"
    for wave in waves.waves(engine):
        left = days_left(wave, now.date())
        end = f"{wave.destroy_on}, {left} days" if left is not None else wave.destroyed_on and "destroyed"
        yield f"  {wave.questionnaire:12} {wave.wave:12} {end or 'no date'}"
    yield "Can open answers"
    for one in recipients.openers(engine):
        opens = "what is stored" if one.retired else ", ".join(one.questionnaires) or "all"
        yield f"  {one.name:12} {one.fingerprint}  {opens}"
    yield "Responses     mixed, waiting to be mixed"
    for questionnaire, stored in responses.stored(engine).items():
        yield f"  {questionnaire:12} {stored.responses}, {stored.inbox}"
    yield f"Counts        rounded to {ROUNDED_TO}, weeks when they are over"
    for count in shown(totals(engine), now=now):
        yield f"  {count.questionnaire:12} {count.wave:8} {count.dimension:12} {count.key:12} {count.n}"
