"""From a YAML file to an open version: read, translate, freeze, and refuse what must not be published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from survey.commands.place import QUESTIONNAIRES, TRANSLATIONS, typed
from survey.commands.readiness import keys_unready, live_unready
from survey.questionnaire.check_report import Published, check_report
from survey.questionnaire.model import Questionnaire, Version
from survey.questionnaire.versions import freeze, numbers_of
from survey.storage import clock, contacts, published, waves
from survey.storage.instance import Instance
from survey.storage.recipients import key_set


class NotPublishable(ValueError):
    """A questionnaire, or an instance, that is not ready for respondents."""


class Examined(NamedTuple):
    """A questionnaire in all its languages (None when it cannot be read), and what is wrong with it,
    each line as ``file:line:column: message``."""

    questionnaire: Questionnaire | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def all_questionnaires() -> list[Path]:
    """The questionnaires that come with the project."""
    return sorted(typed(QUESTIONNAIRES).glob("*.yaml"))


def examined(path: Path, instance: Instance | None = None) -> Examined:
    """Read a questionnaire with its translations, prove its ways, compare it with the version that the
    instance has published, and complain about everything at once."""
    report = check_report(path, TRANSLATIONS, published=published_by(instance))
    return Examined(
        report.questionnaire,
        tuple(complaint.line() for complaint in report.errors),
        tuple(complaint.line() for complaint in report.warnings),
    )


def published_by(instance: Instance | None) -> Published:
    """What finds the version of a questionnaire that an instance has published last."""

    def find(questionnaire_id: str) -> Questionnaire | None:
        before = published.previous(instance.engine, questionnaire_id) if instance else None
        return before.questionnaire if before else None

    return find


def frozen(questionnaire: Questionnaire, instance: Instance) -> Version:
    """The version as it would be published: codes keep the numbers they had in any earlier version."""
    numbers: dict[tuple[str, str], int] = {}
    for version in published.all_versions(instance.engine):
        if version.questionnaire.id == questionnaire.id:
            numbers |= numbers_of(version.questionnaire)
    settings = instance.settings
    constants = {name: getattr(settings, name) for name in ("controller", "contact", "reference")}
    return freeze(questionnaire, numbers, constants)


def publish(version: Version, instance: Instance) -> bool:
    """Open a version for respondents; False when it is open already. Raises NotPublishable."""
    refuse_unready(version.questionnaire, instance)
    if version.hash in {open_version.hash for open_version in published.open_versions(instance.engine)}:
        return False
    published.publish(instance.engine, version)
    asked = version.questionnaire
    if instance.settings.trial:  # its keys open every wave
        waves.carry_over(instance.engine, asked.id, key_set(instance.engine, asked.id).id, asked.wave)
    return True


def contact_slots(questionnaire: Questionnaire) -> set[str]:
    """The support contacts that its pages show."""
    return {slot for page in questionnaire.pages for slot in page.support}


def shown_contact_slots(engine: Engine) -> set[str]:
    """The support contacts that anything open shows."""
    open_versions = [published.version(engine, one.hash) for one in published.open_versions(engine)]
    return {slot for version in open_versions for slot in contact_slots(version.questionnaire)}


def refuse_unready(questionnaire: Questionnaire, instance: Instance) -> None:
    """Raise NotPublishable, naming everything that is missing, unless respondents may be let in."""
    reasons = list(_unready(questionnaire, instance))
    if reasons:
        raise NotPublishable(f"'{questionnaire.id}' is not published: {'; '.join(reasons)}.")


def _unready(questionnaire: Questionnaire, instance: Instance) -> Iterator[str]:
    engine, trial = instance.engine, instance.settings.trial
    slots = contact_slots(questionnaire)
    unknown = slots - {contact.slot for contact in contacts.all_contacts(engine)}
    if unknown:
        yield f"it shows contacts that this instance does not have ({', '.join(sorted(unknown))})"
    if trial:
        yield from keys_unready(engine, questionnaire.id, fewest=1)
        return
    yield from live_unready(engine, questionnaire, today=clock.now().date())
    if instance.settings.missing:
        yield f"these settings are empty: {', '.join(instance.settings.missing)} (survey settings set)"
    unverified = contacts.unverified(engine, sorted(slots - unknown))
    if unverified:
        yield f"nobody has verified the contacts {', '.join(unverified)} (survey contacts export)"
