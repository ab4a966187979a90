"""The interface's catalogue: three Russian plural forms, nothing guessed, nothing lost."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from survey.exchange.faults import entry_faults, header_faults
from survey.exchange.interface_catalogue import (
    INTERFACES,
    InterfaceText,
    interface_texts,
    merge_interface,
    take_in_interface,
)
from survey.exchange.po_files import po_text

SINGULAR, PLURAL = "%(n)s del kvar", "%(n)s delar kvar"


def plural(*forms: str) -> polib.POEntry:
    return polib.POEntry(msgid=SINGULAR, msgid_plural=PLURAL, msgstr_plural=dict(enumerate(forms)))


def kinds(entry: polib.POEntry, language: str) -> list[str]:
    return [finding.kind for finding in entry_faults(entry, language, "messages.po:1")]


@pytest.mark.parametrize(
    ("language", "forms", "found"),
    [
        ("ru", ("%(n)s часть", "%(n)s части", "%(n)s частей"), []),
        ("ru", ("%(n)s часть", "%(n)s частей"), ["plural_forms"]),
        ("ru", ("%(n)s часть", "%(n)s части", ""), ["plural_forms"]),
        ("ru", ("одна часть", "%(n)s части", "%(n)s частей"), ["placeholder_lost"]),
        ("en", ("one part left", "%(n)s parts left"), []),
        ("en", ("one part left", "many parts left"), ["placeholder_lost"]),
        ("en", ("", ""), []),
    ],
)
def test_every_plural_form_is_there_and_says_its_number(
    language: str, forms: tuple[str, ...], found: list[str]
) -> None:
    assert kinds(plural(*forms), language) == found


def test_a_wrong_rule_for_plurals_is_an_error() -> None:
    file = polib.POFile()
    file.metadata = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}
    file.append(plural("a", "b"))
    assert [finding.kind for finding in header_faults(file, "ru", "messages.po:1")] == ["plural_header"]
    assert list(header_faults(file, "en", "messages.po:1")) == []


def test_strings_are_found_where_they_are_marked(tmp_path: Path) -> None:
    (tmp_path / "survey/pages/templates").mkdir(parents=True)
    (tmp_path / "survey/pages/a.py").write_text('x = _marked("Hej")\ny = "inte detta"\n', encoding="utf-8")
    template = '<p>{{ _("Hej") }}</p>\n<p>{{ ngettext("%(n)s del", "%(n)s delar", n) }}</p>\n'
    (tmp_path / "survey/pages/templates/b.html").write_text(template, encoding="utf-8")
    (messages,) = (interface for interface in INTERFACES if interface.name == "messages")
    assert interface_texts(messages, tmp_path) == (
        InterfaceText("Hej", "", ("survey/pages/a.py", "survey/pages/templates/b.html")),
        InterfaceText("%(n)s del", "%(n)s delar", ("survey/pages/templates/b.html",)),
    )


def test_a_new_plural_has_a_place_for_each_form_and_a_changed_text_is_not_guessed() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Gå vidare", msgstr="Дальше"))
    new = merge_interface(
        old, [InterfaceText("Nästa", "", ()), InterfaceText(SINGULAR, PLURAL, ())], "ru", "messages"
    )
    assert [(e.msgid, e.msgstr, bool(e.obsolete)) for e in new] == [
        ("Nästa", "", False),
        (SINGULAR, "", False),
        ("Gå vidare", "Дальше", True),
    ]
    assert "msgstr[2]" in po_text(new)
    back = merge_interface(polib.pofile(po_text(new)), [InterfaceText("Gå vidare", "", ())], "ru", "messages")
    assert back[0].msgstr == "Дальше"


def test_what_a_translator_sends_is_taken_and_what_has_faults_waits() -> None:
    present = merge_interface(
        polib.POFile(),
        [InterfaceText("Nästa", "", ()), InterfaceText("Högst %(n)s", "", ())],
        "ru",
        "messages",
    )
    sent = polib.POFile()
    for source, translation in (("Nästa", "Далее"), ("Högst %(n)s", "Не больше"), ("Förr", "Раньше")):
        sent.append(polib.POEntry(msgid=source, msgstr=translation))
    found = list(take_in_interface(present, sent, "ru", "messages.po"))
    assert [finding.kind for finding in found] == ["placeholder_lost", "path_gone"]
    assert [(e.msgstr, e.fuzzy, bool(e.obsolete)) for e in present] == [
        ("Далее", False, False),
        ("Не больше", True, False),
        ("Раньше", False, True),
    ]
