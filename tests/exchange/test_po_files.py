"""PO files: what gettext's own tools would write, and the same bytes every time."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.exchange.po_files import WIDTH, po_text, read_po, with_headers, write_po
from survey.questionnaire.catalogues import CatalogueDamaged

EXPECTED = """\
# Made by hand.
msgid ""
msgstr ""
"Project-Id-Version: Parallell\\n"
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && "
"n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"
"X-Catalogue: visitors\\n"

#. Question (one answer)
#: questionnaires/visitors.yaml:5
#, fuzzy, python-brace-format
#| msgid "Hur går det?"
msgctxt "going"
msgid ""
"Hur går det för dig just nu, när du tänker på de {times} senaste gångerna "
"som du var här?"
msgstr "Как дела?"

msgctxt "quoted"
msgid ""
"Ett \\"citat\\"\\n"
"och en rad till"
msgstr ""

msgid "%(n)s del kvar"
msgid_plural "%(n)s delar kvar"
msgstr[0] "осталась %(n)s часть"
msgstr[1] "осталось %(n)s части"
msgstr[2] "осталось %(n)s частей"

#~ msgctxt "gone"
#~ msgid "Borta"
#~ msgstr "Нет"
"""
texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=300)


def test_a_file_that_is_read_and_written_stays_the_same_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "visitors.po"
    path.write_text(EXPECTED, encoding="utf-8")
    catalogue = with_headers(read_po(path), "ru", "visitors")
    assert po_text(catalogue) == EXPECTED
    assert write_po(path, catalogue) is False


def test_dates_and_names_that_editors_add_do_not_come_back(tmp_path: Path) -> None:
    path = tmp_path / "visitors.po"
    added = '"Last-Translator: Anna\\n"\n"PO-Revision-Date: 2026-01-01 10:00+0100\\n"\n"X-Catalogue'
    path.write_text(EXPECTED.replace('"X-Catalogue', added), encoding="utf-8")
    assert po_text(with_headers(read_po(path), "ru", "visitors")) == EXPECTED


def test_a_header_that_somebody_else_needs_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "visitors.po"
    path.write_text(EXPECTED.replace('"X-Cat', '"Language-Team: Malmö\\n"\n"X-Cat'), encoding="utf-8")
    assert with_headers(read_po(path), "ru", "visitors").metadata["Language-Team"] == "Malmö"


@given(texts.filter(str.strip), texts)
@example("rad\u2028två\x85tre", "å\u2029b")
def test_every_text_comes_back_from_a_file_as_it_went_in(source: str, translation: str) -> None:
    catalogue = with_headers(polib.POFile(), "en", "visitors")
    catalogue.append(polib.POEntry(msgctxt="a/b.c", msgid=source, msgstr=translation))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visitors.po"
        write_po(path, catalogue)
        again = read_po(path)
    assert [(e.msgctxt, e.msgid, e.msgstr) for e in again] == [("a/b.c", source, translation)]
    assert po_text(with_headers(again, "en", "visitors")) == po_text(catalogue)


@given(st.lists(st.text("abcå 1,", min_size=1, max_size=20), min_size=1, max_size=40))
def test_no_line_is_wider_than_an_editor_makes_it(words: list[str]) -> None:
    catalogue = with_headers(polib.POFile(), "en", "visitors")
    catalogue.append(polib.POEntry(msgid=" ".join(words), msgstr="x"))
    assert all(len(line) <= WIDTH for line in po_text(catalogue).split("\n"))


@pytest.mark.parametrize(
    "content", [b"msgid \xff\xfe", b'msgid "a\nmsgstr', b"hello\n", b'msgid "a"', b'msgid "a"\nmsgstr "b" c']
)
def test_a_broken_file_is_told_in_one_sentence_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "visitors.po"
    path.write_bytes(content)
    with pytest.raises(CatalogueDamaged) as raised:
        read_po(path)
    assert "visitors.po" in str(raised.value)
    assert "\n" not in str(raised.value)
