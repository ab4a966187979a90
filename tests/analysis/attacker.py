"""An attacker: works out what hidden numbers can be, from everything that was published.

Knows nothing of the module it attacks. Unknown whole numbers, sums between them, bounds; possible values by
exhaustive search that gives up a branch as soon as a sum cannot be met any more.
"""

from __future__ import annotations

from collections.abc import Sequence


class Attacker:
    """Collects what is known, then tells what a number can be."""

    def __init__(self) -> None:
        self._bounds: dict[str, tuple[int, int]] = {}
        self._sums: list[tuple[list[str], list[str]]] = []
        self._where: dict[str, list[int]] = {}

    def number(self, name: str, low: int, high: int) -> None:
        """A whole number that lies between these; known if they are equal. Knowledge adds up."""
        old_low, old_high = self._bounds.get(name, (low, high))
        self._bounds[name] = (max(low, old_low), min(high, old_high))
        assert self._bounds[name][0] <= self._bounds[name][1], f"what is shown of {name} contradicts itself"

    def equal(self, left: Sequence[str], right: Sequence[str]) -> None:
        """The numbers on both sides add up to the same."""
        for name in {*left, *right}:
            self._where.setdefault(name, []).append(len(self._sums))
        self._sums.append((list(left), list(right)))

    def possible(self, name: str, enough: int) -> set[int]:
        """Values that the number can have; stops when ``enough`` were found at both ends of its range."""
        bounds = self._tightened(dict(self._bounds))
        assert bounds is not None, "what is shown contradicts itself"
        low, high = bounds[name]
        found: set[int] = set()
        for candidates in (range(low, high + 1), range(high, low - 1, -1)):
            here = 0
            for value in candidates:
                if value in found or self._solvable({**bounds, name: (value, value)}):
                    found.add(value)
                    here += 1
                if here == enough:
                    break
        return found

    def _solvable(self, bounds: dict[str, tuple[int, int]]) -> bool:
        tight = self._tightened(bounds)
        if tight is None:
            return False
        open_ = [name for name, (low, high) in tight.items() if low < high]
        if not open_:
            return True
        name = min(open_, key=lambda n: tight[n][1] - tight[n][0])
        low, high = tight[name]
        return any(self._solvable({**tight, name: (value, value)}) for value in range(low, high + 1))

    def _tightened(self, bounds: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]] | None:
        """Narrow every number by every sum until nothing changes; None if a sum cannot be met."""
        waiting = list(range(len(self._sums)))
        while waiting:
            left, right = self._sums[waiting.pop()]
            for side, other in ((left, right), (right, left)):
                most = sum(bounds[n][1] for n in other)
                least = sum(bounds[n][0] for n in other)
                side_low = sum(bounds[n][0] for n in side)
                side_high = sum(bounds[n][1] for n in side)
                for name in side:
                    low, high = bounds[name]
                    new = (max(low, least - side_high + high), min(high, most - side_low + low))
                    if new[0] > new[1]:
                        return None
                    if new != (low, high):
                        bounds[name] = new
                        waiting += self._where[name]
        return bounds
