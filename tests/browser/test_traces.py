"""What a browser keeps of a visit, for whoever takes the phone afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, NAMES, PHONE
from tests.browser.neutral_site import NeutralSite
from tests.browser.walk import Walk
from tests.whole.programs import Trial

TYPED = "typed-sentinel-4711"


@contextmanager
def profile(playwright: Playwright, folder: Path, trial: Trial) -> Iterator[BrowserContext]:
    """A browser that keeps its profile in a folder, as a person's own does."""
    window = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        base_url=trial.address,
        ignore_https_errors=True,
        viewport={"width": PHONE[0], "height": PHONE[1]},
    )
    yield window
    window.close()


def history(folder: Path) -> list[tuple[str, str]]:
    """Every address and title that the browser remembers."""
    with closing(sqlite3.connect(f"file:{folder / 'Default/History'}?mode=ro", uri=True)) as database:
        return database.execute("SELECT url, title FROM urls").fetchall()


def test_the_history_names_no_questionnaire_and_no_page(
    playwright: Playwright, trial: Trial, tmp_path: Path
) -> None:
    secrets: set[str] = {*NAMES}
    with profile(playwright, tmp_path, trial) as window:
        walk = Walk(window.pages[0], "sv", "sellers")
        walk.begin()
        for page in walk.pages(hurrying=True):
            secrets |= {page, walk.page.locator("h1").inner_text()}
        walk.send()
    kept = history(tmp_path)
    assert len([address for address, _ in kept if address.startswith(trial.address)]) > 10
    told = [line for line in kept for secret in secrets if secret in " ".join(line)]
    assert told == []


def test_typed_text_is_nowhere_in_the_profile_after_leaving(
    playwright: Playwright, trial: Trial, neutral: NeutralSite, tmp_path: Path
) -> None:
    with profile(playwright, tmp_path, trial) as window:
        walk = Walk(window.pages[0], "sv", "sellers")
        walk.begin()
        walk.to_page(lambda here: here.page_id == "comment")
        walk.page.locator("textarea").fill(TYPED)
        walk.page.locator("a[href='/exit']").click()
        walk.page.wait_for_url(f"{neutral.address}/**")
    found = [
        str(path.relative_to(tmp_path))
        for path in tmp_path.rglob("*")
        if path.is_file()
        for form in (TYPED.encode(), TYPED.encode("utf-16-le"))
        if form in path.read_bytes()
    ]
    assert found == []
