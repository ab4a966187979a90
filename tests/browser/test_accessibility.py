"""axe finds nothing: every type of page, in every language and state, small and large, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.conftest import DESK, LANGUAGES, NAMES, PHONE, Opens
from tests.browser.looks import faults, picture
from tests.browser.walk import Walk

AROUND = ("", "support", "privacy", "accessibility", "safety", "there-is-no-such-page")
TWICE = "html { font-size: 200% }"

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def begun(opens: Opens, language: str, questionnaire: str, **more: object) -> Walk:
    walk = Walk(opens(PHONE, javascript=True, language=language, **more).new_page(), language, questionnaire)
    walk.begin()
    return walk


def kind_of(walk: Walk) -> tuple[object, ...]:
    """What tells one type of page from another: its controls, its headings and what stands beside them."""
    page = walk.page
    return (
        walk.kinds,
        page.locator("h1").count(),
        page.locator("main h2").count() > 0,
        page.locator("main aside").count() > 0,
        page.locator("main fieldset fieldset").count() > 0,
        page.locator("main form p").count() > 0,
    )


def test_every_type_of_question_page(opens: Opens, language: str) -> None:
    seen: set[tuple[object, ...]] = set()
    found: list[str] = []
    for questionnaire in ("relatives", "sellers"):
        walk = begun(opens, language, questionnaire)
        for _ in walk.pages(hurrying=True):
            if kind_of(walk) not in seen:
                seen.add(kind_of(walk))
                found += violations(walk.page)
    assert found == []
    assert len(seen) >= 6


def test_prompt_and_mistake(opens: Opens, language: str) -> None:
    walk = begun(opens, language, "sellers")
    walk.go_on()
    found = violations(walk.page)
    assert walk.page_id == "consent", "consent has to be answered"
    walk.fill()
    walk.go_on()
    walk.go_on()
    assert walk.page_id == "answered_before", "an empty answer is asked about once"
    found += violations(walk.page)
    picture(walk.page, language, "dark-prompt-desk")
    walk.to_page(lambda here: here.page_id == "others_involved")
    walk.page.evaluate("document.querySelectorAll('input[type=checkbox]').forEach(box => box.checked = true)")
    walk.go_on()
    assert walk.page_id == "others_involved", "an answer that contradicts itself is refused"
    found += violations(walk.page)
    assert found == []


def test_check_and_thanks(opens: Opens, language: str) -> None:
    walk = begun(opens, language, "relatives")
    walk.to_check()
    found = violations(walk.page)
    for part in walk.page.locator("details > summary").all():
        part.click()
    found += violations(walk.page)
    walk.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    walk.page.emulate_media(color_scheme="light")
    assert faults(walk.page, language, width=PHONE[0], secrets=NAMES) == []
    picture(walk.page, language, "check-unfolded")
    walk.send()
    found += violations(walk.page)
    assert found == []


@pytest.mark.parametrize("place", AROUND)
def test_the_pages_around(opens: Opens, language: str, place: str) -> None:
    page = opens(PHONE, javascript=True, language=language).new_page()
    page.goto(f"/{language}/{place}")
    assert violations(page) == []
    assert faults(page, language, width=DESK[0], secrets=NAMES) == []


def test_who_is_turned_away(opens: Opens, language: str) -> None:
    walk = begun(opens, language, "sellers")
    walk.page.locator("input[name=consent][value=refuse]").check()
    walk.go_on()
    assert walk.page_id == ""
    found = violations(walk.page)
    picture(walk.page, language, "refused")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "age_band")
    walk.page.locator("input[name=age_band][value=under_18]").check()
    walk.go_on()
    assert walk.page_id == ""
    found += violations(walk.page)
    walk.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    picture(walk.page, language, "under-18-dark")
    assert found == []


def test_deleting_and_the_ended_session(opens: Opens, language: str) -> None:
    walk = begun(opens, language, "rfsl")
    walk.to_page(lambda here: here.page_id == "age_band")
    begun_at = walk.page.url
    walk.page.goto(begun_at.rsplit("/", 1)[0] + "/delete")
    found = violations(walk.page)
    picture(walk.page, language, "delete-dark-desk")
    walk.go_on()
    found += violations(walk.page)
    answer = walk.page.goto(begun_at)
    assert answer is not None and answer.status == 410
    found += violations(walk.page)
    picture(walk.page, language, "ended-dark-desk")
    assert found == []


def test_text_of_twice_the_size(opens: Opens, language: str) -> None:
    """Nothing scrolls sideways on a small phone with text at 200 %."""
    walk = begun(opens, language, "sellers", bypass_csp=True)
    wide: list[str] = []
    for page_id in walk.pages(hurrying=True):
        walk.page.add_style_tag(content=TWICE)
        width = walk.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE[0]:
            wide.append(f"{page_id}: {width} px")
            picture(walk.page, language, f"wide-{page_id}")
    assert wide == []


def test_forced_colours_show_what_is_chosen(opens: Opens, language: str) -> None:
    walk = begun(opens, language, "sellers", forced_colors="active")
    walk.to_page(lambda here: here.page_id == "answered_before")
    before = differing_boxes(walk.page)
    walk.fill()
    assert differing_boxes(walk.page) != before
    picture(walk.page, language, "forced-colours")


def differing_boxes(page: Page) -> list[bytes]:
    return [box.screenshot() for box in page.locator("input[type=radio]").all()]
