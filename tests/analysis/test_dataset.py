"""The data sheets and the DataFrame: each response as it was given, in codes and in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.data_columns import ABSENT, DataColumn, coded_columns, labelled_columns
from analysis.texts import Texts
from survey.questionnaire.model import Version
from survey.storage.sealing import Response
from tests.analysis.samples import dataset, drawn, response

STATES = {None: -99, "declined": -97, "dont_know": -96, "not_applicable": -95}


def values(columns: tuple[DataColumn, ...], name: str) -> list[object]:
    column = next(c for c in columns if c.name == name)
    return [None if place == ABSENT else column.values[place] for place in column.places]


def expected_code(one: Response, column: str, numbers: dict[str, int]) -> int | float:
    variable, _, option = column.partition("__")
    variable = variable if variable in ("channel", "trust") else column
    if variable == "trust":
        variable = f"trust.{option}"
    if variable not in one.answers:
        return -98
    value = one.answers[variable]
    if isinstance(value, list):
        return int(option in value)
    if value in STATES:
        return STATES[value]  # type: ignore[index]
    if variable == "improve":
        return 1
    if variable == "last_contact":
        return int(str(value).replace("-", ""))
    return numbers[value] if isinstance(value, str) else value  # type: ignore[return-value]


NUMBERS = {"yes": 1, "no": 2, "high": 1, "middle": 2, "low": 3}
COLUMNS = (
    "sought_help", "channel__phone", "channel__none", "times", "trust__police", "trust__health",
    "satisfaction", "last_contact", "own_housing", "improve",
)  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_codes_are_those_of_the_answers(visitors_version: Version, name: str) -> None:
    answered = drawn(visitors_version, 200, seed=5)
    columns = coded_columns((dataset(visitors_version, answered),), Texts("sv"))
    assert values(columns, name) == [expected_code(one, name, NUMBERS) for one in answered]


def test_labels_are_what_was_on_the_page_in_the_language_of_the_workbook(visitors_version: Version) -> None:
    answered = [
        response(visitors_version, {"sought_help": value, "channel": chosen, "last_contact": "2024-02"})
        for value, chosen in (("yes", ["phone"]), ("dont_know", "declined"), (None, None))
    ]
    data = (dataset(visitors_version, answered),)
    assert values(labelled_columns(data, Texts("sv")), "sought_help") == ["Yes", "Minns inte", "Lämnat tomt"]
    english = labelled_columns(data, Texts("en"))
    assert values(english, "sought_help") == ["Yes (en)", "Minns inte (en)", "Left empty"]
    assert values(english, "channel__phone") == ["Yes", "Vill inte svara (en)", "Left empty"]
    assert values(english, "last_contact") == ["2024-02"] * 3
    assert values(english, "times") == ["Not asked"] * 3


def test_headings_of_the_labels_hold_the_question_and_the_column(visitors_version: Version) -> None:
    columns = labelled_columns((dataset(visitors_version, drawn(visitors_version, 3, 1)),), Texts("sv"))
    titles = {column.name: column.title for column in columns}
    assert titles["channel__phone"] == "Hur tog du kontakt? – Phone [channel__phone]"
    assert titles["trust__police"] == "Hur stort är ditt förtroende? – Polisen [trust__police]"


def test_what_a_questionnaire_does_not_ask_is_empty_and_own_questions_stay_apart(
    visitors_version: Version, relatives_version: Version
) -> None:
    data = (
        dataset(visitors_version, [response(visitors_version, {"own_housing": "no", "satisfaction": 4})]),
        dataset(
            relatives_version, [response(relatives_version, {"own_housing": "flat", "sought_help": "unsure"})]
        ),
    )
    columns = coded_columns(data, Texts("sv"))
    assert values(columns, "satisfaction") == [4, None]
    assert values(columns, "own_housing@visitors") == [2, None]
    assert values(columns, "own_housing@relatives") == [None, 1]
    assert values(columns, "sought_help") == [-98, 3]


def test_about_each_response_there_is_what_was_sealed_with_it(visitors_version: Version) -> None:
    one = response(visitors_version, {}, collector="abc123", hurried=True, language="ru")
    other = response(visitors_version, {}, simulated=True, month="2026-04")
    columns = coded_columns((dataset(visitors_version, [one, other]),), Texts("sv"))
    about = {c.name: values(columns, c.name) for c in columns[:8]}
    assert about == {
        "questionnaire": ["visitors", "visitors"],
        "version": [visitors_version.hash[:12]] * 2,
        "language": ["ru", "sv"],
        "month": ["2026-03", "2026-04"],
        "wave": ["2026", "2026"],
        "collector": ["abc123", ""],
        "simulated": [0, 1],
        "hurried": [1, 0],
    }


def test_a_frame_is_one_method_away(visitors_version: Version) -> None:
    answered = drawn(visitors_version, 80, seed=6)
    frame = dataset(visitors_version, answered).frame("sv")
    assert frame.shape[0] == 80
    assert isinstance(frame["sought_help"].dtype, pd.CategoricalDtype)
    asked = sum("times" in one.answers for one in answered)
    assert (frame["times"] != "Inte tillfrågad").sum() == asked
    assert frame["satisfaction"].notna().all()
    yes = sum(one.answers.get("sought_help") == "yes" for one in answered)
    assert (frame["sought_help"] == "Yes").sum() == yes


def test_the_matrix_is_of_small_integers(visitors_version: Version) -> None:
    data = dataset(visitors_version, drawn(visitors_version, 10, seed=1))
    assert data.codes.dtype == np.int8
    assert data.codes.shape == (len(data.layout.variables), 10)
