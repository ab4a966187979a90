"""One person in a browser: begins, answers what is on the page, goes on. Knows labels and buttons only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, Response

WRITTEN = "Hälsningar – Привет"
# What has to be answered so that most pages are shown; everywhere else it is the first option.
PICKS = {"age_band": "a25_29", "role_experience": "both", "channel": "online"}
MOST_CHOICES = {"radio": 1, "checkbox": 2}
MOST_PAGES = 120

_CONTROLS = """() => [...document.querySelectorAll('main form[method=post] :is(input, select, textarea)')]
    .filter(e => e.type !== 'hidden').map(e => ({
        name: e.name, kind: e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase(), value: e.value,
        checked: !!e.checked}))"""


_ANSWER = """controls => controls.forEach(({ name, kind, value }) => {
    const [first, ...more] = document.getElementsByName(name);
    if (kind === 'select') first.selectedIndex = 1;
    else if (kind === 'text' || kind === 'textarea') first.value = value;
    else [first, ...more].find(element => element.value === value && !element.checked)?.click();
})"""


class Control(NamedTuple):
    name: str
    kind: str
    value: str
    checked: bool


class Walk:
    """A visit to one questionnaire in one language. ``writes``: for fields that do not take any words."""

    def __init__(
        self, page: Page, language: str, questionnaire: str, writes: dict[str, str] | None = None
    ) -> None:
        self.page = page
        self.language = language
        self.questionnaire = questionnaire
        self.writes = writes or {}

    def begin(self) -> None:
        """From the front page to the first page of the questionnaire."""
        self.page.goto(f"/{self.language}/")
        self.page.locator(f"input[name=questionnaire][value={self.questionnaire}]").check()
        self.go_on()

    def pages(self, *, hurrying: bool = False) -> Iterator[str]:
        """Every page's id on the way, before it is answered; ends at the check page.

        Whoever looks at the page in between must leave it as it was.
        """
        answer = self.hurry if hurrying else self.fill
        for _ in range(MOST_PAGES):
            here = self.page_id
            if not here:
                return
            yield here
            answer()
            self.go_on()
        raise AssertionError(f"{MOST_PAGES} pages and no end, at {self.page.url}")

    def to_page(self, wanted: Callable[[Walk], bool]) -> None:
        """Answer until a page is met that is wanted."""
        for _ in self.pages(hurrying=True):
            if wanted(self):
                return
        raise AssertionError(f"no such page in {self.questionnaire}")

    def to_check(self) -> None:
        for _ in self.pages(hurrying=True):
            pass

    def send(self) -> None:
        """At the check page: send. Ends at the thanks."""
        self.go_on()
        assert re.search(r"/done$", self.page.url), self.page.url

    def fill(self) -> None:
        """Answer everything on the page as a person does, control by control."""
        for control in self.choices:
            if control.kind in MOST_CHOICES:
                self.page.locator(f'[name="{control.name}"][value="{control.value}"]').check()
            elif control.kind == "select":
                self.page.locator(f'[name="{control.name}"]').select_option(index=1)
            else:
                self.page.locator(f'[name="{control.name}"]:not([type=checkbox])').fill(control.value)

    def hurry(self) -> None:
        """Answer everything on the page at once, where only what comes after it matters."""
        self.page.evaluate(_ANSWER, [control._asdict() for control in self.choices])

    @property
    def choices(self) -> list[Control]:
        """What to answer: the first option, two of several, a text."""
        chosen: list[Control] = []
        given: dict[str, int] = {}
        for control in self.controls:
            name, number = control.name, given.get(control.name, 0)
            most = MOST_CHOICES.get(control.kind, 1)
            picked = name in PICKS and control.kind in MOST_CHOICES
            if control.value == PICKS[name] if picked else number < most:
                typed = control.kind in ("text", "textarea")
                chosen.append(control._replace(value=self.writes.get(name, WRITTEN)) if typed else control)
                given[name] = max(MOST_CHOICES.values()) if typed else number + 1
        return chosen

    def go_on(self) -> None:
        """Press the form's first button and wait for the page that comes."""
        self.arrive(self.button.click)

    def arrive(self, act: Callable[[], Any]) -> Response | None:
        """Do something that leads to another page, and wait until that page is there."""
        with self.page.expect_navigation() as navigation:
            act()
        return navigation.value

    @property
    def button(self) -> Locator:
        return self.page.locator("main form[method=post] button").first

    @property
    def page_id(self) -> str:
        """The page's id in the questionnaire; "" where nothing is asked."""
        hidden = self.page.locator("form input[name=page]")
        return hidden.input_value() if hidden.count() else ""

    @property
    def controls(self) -> list[Control]:
        return [Control(**control) for control in self.page.evaluate(_CONTROLS)]

    @property
    def kept(self) -> dict[str, list[str]]:
        """What stands in the controls, by name."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            stands = control.checked if control.kind in ("radio", "checkbox") else bool(control.value)
            if stands:
                found.setdefault(control.name, []).append(control.value)
        return found

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which kinds of questions the page has: what makes one type of page differ from another."""
        return tuple(sorted({control.kind for control in self.controls}))

    def switch(self, language: str) -> None:
        """Press the language's own name."""
        self.arrive(self.page.locator(f"[lang={language}]:is(button, a)").first.click)
