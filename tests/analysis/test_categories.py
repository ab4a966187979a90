"""Bands: from what a question allows, never from what was answered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.categories import MOST_BANDS, categories, placed
from survey.questionnaire.model import Page, Questionnaire
from survey.questionnaire.variables import Variable
from survey.questionnaire.versions import freeze
from tests.analysis.samples import dataset, question, response


def number(**bounds: object) -> Variable:
    return Variable("times", question("times", "number", **bounds))


def labels(variable: Variable) -> list[str]:
    return [band.text["sv"] for band in categories(variable)]


def test_a_short_range_is_counted_number_by_number() -> None:
    assert labels(number(min=0, max=10)) == [str(n) for n in range(11)]


def test_a_long_range_is_counted_in_round_bands_inside_its_limits() -> None:
    assert labels(number(min=18, max=99))[:3] == ["18–19", "20–29", "30–39"]
    assert labels(number(min=1, max=99))[-1] == "90–99"


def test_an_open_range_has_fixed_bands_that_do_not_tell_the_largest_answer() -> None:
    assert labels(number())[:5] == ["0", "1", "2", "3–4", "5–9"]
    assert labels(number(min=1))[-1] == "1000+"


def test_months_are_counted_by_year() -> None:
    month = Variable("last", question("last", "month", min="2021-03", max="2024-06"))
    assert labels(month) == ["2021", "2022", "2023", "2024"]


@given(st.integers(-50, 50), st.integers(1, 3000), st.data())
def test_every_allowed_number_falls_in_the_band_that_names_it(
    low: int, width: int, data: st.DataObject
) -> None:
    values = data.draw(st.lists(st.integers(low, low + width), min_size=1, max_size=5))
    asked = question("times", "number", min=low, max=low + width)
    page = Page(id="one", questions=(asked,))
    version = freeze(Questionnaire(id="q", title={"sv": "q"}, languages=("sv",), pages=(page,)))
    data_ = dataset(version, [response(version, {"times": value}) for value in values])
    bands = categories(Variable("times", asked))
    assert len(bands) <= MOST_BANDS
    places = placed(data_, Variable("times", asked), bands)
    starts = [band.low for band in bands] + [np.inf]
    assert all(
        starts[place] <= value < starts[place + 1] for value, place in zip(values, places, strict=True)
    )


@pytest.mark.parametrize("decimals", [0, 1])
def test_bands_of_decimals_have_no_gaps(decimals: int) -> None:
    assert labels(number(min=0, max=40, decimals=decimals))[0] == ("0–4" if decimals == 0 else "0–<5")
