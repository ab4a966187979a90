"""The support contacts that questionnaires can show, as the module ``support`` lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from survey.questionnaire.complaints import Complaint, Complaints
from survey.questionnaire.fields import Fields
from survey.questionnaire.library import Library
from survey.questionnaire.model import Text
from survey.questionnaire.texts import Lookup

_KEYS: Final = ("name", "about", "phone", "url", "hours", "languages", "card")


class SupportContact(msgspec.Struct, frozen=True):
    """One slot with what is written about it before anybody has verified it."""

    slot: str
    name: Text
    about: Text
    hours: Text
    phone: str = ""
    url: str = ""
    languages: str = ""


def read_contacts(
    modules: Path, lookups: dict[str, Lookup], source: str = "sv"
) -> tuple[tuple[SupportContact, ...], tuple[Complaint, ...]]:
    """Every slot in the module's order, translated, and what is wrong with the file."""
    complaints = Complaints()
    contacts = []

    def text(slot: str, part: str, value: str) -> Text:
        if not value:
            return {}
        found = {language: look(f"support/{slot}/{part}", value) for language, look in lookups.items()}
        return {source: value, **{language: words for language, words in found.items() if words}}

    for slot, node in Library(modules, complaints).entries("support", "contacts").items():
        fields = Fields(node, _KEYS, complaints)
        contacts.append(
            SupportContact(
                slot=slot,
                name=text(slot, "name", fields.string("name", required=True)),
                about=text(slot, "about", fields.string("about")),
                hours=text(slot, "hours", fields.string("hours")),
                phone=fields.string("phone"),
                url=fields.string("url"),
                languages=fields.string("languages"),
            )
        )
    return tuple(contacts), complaints.sorted()
