"""What a plain HTTP client sees in a page: its headings, its links, its forms and their controls."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"input", "meta", "link", "br", "hr", "img", "wbr"}
SKIPPED = {"style", "script"}


class Control(NamedTuple):
    """Something a form sends. ``kind`` is an input's type or the element's name, ``label`` stands beside."""

    kind: str
    name: str
    value: str
    label: str
    chosen: bool


class Button(NamedTuple):
    """A way to send a form; ``action`` overrides where it goes."""

    text: str
    name: str
    value: str
    action: str


class Form(NamedTuple):
    """A form with its controls in document order; the first button is the one that Enter presses."""

    action: str
    method: str
    attributes: dict[str, str]
    controls: list[Control]
    buttons: list[Button]

    def named(self, name: str) -> list[Control]:
        return [control for control in self.controls if control.name == name]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(control.name, control.value) for control in self.controls if control.kind == "hidden"]


class Node:
    """An element with what is in it. ``order`` holds every element of the page in document order."""

    def __init__(self, tag: str, attributes: dict[str, str], order: list[Node]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []
        self._order = order
        self._first = len(order)
        self._end: int | None = None

    def close(self) -> None:
        self._end = len(self._order)

    def all(self, *tags: str) -> list[Node]:
        """Every element of these kinds inside, in document order."""
        return [
            node for node in self._order[self._first : self._end] if node.tag in tags and node is not self
        ]

    @property
    def text(self) -> str:
        """The words inside, with single spaces."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in SKIPPED:
            return ""
        return "".join(child if isinstance(child, str) else child._words() for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._order: list[Node] = []
        self.root = Node("", {}, self._order)
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._order)
        self._order.append(node)
        self._open[-1].children.append(node)
        if tag in VOID:
            node.close()
        else:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open):
            while (closed := self._open.pop()).tag != tag:
                closed.close()
            closed.close()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


class Page:
    """A parsed page. ``path`` is where it was found, ``status`` how the server answered."""

    def __init__(self, path: str, status: int, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        builder.close()
        self.path = path
        self.status = status
        self.root = builder.root
        self.forms = [_form(node, self.root) for node in self.root.all("form")]

    @property
    def title(self) -> str:
        return " ".join(node.text for node in self.root.all("title"))

    @property
    def heading(self) -> str:
        return " ".join(node.text for node in self.root.all("h1"))

    @property
    def language(self) -> str:
        return self.root.all("html")[0].attributes.get("lang", "")

    @property
    def text(self) -> str:
        return self.root.all("body")[0].text

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where each link leads and its words."""
        return [(node.attributes.get("href", ""), node.text) for node in self.root.all("a")]

    def posting(self) -> Form | None:
        """The form that sends answers, if the page has one."""
        return next((form for form in self.forms if form.method == "post"), None)


def _form(node: Node, root: Node) -> Form:
    name = node.attributes.get("id", "")
    inside = {id(element) for element in node.all("input", "select", "textarea", "button")}
    labels = {label.attributes.get("for", ""): label.text for label in root.all("label")}
    around = {
        id(element): label.text
        for label in root.all("label")
        for element in label.all("input", "select", "textarea")
    }
    controls: list[Control] = []
    buttons: list[Button] = []
    for element in root.all("input", "select", "textarea", "button"):
        owner = element.attributes.get("form")
        if not (owner == name if owner else id(element) in inside):
            continue
        if element.tag == "button":
            a = element.attributes
            buttons.append(
                Button(element.text, a.get("name", ""), a.get("value", ""), a.get("formaction", ""))
            )
        else:
            label = around.get(id(element)) or labels.get(element.attributes.get("id", ""), "")
            controls += _controls(element, label)
    return Form(
        node.attributes.get("action", ""),
        node.attributes.get("method", "get"),
        node.attributes,
        controls,
        buttons,
    )


def _controls(element: Node, label: str) -> list[Control]:
    a = element.attributes
    name = a.get("name", "")
    if element.tag == "select":
        return [
            Control(
                "select",
                name,
                option.attributes.get("value", option.text),
                option.text,
                "selected" in option.attributes,
            )
            for option in element.all("option")
        ]
    if element.tag == "textarea":
        words = "".join(child for child in element.children if isinstance(child, str))
        return [Control("textarea", name, words.removeprefix("\n"), label, True)]
    kind = a.get("type", "text")
    return [
        Control(
            kind, name, a.get("value", "on" if kind in ("radio", "checkbox") else ""), label, "checked" in a
        )
    ]
