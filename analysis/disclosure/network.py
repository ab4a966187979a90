"""Linked cells: every count that is published or follows from published ones, and how they add up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Role = Literal["known", "option", "base", "missing", "implied"]
"""``known`` is always visible (n). ``option`` and ``base`` are shown or hidden. ``missing`` is one kind of
missing answer. ``implied`` is never shown, yet follows from what is: those who did not choose an option."""


def is_small(value: int, threshold: int) -> bool:
    """Whether a count is too small to be shown; 0 is not."""
    return 0 < value < threshold


class Cell(msgspec.Struct, frozen=True):
    """One count. ``sensitive`` must not be known, whatever its value; ``zeros_hidden`` says that its
    table hides zeros too, so that being hidden does not mean being at least 1. ``cost`` is what the reader
    loses with it, ``most`` the most it can be if that is not n (choices are more than people)."""

    value: int
    role: Role
    cost: float = 0
    sensitive: bool = False
    zeros_hidden: bool = False
    most: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it stands in a table at all."""
        return self.role not in ("implied", "known")

    @property
    def floor(self) -> int:
        """The least it can be for somebody who sees that it is hidden: options of 0 are shown."""
        return 0 if self.zeros_hidden or self.role != "option" else 1


class Sum(msgspec.Struct, frozen=True):
    """``total`` is the sum of ``parts``, all places of cells."""

    total: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        return (self.total, *self.parts)


class Network(msgspec.Struct, frozen=True, dict=True):
    """Cells and sums between them. Cell 0 is n."""

    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]

    def __post_init__(self) -> None:
        touching: list[list[int]] = [[] for _ in self.cells]
        for place, added in enumerate(self.sums):
            for cell in added.cells:
                touching[cell].append(place)
        self.__dict__["touching"] = tuple(map(tuple, touching))

    @property
    def n(self) -> int:
        return self.cells[0].value

    @property
    def touching(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the places of the sums it stands in."""
        found: tuple[tuple[int, ...], ...] = self.__dict__["touching"]
        return found

    def most(self, cell: int) -> int:
        """The most that a cell can be."""
        most = self.cells[cell].most
        return self.n if most is None else most

    def is_unknown(self, cell: int, hidden: frozenset[int]) -> bool:
        """Whether a reader does not see it."""
        return cell in hidden or self.cells[cell].role == "implied"

    def component(self, cell: int, hidden: frozenset[int]) -> tuple[int, ...]:
        """The unknown cells that hang together with this one, nearest first."""
        found, queue = {cell}, [cell]
        for current in queue:
            for place in self.touching[current]:
                for near in self.sums[place].cells:
                    if near not in found and self.is_unknown(near, hidden):
                        found.add(near)
                        queue.append(near)
        return tuple(queue)


class Builder:
    """Collects cells and sums. Names are (variable, part)."""

    def __init__(self, n: int) -> None:
        self._cells = [Cell(n, "known")]
        self._sums: list[Sum] = []
        self.names: dict[tuple[str, str], int] = {("", "n"): 0}

    def add(self, name: tuple[str, str], cell: Cell) -> int:
        """A new cell under this name; its place."""
        self.names[name] = len(self._cells)
        self._cells.append(cell)
        return self.names[name]

    def imply(self, value: int, most: int | None = None) -> int:
        """A new cell that no table shows and that may be known."""
        self._cells.append(Cell(value, "implied", most=most))
        return len(self._cells) - 1

    def value(self, cell: int) -> int:
        """The true count of a cell."""
        return self._cells[cell].value

    def sum(self, total: int, parts: Iterable[int]) -> None:
        """State that a total is the sum of these parts. The true numbers must agree."""
        added = Sum(total, tuple(parts))
        if self._cells[total].value != sum(self._cells[part].value for part in added.parts):
            raise ValueError("A total is not the sum of its parts: the counts are wrong.")
        self._sums.append(added)

    def network(self) -> Network:
        return Network(tuple(self._cells), tuple(self._sums))
