"""A questionnaire from the first page to the thanks with a keyboard only."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Opens
from tests.browser.walk import MOST_PAGES, PICKS, WRITTEN, Walk

MOST_TABS = 150

# What has the focus, and whether anything else lies over the middle of it.
_FOCUS = """() => {
    const e = document.activeElement, b = e.getBoundingClientRect();
    const x = Math.min(Math.max(b.x + b.width / 2, 1), innerWidth - 2);
    const y = Math.min(Math.max(b.y + Math.min(b.height, 40) / 2, 1), innerHeight - 2);
    const over = document.elementFromPoint(x, y);
    const box = e.closest('label') || e;
    return {
        tag: e.tagName.toLowerCase(), type: e.type || '', name: e.name || '', value: e.value || '',
        checked: !!e.checked, sends: e.matches('main form button'),
        inside: b.bottom > 0 && b.top < innerHeight,
        covered: !(over && (box.contains(over) || over.contains(e))),
    };
}"""


def focus(page: Page) -> dict[str, Any]:
    seen: dict[str, Any] = page.evaluate(_FOCUS)
    return seen


def press_through(walk: Walk) -> list[str]:
    """Tab to each control, choose with the space bar, press Enter on the button; returns what was hidden."""
    hidden: list[str] = []
    answered: set[str] = set()
    page = walk.page
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = focus(page)
        if here["tag"] == "body":
            continue
        if not here["inside"] or here["covered"]:
            hidden.append(f"{page.url} {here['tag']} {here['name']} {here['value']}")
        if here["sends"]:
            walk.arrive(lambda: page.keyboard.press("Enter"))
            return hidden
        if here["name"] in answered or here["tag"] not in ("input", "textarea", "select"):
            continue
        answered.add(here["name"])
        if here["type"] == "radio":
            page.keyboard.press("Space")
            while focus(page)["value"] != PICKS.get(here["name"], focus(page)["value"]):
                page.keyboard.press("ArrowDown")
        elif here["type"] == "checkbox":
            page.keyboard.press("Space")
        elif here["tag"] == "select":
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(WRITTEN)
    raise AssertionError(f"{MOST_TABS} times Tab and no button at {page.url}")


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_questionnaire_with_a_keyboard_only(opens: Opens, javascript: bool) -> None:
    walk = Walk(opens(PHONE, javascript=javascript).new_page(), "sv", "rfsl")
    page = walk.page
    page.goto("/sv/")
    hidden: list[str] = []
    for _ in range(MOST_PAGES):
        hidden += press_through(walk)
        if page.url.endswith("/done"):
            break
    assert page.url.endswith("/done")
    assert hidden == [], "the focus is never off the screen or under something"


def test_enter_in_a_choice_presses_continue_and_not_a_language(opens: Opens) -> None:
    walk = Walk(opens(PHONE).new_page(), "sv", "sellers")
    walk.begin()
    walk.fill()
    walk.page.locator("input[name=consent]").first.focus()
    walk.arrive(lambda: walk.page.keyboard.press("Enter"))
    assert walk.page_id == "answered_before"
    assert walk.page.locator("html").get_attribute("lang") == "sv"


def test_a_mistake_takes_the_focus(opens: Opens) -> None:
    walk = Walk(opens(PHONE, javascript=True).new_page(), "sv", "sellers")
    walk.begin()
    walk.go_on()
    focused = walk.page.locator("main *:focus")
    assert focused.locator("a[href^='#']").count() == 1, "the summary of what is wrong has the focus"
    assert walk.page.title().startswith("Fel:")
    walk.page.locator("main a[href^='#']").first.click()
    assert focus(walk.page)["name"] == "consent"


def test_the_first_tab_leads_past_the_top(opens: Opens) -> None:
    page = opens(PHONE, javascript=True).new_page()
    page.goto("/sv/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "main"
