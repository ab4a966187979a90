"""What a condition says about the base of what stands under it."""

import pytest

from analysis.counting import tally
from analysis.disclosure.filters import Filter, filters
from survey.questionnaire.conditions import parse
from survey.questionnaire.model import Version
from tests.analysis.samples import drawn, group


@pytest.fixture
def said(visitors_version: Version):  # type: ignore[no-untyped-def]
    tallies = {t.variable.id: t for t in tally(group(visitors_version, drawn(visitors_version, 30, 1)))}
    return lambda condition: list(filters(parse(condition), tallies))


@pytest.mark.parametrize(
    ("condition", "variable", "parts"),
    [
        ("sought_help = yes", "sought_help", ("option/0",)),
        ("sought_help != yes", "sought_help", ("option/1",)),
        ("sought_help in (yes, no)", "sought_help", ("option/0", "option/1")),
        ("sought_help is declined", "sought_help", ("missing/-97",)),
        ("channel has online", "channel", ("option/1",)),
        ("not channel has phone", "channel", ("others/0",)),
        ("channel is answered and not channel has none", "channel", ("choosers",)),
        ("channel has none", "channel", ("option/3",)),
        ("channel is answered", "channel", ("valid",)),
        ("times >= 20", "times", tuple(f"option/{band}" for band in range(2, 10))),
        ("satisfaction >= 4", "satisfaction", ("option/3", "option/4")),
        ("trust.police = high", "trust.police", ("option/0",)),
    ],
)
def test_a_condition_on_one_variable_is_a_sum_of_its_counts(said, condition, variable, parts) -> None:  # type: ignore[no-untyped-def]
    assert said(condition) == [Filter("=", variable, parts)]


def test_a_condition_that_cuts_through_a_band_says_nothing(said) -> None:  # type: ignore[no-untyped-def]
    assert said("times >= 25") == []


def test_both_of_two_conditions_bound_the_base_from_above(said) -> None:  # type: ignore[no-untyped-def]
    assert said("sought_help = yes and own_housing = no") == [
        Filter("<=", "sought_help", ("option/0",)),
        Filter("<=", "own_housing", ("option/1",)),
    ]


def test_either_of_two_conditions_bounds_the_base_from_below(said) -> None:  # type: ignore[no-untyped-def]
    assert said("channel has any (phone, online)") == [
        Filter(">=", "channel", ("option/0",)),
        Filter(">=", "channel", ("option/1",)),
    ]
