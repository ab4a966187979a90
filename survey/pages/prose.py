"""Texts as HTML: a blank line separates paragraphs, lines that begin with "- " make a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def prose(text: str) -> Markup:
    """Paragraphs and lists, everything escaped."""
    return Markup("").join(_blocks(text))


def parted(text: str) -> tuple[Markup, Markup]:
    """The first paragraph as one escaped line, for a heading, and what follows it as HTML."""
    first, *rest = _BLANK_LINE.split(text.strip(), maxsplit=1)
    return escape(" ".join(first.split())), prose(rest[0]) if rest else Markup("")


def _blocks(text: str) -> Iterator[Markup]:
    for block in _BLANK_LINE.split(text.strip()):
        lines = (line.strip() for line in block.splitlines())
        for is_item, group in groupby(filter(None, lines), lambda line: line.startswith("- ")):
            if is_item:
                items = Markup("").join(Markup("<li>{}</li>").format(line[2:].strip()) for line in group)
                yield Markup("<ul>{}</ul>").format(items)
            else:
                yield Markup("<p>{}</p>").format(" ".join(group))
