"""How the workbook looks: one typeface, one accent colour, rules instead of boxes."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from analysis.tables.table import Kind
from analysis.workbook.layout import Part

ACCENT: Final = "#1F5673"
MUTED: Final = "#5E6A72"
RULE: Final = "#C5CFD5"
TINT: Final = "#EDF2F5"
FONT: Final = {"font_name": "Calibri", "font_size": 10.5, "valign": "top"}

Properties = dict[str, Any]

PARTS: Final[dict[Part, Properties]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "line": {"font_color": MUTED, "italic": True},
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": ACCENT,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "table": {"bold": True, "font_size": 12, "font_color": ACCENT, "bottom": 1, "bottom_color": ACCENT},
    "base": {"font_color": MUTED, "italic": True},
    "row": {"bottom": 4, "bottom_color": RULE},
    "total": {"bold": True, "top": 1, "top_color": RULE, "bottom": 1, "bottom_color": RULE, "bg_color": TINT},
    "missing": {"font_color": MUTED},
    "heading": {"bold": True, "top": 1, "top_color": RULE, "bg_color": TINT},
    "note": {"font_color": MUTED, "font_size": 9.5},
    "blank": {},
}

KINDS: Final[dict[Kind, Properties]] = {
    "text": {"align": "left"},
    "wrapped": {"align": "left", "text_wrap": True},
    "count": {"align": "right"},
    "percent": {"align": "right"},
    "code": {"align": "center", "font_color": MUTED},
    "small": {
        "align": "left",
        "indent": 1,
        "font_color": MUTED,
        "font_size": 9,
        "bold": False,
        "italic": False,
    },
}

NUMBERS: Final[dict[str, dict[Kind, str]]] = {
    "sv": {"count": "[$-41D]#,##0", "percent": "0 %", "code": "0"},
    "en": {"count": "[$-409]#,##0", "percent": "0%", "code": "0"},
    "ru": {"count": "[$-419]#,##0", "percent": "0 %", "code": "0"},
}
"""Number formats by language: a space before the per cent sign where the language has one, and the
language's own thousands separator."""

UNSEEN: Final = ";;;"
"""The number format of a value that filters find and nobody has to look at."""

SPANNING: Final[frozenset[Part]] = frozenset({"title", "line", "table", "base", "note"})
"""Parts whose text runs on over the empty cells beside it."""

HEIGHTS: Final[dict[Part, float]] = {"title": 24, "table": 19, "header": 20}
LINE: Final = 14.0


class Look(NamedTuple):
    """What decides a cell's format: where it stands, what its column holds, and what it is besides."""

    part: Part
    kind: Kind
    is_link: bool = False
    is_unseen: bool = False
    begins: bool = False


class Styles:
    """The formats of a workbook, made when they are first used."""

    def __init__(self, workbook: Workbook, language: str) -> None:
        self._workbook = workbook
        self._numbers = NUMBERS[language]
        self._made: dict[Look, Format] = {}

    def of(self, look: Look) -> Format:
        """The format of a cell that looks like this."""
        if look not in self._made:
            self._made[look] = self._workbook.add_format(self._properties(look))
        return self._made[look]

    def _properties(self, look: Look) -> Properties:
        part, kind = look.part, look.kind
        own = {} if part in SPANNING and kind not in ("small", "wrapped") else KINDS[kind]
        properties = {**FONT, **own, **PARTS[part]}
        if kind == "small" and part != "header":
            properties |= KINDS["small"]
        if kind in self._numbers and part not in SPANNING:
            properties["num_format"] = self._numbers[kind]
        if look.is_unseen:
            properties["num_format"] = UNSEEN
        if look.is_link:
            properties["font_color"] = ACCENT
        if look.begins:
            properties |= {"left": 1, "left_color": RULE}
        return properties
