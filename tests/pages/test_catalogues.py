"""The interface speaks every language it offers, in full."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

from survey.pages.languages import (
    DOMAIN,
    TRANSLATIONS,
    Interface,
    compile_catalogues,
    interface_languages,
)

SURVEY = Path(__file__).parents[2] / "survey"
KEYWORDS = {"_": None, "_marked": None, "translate": None}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OTHERS = [language for language in interface_languages() if language != "sv"]
PLACEHOLDER = re.compile(r"%\([a-z]+\)s")


def messages() -> set[str]:
    """Every message in the code and the templates of the respondents' pages."""
    found: set[str] = set()
    for room in ("pages", "public"):
        for _, _, message, *_ in extract_from_dir(SURVEY / room, METHODS, keywords=KEYWORDS):
            found.update([message] if isinstance(message, str) else message)
    return found


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"))


def test_swedish_english_and_russian_are_offered(by_language: dict[str, Interface]) -> None:
    assert {code: interface.name for code, interface in by_language.items()} == {
        "sv": "Svenska",
        "en": "English",
        "ru": "Русский",
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    entries = {entry.msgid: entry for entry in catalogue(language)}
    assert len(messages()) > 100
    assert messages() - entries.keys() == set()
    assert entries.keys() - messages() == set()
    assert [m for m, entry in entries.items() if not entry.msgstr or entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_their_placeholders(language: str) -> None:
    for entry in catalogue(language):
        assert set(PLACEHOLDER.findall(entry.msgstr)) == set(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_russian_says_you_in_lower_case() -> None:
    inside = re.compile(r"(?<![.!?»:–] )(?<!^)\b(?:Вы|Вас|Вам|Ваш|Ваши|Вашей)\b")
    assert [entry.msgstr for entry in catalogue("ru") if inside.search(entry.msgstr)] == []


def test_a_catalogue_is_compiled_when_it_has_changed_and_fuzzy_entries_stay_out(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(TRANSLATIONS / "en" / "LC_MESSAGES" / f"{DOMAIN}.po", folder)
    source = polib.pofile(str(folder / f"{DOMAIN}.po"))
    source.find("Tillbaka").flags.append("fuzzy")
    source.save()
    compile_catalogues(tmp_path)
    compiled = {entry.msgid for entry in polib.mofile(str(folder / f"{DOMAIN}.mo"))}
    assert "Fortsätt" in compiled
    assert "Tillbaka" not in compiled
    assert [path.name for path in folder.iterdir() if path.suffix == ".tmp"] == []


def test_a_message_takes_its_values(by_language: dict[str, Interface]) -> None:
    assert by_language["ru"].translate("Del %(n)s av %(total)s", n=2, total=5) == "Часть 2 из 5"
