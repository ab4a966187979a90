"""Reading the keys of one YAML mapping, with a complaint for each that does not fit."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from survey.questionnaire.complaints import Complaints, Place
from survey.questionnaire.yaml_source import Mapping, Node, Scalar, Sequence

ID: Final = re.compile(r"[a-z][a-z0-9_]*")
MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
# What a form needs for itself, and the words of the condition language.
_FORM_WORDS: Final = (
    *("meta", "process", "data", "errors", "populate_obj", "validate", "csrf_token", "page"),
    *("revision", "prompted", "return", "action", "questionnaire", "collector"),
    "constructor",  # every object in the browser has one
)
RESERVED: Final = frozenset((*_FORM_WORDS, "and", "or", "not", "in", "has", "is", "any", "all"))


class Fields:
    """One mapping's values by key. Whatever is not in ``allowed`` is complained about at once."""

    def __init__(self, node: Node, allowed: Collection[str], complaints: Complaints) -> None:
        self.complaints = complaints
        self.place = node.place
        self.entries = {}
        if not isinstance(node, Mapping):
            complaints.error(node.place, "want_mapping")
            return
        self.entries = node.entries
        for key, entry in node.entries.items():
            if key not in allowed:
                complaints.unknown(entry.key.place, "unknown_key", key, allowed)

    def has(self, key: str) -> bool:
        return key in self.entries

    def node(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def place_of(self, key: str) -> Place:
        """Where a key's value stands; the mapping's own place when the key is missing."""
        node = self.node(key)
        return node.place if node else self.place

    def scalar(self, key: str) -> Scalar | None:
        node = self.node(key)
        if node is None or isinstance(node, Scalar):
            return node
        self.complaints.error(node.place, "want_text", key=key)
        return None

    def string(self, key: str, *, required: bool = False) -> str:
        """A text; "" when it is missing. Blanks at the ends are dropped."""
        scalar = self.scalar(key)
        if scalar is None:
            if required and not self.has(key):
                self.complaints.error(self.place, "missing_key", key=key)
            return ""
        value = scalar.value.strip()
        if not value:
            self.complaints.error(scalar.place, "empty_text", key=key)
        return value

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        value = self.string(key)
        if value and value not in allowed:
            listed = ", ".join(allowed)
            self.complaints.unknown(
                self.place_of(key), "want_one_of", value, allowed, key=key, allowed=listed
            )
            return ""
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.string(key)
        if value not in ("", "true", "false"):
            self.complaints.error(self.place_of(key), "want_flag", key=key, found=value)
        return {"true": True, "false": False}.get(value, default)

    def integer(self, key: str, low: int, high: int, default: int = 0) -> int:
        value = self.string(key)
        if not value:
            return default
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not low <= int(value) <= high:
            self.complaints.error(
                self.place_of(key), "want_integer", key=key, low=str(low), high=str(high), found=value
            )
            return default
        return int(value)

    def number(self, key: str) -> int | float | None:
        value = self.string(key)
        if not value:
            return None
        if not re.fullmatch(r"-?\d{1,15}(?:\.\d{1,6})?", value, re.ASCII):
            self.complaints.error(self.place_of(key), "want_number", key=key, found=value)
            return None
        return float(value) if "." in value else int(value)

    def month(self, key: str) -> str | None:
        value = self.string(key)
        if value and not MONTH.fullmatch(value):
            self.complaints.error(self.place_of(key), "want_month", key=key, found=value)
            return None
        return value or None

    def strings(self, key: str) -> list[Scalar]:
        """A list of texts; empty when it is missing."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.complaints.error(node.place, "want_list")
            return []
        wrong = [item for item in node.items if not isinstance(item, Scalar)]
        for item in wrong:
            self.complaints.error(item.place, "want_text", key=key)
        return [item for item in node.items if isinstance(item, Scalar)]

    def items(self, key: str, *, required: bool = False) -> list[Node]:
        """A list of anything; empty when it is missing."""
        node = self.node(key)
        if node is None:
            if required:
                self.complaints.error(self.place, "missing_key", key=key)
            return []
        if not isinstance(node, Sequence):
            self.complaints.error(node.place, "want_list")
            return []
        return node.items


def checked_id(scalar: Scalar, complaints: Complaints) -> str:
    """The id, complained about if it cannot be one."""
    if scalar.value in RESERVED:
        complaints.error(scalar.place, "reserved_id", found=scalar.value)
    return checked_code(scalar, complaints)


def checked_code(scalar: Scalar, complaints: Complaints) -> str:
    """An option's or a row's code, complained about if it cannot be one. Unlike an id it may
    be a word that a form or a condition uses."""
    if not ID.fullmatch(scalar.value):
        complaints.error(scalar.place, "bad_id", found=scalar.value)
    elif "__" in scalar.value:
        complaints.error(scalar.place, "double_underscore", found=scalar.value)
    return scalar.value
