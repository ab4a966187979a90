"""Visits that do not go the plain way: a short link, no cookies, a new version in the middle."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.http_client import Client
from tests.whole.programs import ROOT, Trial, new_trial, served
from tests.whole.respondent import Respondent, page_id
from tests.whole.workbook import Book


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A trial of two questionnaires, in one process: what it remembers can be waited for."""
    files = [ROOT / "questionnaires" / f"{name}.yaml" for name in ("sellers", "relatives")]
    with served(new_trial(tmp_path_factory.mktemp("visits"), *files), workers=1) as running:
        yield running


def somebody(trial: Trial, name: str, seed: int) -> Respondent:
    return Respondent(Client(trial.address), name, random.Random(seed), languages=["sv"], restless=0)


def workbook(trial: Trial, out: Path) -> list[dict[str, object]]:
    """The rows of the data with codes, each by its heads."""
    trial.survey("mix")
    ended = trial.export(trial.folder, out)
    assert ended.code == 0, ended.err
    heads, *rows = Book(out).rows("Data_koder")
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_a_short_link_leads_to_one_questionnaire_and_does_not_name_it(trial: Trial, tmp_path: Path) -> None:
    link = trial.survey("collectors", "new", "relatives", "cards at the library").strip().splitlines()[-1]
    assert link.startswith(f"{trial.address}/c/")
    assert "relatives" not in link
    one = somebody(trial, "relatives", 1)
    page = one.client.get(link.removeprefix(trial.address))
    assert page.status == 200
    assert [control for form in page.forms for control in form.named("questionnaire")] == []
    form = page.posting()
    assert form
    by_language = {button.action or form.action: button for button in form.buttons}
    address = next(action for action in by_language if action.startswith("/sv/"))
    button = by_language[address]
    page = one.client.post(address, [*form.hidden, *([(button.name, button.value)] if button.name else [])])
    while page_id(page):
        page = one._meet(page)
    one._check(page)
    rows = workbook(trial, tmp_path / "out.xlsx")
    assert link.endswith(f"/{next(row['collector'] for row in rows if row['collector'])}")


def test_a_short_link_that_was_revoked_leads_nowhere(trial: Trial) -> None:
    link = trial.survey("collectors", "new", "relatives", "lost cards").strip().splitlines()[-1]
    code = link.rsplit("/", 1)[-1]
    trial.survey("collectors", "revoke", code)
    assert Client(trial.address).get(f"/c/{code}").status == 404


def test_without_cookies_it_is_explained_and_does_not_go_in_circles(trial: Trial) -> None:
    client = Client(trial.address)
    start = client.get("/sv/").posting()
    assert start
    answer = client.ask("POST", start.action, [("questionnaire", "sellers")])
    client.cookies.clear()
    page = client.get(answer.headers["Location"])
    assert page.status == 410
    assert page.posting() is None
    assert "kak" in page.text, "the word cookie is in the explanation"


def test_who_chose_nothing_is_asked_to_choose(trial: Trial) -> None:
    client = Client(trial.address)
    page = client.post("/sv/start", [])
    assert page.status == 422
    assert page.title.startswith("Fel:")
    assert [href for href, _ in page.links if href.startswith("#")]


def test_a_new_version_does_not_disturb_who_is_on_the_old_one(trial: Trial, tmp_path: Path) -> None:
    early = somebody(trial, "sellers", 7)
    page = early.begin()
    for _ in range(9):
        page = early._meet(page)

    shutil.copytree(ROOT / "questionnaires", tmp_path / "questionnaires")
    changed = tmp_path / "questionnaires" / "sellers.yaml"
    text = changed.read_text(encoding="utf-8")
    assert "minutes: 12" in text
    changed.write_text(text.replace("minutes: 12", "minutes: 15"), encoding="utf-8")
    trial.survey("publish", changed)

    late = somebody(trial, "sellers", 8)
    first = late.begin()
    assert "15" in first.text
    assert late.walk().sent
    while page_id(page):
        page = early._meet(page)
    assert early._check(page).path.endswith("/done")
    rows = workbook(trial, tmp_path / "out.xlsx")
    assert len(Counter(row["version"] for row in rows if row["questionnaire"] == "sellers")) == 2


def test_deleted_answers_are_gone(trial: Trial) -> None:
    one = somebody(trial, "sellers", 9)
    page = one.begin()
    for _ in range(5):
        page = one._meet(page)
    delete = next(href for href, _ in page.links if "/delete" in href)
    form = one.client.get(delete).posting()
    assert form
    button = form.buttons[0]
    deleted = one.client.post(form.action or delete, [*form.hidden, (button.name, button.value)])
    assert deleted.status == 200
    again = one.client.get(page.path)
    assert again.status == 410
    assert again.posting() is None


def test_leaving_makes_the_browser_forget_every_visit(trial: Trial) -> None:
    client = Client(trial.address)
    for seed, name in enumerate(("sellers", "relatives")):
        one = Respondent(client, name, random.Random(seed), languages=["sv"], restless=0)
        page = one.begin()
        for _ in range(3):
            page = one._meet(page)
    assert len(client.cookies) == 2
    client.cookies["of-the-organisation"] = "kept"
    answer = client.ask("GET", "/exit")
    assert answer.status in (302, 303)
    assert not answer.headers["Location"].startswith((trial.address, "/"))
    assert "cookies" not in answer.headers["Clear-Site-Data"]
    assert client.cookies == {"of-the-organisation": "kept"}
    assert client.get(page.path).status == 410
