"""What a reader can work out about a hidden cell: bounds by propagation, and proof by witnesses.

A witness is a whole assignment of integers to the unknown cells that agrees with everything shown. Two
witnesses far enough apart prove that a cell cannot be known more closely, whatever method an attacker
uses. If the search gives up, the cell counts as exposed: errors fall on the safe side. Where the sums form
a tree, propagation gives the exact bounds and the search never has to go back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from analysis.disclosure.network import Network

MOST_STEPS: Final = 120

Bound = dict[int, int]


class Domain(NamedTuple):
    """The least and the largest that each unknown cell can still be."""

    low: Bound
    high: Bound

    def copy(self) -> Domain:
        return Domain(self.low.copy(), self.high.copy())

    def size(self, cell: int) -> int:
        return self.high[cell] - self.low[cell]


class View(NamedTuple):
    """A network as a reader sees it: which cells are hidden from them."""

    network: Network
    hidden: frozenset[int]

    def domain(self, cells: tuple[int, ...]) -> Domain:
        """The propagated bounds of a component (see ``Network.component``)."""
        network = self.network
        domain = Domain({c: network.cells[c].floor for c in cells}, {c: network.most(c) for c in cells})
        sums = {place for cell in cells for place in network.touching[cell]}
        if not self.narrow(domain, sorted(sums)):
            raise ValueError("The true counts contradict what is shown of them.")
        return domain

    def narrow(self, domain: Domain, sums: Iterable[int]) -> bool:
        """Propagate from these sums until nothing changes; False if no assignment is left."""
        queue = list(sums)
        waiting = set(queue)
        while queue:
            place = queue.pop()
            waiting.discard(place)
            changed = self._narrow_one(domain, place)
            if changed is None:
                return False
            for cell in changed:
                for near in self.network.touching[cell]:
                    if near not in waiting:
                        waiting.add(near)
                        queue.append(near)
        return True

    def _narrow_one(self, domain: Domain, place: int) -> list[int] | None:
        """Tighten the cells of one sum; those that changed, or None for a contradiction."""
        low, high = domain
        cells = self.network.cells
        added = self.network.sums[place]
        least = most = 0
        for part in added.parts:
            if part in low:
                least += low[part]
                most += high[part]
            else:
                least += cells[part].value
                most += cells[part].value
        total = added.total
        at_least, at_most = (low[total], high[total]) if total in low else (cells[total].value,) * 2
        if least > at_most or most < at_least:
            return None
        changed = []
        if total in low and (least > at_least or most < at_most):
            low[total], high[total] = at_least, at_most = max(least, at_least), min(most, at_most)
            changed.append(total)
        for part in added.parts:
            if part not in low:
                continue
            lower = at_least - (most - high[part])
            upper = at_most - (least - low[part])
            if lower > low[part] or upper < high[part]:
                low[part], high[part] = max(lower, low[part]), min(upper, high[part])
                if low[part] > high[part]:
                    return None
                changed.append(part)
        return changed

    def has_witness(self, domain: Domain, cell: int, value: int) -> bool:
        """Whether a whole assignment with ``cell == value`` was found.

        Begins with the truth, which agrees with everything but this one value, and lets in turn one cell
        of a sum that no longer adds up take up the difference.
        """
        sums = sorted({place for c in domain.low for place in self.network.touching[c]})
        start = self._fixed(domain, cell, value)
        stack = [] if start is None else [start]
        for _ in range(MOST_STEPS):
            if not stack:
                return False
            current = stack.pop()
            repairs = self._repairs(current, sums)
            if repairs is None:
                return True
            for place, repaired in repairs:
                following = self._fixed(current, place, repaired)
                if following is not None:
                    stack.append(following)
        return False

    def _repairs(self, domain: Domain, sums: list[int]) -> list[tuple[int, int]] | None:
        """The cells of the first sum that does not add up and the values that would mend it, those that
        stand in most other sums first; None if everything adds up."""
        for place in sums:
            added = self.network.sums[place]
            excess = sum(self._nearest(domain, part) for part in added.parts) - self._nearest(
                domain, added.total
            )
            if not excess:
                continue
            wanted = [(part, -excess) for part in added.parts] + [(added.total, excess)]
            moves = [
                (cell, self._nearest(domain, cell) + change) for cell, change in wanted if cell in domain.low
            ]
            clipped = [(c, min(max(v, domain.low[c]), domain.high[c])) for c, v in moves]
            useful = [(c, v) for c, v in clipped if v != self._nearest(domain, c)]
            return sorted(useful, key=lambda move: (-len(self.network.touching[move[0]]), -move[0]))
        return None

    def _nearest(self, domain: Domain, cell: int) -> int:
        """The true count, or what is nearest to it of what the cell can still be."""
        truth = self.network.cells[cell].value
        if cell not in domain.low:
            return truth
        return min(max(truth, domain.low[cell]), domain.high[cell])

    def _fixed(self, domain: Domain, cell: int, value: int) -> Domain | None:
        if not domain.low[cell] <= value <= domain.high[cell]:
            return None
        fixed = domain.copy()
        fixed.low[cell] = fixed.high[cell] = value
        return fixed if self.narrow(fixed, self.network.touching[cell]) else None
