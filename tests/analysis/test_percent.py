"""Percentages: whole, halves up, from integers."""

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from analysis.percent import percent


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_percentage_is_the_true_share_with_halves_rounded_up(count: int, base: int) -> None:
    expected = floor(Fraction(100 * count, base) + Fraction(1, 2))
    assert percent(count, base) == expected / 100


def test_halves_go_up_where_round_would_go_to_the_even_number() -> None:
    assert percent(1, 8) == 0.13
    assert round(100 * 1 / 8) == 12
    assert percent(1, 200) == 0.01


def test_the_reports_percentages_come_out_as_printed() -> None:
    assert [percent(61, 78), percent(135, 160), percent(13, 37)] == [0.78, 0.84, 0.35]


def test_what_is_hidden_or_has_no_base_has_no_percentage() -> None:
    assert percent(None, 10) is percent(3, None) is percent(0, 0) is None
