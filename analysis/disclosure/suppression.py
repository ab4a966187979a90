"""Cell suppression: small cells hidden, then others, until no hidden cell can be worked out.

Primary suppression is the threshold rule. Complementary suppression is greedy – the cheapest partner that
protects – and then improved: partners that turn out not to be needed are shown again. An audit of every
cell ends it. (Terms as in Hundepool et al., Statistical Disclosure Control, 2012.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from analysis.disclosure.bounds import View
from analysis.disclosure.network import Network, is_small

MOST_TRIED: Final = 12


class Suppression(NamedTuple):
    """Which cells to hide, and which of them a reader could work out all the same."""

    hidden: frozenset[int]
    exposed: tuple[int, ...]


def suppressed(network: Network, threshold: int) -> Suppression:
    """The cells to hide so that counts below the threshold (0 is none) cannot be worked out."""
    primary = frozenset(
        place
        for place, cell in enumerate(network.cells)
        if cell.is_shown and (cell.sensitive or is_small(cell.value, threshold))
    )
    hidden = _improved(network, _completed(network, primary, threshold), primary, threshold)
    unsafe = _protected_cells(network, hidden)
    return Suppression(hidden, tuple(c for c in unsafe if not holds(network, hidden, c, threshold)))


def holds(network: Network, hidden: frozenset[int], cell: int, threshold: int) -> bool:
    """Whether an unknown cell keeps its protection interval.

    Respondents' cells: at least ``threshold`` different values are possible, one of them the threshold
    or more, so that not even "fewer than five" is known. A kind of missing: at least two values.
    """
    view = View(network, hidden)
    domain = view.domain(network.component(cell, hidden))
    truth, low, high = network.cells[cell].value, domain.low[cell], domain.high[cell]

    def possible(values: Iterable[int]) -> bool:
        return any(value == truth or view.has_witness(domain, cell, value) for value in values)

    if network.cells[cell].role == "missing":
        return possible(
            dict.fromkeys(v for v in (truth + 1, truth - 1, low, high) if low <= v <= high and v != truth)
        )
    if high < threshold or high - low < threshold - 1:
        return False
    for least in dict.fromkeys((low, (low + truth) // 2, truth)):
        if possible((least,)):
            needed = max(threshold, least + threshold - 1)
            return possible((truth,) if needed <= truth else dict.fromkeys((needed, high)))
    return False


def _protected_cells(network: Network, hidden: frozenset[int]) -> list[int]:
    """Cells that must keep an interval: the hidden ones, and sensitive ones that no table shows."""
    return [
        place
        for place, cell in enumerate(network.cells)
        if place in hidden or (cell.role == "implied" and cell.sensitive)
    ]


def _completed(network: Network, primary: frozenset[int], threshold: int) -> frozenset[int]:
    hidden = primary
    # Hiding more never narrows an interval, so a cell that once holds need not be looked at again.
    queue = _protected_cells(network, hidden)
    while queue:
        cell = queue[-1]
        if holds(network, hidden, cell, threshold):
            queue.pop()
            continue
        partner = _partner(network, hidden, cell, threshold)
        if partner is None:
            queue.pop()
            continue
        hidden |= {partner}
        queue.insert(0, partner)
    return hidden


def _partner(network: Network, hidden: frozenset[int], cell: int, threshold: int) -> int | None:
    """The cheapest cell that protects this one when hidden too; if none does alone, the cheapest."""
    component = network.component(cell, hidden)
    near = _candidates(network, hidden, (cell,))
    candidates = near + [c for c in _candidates(network, hidden, component) if c not in near]
    for candidate in candidates[:MOST_TRIED]:
        if holds(network, hidden | {candidate}, cell, threshold):
            return candidate
    return candidates[0] if candidates else None


def _candidates(network: Network, hidden: frozenset[int], cells: tuple[int, ...]) -> list[int]:
    """Shown cells that stand in a sum with one of these, cheapest first. An option of 0 is always shown."""
    near = {c for cell in cells for place in network.touching[cell] for c in network.sums[place].cells}
    usable = [
        c
        for c in near - hidden
        if network.cells[c].is_shown and (network.cells[c].value or network.cells[c].role != "option")
    ]
    return sorted(usable, key=lambda c: (network.cells[c].cost, c))


def _improved(
    network: Network, hidden: frozenset[int], primary: frozenset[int], threshold: int
) -> frozenset[int]:
    """Show again what need not be hidden, dearest first."""
    for cell in sorted(hidden - primary, key=lambda c: (-network.cells[c].cost, c)):
        fewer = hidden - {cell}
        touched = set(network.component(cell, hidden))
        if all(holds(network, fewer, c, threshold) for c in _protected_cells(network, fewer) if c in touched):
            hidden = fewer
    return hidden
