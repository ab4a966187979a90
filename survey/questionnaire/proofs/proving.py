"""The proofs of one questionnaire, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from survey.questionnaire.complaints import Complaint, Place
from survey.questionnaire.minutes import length, weights
from survey.questionnaire.model import Answers, Page, Questionnaire
from survey.questionnaire.proofs.cases import Case, Engine, Extremes, Lengths, Unproved, elements
from survey.questionnaire.proofs.claims import Placed
from survey.questionnaire.proofs.enumeration import LARGE, SMALL, Enumeration
from survey.questionnaire.proofs.findings import findings
from survey.questionnaire.proofs.walking import simplest
from survey.questionnaire.routing import Route

NOWHERE: Final[dict[str, Place]] = {}


class Ending(NamedTuple):
    """An end page, and some of the fewest answers that lead there."""

    page: Page
    answers: Answers


class Proofs(NamedTuple):
    """What holds on every way. ``shortest`` and ``longest`` are the extremes of completed ways, each
    measure on its own, and ``extremes`` the answers on them; None when no way is completed or when
    it could not be settled."""

    engine: str
    complaints: tuple[Complaint, ...] = ()
    endings: tuple[Ending, ...] = ()
    shortest: Lengths | None = None
    longest: Lengths | None = None
    extremes: Extremes | None = None


def engines(questionnaire: Questionnaire) -> Iterator[Engine]:
    """The engines to try in turn: enumeration settles most questionnaires before a solver has begun.

    z3 comes with the extra ``proofs``; without it enumeration is given more time instead.
    """
    yield Enumeration(questionnaire, SMALL)
    try:
        from survey.questionnaire.proofs.solver import Solver
    except ImportError:
        yield Enumeration(questionnaire, LARGE)
    else:
        yield Solver(questionnaire)


def prove(
    questionnaire: Questionnaire,
    positions: Mapping[str, Place] = NOWHERE,
    conditions: Placed | None = None,
    engine: Engine | None = None,
) -> Proofs:
    """Prove what can be proved of a questionnaire without errors.

    ``positions`` and ``conditions`` come from its ``Reading`` and give the findings their lines.
    What no engine can settle is told by a complaint of kind ``unproved``.
    """
    given_up = Proofs("")
    for tried in (engine,) if engine else engines(questionnaire):
        try:
            return _proofs(questionnaire, tried, positions, conditions or {})
        except Unproved as unproved:
            file = Place(next(iter(positions.values()), Place("")).file)
            complaint = Complaint(file, "unproved", {"reason": str(unproved)}, "warning")
            given_up = Proofs(tried.name, (complaint,))
    return given_up


def _proofs(
    questionnaire: Questionnaire, engine: Engine, positions: Mapping[str, Place], conditions: Placed
) -> Proofs:
    found = elements(questionnaire)
    complaints = findings(questionnaire, found, engine, positions, conditions)
    weighing = weights(questionnaire)
    extremes = engine.extremes(weighing)
    ends = [(at, element) for at, element in enumerate(found) if element.page.outcome]
    cases = [Case(at, element.show_if) for at, element in ends]
    endings = [
        Ending(element.page, simplest(found, case, answers))
        for (_, element), case, answers in zip(ends, cases, engine.arrivals(cases), strict=True)
        if answers is not None
    ]
    if extremes is None:
        return Proofs(engine.name, complaints, tuple(endings))
    route = Route(questionnaire)

    def lengths(ways: tuple[Answers, ...]) -> Lengths:
        measured = [length(route.way(answers), weighing) for answers in ways]
        return Lengths(*(one[measure] for measure, one in enumerate(measured)))

    return Proofs(
        engine.name,
        complaints,
        tuple(endings),
        lengths(extremes.shortest),
        lengths(extremes.longest),
        extremes,
    )
