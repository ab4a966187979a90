"""What must hold of every page, whatever is on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"

_LOOKS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").rstrip().rstrip(";")


def faults(page: Page, language: str, *, width: int, secrets: tuple[str, ...]) -> list[str]:
    """What is wrong with how a page is built, in words; ``secrets`` may not stand in its title."""
    seen: dict[str, Any] = page.evaluate(_LOOKS)
    found = {
        f"scrolls sideways: {seen['width']} px on {width}": seen["width"] > width,
        f"is in '{seen['language']}', not '{language}'": seen["language"] != language,
        f"has {seen['headings']} h1": seen["headings"] != 1,
        f"has no title, or one that tells: '{seen['title']}'": not seen["title"]
        or any(secret.lower() in seen["title"].lower() for secret in secrets),
        f"breaks words: {seen['broken']}": bool(seen["broken"]),
        f"has these ids twice: {seen['twice']}": bool(seen["twice"]),
        f"has targets under 24 px: {seen['small']}": bool(seen["small"]),
        f"is described by what is not there: {seen['nowhere']}": bool(seen["nowhere"]),
        "lets the browser keep what is typed": seen["remembered"] > 0,
    }
    return [f"{page.url} {fault}" for fault, there in found.items() if there]


def picture(page: Page, language: str, name: str, *, full: bool = True) -> None:
    """Keep a screenshot for people to look at, in build/screenshots/LANGUAGE/NAME.png."""
    file = SCREENSHOTS / language / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=full, animations="disabled")


def watch_requests(window: BrowserContext) -> list[str]:
    """A list that fills with the address of every request of the window."""
    addresses: list[str] = []
    window.on("request", lambda request: addresses.append(request.url))
    return addresses


def foreign(addresses: list[str], own: str) -> list[str]:
    """The addresses that are not on the survey's own server."""
    return [address for address in addresses if not address.startswith((f"{own}/", "data:", "about:"))]
