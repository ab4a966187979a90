"""The modules beside a questionnaire: what several questionnaires share is defined there once."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from survey.questionnaire.complaints import Complaints
from survey.questionnaire.fields import Fields
from survey.questionnaire.yaml_source import Entry, Mapping, Node, Scalar, Sequence, read_yaml

QUESTION_TYPES: Final = ("single", "multi", "matrix", "scale", "number", "month", "open", "info")
_MODULE_KEYS: Final = ("module", "title", "pages", "questions", "scales", "contacts")


class Module(NamedTuple):
    """One file in ``modules/``: its pages as written, and every question and page by id."""

    name: str
    pages: list[Node]
    questions: dict[str, Node]
    named_pages: dict[str, Node]


class Library:
    """Reads modules when they are asked for, each file once."""

    def __init__(self, folder: Path, complaints: Complaints) -> None:
        self.folder = folder
        self.complaints = complaints
        self._files: dict[str, Fields | None] = {}
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """A module by name, or None when there is no such file or it cannot be read."""
        if name not in self._modules:
            fields = self._fields(name)
            self._modules[name] = _module(name, fields) if fields else None
        return self._modules[name]

    def names(self) -> list[str]:
        """The modules that exist."""
        return sorted(path.stem for path in self.folder.glob("*.yaml"))

    def entries(self, module: str, key: str) -> dict[str, Node]:
        """A module's mapping under a key: the scales of ``scales``, the contacts of ``support``."""
        fields = self._fields(module)
        node = fields.node(key) if fields else None
        if not isinstance(node, Mapping):
            return {}
        return {name: entry.value for name, entry in node.entries.items()}

    def _fields(self, name: str) -> Fields | None:
        if name not in self._files:
            path = self.folder / f"{name}.yaml"
            node = read_yaml(path, self.complaints) if path.is_file() else None
            self._files[name] = Fields(node, _MODULE_KEYS, self.complaints) if node else None
        return self._files[name]


def _module(name: str, fields: Fields) -> Module:
    questions: dict[str, Node] = {}
    pages: dict[str, Node] = {}
    loose = fields.items("questions")
    written = fields.items("pages")
    for node in [*loose, *written]:
        _index(node, questions, pages)
    if loose:
        # `questions:` in a module are one page, named as the module.
        place = fields.place
        page: dict[str, Node] = {"page": Scalar(name, place), "questions": Sequence(loose, place)}
        node = Mapping({key: Entry(Scalar(key, place), value) for key, value in page.items()}, place)
        pages[name] = node
        written = [node, *written]
    return Module(name, written, questions, pages)


def _index(node: Node, questions: dict[str, Node], pages: dict[str, Node]) -> None:
    if not isinstance(node, Mapping):
        return
    for kind in (*QUESTION_TYPES, "page", "end"):
        entry = node.entries.get(kind)
        if entry is not None and isinstance(entry.value, Scalar):
            (pages if kind in ("page", "end") else questions)[entry.value.value] = node
            break
    inner = node.entries.get("questions")
    if inner is not None and isinstance(inner.value, Sequence):
        for item in inner.value.items:
            _index(item, questions, pages)
