"""A whole workbook under attack: frequencies, multiple responses and routing together."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.counting import Tally, groups_of, tally
from analysis.disclosure.audiences import AUDIENCES
from analysis.release import book_of, published
from analysis.tables.cover import Provenance
from analysis.tables.table import Block, Row, Sheet, Symbol, Value
from analysis.texts import Texts
from analysis.workbook.book import Book
from survey.questionnaire.model import Answers, Version
from survey.questionnaire.respondents import random_answers
from survey.questionnaire.versions import freeze
from tests.analysis.attacker import Attacker
from tests.analysis.samples import dataset, relatives, response, visitors

VISITORS, RELATIVES = freeze(visitors()), freeze(relatives())
NOWHERE = Provenance("", "", False, "", (), {})
NAMES_OF_KINDS = (-99, -98, -97, -96, -95)
HIDDEN = Symbol.HIDDEN

ASKED_IF = {"channel": ("sought_help", 0), "times": ("channel", 1)}
"""Follow-up → the question and option whose people are asked it, as the codebook says."""


def book(*answered: tuple[Version, list[Answers]], audience: str = "partner") -> Book:
    datasets = [dataset(v, [response(v, answers) for answers in some]) for v, some in answered]
    rules = AUDIENCES[audience]
    return book_of(published(datasets, rules), rules, NOWHERE, Texts("sv"))


def sheet(whole: Book, identity: str) -> Sheet:
    return next(s for s in whole.sheets if s.id == identity)


def people(count: int, seed: int, version: Version = VISITORS) -> list[Answers]:
    rng = random.Random(seed)
    return [random_answers(version.questionnaire, rng) for _ in range(count)]


class Reader:
    """Reads a frequency sheet and the multiple responses like somebody who has the codebook."""

    def __init__(self, whole: Book) -> None:
        blocks = sheet(whole, "frequencies").blocks
        self.attacker = Attacker()
        self.hidden: dict[str, str] = {}
        self.n = blocks[0].rows[-1].cells[1]
        assert isinstance(self.n, int)
        self.attacker.number("n", self.n, self.n)
        for block in blocks:
            self._read(block)
        for block in sheet(whole, "multiple_response").blocks:
            self._read_answers(block)
        for variable, (source, place) in ASKED_IF.items():
            self.attacker.equal([f"{variable}/asked"], [f"{source}/{place}"])

    def _read(self, block: Block) -> None:
        name = block.id
        options = [row for row in block.rows if row.role == "row"]
        valid = next(row for row in block.rows if row.role == "total")
        kinds = [row for row in block.rows if row.role == "missing"]
        zeros = any(row.cells[1] == 0 for row in options)
        for place, row in enumerate(options):
            self._learn(f"{name}/{place}", row, "option", least=1 if zeros else 0)
        self._learn(f"{name}/valid", valid, "valid")
        for row in kinds:
            self._learn(f"{name}/{row.cells[6]}", row, "kind")
        self.attacker.number(f"{name}/asked", 0, self.n)
        self.attacker.equal(["n"], [f"{name}/asked", f"{name}/-98"])
        asked = [f"{name}/{row.cells[6]}" for row in kinds if row.cells[6] != -98]
        self.attacker.equal([f"{name}/asked"], [f"{name}/valid", *asked])
        places = [f"{name}/{place}" for place in range(len(options))]
        if name == "channel":
            for place in places:
                self.attacker.number(f"not {place}", 0, self.n)
                self.attacker.equal([f"{name}/valid"], [place, f"not {place}"])
            self.attacker.number(f"{name}/answers", 0, self.n * len(options))
            self.attacker.equal([f"{name}/answers"], places)
        elif places:
            self.attacker.equal([f"{name}/valid"], places)

    def _read_answers(self, block: Block) -> None:
        answers = block.rows[-1].cells[1]
        if isinstance(answers, int):
            self.attacker.number("channel/answers", answers, answers)

    def _learn(self, name: str, row: Row, role: str, least: int = 0) -> None:
        count = row.cells[1]
        if isinstance(count, int):
            self.attacker.number(name, count, count)
        else:
            assert count is HIDDEN
            assert all(share is HIDDEN or share is None for share in row.cells[2:5]), name
            self.attacker.number(name, least, self.n)
            self.hidden[name] = role


def truth(counted: dict[str, Tally], name: str) -> int:
    variable, part = name.rsplit("/", 1)
    one = counted[variable]
    if part == "valid":
        return one.valid
    return one.missing[NAMES_OF_KINDS.index(int(part))] if part.startswith("-") else one.options[int(part)]


def assert_safe(whole: Book, counted: dict[str, Tally]) -> None:
    reader = Reader(whole)
    for name, role in reader.hidden.items():
        possible = reader.attacker.possible(name, 2)
        true = truth(counted, name)
        assert min(possible) <= true <= max(possible), name
        assert len(possible) >= 2, f"{name} is {true} for certain"
        if role != "kind" and 0 < true < 5:
            assert max(possible) >= 5, f"{name} is small for certain: {possible}"
            assert max(possible) - min(possible) >= 4, name
    for place, count in enumerate(counted["channel"].options):
        if 0 < counted["channel"].valid - count < 5:
            assert len(reader.attacker.possible(f"not channel/{place}", 2)) >= 2


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(5, 40), st.integers(0, 10_000))
def test_no_hidden_number_follows_from_what_is_shown(count: int, seed: int) -> None:
    answered = people(count, seed)
    (one,) = groups_of([dataset(VISITORS, [response(VISITORS, answers) for answers in answered])])
    assert_safe(book((VISITORS, answered)), {t.variable.id: t for t in tally(one)})


def numbers(whole: Book) -> list[int]:
    tables = ("frequencies", "comparison", "multiple_response", "nonresponse")
    return [
        value
        for one in whole.sheets
        if one.id.startswith(tables)
        for block in one.blocks
        for row in block.rows
        for column, value in zip(one.columns, row.cells, strict=False)
        if column.kind == "count" and isinstance(value, int)
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("count", [3, 8, 25, 60, 200])
def test_no_table_shows_one_to_four(audience: str, count: int) -> None:
    whole = book((VISITORS, people(count, 1)), (RELATIVES, people(count, 2, RELATIVES)), audience=audience)
    assert [number for number in numbers(whole) if 0 < number < 5] == []


def test_the_public_sees_multiples_of_five_and_percentages_of_them() -> None:
    whole = book((VISITORS, people(203, 3)), audience="public")
    assert {number % 5 for number in numbers(whole)} == {0}
    for block in sheet(whole, "frequencies").blocks:
        valid = next(row for row in block.rows if row.role == "total").cells[1]
        for row in block.rows:
            count, share = row.cells[1], row.cells[4] if len(row.cells) > 4 else None
            if row.role == "row" and isinstance(count, int) and isinstance(valid, int) and valid:
                assert share == (200 * count + valid) // (2 * valid) / 100


def test_every_table_hides_the_same_numbers() -> None:
    whole = book((VISITORS, people(30, 5)), (RELATIVES, people(45, 6, RELATIVES)))
    compared = sheet(whole, "comparison")
    nonresponse = sheet(whole, "nonresponse")
    for place, name in enumerate(("visitors", "relatives")):
        for block in sheet(whole, f"frequencies_{name}").blocks:
            by_label: dict[Value, Value] = {row.cells[0]: row.cells[1] for row in block.rows}
            for other in compared.blocks:
                if other.id != block.id:
                    continue
                for row in other.rows:
                    if row.cells[0] in by_label and row.cells[1 + 2 * place] is not Symbol.ABSENT:
                        assert row.cells[1 + 2 * place] == by_label[row.cells[0]], (block.id, row)
            (missing,) = (
                row for b in nonresponse.blocks if b.id == name for row in b.rows if row.cells[-1] == block.id
            )
            assert missing.cells[4] == by_label.get("Giltiga svar", by_label.get("Giltiga svar (personer)"))
            assert missing.cells[6] == by_label["Lämnat tomt"]


def test_a_hidden_answer_does_not_come_back_as_the_base_of_its_follow_up() -> None:
    asked: Answers = {"sought_help": "yes", "channel": ["phone"]}
    answered: list[Answers] = [asked] * 3 + [{"sought_help": "no"}] * 40
    blocks = {block.id: block for block in sheet(book((VISITORS, answered)), "frequencies").blocks}
    help_, channel = blocks["sought_help"], blocks["channel"]
    assert help_.rows[0].cells[1] is HIDDEN
    not_asked = next(row for row in channel.rows if row.cells[6:] == (-98,))
    assert not_asked.cells[1] is HIDDEN
    assert "n = .. av 43" in channel.lines[0]


def test_what_everybody_answered_to_a_sensitive_question_is_not_told() -> None:
    blocks = {b.id: b for b in sheet(book((VISITORS, [{"sought_help": "no"}] * 40)), "frequencies").blocks}
    assert [row.cells[1] for row in blocks["sought_help"].rows[:2]] == [HIDDEN, HIDDEN]


def test_what_everybody_answered_to_an_ordinary_question_is_told() -> None:
    answered: list[Answers] = [{"sought_help": "no", "own_housing": "yes"}] * 40
    blocks = {b.id: b for b in sheet(book((VISITORS, answered)), "frequencies").blocks}
    assert [row.cells[1] for row in blocks["own_housing"].rows[:2]] == [40, 0]


def test_fewer_than_five_responses_show_nothing_at_all() -> None:
    whole = book((VISITORS, people(4, 9)))
    assert numbers(whole) == [0] * len(numbers(whole))
    cover = sheet(whole, "cover")
    assert not any(row.cells[1] == 4 for block in cover.blocks for row in block.rows)


def test_hidden_options_stand_last_where_the_others_are_sorted() -> None:
    (block,) = sheet(book((VISITORS, people(45, 4))), "multiple_response").blocks
    counts = [row.cells[1] for row in block.rows if row.role == "row"]
    shown = [count for count in counts if isinstance(count, int)]
    assert shown == sorted(shown, reverse=True)
    assert counts == shown + [HIDDEN] * (len(counts) - len(shown))


def test_no_mean_or_median_of_a_small_base_or_beside_hidden_counts() -> None:
    def notes(satisfied: list[int]) -> str:
        answered: list[Answers] = [{"satisfaction": step} for step in satisfied]
        blocks = {b.id: b for b in sheet(book((VISITORS, answered)), "frequencies").blocks}
        return " ".join(blocks["satisfaction"].notes)

    assert notes([1] * 10 + [3] * 10 + [5] * 10) == "Medelvärde 3,0 · Median: 3"
    assert notes([1] * 10 + [3] * 10 + [5] * 9) == ""
    assert notes([1] * 30 + [3] * 10 + [5] * 2) == ""


def test_cumulative_percentages_stop_where_they_would_tell_a_hidden_count() -> None:
    answered: list[Answers] = [
        {"satisfaction": s} for s in [1] * 20 + [2] * 2 + [3] * 20 + [4] * 6 + [5] * 20
    ]
    blocks = {b.id: b for b in sheet(book((VISITORS, answered)), "frequencies").blocks}
    rows = blocks["satisfaction"].rows[:5]
    assert [row.cells[1] for row in rows] == [20, HIDDEN, 20, HIDDEN, 20]
    # After the fourth step it is what is left before the fifth, which everybody can work out.
    assert [row.cells[5] for row in rows] == [0.29, HIDDEN, HIDDEN, 0.71, 1.0]
