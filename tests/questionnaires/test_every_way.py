"""The four questionnaires: every way through them works, whichever engine proves it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from survey.questionnaire.proofs.enumeration import Enumeration
from survey.questionnaire.proofs.proving import engines, prove
from survey.questionnaire.proofs.solver import Solver
from survey.questionnaire.reader import Reading, read_questionnaire

FILES = sorted((Path(__file__).parents[2] / "questionnaires").glob("*.yaml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def reading(request: pytest.FixtureRequest) -> Reading:
    return read_questionnaire(request.param)


def test_nothing_is_out_of_reach_contradicts_itself_or_makes_no_difference(reading: Reading) -> None:
    assert reading.questionnaire
    proofs = prove(reading.questionnaire, reading.positions, reading.conditions)
    assert [complaint.line() for complaint in proofs.complaints] == []
    ends = [page.id for page in reading.questionnaire.pages if page.outcome]
    assert [ending.page.id for ending in proofs.endings] == ends


def test_both_engines_prove_the_same(reading: Reading) -> None:
    assert reading.questionnaire
    solved, counted = (
        prove(reading.questionnaire, reading.positions, reading.conditions, engine(reading.questionnaire))
        for engine in (Solver, Enumeration)
    )
    assert (solved.engine, counted.engine) == ("z3", "enumeration")
    assert solved.complaints == counted.complaints
    assert (solved.shortest, solved.longest) == (counted.shortest, counted.longest)


def test_the_solver_is_asked_last_and_enumeration_takes_its_place_where_there_is_none(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reading.questionnaire
    assert prove(reading.questionnaire).engine == "enumeration"
    assert [engine.name for engine in engines(reading.questionnaire)] == ["enumeration", "z3"]
    monkeypatch.setitem(sys.modules, "survey.questionnaire.proofs.solver", None)
    assert [engine.name for engine in engines(reading.questionnaire)] == ["enumeration", "enumeration"]
