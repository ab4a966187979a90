"""What is wrong with an instance, each with what to do about it, the most pressing first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from survey.commands.found_keys import files_that_open_answers
from survey.commands.publication import shown_contact_slots
from survey.commands.readiness import FEWEST_RECIPIENTS, keys_unready, other_wave
from survey.commands.retention import days_left
from survey.storage import clock, mixing, published, waves
from survey.storage.contacts import unverified
from survey.storage.instance import Instance
from survey.storage.postgresql import ServerUnsafe, refuse_unsafe_server
from survey.storage.recipients import NoRecipients, is_proven, key_set, recipients

LEAST_ROOM: Final = 1024**3
"""Bytes: under this the disk is told of, well before nobody new is let in."""
MOST_WAITING: Final = 3 * mixing.ENOUGH
CLOCK_WRONG: Final = 60.0  # seconds


class Problem(NamedTuple):
    """What is wrong, and what a person does about it."""

    what: str
    remedy: str


def problems(instance: Instance, *, now: datetime) -> tuple[Problem, ...]:
    """Everything that somebody has to see to."""
    kinds = BOTH if instance.settings.trial else (*LIVE, *BOTH)
    return tuple(problem for kind in kinds for problem in kind(instance, now))


def _found_keys(instance: Instance, _now: datetime) -> Iterator[Problem]:
    for file in files_that_open_answers(instance.path):
        yield Problem(
            f"{file} can open answers, or is a trial's key.",
            "Move it to the analyst's machine and delete it here; nothing is served beside it.",
        )


def _server(instance: Instance, _now: datetime) -> Iterator[Problem]:
    try:
        refuse_unsafe_server(instance.engine)
    except ServerUnsafe as error:
        yield Problem(str(error), "Change the server's settings, then start it again.")


def _settings(instance: Instance, _now: datetime) -> Iterator[Problem]:
    if instance.settings.missing:
        yield Problem(
            f"These settings are empty: {', '.join(instance.settings.missing)}.",
            "survey settings set NAME VALUE",
        )


def _sealing(instance: Instance, _now: datetime) -> Iterator[Problem]:
    for version in published.open_versions(instance.engine):
        try:
            key_set(instance.engine, version.questionnaire)
        except NoRecipients as error:
            yield Problem(
                f"'{version.questionnaire}' takes no answers: {error}",
                "Ask the owner for the public key again: survey keys retire NAME, survey keys add FILE.pub",
            )


def _few_keys(instance: Instance, _now: datetime) -> Iterator[Problem]:
    for version in published.open_versions(instance.engine):
        for reason in keys_unready(instance.engine, version.questionnaire, fewest=FEWEST_RECIPIENTS):
            yield Problem(
                f"'{version.questionnaire}': {reason}. If that key is lost, so are all its answers.",
                "survey keys add FILE.pub",
            )


def _unproven(instance: Instance, now: datetime) -> Iterator[Problem]:
    for one in recipients(instance.engine):
        if not is_proven(one, today=now.date()):
            since = f"since {one.proven_on}" if one.proven_on else "ever"
            yield Problem(
                f"{one.name} has not shown {since} that their key opens anything.",
                f"survey keys challenge '{one.name}' FILE, send FILE, survey keys prove '{one.name}' WORD",
            )


def _contacts(instance: Instance, _now: datetime) -> Iterator[Problem]:
    doubtful = unverified(instance.engine, sorted(shown_contact_slots(instance.engine)))
    if doubtful:
        yield Problem(
            f"Respondents are shown contacts that nobody has verified: {', '.join(doubtful)}.",
            "survey contacts export FILE, ring each, survey contacts import FILE",
        )


def _dates(instance: Instance, now: datetime) -> Iterator[Problem]:
    for wave in waves.waves(instance.engine):
        left = days_left(wave, now.date())
        if left is not None and left <= 0:
            yield Problem(f"{wave.title}, was to be destroyed on {wave.destroy_on}.", "survey purge")
        elif left is not None and left <= waves.NEAR_DAYS:
            yield Problem(
                f"{wave.title}, is destroyed in {left} days, on {wave.destroy_on}.",
                f"Finish the exports; survey close {wave.questionnaire}; survey purge on that day.",
            )
        elif not wave.destroy_on and not instance.settings.trial:
            yield Problem(
                f"{wave.title}, has no date on which it is destroyed.",
                f"survey waves set {wave.questionnaire} DATE",
            )


def _shared_keys(instance: Instance, _now: datetime) -> Iterator[Problem]:
    for one in published.open_versions(instance.engine):
        other = other_wave(instance.engine, published.version(instance.engine, one.hash).questionnaire)
        if other is not None:
            yield Problem(
                f"The keys of '{one.questionnaire}' open wave '{other}' too, and are destroyed with it.",
                "survey keys add FILE.pub, so that this wave has keys of its own",
            )


def _mixing(instance: Instance, now: datetime) -> Iterator[Problem]:
    closed = published.closed_for_good(instance.engine, now=now)
    for lot, number in mixing.waiting(instance.engine).items():
        if number >= MOST_WAITING or lot.questionnaire in closed:
            yield Problem(
                f"{number} responses to '{lot.questionnaire}' wait to be mixed.",
                "survey mix (a server that runs does it by itself: is it running?)",
            )
    if not mixing.is_tidy(instance.engine):
        yield Problem("The files have not been rewritten since the last mixing.", "survey mix")


def _room(instance: Instance, _now: datetime) -> Iterator[Problem]:
    free = shutil.disk_usage(instance.path).free
    if free < LEAST_ROOM:
        yield Problem(
            f"{free / 1e6:.0f} MB are left on the disk; under 200 nobody new is let in.",
            "Make room on the disk that the instance lies on.",
        )


def _clock(_instance: Instance, _now: datetime) -> Iterator[Problem]:
    if abs(clock.now.wrong_by) > CLOCK_WRONG:
        yield Problem("The machine's clock has just been changed.", "Check the time, and that NTP runs.")


Kind = Callable[[Instance, datetime], Iterator[Problem]]
BOTH: Final[tuple[Kind, ...]] = (_sealing, _room, _mixing, _dates)
LIVE: Final[tuple[Kind, ...]] = (
    _found_keys,
    _server,
    _settings,
    _few_keys,
    _unproven,
    _shared_keys,
    _contacts,
)
