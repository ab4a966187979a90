"""The rows of an XLSForm as the groups they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from survey.exchange.findings import Finding, warning
from survey.exchange.xlsform_sheets import Line, other_cells


class Node(NamedTuple):
    """A row: a question, or a group with what stands in it."""

    line: Line
    children: tuple[Node, ...] | None = None


def kind_of(line: Line) -> str:
    """A row's type in the one spelling that is used here: ``begin_group``, ``select_one`` …"""
    words = line.cell("type").lower().split()
    if words and words[0] in ("begin", "end", "select") and len(words) > 1:
        return f"{words[0]}_{words[1]}"
    return words[0] if words else ""


def grouped(lines: Iterable[Line]) -> tuple[tuple[Node, ...], list[Finding]]:
    """The form as a tree, and the rows that have no place in it."""
    findings: list[Finding] = []
    rows = _without_repeats(lines, findings)
    found, _closed = _level(rows, findings, None)
    return found, findings


def _level(
    rows: Iterator[Line], findings: list[Finding], opening: Line | None
) -> tuple[tuple[Node, ...], bool]:
    """Everything up to the end of the group that ``opening`` began."""
    found: list[Node] = []
    for line in rows:
        kind = kind_of(line)
        if kind == "begin_group":
            children, closed = _level(rows, findings, line)
            found.append(Node(line, children))
            if not closed:
                findings.append(warning(_place(line), "unclosed_group", name=line.cell("name")))
        elif kind == "end_group":
            if opening is not None:
                findings.extend(
                    warning(_place(line), "cell_not_taken", column=column, found=value)
                    for column, value in other_cells(line, ("type", "name"))
                )
                return tuple(found), True
            findings.append(warning(_place(line), "end_without_begin", found=line.cell("type")))
        else:
            found.append(Node(line))
    return tuple(found), opening is None


def _without_repeats(lines: Iterable[Line], findings: list[Finding]) -> Iterator[Line]:
    """The rows that are not in a repeated group and not switched off."""
    depth = 0
    for line in lines:
        kind, place, name = kind_of(line), _place(line), line.cell("name")
        if kind == "begin_repeat":
            depth += 1
            findings.append(warning(place, "repeat_not_taken", name=name))
        elif kind == "end_repeat":
            if not depth:
                findings.append(warning(place, "end_without_begin", found=line.cell("type")))
            depth = max(depth - 1, 0)
        elif depth:
            if not kind.startswith("end_"):
                findings.append(warning(place, "inside_repeat", name=name))
        elif line.cell("disabled").lower() in ("yes", "true", "1"):
            findings.append(warning(place, "disabled", name=name))
        else:
            yield line


def _place(line: Line) -> str:
    return f"survey, row {line.number}"
