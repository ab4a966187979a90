"""Every type of question, answered over plain HTTP, comes out of the workbook as it went in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.whole.html_page import Page
from tests.whole.http_client import Client
from tests.whole.programs import ROOT, Trial, new_trial, served
from tests.whole.respondent import Respondent, page_id
from tests.whole.workbook import LEFT_EMPTY, NOT_ASKED, STATES, Book, codebook, expected

NAME = "every_type"
COUNT = 40
TYPED = ("times", "hours", "last_contact", "improve")


def writes(name: str, chance: random.Random) -> str:
    """Something that fits the field, or nothing."""
    texts = {
        "times": [str(chance.randint(1, 99)), "1", ""],
        "hours": [str(chance.randint(0, 24)), "2,5", ""],
        "last_contact": ["2020-01", "2023-12", f"2024-0{chance.randint(1, 9)}", ""],
        "improve": ["Mer tid\nfler kvällar", "=1+1", "-1", ""],
    }
    return chance.choice(texts[name])


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    made = new_trial(tmp_path_factory.mktemp(NAME), ROOT / "tests" / "whole" / f"{NAME}.yaml")
    with served(made, workers=1) as running:
        yield running


@pytest.fixture(scope="module")
def sent(trial: Trial) -> list[Respondent]:
    came = [someone(trial, number).walk() for number in range(COUNT)]
    assert all(one.sent for one in came)
    return came


@pytest.fixture(scope="module")
def book(trial: Trial, sent: list[Respondent], tmp_path_factory: pytest.TempPathFactory) -> Book:
    out = tmp_path_factory.mktemp("export") / "out.xlsx"
    trial.survey("mix")
    ended = trial.export(trial.folder, out, "--free-text")
    assert ended.code == 0, ended.err
    return Book(out)


def someone(trial: Trial, number: int) -> Respondent:
    avoids = {"consent": {"refuse"}}
    chance = random.Random(number)
    return Respondent(Client(trial.address), NAME, chance, avoids=avoids, writes=writes, languages=["sv"])


def typed_cell(one: Respondent, name: str) -> Any:
    """What should stand in the data for a field that is written in."""
    given = one.answers.get(name)
    if not given:
        return NOT_ASKED if given is None else LEFT_EMPTY
    if given[0] in STATES:
        return STATES[given[0]]
    if name == "improve":
        return 1.0
    if name == "last_contact":
        return float(given[0].replace("-", ""))
    return float(given[0].replace(",", "."))


def test_the_data_hold_exactly_the_answers(book: Book, sent: list[Respondent]) -> None:
    labels = {variable: names for one in sent for (_, variable), names in one.labels.items()}
    codes = codebook(book)
    columns, rows = book.data("Data_koder", NAME)
    assert set(TYPED) <= set(columns)
    wanted = [
        tuple(
            typed_cell(one, column)
            if column in TYPED
            else expected(one, column, codes, lambda variable, code: labels[variable][code]).number
            for column in columns
        )
        for one in sent
    ]
    assert Counter(rows) == Counter(wanted)


def test_every_kind_of_answer_was_given(sent: list[Respondent]) -> None:
    """Else the comparison says less than it seems to."""
    for name in ("county", "times", "hours", "last_contact", "satisfaction", "opinion.staff", "improve"):
        given = {one.answers.get(name) for one in sent}
        assert any(value and value[0] not in STATES for value in given), name
    assert any(one.answers.get("opinion.staff") is None for one in sent), "somebody skipped the section"
    assert any(one.answers.get("times") == ("declined",) for one in sent)


def test_what_was_written_comes_out_as_it_was_written(book: Book, sent: list[Respondent]) -> None:
    given = [one.answers["improve"][0] for one in sent if one.answers.get("improve")]
    written = [text.replace("\r\n", "\n") for text in given if text not in STATES]
    shown = [str(row[0]).replace("\r\n", "\n") for row in book.rows("Fritext")]
    assert not Counter(written) - Counter(shown)


def at(trial: Trial, wanted: str) -> tuple[Client, Page]:
    client = Client(trial.address)
    one = Respondent(
        client,
        NAME,
        random.Random(3),
        avoids={
            "consent": {"refuse"},
            "views_gate": {"skip"},
            "channel": {"phone", "letter", "other", "none"},
        },
        writes=writes,
        languages=["sv"],
        restless=0,
    )
    page = one.begin()
    while page_id(page) != wanted:
        page = one._meet(page)
    return client, page


@pytest.mark.parametrize(("typed", "shown"), [(" 7 ", "7"), ("0.5", "0,5"), ("2,0", "2"), ("+3", "3")])
def test_a_number_may_be_written_in_several_ways(trial: Trial, typed: str, shown: str) -> None:
    client, page = at(trial, "numbers")
    form = page.posting()
    assert form
    after = client.post(form.action, [*form.hidden, ("times", "4"), ("hours", typed), ("action", "continue")])
    assert page_id(after) == "last_contact"
    kept = client.get(page.path).posting()
    assert kept
    assert [control.value for control in kept.named("hours") if control.kind == "text"] == [shown]


MISTAKES = {
    "no number": ("times", "många"),
    "too many": ("times", "100"),
    "none where one is the least": ("times", "0"),
    "half where whole ones are counted": ("times", "1,5"),
    "too many decimals": ("hours", "1,25"),
    "a number and a reason for none": ("times", "declined"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_number_that_does_not_fit(trial: Trial, mistake: str) -> None:
    name, typed = MISTAKES[mistake]
    client, page = at(trial, "numbers")
    form = page.posting()
    assert form
    answers = [(name, typed), *([("times", "4")] if typed == "declined" else [])]
    button = form.buttons[0]
    answer = client.post(form.action, [*form.hidden, *answers, (button.name, button.value)])
    assert answer.status == 422
    assert page_id(answer) == "numbers"
    kept = answer.posting()
    assert kept
    shown = [control.value for control in kept.named(name) if control.kind == "text"]
    assert shown == [typed] or typed == "declined", "what was typed stands there to be corrected"
    assert [href for href, _ in answer.links if href.startswith("#")], "a link leads to the field"


@pytest.mark.parametrize("typed", ["2019-12", "2024-13", "mars"])
def test_a_month_that_does_not_fit(trial: Trial, typed: str) -> None:
    client, page = at(trial, "last_contact")
    form = page.posting()
    assert form
    answer = client.post(form.action, [*form.hidden, ("last_contact", typed), ("action", "continue")])
    assert answer.status == 422
    assert page_id(answer) == "last_contact"


def test_an_earlier_answer_stands_in_a_later_question(trial: Trial) -> None:
    client, page = at(trial, "numbers")
    form = page.posting()
    assert form
    after = client.post(form.action, [*form.hidden, ("times", "7"), ("hours", "1"), ("action", "continue")])
    form = after.posting()
    assert form
    after = client.post(form.action, [*form.hidden, ("last_contact", "2024-01"), ("action", "continue")])
    assert page_id(after) == "satisfaction"
    assert after.heading == "Hur nöjd är du med dina 7 kontakter?"


def test_the_order_of_options_is_random_but_stays(trial: Trial) -> None:
    orders = set()
    for _ in range(8):
        client, page = at(trial, "channel")
        form = page.posting()
        assert form
        order = [control.value for control in form.named("channel")]
        again = client.get(page.path).posting()
        assert again
        assert [control.value for control in again.named("channel")] == order
        assert order[3:] == ["other", "none"], "what stands last stays last"
        orders.add(tuple(order))
    assert len(orders) > 1


def test_more_text_than_is_allowed_is_said_and_kept(trial: Trial) -> None:
    client, page = at(trial, "improve")
    form = page.posting()
    assert form
    answer = client.post(form.action, [*form.hidden, ("improve", "å" * 201), ("action", "continue")])
    assert answer.status == 422
    kept = answer.posting()
    assert kept
    assert "å" * 201 in [control.value for control in kept.named("improve")]


def test_a_word_that_is_a_code_stays_a_text(trial: Trial) -> None:
    client, page = at(trial, "improve")
    form = page.posting()
    assert form
    client.post(form.action, [*form.hidden, ("improve", "declined"), ("action", "continue")])
    kept = client.get(page.path).posting()
    assert kept
    assert [(control.kind, control.value) for control in kept.named("improve") if control.chosen] == [
        ("textarea", "declined")
    ]


def test_the_workbook_is_the_same_each_time(trial: Trial, book: Book, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        assert trial.export(trial.folder, tmp_path / name).code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
