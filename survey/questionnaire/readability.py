"""How hard a text is to read: words, sentences, and LIX for Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONG_WORD: Final = 6
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# A full stop ends a sentence when a capital follows: the ones in "t.ex. fyra" and "1.5" do not.
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\w\s]*[A-ZÅÄÖÉА-ЯЁ])|(?<=:)\s+|\n+")
_PLACEHOLDER: Final = re.compile(r"\{[^}]*\}")


def words(text: str) -> list[str]:
    """The words of a text; a placeholder is none."""
    return _WORD.findall(_PLACEHOLDER.sub(" ", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text. A line of a list is one."""
    return [part for part in _SENTENCE_END.split(text) if words(part)]


def lix(texts: Iterable[str]) -> int:
    """Readability index: words a sentence plus the percentage of words over six letters (Björnsson 1968).

    Under 30 very easy, under 40 easy, under 50 as newspapers, under 60 hard, from 60 very hard.
    """
    found = [sentence for text in texts for sentence in sentences(text)]
    counted = [word for sentence in found for word in words(sentence)]
    if not counted:
        return 0
    long = sum(len(word) > LONG_WORD for word in counted)
    return round(len(counted) / len(found) + 100 * long / len(counted))
