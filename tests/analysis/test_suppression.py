"""Cell suppression on tables of counts, attacked by exhaustive search."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.network import Builder, Cell, Network
from analysis.disclosure.suppression import suppressed
from tests.analysis.attacker import Attacker

THRESHOLD = 5


class Table(NamedTuple):
    network: Network
    places: dict[tuple[int, int], int]
    """Cells by row and column; −1 is a margin."""


def line(counts: list[int]) -> Table:
    """A frequency table under a total that everybody sees."""
    build = Builder(sum(counts))
    cells = [build.add(("", str(i)), Cell(count, "option", count)) for i, count in enumerate(counts)]
    build.sum(0, cells)
    return Table(build.network(), {(0, i): cell for i, cell in enumerate(cells)})


def crossed(counts: list[list[int]]) -> Table:
    """A table of two variables with both margins, which are cells like others."""
    build = Builder(sum(map(sum, counts)))
    places: dict[tuple[int, int], int] = {}
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            places[i, j] = build.add(("", f"{i}/{j}"), Cell(count, "option", count))
    for i, row in enumerate(counts):
        places[i, -1] = build.add(("", f"{i}/"), Cell(sum(row), "base", 1000))
        build.sum(places[i, -1], [places[i, j] for j in range(len(row))])
    for j in range(len(counts[0])):
        places[-1, j] = build.add(("", f"/{j}"), Cell(sum(row[j] for row in counts), "base", 1000))
        build.sum(places[-1, j], [places[i, j] for i in range(len(counts))])
    build.sum(0, [places[i, -1] for i in range(len(counts))])
    build.sum(0, [places[-1, j] for j in range(len(counts[0]))])
    return Table(build.network(), places)


def attack(table: Table, hidden: frozenset[int]) -> Attacker:
    """What a reader knows: shown numbers, the sums, and that a hidden number is no 0, for zeros are shown."""
    attacker = Attacker()
    cells = table.network.cells
    for place, cell in enumerate(cells):
        low, high = (1, table.network.n) if place in hidden else (cell.value, cell.value)
        attacker.number(str(place), low, high)
    for added in table.network.sums:
        attacker.equal([str(added.total)], [str(part) for part in added.parts])
    return attacker


def shown(counts: list[int]) -> list[int | None]:
    table = line(counts)
    hidden = suppressed(table.network, THRESHOLD).hidden
    return [None if table.places[0, i] in hidden else count for i, count in enumerate(counts)]


def test_counts_of_one_to_four_are_hidden_and_zeros_are_shown() -> None:
    counts = shown([30, 4, 1, 0, 25, 3])
    assert counts == [30, None, None, 0, 25, None]


def test_a_lone_small_count_takes_the_smallest_other_with_it() -> None:
    assert shown([30, 3, 0, 12, 25]) == [30, None, 0, None, 25]


def test_two_small_counts_that_would_be_known_to_be_small_take_a_third() -> None:
    assert shown([30, 1, 1, 12]) == [30, None, None, None]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert shown([30, 0, 5, 12]) == [30, 0, 5, 12]


def test_a_two_by_two_of_ones_cannot_be_had_back_from_its_margins() -> None:
    table = crossed([[1, 1, 40], [1, 1, 50], [60, 70, 80]])
    result = suppressed(table.network, THRESHOLD)
    attacker = attack(table, result.hidden)
    assert result.exposed == ()
    for place in ((0, 0), (0, 1), (1, 0), (1, 1)):
        assert len(attacker.possible(str(table.places[place]), 3)) >= THRESHOLD


def assert_protected(table: Table) -> None:
    result = suppressed(table.network, THRESHOLD)
    cells = table.network.cells
    assert {p for p, cell in enumerate(cells) if p and 0 < cell.value < THRESHOLD} <= result.hidden
    attacker = attack(table, result.hidden)
    for place in sorted(result.hidden - set(result.exposed)):
        possible = attacker.possible(str(place), 2)
        assert cells[place].value in range(min(possible), max(possible) + 1)
        assert max(possible) - min(possible) >= THRESHOLD - 1
        assert max(possible) >= THRESHOLD


counts = st.integers(0, 12) | st.sampled_from([0, 1, 2, 3, 4, 20])


@settings(deadline=None, max_examples=150)
@given(st.lists(counts, min_size=1, max_size=6))
def test_no_hidden_count_of_a_frequency_table_can_be_pinned(table: list[int]) -> None:
    assert_protected(line(table))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_hidden_count_of_a_crossed_table_can_be_pinned(table: list[list[int]]) -> None:
    assert_protected(crossed(table))


@settings(deadline=None, max_examples=100)
@given(st.lists(counts, min_size=2, max_size=6))
def test_only_tables_too_small_to_protect_are_given_up(table: list[int]) -> None:
    result = suppressed(line(table).network, THRESHOLD)
    if result.exposed:
        # Every count that is not 0 is hidden, and the total itself leaves too little room.
        nonzero = [count for count in table if count]
        assert len(result.hidden) == len(nonzero)
        assert sum(nonzero) - len(nonzero) + 1 < THRESHOLD or len(nonzero) == 1


@pytest.mark.parametrize("row", [[12, 3, 20, 9], [5, 5, 5, 1], [100, 2, 2, 2, 2]])
def test_hiding_one_less_would_give_a_small_count_away(row: list[int]) -> None:
    table = line(row)
    hidden = suppressed(table.network, THRESHOLD).hidden
    for place in hidden:
        if table.network.cells[place].value < THRESHOLD:
            continue
        attacker = attack(table, hidden - {place})
        small = [p for p in hidden if table.network.cells[p].value < THRESHOLD]
        assert any(max(attacker.possible(str(p), 1)) < THRESHOLD for p in small)
