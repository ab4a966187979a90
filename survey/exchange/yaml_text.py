"""Texts as YAML that people like to read: plain where that is safe, folded where it is long."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

WIDTH: Final = 105
# What would mean something else at the beginning of a plain text, or inside it.
_STARTS: Final = re.compile(r"""[-?:](?:\s|$)|[,\[\]{}#&*!|>'"%@`]|---|\.\.\.""")
_INSIDE: Final = re.compile(r":(?:\s|$)|\s#")
_INSIDE_FLOW: Final = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}])")


def entry(indent: int, key: str, text: str) -> Iterator[str]:
    """``key: text`` on one line if it fits, else folded, or as a block when it has line breaks."""
    head = f"{' ' * indent}{key}:"
    if "\n" in text:
        yield f"{head} |-"
        yield from (f"{' ' * (indent + 2)}{line}".rstrip() for line in text.split("\n"))
        return
    line = f"{head} {scalar(text)}"
    if len(line) <= WIDTH or " " not in text:
        yield line
        return
    yield f"{head} >-"
    room = WIDTH - indent - 2
    wrapped = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    yield from (f"{' ' * (indent + 2)}{line}" for line in wrapped)


def comment(text: str, indent: int) -> Iterator[str]:
    """A comment, on as many lines as it needs."""
    for line in textwrap.wrap(text, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False):
        yield f"{' ' * indent}# {line}"


def scalar(text: str, *, flow: bool = False) -> str:
    """A text of one line, quoted if it needs it; ``flow`` inside ``[…]`` or ``{…}``."""
    if _STARTS.match(text) or _INSIDE.search(text) or (flow and _INSIDE_FLOW.search(text)):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return text


def flow_list(texts: Iterable[str]) -> str:
    """``[a, b]``."""
    return f"[{', '.join(scalar(text, flow=True) for text in texts)}]"


def flow_mapping(pairs: Iterable[tuple[str, str]]) -> str:
    """``{text: a, exclusive: true}``."""
    return "{" + ", ".join(f"{key}: {scalar(text, flow=True)}" for key, text in pairs) + "}"


def tidied(text: str) -> str:
    """A text as YAML can carry it unchanged: single blanks, no blanks at ends of lines, and no more
    than one empty line in a row."""
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
