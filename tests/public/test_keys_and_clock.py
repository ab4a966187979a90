"""Keys that are missing, a secret that is changed, a clock that jumps: what respondents meet."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from survey.public import create_app
from survey.storage import recipients
from survey.storage.clock import Clock
from survey.storage.instance import SECRET, Instance
from survey.storage.responses import stored
from tests.public.conftest import Site
from tests.public.visitor import Visitor

DAMAGED = {
    "gone": "DELETE FROM recipients",
    "cut": "UPDATE recipients SET public_key = substr(public_key, 1, 700)",
    "zeros": "UPDATE recipients SET public_key = zeroblob(1216)",
    "another": "UPDATE recipients SET public_key = CAST(substr(public_key, 1, 1215) || x'00' AS BLOB)",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_case_35_without_a_whole_key_it_is_closed_before_the_first_question(
    site: Site, visitor: Visitor, damage: str
) -> None:
    with sqlite3.connect(site.instance.path / "survey.db") as database:
        database.execute(DAMAGED[damage])
    visitor.get("/sv/")
    assert visitor.page.heading == "Ingen enkät är öppen just nu"
    visitor.begin()
    assert (visitor.status, visitor.page.heading) == (410, "Enkäten är stängd")
    assert site.rows("drafts") == 0


def test_case_35_a_key_damaged_while_somebody_answers_loses_nothing(site: Site, visitor: Visitor) -> None:
    finished(visitor)
    with sqlite3.connect(site.instance.path / "survey.db") as database:
        (key,) = database.execute("SELECT public_key FROM recipients").fetchone()
        database.execute("UPDATE recipients SET public_key = zeroblob(1216)")
    check = visitor.path
    visitor.press(0)
    assert visitor.status == 503
    assert (site.rows("drafts"), stored(site.instance.engine)) == (1, {})
    with sqlite3.connect(site.instance.path / "survey.db") as database:
        database.execute("UPDATE recipients SET public_key = ?", (key,))
    visitor.get(check)
    visitor.press(0)
    assert len(site.opened()) == 1


def test_case_37_a_new_secret_ends_no_draft(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    (site.instance.path / SECRET).unlink()
    again = Instance.open(site.instance.path)
    assert again.secret != site.instance.secret
    visitor.client.application = create_app(again, clock=lambda: site.now)
    visitor.get(visitor.path)
    visitor.answer(age="adult")
    assert visitor.page.heading == "Har du sökt hjälp?"
    again.engine.dispose()


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_case_34_a_clock_a_day_off_ends_no_draft_early_and_doubles_nothing(
    tmp_path: Path, jump: timedelta
) -> None:
    site = Site(tmp_path / "jumping")
    machine = {"time": site.now.timestamp(), "running": 0.0}
    site.app = create_app(site.instance, clock=Clock(lambda: machine["time"], lambda: machine["running"]))
    here = site.app.extensions["survey.public"]
    visitor = site.visitor()
    visitor.consented()

    machine["time"] += jump.total_seconds()
    here.tidy()
    for _ in range(11):  # minutes
        machine["time"] += 60
        machine["running"] += 60
        here.tidy()
    assert site.rows("drafts") == 1
    visitor.answer(age="adult")
    assert visitor.page.heading == "Har du sökt hjälp?"

    answered(visitor)
    other_tab = visitor.tab()
    visitor.press(0)
    thanks = visitor.page.heading
    machine["time"] -= jump.total_seconds()
    here.tidy()
    other_tab.press(0)
    assert other_tab.page.heading == thanks
    assert len(site.opened()) == 1
    site.instance.engine.dispose()


def test_case_34_two_idle_hours_end_a_draft_whatever_the_clock_does(tmp_path: Path) -> None:
    site = Site(tmp_path / "set-back")
    machine = {"time": site.now.timestamp(), "running": 0.0}
    site.app = create_app(site.instance, clock=Clock(lambda: machine["time"], lambda: machine["running"]))
    here = site.app.extensions["survey.public"]
    site.visitor().consented()
    machine["time"] -= 86_400
    for _ in range(20):  # times a quarter of an hour
        machine["time"] += 900
        machine["running"] += 900
        here.tidy()
    assert site.rows("drafts") == 0
    site.instance.engine.dispose()


def test_case_35_a_missing_recipient_of_one_questionnaire_leaves_the_others_open(
    site: Site, visitor: Visitor
) -> None:
    recipients.retire(site.instance.engine, "Anna")
    recipients.add(site.instance.engine, site.key.public, ["neighbours"])
    visitor.get("/sv/")
    assert {control.value for control in visitor.form.named("questionnaire")} == {"neighbours"}


def answered(visitor: Visitor) -> None:
    visitor.answer(sought="no")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.answer(improve="Allt")


def finished(visitor: Visitor) -> None:
    visitor.consented()
    visitor.answer(age="adult")
    answered(visitor)
