"""What is proved is true: two engines that must agree, and everybody there could be."""

from __future__ import annotations

import itertools
import math

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from survey.questionnaire.minutes import length, weights
from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.proofs.cases import ALWAYS, NEVER, Case, bindings, elements
from survey.questionnaire.proofs.enumeration import Enumeration
from survey.questionnaire.proofs.solver import Solver
from survey.questionnaire.proofs.walking import Walk, simplest
from survey.questionnaire.routing import Route
from survey.questionnaire.variables import variables
from tests.questionnaire import strategies as some

MOST_RESPONDENTS = 3_000
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def questionnaires_with_cases(
    draw: st.DrawFn, most_pages: int = 4, types: tuple[str, ...] = some.TYPES
) -> tuple[Questionnaire, list[Case]]:
    """A questionnaire, everything usually asked of it, and two conditions more to tell apart."""
    questionnaire = draw(some.questionnaires(most_pages, closing=False, types=types))
    found = elements(questionnaire)
    cases = [Case(at, one.show_if, other) for at, one in enumerate(found) for other in (NEVER, ALWAYS)]
    cases.append(Case(len(found), ALWAYS))
    tree = some.conditions(list(variables(questionnaire)))
    cases.append(Case(len(found), draw(tree), draw(tree)))
    return questionnaire, cases


@thorough
@given(questionnaires_with_cases(), st.data())
def test_both_engines_find_the_same_possible_whatever_is_freed(drawn, data):
    questionnaire, cases = drawn
    names = list(bindings(elements(questionnaire)))
    freed = data.draw(st.sets(st.sampled_from(names))) if names else set()
    by_solver = Solver(questionnaire).arrivals(cases, freed)
    by_enumeration = Enumeration(questionnaire).arrivals(cases, freed)
    assert [one is None for one in by_solver] == [one is None for one in by_enumeration]


@thorough
@given(questionnaires_with_cases(), st.data())
def test_a_witness_takes_the_way_it_was_found_for_and_nobody_takes_an_impossible_one(drawn, data):
    questionnaire, cases = drawn
    found, walk = elements(questionnaire), Walk(elements(questionnaire), cases)
    for engine in (Solver(questionnaire), Enumeration(questionnaire)):
        arrivals = engine.arrivals(cases)
        for number, (case, answers) in enumerate(zip(cases, arrivals, strict=True)):
            if answers is not None:
                assert number in walk.met(answers)
                assert number in walk.met(simplest(found, case, answers))
        impossible = {number for number, answers in enumerate(arrivals) if answers is None}
        for answers in data.draw(st.lists(some.answers(questionnaire), min_size=5, max_size=5)):
            assert walk.met(answers).isdisjoint(impossible)


def everybody(questionnaire: Questionnaire) -> list[Answers] | None:
    """Every respondent to closed questions; None when they are too many to try out."""
    pools = {one.id: _everything(one) for one in variables(questionnaire)}
    if math.prod(len(pool) for pool in pools.values()) > MOST_RESPONDENTS:
        return None
    return [dict(zip(pools, values, strict=True)) for values in itertools.product(*pools.values())]


def _everything(variable):
    question = variable.question
    others = [state.code for state in question.states] + ([] if question.required else [None])
    codes = [option.code for option in question.options]
    if question.type in ("single", "matrix"):
        return codes + others
    if question.type == "scale":
        return [int(code) for code in codes] + others
    if question.type == "open":
        return ["a", *others]
    alone = {option.code for option in question.options if option.exclusive}
    several = [
        list(chosen)
        for count in range(1, len(codes) + 1)
        for chosen in itertools.combinations(codes, count)
        if count == 1 or alone.isdisjoint(chosen)
    ]
    return several + others


@thorough
@given(questionnaires_with_cases(most_pages=2, types=some.CLOSED))
def test_what_is_possible_is_exactly_what_somebody_can_do(drawn):
    questionnaire, cases = drawn
    respondents = everybody(questionnaire)
    assume(respondents is not None)
    walk = Walk(elements(questionnaire), cases)
    met = set().union(*(walk.met(answers) for answers in respondents))
    for engine in (Solver(questionnaire), Enumeration(questionnaire)):
        arrivals = engine.arrivals(cases)
        assert {number for number, answers in enumerate(arrivals) if answers is not None} == met
    weighing = weights(questionnaire)
    ways = [Route(questionnaire).way(answers) for answers in respondents]
    lengths = [length(way, weighing) for way in ways if way.end and way.end.outcome == "completed"]
    shortest = [min(measure) for measure in zip(*lengths, strict=True)]
    longest = [max(measure) for measure in zip(*lengths, strict=True)]
    for engine in (Solver(questionnaire), Enumeration(questionnaire)):
        assert extremes(engine, questionnaire) == ((shortest, longest) if lengths else None)


def extremes(engine, questionnaire):
    weighing, route = weights(questionnaire), Route(questionnaire)
    found = engine.extremes(weighing)
    return found and tuple(
        [length(route.way(answers), weighing)[measure] for measure, answers in enumerate(ways)]
        for ways in found
    )


@thorough
@given(some.questionnaires(most_pages=6))
def test_both_engines_find_the_same_shortest_and_longest_way(questionnaire):
    assert extremes(Solver(questionnaire), questionnaire) == extremes(
        Enumeration(questionnaire), questionnaire
    )


@thorough
@given(st.data())
def test_a_way_looked_at_case_by_case_is_the_way_that_is_served(data):
    questionnaire = data.draw(some.questionnaires(closing=False))
    answers = data.draw(some.answers(questionnaire))
    found = elements(questionnaire)
    met = Walk(found, [Case(at, one.show_if) for at, one in enumerate(found)]).met(answers)
    way = Route(questionnaire).way(answers)
    asked = [question.id for step in way.steps for question in step.questions]
    assert [found[at].name for at in sorted(met) if found[at].question] == asked
    assert [found[at].page for at in sorted(met) if found[at].page.outcome] == ([way.end] if way.end else [])
