"""Runs axe on a page in the sizes and colours it may be seen in, and says what it found in short."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Both sizes and both colour schemes, each with each.
VIEWS = tuple((size, colours) for size in (PHONE, DESK) for colours in ("light", "dark"))

_RUN = """async tags => {
    const found = await axe.run({ runOnly: tags, resultTypes: ['violations'] });
    return found.violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`)
    );
}"""


def violations(page: Page) -> list[str]:
    """Every violation in every view; the page is left in the last one."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for (width, height), colours in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)
        found += [f"{page.url} {width} px {colours}: {line}" for line in page.evaluate(_RUN, TAGS)]
    return found
