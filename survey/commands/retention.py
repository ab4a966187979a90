"""`survey waves`, `close` and `purge`: how long answers are kept, and how they end."""

from __future__ import annotations

from datetime import date, datetime

import click

from survey.commands.place import Place, at_place
from survey.storage import clock, closing, destruction, published, waves
from survey.storage.drafts import purge_expired
from survey.storage.instance import Instance

DAY = click.DateTime(formats=["%Y-%m-%d"])


class NothingToClose(ValueError):
    """A questionnaire that is not open."""


@click.group("waves")
def waves_commands() -> None:
    """Rounds of a questionnaire, and when the keys, answers and copies of each are destroyed."""


@waves_commands.command("list")
@at_place
def list_(place: Place) -> None:
    """Print every wave with its date."""
    for wave in waves.waves(place.open().engine):
        click.echo(f"{wave.questionnaire:20} {wave.wave or '(no name)':12} {_fate(wave)}")


@waves_commands.command("set")
@click.argument("questionnaire")
@click.argument("day", metavar="DATE", type=DAY)
@click.option("--wave", metavar="NAME", help="[default: the wave of the newest version]")
@click.option("--later", is_flag=True, help="Put off a date that stands: keeping answers longer was decided.")
@at_place
def set_(place: Place, questionnaire: str, day: datetime, wave: str | None, later: bool) -> None:
    """Decide on which DATE (such as 2029-12-31) a wave of QUESTIONNAIRE is destroyed.

    Before the first version is published, name the wave with --wave, as in the questionnaire's file.
    """
    engine = place.open().engine
    name = waves.newest(engine, questionnaire) if wave is None else wave
    waves.set_date(engine, questionnaire, name, day.date(), today=clock.now().date(), later=later)
    click.echo(f"{waves.Wave(questionnaire, name).title}: to be destroyed on {day:%Y-%m-%d}")


@click.command("close")
@click.argument("questionnaire")
@at_place
def close_command(place: Place, questionnaire: str) -> None:
    """Let nobody begin on QUESTIONNAIRE any more, and mix what has come.

    Whoever has begun may finish within three hours; a server that runs mixes what they send after that.
    """
    engine, now = place.open().engine, clock.now()
    if questionnaire not in {version.questionnaire for version in published.open_versions(engine)}:
        raise NothingToClose(f"'{questionnaire}' is not open.")
    moved = closing.close(engine, questionnaire, now=now)
    hours = published.GRACE.total_seconds() / 3600
    click.echo(
        f"{questionnaire}: closed, {moved} responses mixed; whoever has begun may finish in {hours:g} h"
    )


@click.command("purge")
@click.option("--yes", is_flag=True, help="Do not ask: for a timer.")
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed.")
@at_place
def purge_command(place: Place, yes: bool, dry_run: bool) -> None:
    """Destroy the waves whose date has come, and drafts that have expired. There is no way back.

    Of a wave go all responses, what opens them, and its counts; then the database's files are rewritten,
    so that nothing is left in them. Destroy backups, bundles, exports and private keys of it as well.
    """
    instance, now = place.open(), clock.now()
    due = destruction.due(instance.engine, now=now)
    for one in due:
        click.echo(_plan(one))
    ready = [one for one in due if not one.answered]
    if not due:
        click.echo("No wave's date has come.")
    if dry_run:
        return
    if ready and not yes:
        click.confirm("Destroy this for good?", abort=True)
    _purge(instance, due, now)


def _purge(instance: Instance, due: tuple[destruction.Due, ...], now: datetime) -> None:
    for one in due:
        if one.answered:
            published.close_wave(instance.engine, one.wave.questionnaire, one.wave.wave, now=now)
            click.echo(f"{one.wave.title}: closed; run purge again when the grace of three hours is over")
        else:
            destruction.destroy(instance.engine, one.wave, now=now)
            click.echo(f"{one.wave.title}: destroyed, {one.responses} responses")
    click.echo(f"{purge_expired(instance.engine, now)} expired drafts deleted")
    closing.mix_what_is_due(instance.engine, now=now)


def _plan(one: destruction.Due) -> str:
    if one.answered:
        return f"{one.wave.title}: due since {one.wave.destroy_on}, but still answered: it is closed first"
    return (
        f"{one.wave.title}: due since {one.wave.destroy_on}, {one.responses} responses, {one.counts} counts"
    )


def _fate(wave: waves.Wave) -> str:
    if wave.destroyed_on:
        return f"destroyed on {wave.destroyed_on}"
    return f"to be destroyed on {wave.destroy_on}" if wave.destroy_on else "no date"


def days_left(wave: waves.Wave, today: date) -> int | None:
    """Days until a wave is due; None if it has no date or is destroyed."""
    if not wave.destroy_on or wave.destroyed_on:
        return None
    return (date.fromisoformat(wave.destroy_on) - today).days
