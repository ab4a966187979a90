"""Support contacts: who stands behind a slot that a questionnaire names, correctable at any time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from sqlalchemy import Engine, delete, insert, select

from survey.questionnaire.model import Text
from survey.storage.database import writing
from survey.storage.tables import contacts as table

# Numbers that the Swedish telecoms authority keeps free for fiction end in these two digits.
_FICTIONAL_PHONE: Final = "08-465 004 {:02d}"
_FICTIONAL_NUMBERS: Final = 100
_MADE_UP: Final = {"sv": "påhittad", "en": "made up", "ru": "вымышлено"}


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One support contact. ``verified_on`` is an ISO date, "" until somebody has rung the number."""

    slot: str
    name: Text
    about: Text = {}
    phone: str = ""
    url: str = ""
    hours: Text = {}
    languages: str = ""
    verified_on: str = ""
    verified_by: str = ""


_SELECT: Final = select(table.c.document).order_by(table.c.place)
_decoder: Final = msgspec.json.Decoder(Contact)


def all_contacts(engine: Engine) -> tuple[Contact, ...]:
    """Every contact, in the order in which they are listed for respondents."""
    with engine.connect() as connection:
        return tuple(_decoder.decode(document) for document in connection.execute(_SELECT).scalars())


def replace_contacts(engine: Engine, contacts: Iterable[Contact]) -> None:
    """Put these contacts, in this order, in the place of all there were."""
    rows = [
        {"slot": contact.slot, "place": place, "document": msgspec.json.encode(contact).decode()}
        for place, contact in enumerate(contacts)
    ]
    with writing(engine) as connection:
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), rows)


def unverified(engine: Engine, slots: Iterable[str]) -> tuple[str, ...]:
    """Those of the slots that nobody stands behind, or that nobody has verified, in their order."""
    verified = {contact.slot for contact in all_contacts(engine) if contact.verified_on}
    return tuple(slot for slot in slots if slot not in verified)


def made_up(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """The same slots with names that say they are made up and numbers that ring nowhere, for a trial."""
    return tuple(
        Contact(
            slot=contact.slot,
            name={
                language: f"{name} ({_MADE_UP.get(language, _MADE_UP['en'])})"
                for language, name in contact.name.items()
            },
            about=contact.about,
            phone=_FICTIONAL_PHONE.format(place % _FICTIONAL_NUMBERS),
            hours=contact.hours,
            languages=contact.languages,
        )
        for place, contact in enumerate(contacts)
    )
