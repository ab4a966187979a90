"""A random respondent who sees forms, not the program, and remembers what was answered.

Somebody who goes back, changes their mind, switches language and leaves questions empty. What they
answered in the end is kept here, apart from anything the system keeps.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from tests.whole.html_page import Control, Form, Page
from tests.whole.http_client import Client

Given = tuple[str, ...]
"""What was sent for one variable: codes, or one text; nothing if it was left empty."""

LANGUAGES = ("sv", "en", "ru")
ADULT_AND_WILLING: Mapping[str, Collection[str]] = {
    "consent": {"refuse"},
    "age_band": {"under_18", "declined"},
}
NOT_QUESTIONS = {"hidden", "submit"}
TEXT_FIELDS = ("text", "textarea")
MOST_STEPS = 500
TEXTS = (
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "<script>alert(1)</script>",
    "Ж и Å 🌱",
    "https://example.org",
    "declined",
)
VISIT = re.compile(r"/(?P<language>[a-z]{2})/(?P<tag>[^/]+)/(?P<place>[^/]+)")


class Respondent:
    """Walks one questionnaire. ``avoids`` are codes never chosen, ``writes`` makes the text for a field.

    ``sends`` false: stops at the check page, with everything answered and nothing sent. ``restless`` is
    the probability of being one who goes back, changes answers and switches language.
    """

    def __init__(
        self,
        client: Client,
        questionnaire: str,
        chance: random.Random,
        *,
        avoids: Mapping[str, Collection[str]] = ADULT_AND_WILLING,
        writes: Callable[[str, random.Random], str] | None = None,
        languages: Collection[str] = LANGUAGES,
        sends: bool = True,
        restless: float = 0.5,
    ) -> None:
        self.client = client
        self.questionnaire = questionnaire
        self.chance = chance
        self.avoids = avoids
        self.writes = writes
        self.languages = tuple(languages)
        self.sends = sends
        self.sent = False
        self.last: Page | None = None
        self.language = ""
        self.answers: dict[str, Given] = {}
        self.pages: dict[str, tuple[str, dict[str, Given]]] = {}
        self.labels: dict[tuple[str, str], dict[str, str]] = {}
        self.kinds: dict[str, str] = {}
        self._restless = chance.random() < restless
        self._changed = False
        self._changes_left = chance.choice((1, 1, 2)) if self._restless else 0

    def walk(self) -> Respondent:
        """From the first page to the thanks, or to where somebody is turned away."""
        page = self.begin()
        for _ in range(MOST_STEPS):
            self.last = page
            place = VISIT.match(page.path)
            if place and place["place"].startswith("done"):
                self.sent = True
                return self
            if place and place["place"].startswith("check"):
                if not self.sends:
                    return self
                page = self._check(page)
            elif page_id(page):
                page = self._meet(page)
            else:
                return self
        raise AssertionError(f"{MOST_STEPS} steps and no end; the last at {page.path}")

    def begin(self) -> Page:
        """Choose a language and the questionnaire; the first page of the questionnaire."""
        language = self.chance.choice(self.languages)
        page = self.client.get(f"/{language}/")
        assert page.status == 200 and page.language == language, (page.path, page.status, page.language)
        form = page.posting()
        assert form, f"{page.path} has no form to begin with"
        assert self.questionnaire in {control.value for control in form.named("questionnaire")}, page.text
        return self.client.post(form.action, [*form.hidden, ("questionnaire", self.questionnaire)])

    def _meet(self, page: Page) -> Page:
        """What somebody does with a page: mostly answers it."""
        self._look(page)
        mood = self.chance.random() if self._restless else 1.0
        before = previous(page)
        if mood < 0.05 and before and page.status == 200:
            page = self.client.get(before)
            known = self.pages.get(page_id(page))
            assert known is None or _shown(page) == known[1], f"Back to {page.path} shows other answers"
            return page
        if mood < 0.09:
            page = self._switch(page)
        return self.answer(page)

    def answer(self, page: Page) -> Page:
        """Fill in the form and press Continue."""
        form = page.posting()
        assert form
        kept = _shown(page)
        values = {
            name: self._value(name, given, form.named(name), page.status == 422)
            for name, given in kept.items()
        }
        _, known = self.pages.get(page_id(page), ("", {}))
        if any(known.get(name, ()) not in ((), given) for name, given in values.items()):
            self._changed = True
        self.pages[page_id(page)] = (urlsplit(page.path).path, values)
        return self.client.post(
            form.action, _posted(form, values, form.buttons[0].name, form.buttons[0].value)
        )

    def _value(self, name: str, kept: Given, controls: list[Control], obedient: bool) -> Given:
        kind = self.kinds[name]
        offered = [c.value for c in controls if c.value and c.kind not in TEXT_FIELDS]
        offered = [code for code in offered if code not in self.avoids.get(name, ())]
        if kind == "typed":
            if kept and not obedient and self.chance.random() < 0.7:
                return kept
            if offered and self.chance.random() < 0.15:
                return (self.chance.choice(offered),)
            text = self.writes(name, self.chance) if self.writes else ""
            return (text,) if text else ()
        if kept and not obedient and (not self._restless or self.chance.random() < 0.7):
            return kept
        if obedient:
            return (self.chance.choice(offered),)
        if self.chance.random() < 0.07:
            return kept if kind == "radio" else ()
        if kind == "checkbox":
            chosen = set(self.chance.sample(offered, min(len(offered), self.chance.choice((1, 1, 2, 3)))))
            return tuple(code for code in offered if code in chosen)
        return (self.chance.choice(offered),)

    def _switch(self, page: Page) -> Page:
        """Fill in something and change the language instead of going on: it must still be there."""
        form = page.posting()
        assert form
        others = [button for button in form.buttons if button.action]
        if not others:
            return page
        values = {
            name: self._value(name, given, form.named(name), False) for name, given in _shown(page).items()
        }
        button = self.chance.choice(others)
        there = self.client.post(button.action, _posted(form, values, button.name, button.value))
        assert page_id(there) == page_id(page), f"the language switch left the page {page.path}"
        assert there.language != page.language
        assert _shown(there) == values, f"the language switch lost what was typed at {page.path}"
        self._look(there)
        return there

    def _check(self, page: Page) -> Page:
        """Look at the answers; change one, or send them."""
        self.language = page.language
        changes = sorted({href for href, _ in page.links if _is_change(href)})
        if self._changes_left and changes:
            self._changes_left -= 1
            self._changed = True
            there = self.client.get(self.chance.choice(changes))
            self._look(there)
            return self.answer(there)
        self._settle(changes)
        form = page.posting()
        assert form
        double = self.chance.random() < 0.1
        sent = self.client.post(form.action, _posted(form, {}, form.buttons[0].name, form.buttons[0].value))
        if double:
            sent = self.client.post(
                form.action, _posted(form, {}, form.buttons[0].name, form.buttons[0].value)
            )
        return sent

    def _settle(self, changes: list[str]) -> None:
        """What was answered in the end: on the pages that the check page leads to, and no others."""
        if not self._changed:
            visited = {_number(path) for path, values in self.pages.values() if values}
            assert {_number(href) for href in changes} == visited, (
                "the check page lists other pages than were seen"
            )
            self.answers = {
                name: given for _, values in self.pages.values() for name, given in values.items()
            }
            return
        self.answers = {}
        for href in changes:
            page = self.client.get(href)
            shown = _shown(page)
            known = self.pages[page_id(page)][1]
            assert shown == {name: known[name] for name in shown}, (
                f"{page.path} shows other answers than were given"
            )
            self.answers |= shown

    def _look(self, page: Page) -> None:
        """Read the controls: which kind they are and what their options say."""
        for form in page.forms:
            for control in form.controls:
                if control.kind in NOT_QUESTIONS:
                    continue
                typed = control.kind in TEXT_FIELDS
                if typed or control.name not in self.kinds:
                    self.kinds[control.name] = "typed" if typed else control.kind
                if not typed:
                    self.labels.setdefault((page.language, control.name), {})[control.value] = control.label


def sentinel(_name: str, chance: random.Random) -> str:
    """What somebody writes: nothing, or a word that is nowhere else, after something that must stay text."""
    if chance.random() < 0.4:
        return ""
    return f"{chance.choice(TEXTS)} sentinel{chance.getrandbits(64):016x}"


def page_id(page: Page) -> str:
    """The questionnaire's name for a page; "" for a page that asks nothing."""
    form = page.posting()
    return next((control.value for control in form.named("page")), "") if form else ""


def previous(page: Page) -> str:
    """Where the page's own Back link leads: the page with the number before."""
    here = VISIT.match(page.path)
    if not here or not here["place"].split("?")[0].isdecimal():
        return ""
    before = f"/{here['language']}/{here['tag']}/{int(here['place'].split('?')[0]) - 1}"
    return next((href for href, _ in page.links if href == before), "")


def _shown(page: Page) -> dict[str, Given]:
    """Every question's variables with what stands in their controls."""
    found: dict[str, Given] = {}
    form = page.posting()
    for control in form.controls if form else ():
        if control.kind in NOT_QUESTIONS:
            continue
        given = (control.value,) if control.chosen or control.kind == "text" else ()
        found[control.name] = found.get(control.name, ()) + tuple(value for value in given if value)
    return found


def _posted(form: Form, values: Mapping[str, Given], name: str, value: str) -> list[tuple[str, str]]:
    """What a browser sends: a text field always, with nothing in it if a box beside it is ticked."""
    answers: list[tuple[str, str]] = []
    for variable, given in values.items():
        controls = form.named(variable)
        boxes = {control.value for control in controls if control.kind == "checkbox"}
        if any(control.kind in TEXT_FIELDS for control in controls) and not set(given) - boxes:
            answers.append((variable, ""))
        answers += [(variable, one) for one in given]
    return [*form.hidden, *answers, *([(name, value)] if name else [])]


def _is_change(href: str) -> bool:
    place = VISIT.match(href)
    return bool(place) and "from=check" in href and _number(href) > 0


def _number(href: str) -> int:
    place = VISIT.match(href)
    digits = re.match(r"\d+", place["place"]) if place else None
    return int(digits[0]) if digits else 0
