"""A measured figure, its budget if it has one, and the table that they end in."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """``budget`` is the largest value allowed; if ``more_is_better``, the smallest."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        within = self.value >= self.budget if self.more_is_better else self.value <= self.budget
        sign = "≥" if self.more_is_better else "≤"
        return f"{sign} {self.budget:g}  {'kept' if within else 'OVER'}"


def table(figures: list[Figure]) -> str:
    """Figures in columns, one line each."""
    widest = max(len(figure.what) for figure in figures)
    return "\n".join(
        f"{figure.what:{widest}}  {_number(figure.value):>10} {figure.unit:9} {figure.verdict}".rstrip()
        for figure in figures
    )


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
