"""PO files as translators' programs write them: the same bytes for the same content, without dates."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polib

from survey.questionnaire.catalogues import CatalogueDamaged

WIDTH: Final = 79
PLURAL_FORMS: Final = {
    "sv": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
}
NAME_HEADER: Final = "X-Catalogue"
# They change without anything having changed, or name a person.
_LEFT_OUT: Final = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "X-Generator")
_LINE: Final = re.compile(
    r"""(?:\#~\s+)?(?:(?P<keyword>msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*\""""
)
_UNBROKEN: Final[dict[str, Any]] = {"break_long_words": False, "break_on_hyphens": False}
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED: Final = re.compile(r'[\\"\n\t\r]')


def path_of(translations: Path, language: str, name: str) -> Path:
    """Where a catalogue lies."""
    return translations / language / "LC_MESSAGES" / f"{name}.po"


def read_po(path: Path, language: str = "", name: str = "") -> polib.POFile:
    """A catalogue, or an empty one when there is no such file. Raises CatalogueDamaged."""
    if not path.is_file():
        return with_headers(polib.POFile(), language, name)
    try:
        _refuse_broken(path.read_text(encoding="utf-8-sig"))
        return polib.pofile(str(path), encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = str(error).replace(f"Syntax error in po file {path} ", "")
        raise CatalogueDamaged(f"{path} is not a PO file that can be read: {reason}.") from error


def _refuse_broken(text: str) -> None:
    """polib reads over lines that it does not understand, and writing would then lose them."""
    due = ""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or (stripped.startswith("#") and not stripped.startswith("#~ ")):
            continue
        match = _LINE.fullmatch(stripped)
        keyword = (match["keyword"] or "") if match else ""
        if match is None or (keyword in ("msgctxt", "msgid") and due == "msgid"):
            raise ValueError(f"line {number} is not what it should be")
        due = keyword if keyword and keyword != "msgid_plural" else due
    if due in ("msgctxt", "msgid"):
        raise ValueError("it ends in the middle of an entry")


def with_headers(catalogue: polib.POFile, language: str, name: str) -> polib.POFile:
    """The catalogue with the headers that Poedit and Weblate need; its own others are kept."""
    kept = {key: value for key, value in catalogue.metadata.items() if key not in _LEFT_OUT}
    needed = {
        "Project-Id-Version": kept.get("Project-Id-Version") or "Parallell",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS.get(language, PLURAL_FORMS["en"]),
        NAME_HEADER: name,
    }
    catalogue.metadata = needed | {key: value for key, value in kept.items() if key not in needed}
    return catalogue


def write_po(path: Path, catalogue: polib.POFile) -> bool:
    """Write a catalogue; False when the file already says exactly that."""
    text = po_text(catalogue)
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def po_text(catalogue: polib.POFile) -> str:
    """The whole file. Lines break as gettext's own tools break them: after a space, at 79 columns."""
    heads = [f"# {line}".rstrip() for line in catalogue.header.splitlines()]
    metadata = "".join(f"{key}: {value}\n" for key, value in catalogue.metadata.items())
    header = "\n".join([*heads, 'msgid ""', *_field("msgstr", metadata)])
    active = [entry for entry in catalogue if not entry.obsolete]
    obsolete = [entry for entry in catalogue if entry.obsolete]
    return "\n\n".join([header, *map(_entry, active), *map(_entry, obsolete)]) + "\n"


def _entry(entry: polib.POEntry) -> str:
    return "\n".join([*_notes(entry), *_texts(entry)])


def _notes(entry: polib.POEntry) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in entry.tcomment.splitlines())
    yield from (f"#. {line}".rstrip() for line in entry.comment.splitlines())
    places = " ".join(f"{file}:{line}" if line else file for file, line in entry.occurrences)
    yield from (f"#: {line}" for line in textwrap.wrap(places, WIDTH - 3, **_UNBROKEN))
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    mark = "#~| " if entry.obsolete else "#| "
    for keyword, text in (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    ):
        if text:
            yield from _field(keyword, text, mark)


def _texts(entry: polib.POEntry) -> Iterator[str]:
    mark = "#~ " if entry.obsolete else ""
    if entry.msgctxt is not None:
        yield from _field("msgctxt", entry.msgctxt, mark)
    yield from _field("msgid", entry.msgid, mark)
    if entry.msgid_plural:
        yield from _field("msgid_plural", entry.msgid_plural, mark)
        for number, text in sorted(entry.msgstr_plural.items()):
            yield from _field(f"msgstr[{number}]", text, mark)
    else:
        yield from _field("msgstr", entry.msgstr, mark)


def _field(keyword: str, text: str, mark: str = "") -> Iterator[str]:
    """``msgid "…"``, on several lines when it is long or has line breaks."""
    lines = [line for part in re.findall(r"[^\n]*\n|[^\n]+", text) for line in _wrapped(part, len(mark))]
    if len(lines) < 2 and len(mark) + len(keyword) + len(_escaped(text)) + 3 <= WIDTH:
        yield f'{mark}{keyword} "{_escaped(text)}"'
        return
    yield f'{mark}{keyword} ""'
    yield from (f'{mark}"{line}"' for line in lines)


def _wrapped(text: str, taken: int) -> Iterator[str]:
    """One line of text in pieces that fit; a space stays at the end of its piece."""
    line = ""
    for word in re.findall(r"\S*[^\S\n]*\n?", text):
        piece = _escaped(word)
        if line and len(line) + len(piece) + taken + 2 > WIDTH:
            yield line
            line = ""
        line += piece
    if line:
        yield line


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)
