"""People who answer, and a server that fails them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.deployment.doors import Door, Visitor
from tests.deployment.live import QUESTIONNAIRE
from tests.whole.html_page import Page
from tests.whole.http_client import Client
from tests.whole.respondent import ADULT_AND_WILLING, Respondent

MEANT = {**ADULT_AND_WILLING, "buy_recency": {"never"}}
"""What nobody answers whom the questionnaire is for."""


def nothing(_name: str, _chance: random.Random) -> str:
    return ""


def respondent(
    client: Client, *, writes: Callable[[str, random.Random], str] = nothing, sends: bool = True
) -> Respondent:
    """Somebody whom the questionnaire is for and who goes to its end."""
    one = Respondent(client, QUESTIONNAIRE, random.Random(), avoids=MEANT, writes=writes, sends=sends).walk()
    assert one.last is not None
    assert one.sent or (not sends and "/check" in one.last.path), (one.last.path, one.last.status)
    return one


def answered(
    door: Door, *, writes: Callable[[str, random.Random], str] = nothing, sends: bool = True
) -> Respondent:
    """The same, on a connection of their own."""
    return respondent(Visitor(door), writes=writes, sends=sends)


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
