"""Every type of question in a real browser, with those that the four questionnaires do not use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.looks import faults, picture
from tests.browser.neutral_site import NeutralSite
from tests.browser.walk import Walk
from tests.whole.programs import ROOT, Trial, new_trial, served

NAME = "every_type"
WRITES = {"times": "3", "hours": "1,5", "last_contact": "2024-03"}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, neutral: NeutralSite) -> Iterator[Trial]:
    """A trial of the questionnaire that has them all."""
    made = new_trial(tmp_path_factory.mktemp(NAME), ROOT / "tests" / "whole" / f"{NAME}.yaml")
    made.survey("settings", "set", "exit_url", neutral.address)
    with served(made, workers=1) as running:
        yield running


def begun(opens: Opens, *, javascript: bool) -> Walk:
    walk = Walk(opens(PHONE, javascript=javascript).new_page(), "sv", NAME, WRITES)
    walk.begin()
    return walk


def test_the_whole_way_without_javascript(opens: Opens) -> None:
    walk = begun(opens, javascript=False)
    wrong: list[str] = []
    kinds: set[str] = set()
    for page in walk.pages():
        kinds |= set(walk.kinds)
        picture(walk.page, "sv", f"type-{page}")
        wrong += faults(walk.page, "sv", width=PHONE[0], secrets=(NAME, page))
    walk.send()
    assert wrong == []
    assert kinds == {"radio", "checkbox", "select", "text", "textarea"}


def test_axe_finds_nothing(opens: Opens) -> None:
    walk = begun(opens, javascript=True)
    found: list[str] = []
    for _ in walk.pages():
        found += violations(walk.page)
    found += violations(walk.page)
    assert found == []


def test_axe_finds_nothing_where_something_is_wrong(opens: Opens) -> None:
    walk = begun(opens, javascript=True)
    walk.to_page(lambda here: here.page_id == "numbers")
    walk.page.locator("input[name=times]:not([type=checkbox])").fill("många")
    walk.page.locator("input[name=hours]").fill("25")
    walk.go_on()
    assert walk.page_id == "numbers"
    found = violations(walk.page)
    picture(walk.page, "sv", "type-numbers-dark-desk")
    assert found == []
    assert walk.page.locator("[aria-describedby*=error]").count() == 2
    assert walk.page.locator("main a[href^='#']").count() == 2
    assert faults(walk.page, "sv", width=DESK[0], secrets=(NAME,)) == []


def test_none_of_these_unticks_the_others(opens: Opens) -> None:
    walk = begun(opens, javascript=True)
    walk.to_page(lambda here: here.page_id == "channel")
    walk.page.locator("input[value=phone]").check()
    walk.page.locator("input[value=letter]").check()
    walk.page.locator("input[value=none]").check()
    assert walk.kept == {"channel": ["none"]}
    walk.page.locator("input[value=phone]").check()
    assert walk.kept == {"channel": ["phone"]}


def test_writing_unticks_the_reason_for_not_writing(opens: Opens) -> None:
    walk = begun(opens, javascript=True)
    walk.to_page(lambda here: here.page_id == "last_contact")
    walk.page.locator("input[name=last_contact][type=checkbox]").check()
    walk.page.locator("input[name=last_contact]:not([type=checkbox])").press_sequentially("2024-03")
    assert walk.kept == {"last_contact": ["2024-03"]}


def test_one_of_a_matrix_is_a_group_of_its_own(opens: Opens) -> None:
    walk = begun(opens, javascript=False)
    walk.to_page(lambda here: here.page_id == "opinion")
    rows = walk.page.locator("fieldset fieldset")
    assert rows.count() == 3
    assert [row.locator("legend").inner_text() for row in rows.all()] == [
        "lokalerna",
        "personalen",
        "öppettiderna",
    ]
    assert walk.page.locator("table").count() == 0, "never a grid"
