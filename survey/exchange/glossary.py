"""Whether translations use the words that were agreed on. Inflection is tolerated, another word is not.

``translations/glossary.csv`` has a column a language. Alternatives stand between commas
or semicolons, or in brackets; the brackets of a Swedish term are a remark, unless they
hold an abbreviation or wording ("i frågor: ge ersättning för sex").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

Words = tuple[str, ...]

_WORD: Final = re.compile(r"[^\W_]+")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_SWEDISH_ENDINGS: Final = (
    "a|an|ar|are|arna|arnas|as|at|d|da|de|des|e|en|ens|er|erna|ernas|ers|es|et|ets|n|na|nas|ns|or|orna|r|s"
    "|t|ts|te|tes"
)
# Words that say little: a translation may do without them.
_SMALL: Final = frozenset(
    _WORD.findall("a an the to of for in is who one how with without by на в по за к от с и о")
)
# Forms that share no stem with the word they belong to.
_IRREGULAR: Final = {
    "person": ("person", "people"),
    "buy": ("buy", "bought"),
    "sell": ("sell", "sold"),
    "give": ("give", "giving", "gave"),
    "человек": ("человек", "люд"),
    "ребенок": ("ребен", "дет"),
    "давать": ("дав", "дат", "дае", "даю", "дал"),
}
_RUSSIAN_VERB: Final = re.compile(r"(?:овать|ывать|ивать|вать|ать|ять|ить|еть)(?:ся)?$")


class GlossaryDamaged(ValueError):
    """A glossary that cannot be read."""


class Miss(NamedTuple):
    """A Swedish term of the source, and what the glossary calls it in the language."""

    term: str
    wanted: str


class Term(NamedTuple):
    """A Swedish term's patterns, and by language how it may be translated."""

    term: str
    patterns: tuple[re.Pattern[str], ...]
    alternatives: dict[str, tuple[Words, ...]]
    written: dict[str, str]


class Glossary:
    """The agreed terms, ready to be looked for in many texts."""

    def __init__(self, terms: tuple[Term, ...] = ()) -> None:
        self.terms = terms

    def misses(self, source: str, translation: str, language: str) -> Iterator[Miss]:
        """The terms of a Swedish text that the translation renders in other words.

        A term inside a longer one that was found ("ersättning" in "sex mot ersättning")
        is not asked for by itself.
        """
        spans: list[tuple[int, int]] = []
        words = frozenset(_words(translation))
        for term in self.terms:
            found = [match.span() for pattern in term.patterns for match in pattern.finditer(source)]
            free = [span for span in found if not any(a <= span[0] and span[1] <= b for a, b in spans)]
            spans.extend(free)
            alternatives = term.alternatives.get(language, ())
            if free and alternatives and not any(_has(words, wanted) for wanted in alternatives):
                yield Miss(term.term, term.written[language])


def read_glossary(path: Path) -> Glossary:
    """The glossary, the longest terms first; an empty one when there is no file. Raises GlossaryDamaged."""
    if not path.is_file():
        return Glossary()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise GlossaryDamaged(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    if not rows or "sv" not in rows[0]:
        raise GlossaryDamaged(f"{path} needs a first line 'sv,en,ru' and a term a line below it.")
    terms = [_term(row) for row in rows if row.get("sv")]
    return Glossary(tuple(sorted(terms, key=lambda term: -max(map(len, _source_terms(term.term))))))


def _term(row: dict[str, str]) -> Term:
    written = {code: text for code, text in row.items() if code and code != "sv" and text}
    return Term(
        row["sv"],
        tuple(_pattern(term) for term in _source_terms(row["sv"])),
        {code: tuple(filter(None, map(_words, _alternatives(text)))) for code, text in written.items()},
        written,
    )


def _alternatives(text: str) -> list[str]:
    """Everything a cell allows: what is outside brackets, and what is inside them after a colon."""
    outside = _BRACKETS.sub(" ", text)
    inside = [part.rpartition(":")[2] for part in _BRACKETS.findall(text)]
    parts = [part for piece in (outside, *inside) for part in re.split(r"[,;]", piece)]
    # "человек, который продаёт секс" is one term with a comma in it.
    return [part.strip() for part in (*parts, outside) if part.strip()]


def _source_terms(text: str) -> list[str]:
    outside = re.split(r"[,;]", _BRACKETS.sub(" ", text))
    inside = [part for part in _BRACKETS.findall(text) if part.isupper()]
    worded = [part.rpartition(":")[2] for part in _BRACKETS.findall(text) if ":" in part]
    return [part.strip() for part in (*outside, *inside, *worded) if part.strip()]


def _pattern(term: str) -> re.Pattern[str]:
    """A Swedish term in any inflection: each word with or without an ending, none as part of another."""
    words = []
    for word in _WORD.findall(term):
        stem = word[:-1] if len(word) > 3 and word[-1] in "ae" and " " in term else word
        words.append(f"{re.escape(stem)}(?:{_SWEDISH_ENDINGS})?")
    return re.compile(r"(?<!\w)" + r"\W+".join(words) + r"(?!\w)", re.IGNORECASE)


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))


def _has(words: frozenset[str], wanted: Words) -> bool:
    """Whether every word that matters is there, in whatever inflection and order."""
    needed = [word for word in wanted if word not in _SMALL] or list(wanted)
    return all(any(word.startswith(_stems(need)) for word in words) for need in needed)


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    """How a word's forms begin: without what inflection may change, cut generously, as a false
    match costs less than a false warning."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    cut = _RUSSIAN_VERB.sub("", word)
    if cut != word and len(cut) >= 4:
        return (cut,)
    ending = 3 if len(word) > 7 else 2 if len(word) > 5 else 1 if len(word) > 3 else 0
    return (word[: len(word) - ending],)
