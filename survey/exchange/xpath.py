"""The part of XPath that XLSForm writers use, read into nested tuples."""

from __future__ import annotations

import re
from typing import Any, Final

from survey.questionnaire.conditions import COMPARISONS

_TOKEN: Final = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[^}\s]+)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z][A-Za-z-]*)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,|\.))"
)
_DEEPEST: Final = 15
SELF: Final = "."

Node = tuple[Any, ...]
"""("name", n) ("text", s) ("number", x) ("call", f, args…) ("and"|"or", a, b) (sign, a, b)."""


class NotTaken(ValueError):
    """An expression that has no counterpart here; the reason is a whole sentence, (sv, en)."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(english)
        self.reason = (swedish, english)


_REASONS: Final = {
    "constraint": ("gränsen är inte en enkel gräns.", "it is not a simple range."),
    "selected": (
        "selected() går bara med en fråga och en kod.",
        "selected() takes a question with options and a code only.",
    ),
    "comparison": (
        "bara en fråga kan jämföras med en kod eller ett tal.",
        "only a question can be compared, with a code or a number.",
    ),
    "test": ("det är inget villkor.", "it is not a condition."),
    "outside": (
        "talet ligger utanför frågans gränser.",
        "the number is outside the question's range.",
    ),
    "number": ("ett tal kan bara jämföras med tal.", "a number can be compared with numbers only."),
    "single": ("svar med ord har ingen storleksordning.", "options have no size."),
    "multi": (
        "frågor med flera svar går bara med selected().",
        "questions with several answers work with selected() only.",
    ),
    "open": (
        "fri text kan bara vara besvarad eller inte.",
        "free text can only be answered or not.",
    ),
    "syntax": ("det går inte att tolka.", "it cannot be read."),
    "deep": ("det har för många parenteser i varandra.", "it has too many parentheses inside each other."),
}


def cannot(kind: str) -> NotTaken:
    """What to raise for an expression of this kind."""
    return NotTaken(*_REASONS[kind])


def parsed(expression: str) -> Node:
    """The tree of an expression. Raises NotTaken when it cannot be read."""
    return _Parser(expression).whole()


class _Parser:
    """Recursive descent: ``or`` over ``and`` over one comparison over one value."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise cannot("syntax")
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind]))
            position = match.end()
        self.tokens.append(("end", ""))
        self.at = 0
        self.depth = 0

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these signs or words, else ""."""
        kind, text = self.tokens[self.at]
        if kind in ("sign", "word") and text in wanted:
            self.at += 1
            return text
        return ""

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise cannot("syntax")

    def whole(self) -> Node:
        node = self.either()
        if self.tokens[self.at][0] != "end":
            raise cannot("syntax")
        return node

    def either(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise cannot("deep")
        node = self.both()
        while self.take("or"):
            node = ("or", node, self.both())
        self.depth -= 1
        return node

    def both(self) -> Node:
        node = self.compared()
        while self.take("and"):
            node = ("and", node, self.compared())
        return node

    def compared(self) -> Node:
        left = self.value()
        sign = self.take(*COMPARISONS)
        return (sign, left, self.value()) if sign else left

    def value(self) -> Node:
        kind, text = self.tokens[self.at]
        if self.take("("):
            node = self.either()
            self.expect(")")
            return node
        if kind == "end":
            raise cannot("syntax")
        self.at += 1
        if kind == "number":
            return ("number", float(text))
        if kind == "text":
            return ("text", text[1:-1])
        if kind == "name" or text == SELF:
            return ("name", text)
        if kind == "word" and self.take("("):
            return ("call", text, *self.arguments())
        raise cannot("syntax")

    def arguments(self) -> list[Node]:
        found: list[Node] = []
        while not self.take(")"):
            if found:
                self.expect(",")
            found.append(self.either())
        return found
