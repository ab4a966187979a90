"""Percentages as printed: whole, rounded half up, from integers alone."""

from __future__ import annotations


def percent(count: int | None, base: int | None) -> float | None:
    """A whole percentage as a fraction (0.45); None if a number is hidden or the base is 0.

    ``round()`` works on binary fractions and to even numbers, and differs in hundreds of small bases.
    """
    if count is None or not base:
        return None
    return (200 * count + base) // (2 * base) / 100
