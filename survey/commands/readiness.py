"""What a live questionnaire needs before anybody is let in: proven keys, its wave's own, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine

from survey.questionnaire.model import Questionnaire
from survey.storage import waves
from survey.storage.recipients import NoRecipients, is_proven, key_set, recipients

FEWEST_RECIPIENTS = 2


def keys_unready(engine: Engine, questionnaire_id: str, *, fewest: int) -> Iterator[str]:
    """Why too few could open the answers, if so."""
    number = len(recipients(engine, questionnaire_id))
    if number < fewest:
        yield f"{number} of at least {fewest} public keys are added (survey keys add)"


def live_unready(engine: Engine, questionnaire: Questionnaire, *, today: date) -> Iterator[str]:
    """What else a live instance lacks for this questionnaire."""
    yield from keys_unready(engine, questionnaire.id, fewest=FEWEST_RECIPIENTS)
    unproven = [one.name for one in recipients(engine, questionnaire.id) if not is_proven(one, today=today)]
    if unproven:
        names = ", ".join(unproven)
        yield f"nobody has shown lately that these keys open anything: {names} (survey keys challenge)"
    yield from wave_unready(engine, questionnaire, today=today)


def wave_unready(engine: Engine, questionnaire: Questionnaire, *, today: date) -> Iterator[str]:
    """Why a wave could not be destroyed in its time, if so."""
    known = {(wave.questionnaire, wave.wave): wave for wave in waves.waves(engine)}
    own = known.get((questionnaire.id, questionnaire.wave), waves.Wave(questionnaire.id, questionnaire.wave))
    if not own.destroy_on:
        yield f"no date is set on which wave '{own.wave}' is destroyed (survey waves set)"
    elif own.destroyed_on or own.destroy_on <= today.isoformat():
        yield f"wave '{own.wave}' has had its time, {own.destroy_on}: the next wave has another name"
    other = other_wave(engine, questionnaire)
    if other is not None:
        yield (
            f"its keys open wave '{other}' too, so that neither could be destroyed alone: add new keys "
            "(survey keys add) and end the old ones (survey keys retire --keeps-stored)"
        )


def other_wave(engine: Engine, questionnaire: Questionnaire) -> str | None:
    """Another wave whose stored answers the questionnaire's present keys open."""
    try:
        keys = key_set(engine, questionnaire.id)
    except NoRecipients:
        return None
    found = waves.waves_of_keys(engine, questionnaire.id, keys.id)
    return next((wave for wave in found if wave != questionnaire.wave), None)
