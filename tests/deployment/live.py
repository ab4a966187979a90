"""A live instance as an operator leaves it: settings, contacts, two recipients, one questionnaire."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from survey.commands.instance import new_instance
from survey.commands.place import QUESTIONNAIRES, Place
from survey.commands.publication import examined, frozen, publish
from survey.storage import clock, recipients, waves
from survey.storage.contacts import all_contacts, replace_contacts
from survey.storage.instance import Instance
from survey.storage.keys import PrivateKey, new_key
from survey.storage.sealing import open_test_message

HOST = "enkat.example.org"
EXIT = "https://www.smhi.se"
QUESTIONNAIRE = "buyers"


def live_instance(folder: Path, keys: tuple[PrivateKey, ...], database: str | None = None) -> Instance:
    """Make one, with one questionnaire open, answers to which these keys open."""
    instance = new_instance(Place(folder, database), trial=False)
    instance.save_settings(
        msgspec.structs.replace(
            instance.settings,
            public_url=f"https://{HOST}",
            exit_url=EXIT,
            organisation="Föreningen",
            controller="Föreningens styrelse",
            contact="styrelsen@example.org",
            reference="2026-01",
        )
    )
    verified = {"phone": "020-000 00", "verified_on": "2026-01-31", "verified_by": "Anna"}
    replace_contacts(
        instance.engine,
        [msgspec.structs.replace(contact, **verified) for contact in all_contacts(instance.engine)],
    )
    for key in keys:
        recipients.add(instance.engine, key.public)
        word = open_test_message(recipients.challenge(instance.engine, key.name), key)
        recipients.prove(instance.engine, key.name, word, today=clock.now().date())
    found = examined(QUESTIONNAIRES / f"{QUESTIONNAIRE}.yaml")
    assert found.questionnaire and not found.errors
    asked = found.questionnaire
    waves.set_date(instance.engine, asked.id, asked.wave, date.max, today=clock.now().date())
    assert publish(frozen(found.questionnaire, instance), instance)
    return instance


def two_keys() -> tuple[PrivateKey, ...]:
    return new_key("Anna"), new_key("recovery")
