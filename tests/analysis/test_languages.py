"""The words of the workbook: every one translated, placeholders kept, nothing left over."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

from analysis.disclosure.audiences import AUDIENCES
from analysis.release import book_of, published
from analysis.tables.cover import Provenance
from analysis.tables.table import Link
from analysis.texts import LANGUAGES, TRANSLATIONS, CatalogueUnreadable, Texts
from survey.questionnaire.model import Version
from tests.analysis.samples import dataset, drawn

ROOM = Path(__file__).resolve().parents[2] / "analysis"
FOREIGN = LANGUAGES[1:]
SAME_IN_ENGLISH = {"Text", "Version", "Organisation", "Text ({language})", "Median: {category}"}


def used() -> set[str]:
    keywords = {"texts": None, "N_": None}
    found = extract_from_dir(ROOM, method_map=[("**.py", "python")], keywords=keywords)
    return {str(message) for _, _, message, _, _ in found}


def catalogue(language: str) -> dict[str, polib.POEntry]:
    entries = polib.pofile(str(TRANSLATIONS / language / "LC_MESSAGES" / "analysis.po"))
    return {entry.msgid: entry for entry in entries if not entry.obsolete}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    entries = catalogue(language)
    assert used() == set(entries)
    assert [e.msgid for e in entries.values() if not e.msgstr or e.fuzzy] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_placeholders_survive_translation(language: str) -> None:
    for entry in catalogue(language).values():
        assert set(re.findall(r"\{\w+\}", entry.msgid)) == set(re.findall(r"\{\w+\}", entry.msgstr)), (
            entry.msgid
        )


def test_nothing_is_translated_into_itself() -> None:
    same = {e.msgid for e in catalogue("en").values() if e.msgid == e.msgstr}
    assert same <= SAME_IN_ENGLISH


@pytest.mark.parametrize("language", FOREIGN)
def test_a_workbook_in_another_language_has_no_swedish_in_it(
    visitors_version: Version, relatives_version: Version, language: str
) -> None:
    rules = AUDIENCES["internal"]
    datasets = [dataset(v, drawn(v, 50, seed=3)) for v in (visitors_version, relatives_version)]
    source = Provenance("a.bundle", "Kommunen", True, "", (), {})
    whole = book_of(published(datasets, rules), rules, source, Texts(language), free_text=True)
    swedish = {e.msgid for e in catalogue(language).values() if e.msgid != e.msgstr and "{" not in e.msgid}
    for sheet in whole.tables:
        if sheet.id == "codebook":
            continue
        words = [sheet.name, sheet.title, *sheet.lines, *(column.title for column in sheet.columns)]
        for block in sheet.blocks:
            words += [block.title, *block.lines, *block.notes]
            for row in block.rows:
                words += [
                    c.text if isinstance(c, Link) else c for c in row.cells if isinstance(c, str | Link)
                ]
        # Codes and names of questionnaires are the same everywhere.
        assert set(words) & swedish == set(), sheet.id


def test_numbers_in_sentences_follow_the_language() -> None:
    assert Texts("sv").number(1234.5, 1) == "1\xa0234,5"
    assert Texts("en").number(1234.5, 1) == "1,234.5"
    assert Texts("ru").number(1234.5, 1) == "1\xa0234,5"


def test_a_language_without_a_catalogue_falls_back_to_the_source() -> None:
    assert Texts("ar")("Vet inte") == "Vet inte"
    assert Texts("ar").of({"sv": "Ja", "en": "Yes"}) == "Ja"


def test_a_missing_catalogue_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis import texts

    monkeypatch.setattr(texts, "TRANSLATIONS", tmp_path)
    texts._entries.cache_clear()
    with pytest.raises(CatalogueUnreadable, match=r"en/LC_MESSAGES/analysis\.po"):
        Texts("en")
    texts._entries.cache_clear()
