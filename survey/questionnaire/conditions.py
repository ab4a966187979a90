"""The language of ``show_if``: parsed to a JSON tree, compiled to closures.

Three-valued (Kleene 1952): a comparison with a question that was not answered is
unknown (None), and unknown is shown as little as false.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from survey.questionnaire.model import STATES, Answers, Tree, Value

Truth = bool | None
Test = Callable[[Answers], Truth]

COMPARISONS: Final[dict[str, Callable[..., bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
WORDS: Final = frozenset({"and", "or", "not", "in", "has", "is"})
TOKEN: Final = re.compile(
    r"\s*(?:(?P<month>\d{4}-\d\d)(?!\d)|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*"
    r"(?:\.[A-Za-z0-9_]+)?)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,))"
)
DEEPEST: Final = 20


class ConditionError(ValueError):
    """A condition that cannot be read. ``column`` counts characters from 0."""

    def __init__(self, kind: str, column: int, **params: str) -> None:
        super().__init__(kind, params)
        self.kind = kind
        self.column = column
        self.params = params


class Literal(NamedTuple):
    """A code, number or month in a condition, and where it stands."""

    value: str | int | float
    column: int


class Atom(NamedTuple):
    """One test of one variable: ``channel has online``."""

    operator: str
    variable: str
    column: int
    literals: tuple[Literal, ...] = ()


class Parsed(NamedTuple):
    tree: Tree
    atoms: tuple[Atom, ...]


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    position, text = 0, text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            at = len(text) - len(text[position:].lstrip())
            raise ConditionError("condition_character", at, found=text[at])
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind))
        position = match.end()
    yield _Token("end", "", len(text))


class _Parser:
    """Recursive descent: ``or`` over ``and`` over ``not`` over one test."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0
        self.atoms: list[Atom] = []

    def peek(self) -> _Token:
        return self.tokens[self.at]

    def next(self) -> _Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def accept(self, text: str) -> bool:
        if self.peek().text == text:
            self.next()
            return True
        return False

    def expect(self, text: str) -> None:
        token = self.next()
        if token.text != text:
            raise _unexpected(token, f"'{text}'")

    def whole(self) -> Tree:
        tree = self.either()
        if self.peek().kind != "end":
            raise _unexpected(self.peek(), "and / or")
        return tree

    def either(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError("condition_deep", self.peek().column, deepest=str(DEEPEST))
        branches = [self.both()]
        while self.accept("or"):
            branches.append(self.both())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else ["or", *branches]

    def both(self) -> Tree:
        branches = [self.negated()]
        while self.accept("and"):
            branches.append(self.negated())
        return branches[0] if len(branches) == 1 else ["and", *branches]

    def negated(self) -> Tree:
        negations = 0
        while self.accept("not"):
            negations += 1
        if self.accept("("):
            tree = self.either()
            self.expect(")")
        else:
            tree = self.test()
        return ["not", tree] if negations % 2 else tree

    def test(self) -> Tree:
        subject = self.next()
        if subject.kind != "word" or subject.text in WORDS:
            raise _unexpected(subject, "an id")
        sign = self.next()
        if sign.text in COMPARISONS:
            return self.atom(sign.text, subject, (self.literal(),))
        if sign.text == "in":
            return self.atom("in", subject, self.several())
        if sign.text == "has":
            return self.having(subject)
        if sign.text == "is":
            return self.state(subject)
        raise _unexpected(sign, "=, !=, <, <=, >, >=, in, has, is")

    def having(self, subject: _Token) -> Tree:
        quantifier = self.peek().text
        if quantifier in ("any", "all") and self.tokens[self.at + 1].text == "(":
            self.next()
            return self.atom(quantifier, subject, self.several())
        return self.atom("any", subject, (self.literal(),))

    def state(self, subject: _Token) -> Tree:
        negated = self.accept("not")
        word = self.next()
        if word.text not in ("answered", "declined", "asked"):
            raise _unexpected(word, "answered, declined, asked")
        tree = self.atom(word.text, subject)
        return ["not", tree] if negated else tree

    def several(self) -> tuple[Literal, ...]:
        self.expect("(")
        literals = [self.literal()]
        while self.accept(","):
            literals.append(self.literal())
        self.expect(")")
        return tuple(literals)

    def literal(self) -> Literal:
        token = self.next()
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text), token.column)
        if token.kind in ("word", "month"):
            return Literal(token.text, token.column)
        raise _unexpected(token, "a code or a number")

    def atom(self, sign: str, subject: _Token, literals: tuple[Literal, ...] = ()) -> Tree:
        self.atoms.append(Atom(sign, subject.text, subject.column, literals))
        values = [literal.value for literal in literals]
        if sign in COMPARISONS:
            return [sign, subject.text, values[0]]
        return [sign, subject.text, values] if values else [sign, subject.text]


def _unexpected(token: _Token, expected: str) -> ConditionError:
    kind = "condition_unexpected" if token.kind != "end" else "condition_unfinished"
    return ConditionError(kind, token.column, found=token.text, expected=expected)


def parsed(text: str) -> Parsed:
    """The tree of a condition and its tests with their columns. Raises ConditionError."""
    parser = _Parser(text)
    return Parsed(parser.whole(), tuple(parser.atoms))


def parse(text: str) -> Tree:
    """The tree of a condition. Raises ConditionError."""
    return parsed(text).tree


def variables_of(tree: Tree) -> set[str]:
    """The ids of the variables that a condition looks at."""
    if tree[0] in ("and", "or", "not"):
        return set().union(*(variables_of(branch) for branch in tree[1:]))
    return {str(tree[1])}


def is_answer(value: Value) -> bool:
    """Whether a value is an answer, and not an empty field or a state such as declined."""
    return value is not None and not (value.__class__ is str and value in STATES)


def compiled(tree: Tree) -> Test:
    """The condition as a function of the answers: True, False or None for unknown."""
    sign = tree[0]
    if sign in ("and", "or"):
        return _joined([compiled(branch) for branch in tree[1:]], decisive=sign == "or")
    if sign == "not":
        return _negation(compiled(tree[1]))
    return _TESTS[sign](*tree[1:])


def _joined(tests: list[Test], *, decisive: bool) -> Test:
    def joined(answers: Answers) -> Truth:
        result: Truth = not decisive
        for test in tests:
            truth = test(answers)
            if truth is decisive:
                return decisive
            if truth is None:
                result = None
        return result

    return joined


def _negation(test: Test) -> Test:
    def negation(answers: Answers) -> Truth:
        truth = test(answers)
        return None if truth is None else not truth

    return negation


def _knowing(variable: str, holds: Callable[..., bool]) -> Test:
    def knowing(answers: Answers) -> Truth:
        value = answers.get(variable)
        return holds(value) if is_answer(value) else None

    return knowing


def _comparison(sign: str) -> Callable[[str, Value], Test]:
    compare = COMPARISONS[sign]
    return lambda variable, literal: _knowing(variable, lambda value: compare(value, literal))


def _in(variable: str, literals: list[str]) -> Test:
    wanted = frozenset(literals)
    return _knowing(variable, lambda value: value in wanted)


def _any(variable: str, codes: list[str]) -> Test:
    wanted = frozenset(codes)
    return _knowing(variable, lambda value: not wanted.isdisjoint(value))


def _all(variable: str, codes: list[str]) -> Test:
    wanted = frozenset(codes)
    return _knowing(variable, lambda value: wanted.issubset(value))


_TESTS: Final[dict[str, Callable[..., Test]]] = {
    **{sign: _comparison(sign) for sign in COMPARISONS},
    "in": _in,
    "any": _any,
    "all": _all,
    "answered": lambda variable: lambda answers: is_answer(answers.get(variable)),
    "declined": lambda variable: lambda answers: answers.get(variable) == "declined",
    "asked": lambda variable: lambda answers: variable in answers,
}
