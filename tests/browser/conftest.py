"""A trial on this machine and Debian's Chromium to look at it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.neutral_site import NeutralSite, neutral_site
from tests.whole.programs import QUESTIONNAIRES, Trial, new_trial, served

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = tuple(path.stem for path in QUESTIONNAIRES)
LANGUAGES = ("sv", "en", "ru")
PHONE = (320, 640)
DESK = (1280, 900)

Opens = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def neutral(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeutralSite]:
    """Where leaving leads to."""
    with neutral_site(tmp_path_factory.mktemp("neutral")) as site:
        yield site


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory, neutral: NeutralSite) -> Iterator[Trial]:
    """A trial instance with the four questionnaires open, served."""
    made = new_trial(tmp_path_factory.mktemp("trial"))
    made.survey("settings", "set", "exit_url", neutral.address)
    with served(made) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.fail(f"The tests in a real browser need {CHROMIUM}: apt-get install chromium", pytrace=False)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def opens(chromium: Browser, trial: Trial) -> Iterator[Opens]:
    """Opens a window of its own, without cookies: `opens(size=PHONE, javascript=False, language="ru")`."""
    windows: list[BrowserContext] = []

    def new(
        size: tuple[int, int] = PHONE, *, javascript: bool = False, language: str = "sv", **more: object
    ) -> BrowserContext:
        window = chromium.new_context(
            base_url=trial.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale=language,
            reduced_motion="reduce",
            ignore_https_errors=True,
            **more,  # type: ignore[arg-type]
        )
        window.set_default_timeout(20_000)
        windows.append(window)
        return window

    yield new
    for window in windows:
        window.close()
