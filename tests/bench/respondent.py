"""A quick respondent: answers were drawn before, and of a page only its hidden fields are looked at."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.respondents import random_answers
from survey.questionnaire.routing import Route

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
MOST_STEPS = 300


class Answered(NamedTuple):
    """What an app answered. ``place`` is where it sends on to, "" if nowhere."""

    status: int
    place: str
    cookie: str
    body: str


class App(Protocol):
    """Something that takes requests: an app in this process, or a server."""

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> Answered: ...


class Respondents:
    """Random respondents to one questionnaire, as the fields that they will post."""

    def __init__(self, questionnaire: Questionnaire, count: int, seed: int) -> None:
        self.questionnaire = questionnaire.id
        self.fields = {
            page.id: [v for q in page.questions for v in q.variables] for page in questionnaire.pages
        }
        chance, route = random.Random(seed), Route(questionnaire)
        self.drawn: list[Answers] = [random_answers(questionnaire, chance, route=route) for _ in range(count)]


def walk(app: App, respondents: Respondents, answers: Answers) -> None:
    """One respondent from the first page to the thanks."""
    begun = app.ask("POST", "/sv/start", f"questionnaire={respondents.questionnaire}")
    place, cookie = begun.place, begun.cookie
    page = app.ask("GET", place, cookie=cookie).body
    for _ in range(MOST_STEPS):
        fields: list[tuple[str, str]] = HIDDEN.findall(page)
        fields += _given(respondents.fields.get(dict(fields).get("page", ""), ()), answers)
        answered = app.ask("POST", place, urlencode(fields), cookie)
        cookie = answered.cookie or cookie
        page = answered.body
        if answered.place:
            place = answered.place.partition("#")[0]
            page = app.ask("GET", place, cookie=cookie).body
            if place.endswith("/done"):
                return
        elif answered.status >= 400 and answered.status != 422:
            break
    raise RuntimeError(f"The respondent got stuck at {place} with {answered.status}.")


def _given(variables: list[str] | tuple[()], answers: Answers) -> Iterator[tuple[str, str]]:
    for variable in variables:
        value = answers.get(variable)
        if isinstance(value, list):
            yield from ((variable, code) for code in value)
        elif value is not None:
            yield variable, str(value)
