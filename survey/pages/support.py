"""Support contacts on pages: as a list, and as the text of a card."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from markupsafe import Markup, escape

from survey.pages.wording import in_language
from survey.questionnaire.model import Card, Text


class Contact(Protocol):
    """What is shown of a contact (``survey.storage.contacts`` keeps them)."""

    @property
    def slot(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def about(self) -> Text: ...
    @property
    def phone(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def hours(self) -> Text: ...
    @property
    def languages(self) -> str: ...


class ContactLine(NamedTuple):
    """A contact in one language. ``dial`` is its number as a telephone takes it, ``details`` when it
    answers and in which languages."""

    name: str
    about: str
    phone: str
    dial: str
    url: str
    details: str

    @property
    def inline(self) -> Markup:
        """Name and number in the middle of a sentence."""
        if not self.phone:
            return escape(self.name)
        link = Markup('<a href="tel:{}">{}</a>').format(self.dial, self.phone)
        return link if self.name == self.phone else Markup("{}, {}").format(self.name, link)


def contact_line(contact: Contact, language: str) -> ContactLine:
    """What is shown of a contact in this language."""
    details = (in_language(contact.hours, language), contact.languages)
    return ContactLine(
        name=in_language(contact.name, language),
        about=in_language(contact.about, language),
        phone=contact.phone,
        dial="".join(character for character in contact.phone if character in "+0123456789"),
        url=contact.url,
        details=" · ".join(detail for detail in details if detail),
    )


def card_text(card: Card | None, line: ContactLine, language: str) -> Markup:
    """The card's sentence with the contact in place of ``{contact}``; without a card, the contact."""
    text = in_language(card.text, language) if card else "{contact}"
    return line.inline.join(text.split("{contact}"))
