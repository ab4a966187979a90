"""A condition's tree as it is written in ``show_if``."""

from __future__ import annotations

from typing import Any

from survey.questionnaire.conditions import COMPARISONS
from survey.questionnaire.model import Tree


def condition_text(tree: Tree) -> str:
    """The text that ``parse`` reads as this tree."""
    sign = tree[0]
    if sign in ("and", "or"):
        return f" {sign} ".join(_inside(branch, sign) for branch in tree[1:])
    if sign == "not":
        inner = tree[1]
        if inner[0] in ("answered", "declined", "asked"):
            return f"{inner[1]} is not {inner[0]}"
        text = condition_text(inner)
        return f"not ({text})" if inner[0] in ("and", "or", "not") else f"not {text}"
    if sign in COMPARISONS:
        return f"{tree[1]} {sign} {_literal(tree[2])}"
    if sign in ("answered", "declined", "asked"):
        return f"{tree[1]} is {sign}"
    listed = f"({', '.join(map(_literal, tree[2]))})"
    if sign == "in":
        return f"{tree[1]} in {listed}"
    if sign == "any" and len(tree[2]) == 1:
        return f"{tree[1]} has {_literal(tree[2][0])}"
    return f"{tree[1]} has {sign} {listed}"


def _inside(branch: Tree, joined_by: str) -> str:
    """A part of "and" or "or", in parentheses where it would be read as something else."""
    text = condition_text(branch)
    loose = branch[0] == "or" or branch[0] == joined_by
    return f"({text})" if loose else text


def _literal(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)
