"""Free text: alphabetical, apart from every other answer, with what may identify somebody marked.

Marks are a help for whoever reads, not a filter: a text without a mark must be read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from analysis.counting import Group
from analysis.tables.table import LONGEST, Block, Column, Row, Sheet
from analysis.texts import N_, Texts

SHEET: Final = N_("Fritext")

MARKS: Final = (
    (N_("e-post"), re.compile(r"[^\s@]+@[^\s@]+\.\w")),
    (N_("länk eller konto"), re.compile(r"https?://|www\.|(?<!\w)@\w{3,}", re.IGNORECASE)),
    (N_("telefon eller personnummer"), re.compile(r"(?<!\d)\+?\d(?:[ \-–./()]{0,2}\d){6,}(?!\d)")),
    (N_("tal"), re.compile(r"\d")),
    (N_("möjligt namn"), re.compile(r"(?<=[^\s.!?:…])\s+[A-ZÅÄÖÜÉА-ЯЁ][\w’'\-]+", re.UNICODE)),
)
"""What is marked and how it is recognised; a name is a capital inside a sentence."""


def free_texts(groups: Iterable[tuple[str, Group]], texts: Texts) -> Sheet:
    """The sheet for groups given as (label, group)."""
    columns = (
        Column(texts("Text"), "wrapped", 100),
        Column(texts("Kan peka ut någon"), "wrapped", 28),
        Column(texts("Variabel"), "small", 24),
        Column(texts("Enkät"), "small", 14),
    )
    lines = (
        texts(
            "I bokstavsordning och utan andra svar. Läs allt innan något lämnas vidare; "
            "märkningen är bara ett stöd."
        ),
    )
    return Sheet(
        "free_text", texts(SHEET), texts("Fritextsvar"), columns, tuple(_blocks(groups, texts)), lines
    )


def marks(text: str) -> list[str]:
    """The kinds of things in a text that may identify somebody (msgids)."""
    return [label for label, pattern in MARKS if pattern.search(text)]


def _blocks(groups: Iterable[tuple[str, Group]], texts: Texts) -> Iterator[Block]:
    for label, group in groups:
        chosen = set(group.rows.tolist())
        for variable in group.dataset.layout.variables:
            if variable.kind != "open":
                continue
            found = [text for place, text in group.dataset.texts[variable.id] if place in chosen]
            rows = (
                Row((text, ", ".join(texts(mark) for mark in marks(text))))
                for text in sorted(found, key=lambda text: (text.casefold(), text))
            )
            yield Block(
                f"{label}/{variable.id}",
                tuple(rows),
                texts.of(variable.text),
                tuple(_counts(label, found, texts)),
                key=(variable.id, label),
            )


def _counts(label: str, found: list[str], texts: Texts) -> Iterator[str]:
    yield texts("{label}, antal texter: {n}", label=label, n=len(found))
    cut = sum(len(text) > LONGEST for text in found)
    if cut:
        yield texts("Avkortade, eftersom en cell inte rymmer mer: {n}", n=cut)
