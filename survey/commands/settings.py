"""`survey settings`, `survey contacts` and `survey collectors`: what an operator fills in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec
import yaml

from survey.commands.place import Place, at_place
from survey.commands.publication import shown_contact_slots
from survey.storage import clock, collectors, published
from survey.storage.contacts import Contact, all_contacts, replace_contacts

NAMES = ("organisation", "controller", "contact", "reference", "public_url", "exit_url")
CONTACTS_HEAD = """\
# Support contacts. Ring each number, correct what is wrong, and write who did so and when:
#   verified_on: 2026-03-01
#   verified_by: Anna A
# Then: survey contacts import FILE. The file replaces all contacts, in this order.
"""


class SettingsRefused(ValueError):
    """Something that cannot be a setting."""


@click.group("settings")
def settings_commands() -> None:
    """Who asks, who answers for it, and where the survey is reached."""


@settings_commands.command("show")
@at_place
def show(place: Place) -> None:
    """Print the settings."""
    settings = place.open().settings
    for name in NAMES:
        click.echo(f"{name:13} {getattr(settings, name) or '(not given)'}")


@settings_commands.command("set")
@click.argument("name", type=click.Choice(NAMES))
@click.argument("value")
@at_place
def set_(place: Place, name: str, value: str) -> None:
    """Give one setting a value.

    Controller, contact and reference are frozen into a version when it is published: publish again
    after changing them. A server that is running must be started again.
    """
    instance = place.open()
    value = value.strip()
    if name.endswith("_url"):
        value = _address(name, value, instance.settings.trial)
    instance.save_settings(msgspec.structs.replace(instance.settings, **{name: value}))
    click.echo(f"{name}: {value}")


@click.group("contacts")
def contacts_commands() -> None:
    """The support contacts that respondents see, as a file to correct and to date."""


@contacts_commands.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@at_place
def export(place: Place, file: Path) -> None:
    """Write the contacts to FILE, as YAML."""
    contacts = [msgspec.to_builtins(contact) for contact in all_contacts(place.open().engine)]
    written = yaml.safe_dump({"contacts": contacts}, allow_unicode=True, sort_keys=False, width=100)
    file.write_text(CONTACTS_HEAD + written, encoding="utf-8")
    click.echo(f"{file}: {len(contacts)} contacts")


@contacts_commands.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@at_place
def import_(place: Place, file: Path) -> None:
    """Replace the contacts with those in FILE."""
    instance = place.open()
    contacts = _read_contacts(file)
    kept = {contact.slot for contact in contacts}
    shown = shown_contact_slots(instance.engine)
    if shown - kept:
        raise SettingsRefused(
            f"{file} lacks contacts that respondents are shown: {', '.join(sorted(shown - kept))}."
        )
    replace_contacts(instance.engine, contacts)
    verified = sum(1 for contact in contacts if contact.verified_on)
    click.echo(f"{len(contacts)} contacts, {verified} of them verified")


@click.group("collectors")
def collectors_commands() -> None:
    """Short links, one for each channel or batch of cards, never for a person."""


@collectors_commands.command("new")
@click.argument("questionnaire")
@click.argument("note")
@at_place
def new(place: Place, questionnaire: str, note: str) -> None:
    """Make a link to QUESTIONNAIRE. NOTE says for yourselves where it is handed out."""
    instance = place.open()
    if questionnaire not in {version.questionnaire for version in published.open_versions(instance.engine)}:
        raise SettingsRefused(f"'{questionnaire}' is not open: publish it first.")
    made = collectors.new_collector(instance.engine, questionnaire, note)
    click.echo(f"{instance.settings.public_url}/c/{made.code}")


@collectors_commands.command("list")
@at_place
def list_(place: Place) -> None:
    """Print the links, their questionnaires and notes."""
    instance = place.open()
    for one in collectors.collectors(instance.engine):
        state = "  (revoked)" if one.revoked else ""
        click.echo(f"{instance.settings.public_url}/c/{one.code}  {one.questionnaire}  {one.note}{state}")


@collectors_commands.command("revoke")
@click.argument("code")
@at_place
def revoke(place: Place, code: str) -> None:
    """Let nobody begin through the link with this code any more."""
    collectors.revoke(place.open().engine, code)
    click.echo(f"{code}: revoked")


def _address(name: str, value: str, trial: bool) -> str:
    plain = trial and name == "public_url"
    if not value.startswith(("https://", "http://") if plain else ("https://",)) or len(value.split()) != 1:
        raise SettingsRefused(f"{name} is an address that begins with https://, not '{value}'.")
    return value.rstrip("/")


def _read_contacts(file: Path) -> list[Contact]:
    """Raises SettingsRefused, saying which contact is wrong and how."""
    try:
        # Plain texts only: a date stays what was typed, as it does in a questionnaire.
        document = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        contacts = msgspec.convert(document, dict[str, list[Contact]])["contacts"]
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError, KeyError) as error:
        raise SettingsRefused(f"{file} is no list of contacts: {' '.join(str(error).split())}") from error
    unknown = {name for entry in document["contacts"] for name in entry} - set(Contact.__struct_fields__)
    if unknown:
        raise SettingsRefused(f"{file} has words that mean nothing here: {', '.join(sorted(unknown))}.")
    slots = [contact.slot for contact in contacts]
    twice = {slot for slot in slots if slots.count(slot) > 1}
    if twice:
        raise SettingsRefused(f"{file} has these contacts twice: {', '.join(sorted(twice))}.")
    for contact in contacts:
        _check_verified(contact)
    return contacts


def _check_verified(contact: Contact) -> None:
    if bool(contact.verified_on) != bool(contact.verified_by):
        raise SettingsRefused(f"{contact.slot}: verified_on and verified_by belong together.")
    if contact.verified_on:
        try:
            day = date.fromisoformat(contact.verified_on)
        except ValueError as error:
            raise SettingsRefused(
                f"{contact.slot}: verified_on is a date such as 2026-03-01, not '{contact.verified_on}'."
            ) from error
        if day > clock.now().date():
            raise SettingsRefused(f"{contact.slot}: verified_on lies in the future.")
    if contact.verified_on and not (contact.phone or contact.url):
        raise SettingsRefused(f"{contact.slot}: a verified contact has a phone number or an address.")
