"""People who answer, and a server that fails them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from tests.deployment.doors import Door, Visitor
from tests.deployment.live import QUESTIONNAIRE
from tests.whole.html_page import Page
from tests.whole.respondent import Respondent


def nothing(_name: str, _chance: random.Random) -> str:
    return ""


def answered(
    door: Door, *, writes: Callable[[str, random.Random], str] = nothing, sends: bool = True
) -> Respondent:
    """Somebody whom the questionnaire is for and who goes to its end."""
    for number in count():
        one = Respondent(Visitor(door), QUESTIONNAIRE, random.Random(number), writes=writes, sends=sends)
        one.walk()
        if one.sent or (not sends and one.last is not None and "/check" in one.last.path):
            return one
    raise AssertionError


def send(one: Respondent) -> Page:
    """Press send on the check page."""
    assert one.last is not None
    form = one.last.posting()
    assert form
    return one.client.post(form.action, form.hidden)


@contextmanager
def without_table(instance: Path, name: str) -> Iterator[None]:
    """The database lacks a table, which nobody foresaw."""

    def rename(old: str, new: str) -> None:
        with closing(sqlite3.connect(instance / "survey.db", timeout=60)) as database:
            database.execute(f"ALTER TABLE {old} RENAME TO {new}")

    rename(name, f"{name}_away")
    try:
        yield
    finally:
        rename(f"{name}_away", name)
