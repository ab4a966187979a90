"""Merging never loses a translation and never gives one to another text."""

from __future__ import annotations

import polib
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.exchange.merging import merge
from survey.exchange.po_files import po_text, with_headers
from survey.exchange.sources import Source

from .conftest import Project

PATHS = ("help", "help.yes", "trust/row/police")
TEXTS = ("Ja", "Nej", "Kanske")


def entry_of(file: polib.POFile, path: str) -> polib.POEntry:
    return next(entry for entry in file if entry.msgctxt == path and not entry.obsolete)


def merged(old: polib.POFile, **sources: str) -> polib.POFile:
    return merge(old, [Source(path, text) for path, text in sources.items()])


def catalogue(path: str, source: str, translation: str) -> polib.POFile:
    file = polib.POFile()
    file.append(polib.POEntry(msgctxt=path, msgid=source, msgstr=translation))
    return file


def test_a_changed_source_makes_its_entry_fuzzy_with_the_previous_text() -> None:
    entry = entry_of(merged(catalogue("a", "Ja", "Yes"), a="Jo"), "a")
    assert (entry.msgid, entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("Jo", "Yes", True, "Ja")


def test_a_source_changed_twice_keeps_the_text_it_was_translated_from() -> None:
    once = merged(catalogue("a", "Ja", "Yes"), a="Jo")
    assert entry_of(merged(once, a="Jodå"), "a").previous_msgid == "Ja"


def test_a_source_changed_back_waits_for_a_person_all_the_same() -> None:
    back = entry_of(merged(merged(catalogue("a", "Ja", "Yes"), a="Jo"), a="Ja"), "a")
    assert (back.msgstr, back.fuzzy, back.previous_msgid) == ("Yes", True, None)


def test_what_is_removed_becomes_obsolete_and_comes_back_as_it_was() -> None:
    gone = merged(catalogue("a", "Ja", "Yes"), b="Nej")
    assert [(entry.msgctxt, entry.msgstr) for entry in gone.obsolete_entries()] == [("a", "Yes")]
    entry = entry_of(merged(gone, a="Ja", b="Nej"), "a")
    assert (entry.msgstr, entry.fuzzy) == ("Yes", False)


def test_what_comes_back_with_another_text_is_fuzzy() -> None:
    gone = merged(catalogue("a", "Ja", "Yes"), b="Nej")
    entry = entry_of(merged(gone, a="Jo"), "a")
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("Yes", True, "Ja")


def test_the_same_words_in_two_places_keep_their_own_translations() -> None:
    file = catalogue("a", "Annat", "Other")
    file.append(polib.POEntry(msgctxt="b", msgid="Annat", msgstr="Something else"))
    found = merged(file, b="Annat", a="Annat", c="Annat")
    assert [entry_of(found, path).msgstr for path in "abc"] == ["Other", "Something else", ""]


def test_a_question_that_moves_to_a_module_takes_its_translation_along(translated: Project) -> None:
    translated.replace(
        "questionnaires/visitors.yaml",
        "  - number: times\n    text: Hur många gånger?\n    min: 0\n    max: 99\n",
        "  - use: counting\n",
    )
    question = "  - number: times\n    text: Hur många gånger?\n    min: 0\n    max: 99\n"
    translated.write("questionnaires/modules/counting.yaml", f"module: counting\npages:\n{question}")
    translated.run("out")
    moved = translated.entries("en", "modules")["times"]
    assert (moved.msgstr, moved.fuzzy) == ("en: Hur många gånger?", False)
    assert "times" in translated.obsolete("en", "visitors")


def test_a_second_run_changes_nothing(translated: Project) -> None:
    before = {path: path.read_bytes() for path in translated.translations.rglob("*.po")}
    assert translated.run("out").output == "The PO files are up to date.\n"
    assert {path: path.read_bytes() for path in translated.translations.rglob("*.po")} == before


def test_shared_texts_are_kept_once_and_own_ones_with_their_questionnaire(translated: Project) -> None:
    shared, own = translated.entries("en", "modules"), translated.entries("en", "visitors")
    assert {"sought_help@visitors", "sought_help", "sought_help.yes", "missing/declined"} <= shared.keys()
    assert {"scale/trust2.high", "support/crisis_line/card", "support/crisis_line/name"} <= shared.keys()
    assert {"title", "times", "trust", "trust/row/police", "page/done"} == own.keys()
    assert translated.entries("en", "neighbours")["page/done"].msgid == "Tack så mycket!"
    assert not translated.po("ru", "neighbours").exists()


def test_an_entry_says_what_it_belongs_to_and_where_it_stands(translated: Project) -> None:
    entry = translated.entries("en", "visitors")["trust/row/police"]
    assert entry.comment == "Hur stort förtroende har du efter {times} gånger för …"
    assert entry.occurrences == [("questionnaires/visitors.yaml", "10")]
    assert translated.entries("en", "visitors")["trust"].comment == "Question (one answer a row)"


steps = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS)),
        st.dictionaries(st.sampled_from(PATHS), st.booleans()),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(steps)
def test_whatever_happens_nothing_is_lost_and_nothing_attached_elsewhere(
    history: list[tuple[dict[str, str], dict[str, bool]]],
) -> None:
    """Each step the questionnaire changes, the files are merged, and a translator fills in some entries."""
    file = with_headers(polib.POFile(), "en", "visitors")
    made_for: dict[str, tuple[str, str]] = {}
    kept: dict[str, str] = {}
    for number, (sources, translations) in enumerate(history):
        file = polib.pofile(po_text(merge(file, [Source(path, text) for path, text in sources.items()])))
        here = {entry.msgctxt: entry for entry in file if not entry.obsolete}
        assert {path: entry.msgid for path, entry in here.items()} == sources
        for path, entry in here.items():
            if entry.msgstr and not entry.fuzzy:
                assert made_for[entry.msgstr] == (path, entry.msgid)
        present = {(entry.msgctxt, entry.msgstr) for entry in file}
        assert set(kept.items()) <= present
        for path, sure in translations.items():
            if path in here:
                words = f"translation {number} of {path}"
                here[path].msgstr = words
                here[path].flags = [] if sure else ["fuzzy"]
                here[path].previous_msgid = None
                made_for[words] = (path, here[path].msgid)
                kept[path] = words
