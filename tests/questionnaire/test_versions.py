"""Texts, translations and the frozen version."""

from __future__ import annotations

import hashlib

import msgspec
import polib
import pytest

from survey.questionnaire.catalogues import CatalogueDamaged, lookup, lookups
from survey.questionnaire.texts import texts_of, translated, untranslated
from survey.questionnaire.versions import VersionDamaged, canonical, decode, freeze, numbers_of


def write_catalogue(folder, language, name, entries) -> None:
    path = folder / language / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile()
    for context, source, translation, *flags in entries:
        catalogue.append(polib.POEntry(msgctxt=context, msgid=source, msgstr=translation, flags=flags))
    catalogue.save(str(path))


def test_every_text_has_a_path_of_its_own(questionnaire):
    found = {located.context: located for located in texts_of(questionnaire)}
    assert found["trust/row/police"].text == {"sv": "polisen"}
    assert found["trust/row/police"].comment == "Hur stort förtroende har du för …"
    assert found["scale/trust5.high"].text == {"sv": "Stort"}
    assert found["satisfaction/end/2"].text == {"sv": "Mycket"}
    assert found["page/too_young"].text == {"sv": "Enkäten är för dig som är {min_age}."}
    assert found["section/trust/intro"].text == {"sv": "Några frågor om förtroende."}
    assert found["age_band.adult"].module == "background"
    assert found["sought_help.yes"].module == ""
    assert "satisfaction.3" not in found


def test_equal_texts_in_different_places_are_translated_apart(questionnaire, tmp_path):
    write_catalogue(tmp_path, "en", "visitors", [("sought_help.yes", "Ja", "Yes, I have")])
    write_catalogue(tmp_path, "en", "modules", [("safety_gate.yes", "Ja", "Yes, show them")])
    found = translated(questionnaire, lookups(tmp_path, ("en",), "visitors"))
    texts = {located.context: located.text.get("en") for located in texts_of(found)}
    assert texts["sought_help.yes"] == "Yes, I have"
    assert texts["safety_gate.yes"] == "Yes, show them"


def test_a_translation_of_another_wording_or_marked_fuzzy_is_never_served(tmp_path):
    entries = [("q", "Gammal text", "Old text"), ("r", "Ny text", "Maybe", "fuzzy")]
    write_catalogue(tmp_path, "en", "visitors", entries)
    find = lookup(tmp_path, "en", "visitors")
    assert find("q", "Ny text") == ""
    assert find("r", "Ny text") == ""
    assert find("q", "Gammal text") == "Old text"


def test_what_is_not_translated_is_listed_by_language(questionnaire):
    gaps = untranslated(questionnaire)
    assert set(gaps) == {"en", "ru"}
    assert "title" in [located.context for located in gaps["ru"]]


def test_a_broken_catalogue_is_named(tmp_path):
    write_catalogue(tmp_path, "en", "visitors", [])
    (tmp_path / "en/LC_MESSAGES/visitors.po").write_text('msgid "a\nmsgstr', encoding="utf-8")
    with pytest.raises(CatalogueDamaged, match=r"visitors\.po"):
        lookup(tmp_path, "en", "visitors")


def test_freezing_fills_in_constants_everywhere_but_leaves_answers_and_contacts(questionnaire):
    version = freeze(questionnaire, {}, {"controller": "Kommunen"})
    texts = {located.context: located.text["sv"] for located in texts_of(version.questionnaire)}
    assert texts["lead"] == "För dig som är 18 år eller äldre"
    assert texts["page/too_young"] == "Enkäten är för dig som är 18."
    assert texts["satisfaction"] == "Hur nöjd är du med dina {times} kontakter?"
    assert texts["support/youth/card"] == "Ring {contact}."


def test_the_hash_is_that_of_the_document_and_the_document_reads_back(questionnaire):
    version = freeze(questionnaire)
    document = canonical(version.questionnaire)
    assert version.hash == hashlib.sha256(document).hexdigest()
    assert decode(document, version.hash) == version
    assert freeze(questionnaire) == version


def test_a_changed_or_cut_document_is_refused(questionnaire):
    version = freeze(questionnaire)
    document = canonical(version.questionnaire)
    for damaged in (document.replace(b"Besok", b"Besox"), document[:-1], document.replace(b"Ja", b"Nej", 1)):
        if damaged != document:
            with pytest.raises(VersionDamaged):
                decode(damaged, version.hash)


def with_maybe_for_yes(question):
    if question.id != "sought_help":
        return question
    no = next(option for option in question.options if option.code == "no")
    maybe = msgspec.structs.replace(no, code="maybe", number=0)
    return msgspec.structs.replace(question, options=(no, maybe))


def test_numbers_are_kept_and_never_reused(questionnaire):
    first = freeze(questionnaire).questionnaire
    pages = tuple(
        msgspec.structs.replace(page, questions=tuple(map(with_maybe_for_yes, page.questions)))
        for page in questionnaire.pages
    )
    changed = msgspec.structs.replace(questionnaire, pages=pages)
    second = freeze(changed, numbers_of(first)).questionnaire
    numbers = {q.id: {o.code: o.number for o in q.options} for q in second.questions()}
    assert numbers["sought_help"] == {"no": 2, "maybe": 3}


def test_a_document_read_back_gives_the_same_document(questionnaire):
    document = canonical(freeze(questionnaire).questionnaire)
    assert canonical(decode(document).questionnaire) == document
