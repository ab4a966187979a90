"""XLSForm's expressions (a part of XPath) as conditions, and its constraints as limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from survey.exchange.xpath import SELF, Node, NotTaken, cannot, parsed
from survey.questionnaire.conditions import COMPARISONS
from survey.questionnaire.model import STATES, Tree

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Known(NamedTuple):
    """An earlier question: its id and kind here, what each of its codes became, and its limits."""

    id: str
    kind: str
    codes: Mapping[str, str] = {}
    low: float = -math.inf
    high: float = math.inf


Find = Callable[[str], Known]
"""XLSForm name → the question. Raises NotTaken."""


class Limits(NamedTuple):
    """What a constraint allows. ``strict`` says a bound itself was excluded and now is not."""

    low: float | None = None
    high: float | None = None
    length: int | None = None
    strict: bool = False


def condition(expression: str, find: Find) -> Tree:
    """The condition that an expression means. Raises NotTaken."""
    return _joined(_tree(parsed(expression), find))


def true_when_empty(tree: Tree, negated: bool = False) -> list[str]:
    """The variables for which XPath holds an empty answer to fulfil the condition.

    Here an unanswered question fulfils no comparison, in XPath it fulfils ``!=`` and what
    is negated. Over "and" and "or" alone that is the whole difference.
    """
    sign = tree[0]
    if sign == "not":
        return true_when_empty(tree[1], not negated)
    if sign in ("and", "or"):
        found = [name for branch in tree[1:] for name in true_when_empty(branch, negated)]
        return list(dict.fromkeys(found))
    if sign in ("answered", "declined"):
        return []
    return [str(tree[1])] if (sign == "!=") != negated else []


def limits(expression: str, *, whole: bool) -> Limits:
    """The range that a constraint sets, for whole numbers or for any. Raises NotTaken."""
    return _limits(parsed(expression), whole)


def _limits(node: Node, whole: bool) -> Limits:
    if node[0] == "and":
        first, second = _limits(node[1], whole), _limits(node[2], whole)
        lows = [low for low in (first.low, second.low) if low is not None]
        highs = [high for high in (first.high, second.high) if high is not None]
        return Limits(
            max(lows, default=None),
            min(highs, default=None),
            first.length if second.length is None else second.length,
            first.strict or second.strict,
        )
    if node[0] not in ("<", "<=", ">", ">="):
        raise cannot("constraint")
    sign, left, right = node
    if left[0] == "number":
        sign, left, right = _FLIPPED[sign], right, left
    if right[0] != "number":
        raise cannot("constraint")
    bound: float = right[1]
    if left == ("call", "string-length", ("name", SELF)) and sign in ("<", "<="):
        return Limits(length=math.floor(bound) if sign == "<=" else math.ceil(bound) - 1)
    if left != ("name", SELF):
        raise cannot("constraint")
    return _bound(sign, bound, whole)


def _bound(sign: str, bound: float, whole: bool) -> Limits:
    strict = sign in ("<", ">")
    if sign in (">", ">="):
        low = (math.floor(bound) + 1 if strict else math.ceil(bound)) if whole else bound
        return Limits(low=low, strict=strict and not whole)
    high = (math.ceil(bound) - 1 if strict else math.floor(bound)) if whole else bound
    return Limits(high=high, strict=strict and not whole)


def _tree(node: Node, find: Find) -> Tree:
    sign = node[0]
    if sign in ("and", "or"):
        return [sign, _tree(node[1], find), _tree(node[2], find)]
    if sign == "call":
        return _call(node, find)
    if sign in COMPARISONS:
        return _comparison(sign, node[1], node[2], find)
    raise cannot("test")


def _call(node: Node, find: Find) -> Tree:
    function, arguments = node[1], node[2:]
    if function == "not" and len(arguments) == 1:
        return ["not", _tree(arguments[0], find)]
    if function == "selected" and len(arguments) == 2 and arguments[0][0] == "name":
        known = find(arguments[0][1])
        if known.kind not in ("single", "multi") or arguments[1][0] not in ("text", "number"):
            raise cannot("selected")
        code = _code(known, arguments[1])
        if code in STATES:
            return _state(known, code)
        return ["any", known.id, [code]] if known.kind == "multi" else ["=", known.id, code]
    raise NotTaken(f"funktionen {function}() finns inte här.", f"there is no function {function}() here.")


def _comparison(sign: str, left: Node, right: Node, find: Find) -> Tree:
    if left[0] != "name" and right[0] == "name":
        sign, left, right = _FLIPPED[sign], right, left
    if left[0] != "name" or right[0] not in ("text", "number"):
        raise cannot("comparison")
    known = find(left[1])
    if right == ("text", "") and sign in ("=", "!="):
        answered: Tree = ["answered", known.id]
        return answered if sign == "!=" else ["not", answered]
    if known.kind == "number":
        return [sign, known.id, _number(right, known)]
    if known.kind == "single" and sign in ("=", "!="):
        code = _code(known, right)
        if code not in STATES:
            return [sign, known.id, code]
        return _state(known, code) if sign == "=" else ["not", _state(known, code)]
    raise cannot(known.kind)


def _state(known: Known, code: str) -> Tree:
    if code == "declined":
        return ["declined", known.id]
    raise NotTaken(
        f"'{code}' är inget svar utan ett tillstånd.", f"'{code}' is a state here and not an answer."
    )


def _code(known: Known, literal: Node) -> str:
    written = f"{literal[1]:g}" if literal[0] == "number" else str(literal[1])
    if written not in known.codes:
        raise NotTaken(
            f"'{written}' är inget svar på '{known.id}'.", f"'{written}' is no option of '{known.id}'."
        )
    return known.codes[written]


def _number(literal: Node, known: Known) -> float:
    try:
        number = float(literal[1])
    except ValueError:
        raise cannot("number") from None
    if not known.low <= number <= known.high:
        raise cannot("outside")
    return int(number) if number == int(number) else number


def _joined(tree: Tree) -> Tree:
    """Chains of "and" and "or" as one, and tests of one question as ``in``, ``has any``, ``has all``."""
    if tree[0] == "not":
        return ["not", _joined(tree[1])]
    if tree[0] not in ("and", "or"):
        return tree
    sign = tree[0]
    branches: list[Tree] = []
    for branch in map(_joined, tree[1:]):
        branches.extend(branch[1:] if branch[0] == sign else [branch])
    listed: list[Tree] = []
    for branch in branches:
        merged = _merged(sign, listed[-1], branch) if listed else None
        if merged is not None:
            listed[-1] = merged
        else:
            listed.append(branch)
    return listed[0] if len(listed) == 1 else [sign, *listed]


# (joined by, first test, second test) → the test of both
_MERGED: Final = {
    ("or", "=", "="): "in",
    ("or", "in", "="): "in",
    ("or", "any", "any"): "any",
    ("and", "any", "any"): "all",
    ("and", "all", "any"): "all",
}


def _merged(sign: str, first: Tree, second: Tree) -> Tree | None:
    together = _MERGED.get((sign, first[0], second[0]))
    if together is None or first[1] != second[1]:
        return None
    if sign == "and" and "any" in (first[0], second[0]):
        # "has any (a, b)" is no test of single codes and cannot become part of "has all".
        several = [tree for tree in (first, second) if tree[0] == "any" and len(tree[2]) > 1]
        if several:
            return None
    codes = [
        code for tree in (first, second) for code in (tree[2] if isinstance(tree[2], list) else [tree[2]])
    ]
    return [together, first[1], list(dict.fromkeys(codes))]
