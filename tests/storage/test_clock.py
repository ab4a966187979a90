"""The clock: what a machine's time does by mistake changes nothing that expires."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.storage.clock import CORRECTION, Clock

START = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
DAY = 86_400.0


class Machine:
    """A machine's two clocks: the one that people set, and the one that only grows."""

    def __init__(self) -> None:
        self.set_to = START.timestamp()
        self.running = 1_000.0
        self.clock = Clock(lambda: self.set_to, lambda: self.running)

    def pass_time(self, seconds: float) -> datetime:
        self.set_to += seconds
        self.running += seconds
        return self.clock()

    def jump(self, seconds: float) -> datetime:
        self.set_to += seconds
        return self.clock()


def test_it_follows_the_machine_while_that_runs_true() -> None:
    machine = Machine()
    assert machine.clock() == START
    assert machine.pass_time(3 * DAY) == START + timedelta(days=3)


@pytest.mark.parametrize("jump", [DAY, -DAY, 400 * DAY, -400 * DAY])
def test_case_34_a_clock_that_jumps_is_not_followed(jump: float) -> None:
    machine = Machine()
    assert machine.jump(jump) == START
    for minutes in range(1, 121):
        true = START + timedelta(minutes=minutes)
        assert abs(machine.pass_time(60) - true) <= timedelta(minutes=minutes) * CORRECTION


def test_a_jump_that_is_taken_back_leaves_next_to_nothing() -> None:
    machine = Machine()
    machine.jump(DAY)
    machine.pass_time(600)
    machine.jump(-DAY)
    assert abs(machine.pass_time(1200) - (START + timedelta(minutes=30))) < timedelta(milliseconds=1)


def test_what_is_wrong_for_good_is_made_up_for_in_time() -> None:
    machine = Machine()
    machine.jump(3600)
    for _ in range(24 * 6):
        machine.pass_time(600)
    assert machine.clock().timestamp() == pytest.approx(machine.set_to)


def test_whoever_asks_seldom_is_not_handed_a_jump() -> None:
    machine = Machine()
    machine.set_to += 2 * DAY  # while nobody looks
    assert machine.pass_time(30 * DAY) - (START + timedelta(days=30)) <= timedelta(minutes=1)


@given(st.lists(st.tuples(st.floats(0, 10_000), st.floats(-10 * DAY, 10 * DAY)), max_size=30))
def test_it_never_goes_back(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    told = [machine.clock()]
    for passed, jump in steps:
        told.append(machine.jump(jump))
        told.append(machine.pass_time(passed))
    assert all(earlier <= later for earlier, later in pairwise(told))
