"""The interface's own strings, by language: Swedish in the code, the others in ``translations/``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale, get_domain

SOURCE: Final = "sv"
TRANSLATIONS: Final = Path(__file__).parents[2] / "translations"
DOMAIN: Final = "messages"


class Interface(NamedTuple):
    """One language of the interface. ``name`` is its own name for itself, ``direction`` ltr or rtl."""

    language: str
    name: str
    direction: str
    gettext: Callable[[str], str]

    def translate(self, message: str, /, **values: object) -> str:
        """The Swedish message in this language, its ``%(name)s`` filled in."""
        text = self.gettext(message)
        return text % values if values else text


def interface_languages(folder: Path = TRANSLATIONS) -> tuple[str, ...]:
    """Swedish first, then every language that has a catalogue."""
    found = sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE, *(language for language in found if language != SOURCE))


def compile_catalogues(folder: Path = TRANSLATIONS) -> None:
    """Make each missing or outdated .mo from its .po; entries marked fuzzy stay out."""
    for source in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        # Several workers may start at once: each writes its own file and moves it into place.
        handle, temporary = tempfile.mkstemp(dir=source.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as binary:
            write_mo(binary, catalogue)
        Path(temporary).replace(compiled)


def interfaces(app: Flask) -> dict[str, Interface]:
    """Every interface language, its catalogue loaded once.

    Flask-Babel would look up the locale anew for each string; a page has forty.
    """
    compile_catalogues()
    Babel(
        app,
        configure_jinja=False,
        default_locale=SOURCE,
        default_domain=DOMAIN,
        default_translation_directories=str(TRANSLATIONS),
    )
    with app.app_context():
        return {language: _interface(language) for language in interface_languages()}


def _interface(language: str) -> Interface:
    locale = Locale.parse(language)
    name = locale.get_language_name(language) or language
    with force_locale(language):
        catalogue = get_domain().get_translations()
    return Interface(language, name[:1].upper() + name[1:], locale.text_direction, catalogue.gettext)
