"""YAML as texts with their places: every scalar is text, nothing is guessed.

Built from the parser's events and not from composed nodes: a deep file crashes the C
composer, and anchors and tags cannot be seen on its nodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from survey.questionnaire.complaints import Complaints, Place

LARGEST: Final = 1024 * 1024
DEEPEST: Final = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A text. ``inset`` is how far behind the place its first character stands (a quote)."""

    value: str
    place: Place
    inset: int = 0


class Entry(NamedTuple):
    key: Scalar
    value: Node


class Mapping(NamedTuple):
    entries: dict[str, Entry]
    place: Place


class Sequence(NamedTuple):
    items: list[Node]
    place: Place


Node = Scalar | Mapping | Sequence


def read_yaml(path: Path, complaints: Complaints) -> Node | None:
    """The file as nodes; None (and a complaint) when it cannot be read."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError:
        complaints.error(Place(name), "no_file")
        return None
    if len(raw) > LARGEST:
        complaints.error(Place(name), "too_large", size=str(len(raw)), limit=str(LARGEST))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        complaints.error(Place(name, line), "encoding", byte=f"0x{raw[error.start]:02x}")
        return None
    return parse_yaml(text, name, complaints)


def parse_yaml(text: str, name: str, complaints: Complaints) -> Node | None:
    """A YAML text as nodes; ``name`` is the file name that complaints give."""
    builder = _Builder(name, complaints)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        complaints.error(
            _place(name, error.problem_mark), "yaml", problem=str(error.problem or error.context)
        )
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        complaints.error(Place(name, line), "yaml", problem=f"character #x{error.character:04x}")
        return None
    except _Refused:
        return None
    if builder.root is None or (isinstance(builder.root, Scalar) and not builder.root.value):
        complaints.error(Place(name), "empty_file")
        return None
    return builder.root


class _Refused(Exception):
    """Reading stops: what follows could be built to do harm."""


def _place(name: str, mark: Any) -> Place:
    return Place(name) if mark is None else Place(name, mark.line + 1, mark.column + 1)


class _Builder:
    """Puts events together to nodes."""

    def __init__(self, name: str, complaints: Complaints) -> None:
        self.name = name
        self.complaints = complaints
        self.root: Node | None = None
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        place = _place(self.name, event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(place, "alias")
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(place, "several_documents")
        if isinstance(event, yaml.NodeEvent):
            self.refuse_marks(event, place)
        if isinstance(event, yaml.ScalarEvent):
            inset = 1 if event.style in ("'", '"') else 0
            self.add(Scalar(event.value, place, inset))
        elif isinstance(event, yaml.MappingStartEvent):
            self.enter(Mapping({}, place))
        elif isinstance(event, yaml.SequenceStartEvent):
            self.enter(Sequence([], place))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.open.pop()
            self.keys.pop()

    def refuse_marks(self, event: Any, place: Place) -> None:
        if event.anchor:
            self.refuse(place, "alias")
        if getattr(event, "tag", None):
            self.refuse(place, "tag")

    def refuse(self, place: Place, kind: str, **params: str) -> None:
        self.complaints.error(place, kind, **params)
        raise _Refused

    def enter(self, node: Mapping | Sequence) -> None:
        self.add(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            self.refuse(node.place, "too_deep", deepest=str(DEEPEST))

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        holder = self.open[-1]
        if isinstance(holder, Sequence):
            holder.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Scalar):
                self.refuse(node.place, "want_text", key="key")
            else:
                self.keys[-1] = node
            return
        self.keys[-1] = None
        first = holder.entries.get(key.value)
        if first is not None:
            line = str(first.key.place.line)
            self.complaints.error(key.place, "duplicate_key", key=key.value, first=line)
            return
        holder.entries[key.value] = Entry(key, node)
