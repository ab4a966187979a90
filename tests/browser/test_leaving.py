"""Leaving quickly: the page is blank at once, and there is no way back to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.neutral_site import TITLE, NeutralSite
from tests.browser.walk import WRITTEN, Walk

SCRIPT = [False, True]
NAMED = ["without JavaScript", "with JavaScript"]

_COLOURS = """async picture => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer)).size;
}"""


def leave(page: Page) -> None:
    """Press the way out, without waiting for where it leads."""
    box = page.locator("a[href='/exit']").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def on_screen(page: Page) -> str:
    """What is on the screen now, as a base64 PNG; also while another page is awaited."""
    picture: str = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "png"})[
        "data"
    ]
    return picture


def colours(opens: Opens, picture: str) -> int:
    """How many different colours a picture has."""
    window = opens(PHONE, javascript=True).new_page()
    number: int = window.evaluate(_COLOURS, picture)
    return number


def at_a_question(opens: Opens, javascript: bool, size: tuple[int, int] = PHONE) -> Walk:
    walk = Walk(opens(size, javascript=javascript).new_page(), "sv", "sellers")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "country_birth")
    return walk


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("javascript", SCRIPT, ids=NAMED)
def test_the_page_is_blank_while_the_exit_is_waiting(
    opens: Opens, neutral: NeutralSite, javascript: bool, size: tuple[int, int]
) -> None:
    walk = at_a_question(opens, javascript, size)
    page = walk.page
    assert colours(opens, on_screen(page)) > 1
    with neutral.waiting():
        leave(page)
        assert neutral.asked.wait(timeout=60)
        assert colours(opens, on_screen(page)) == 1
    page.wait_for_url(f"{neutral.address}/**")
    assert page.title() == TITLE


@pytest.mark.parametrize("javascript", SCRIPT, ids=NAMED)
def test_back_shows_that_the_session_has_ended(opens: Opens, neutral: NeutralSite, javascript: bool) -> None:
    walk = at_a_question(opens, javascript)
    page = walk.page
    visited = page.url
    page.locator("a[href='/exit']").click()
    page.wait_for_url(f"{neutral.address}/**")
    page.go_back()
    assert walk.page_id == ""
    assert walk.controls == []
    answer = page.goto(visited)
    assert answer is not None and answer.status == 410
    assert page.locator("h1").count() == 1
    assert walk.controls == []


def test_shift_three_times_leaves(opens: Opens, neutral: NeutralSite) -> None:
    walk = at_a_question(opens, True)
    for _ in range(3):
        walk.page.keyboard.press("Shift")
    walk.page.wait_for_url(f"{neutral.address}/**")


def test_typing_capitals_does_not_leave(opens: Opens) -> None:
    walk = Walk(opens(PHONE, javascript=True).new_page(), "sv", "sellers")
    walk.begin()
    walk.to_page(lambda here: here.page_id == "comment")
    walk.page.locator("textarea").focus()
    for letter in "ABCDEF":
        walk.page.keyboard.press(f"Shift+{letter}")
    assert walk.page.locator("textarea").input_value() == "ABCDEF"


def test_the_way_out_is_there_on_every_screen_of_a_page(opens: Opens) -> None:
    walk = at_a_question(opens, False)
    walk.page.goto("/sv/privacy")
    walk.page.mouse.wheel(0, 5000)
    box = walk.page.locator("a[href='/exit']").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < PHONE[1] - box["height"]
    assert box["height"] >= 44, "large enough to hit in a hurry"


def test_back_after_sending_shows_no_answers(opens: Opens) -> None:
    walk = Walk(opens(PHONE).new_page(), "sv", "relatives")
    walk.begin()
    visited = []
    for _ in walk.pages(hurrying=True):
        visited.append(walk.page.url)
    visited.append(walk.page.url)
    walk.send()
    thanks = walk.page.locator("h1").inner_text()
    walk.page.go_back()
    assert walk.controls == []
    assert WRITTEN not in walk.page.content()
    for address in (visited[0], visited[7], visited[-2], visited[-1]):
        walk.page.goto(address)
        assert walk.controls == []
        assert WRITTEN not in walk.page.content()
        assert walk.page.locator("h1").inner_text() == thanks
