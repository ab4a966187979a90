"""What the proofs find wrong or doubtful, as complaints with their lines and grounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from survey.questionnaire.complaints import Complaint, Level, Place
from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.proofs.cases import ALWAYS, Case, Element, Engine, bindings
from survey.questionnaire.proofs.claims import Claim, Placed, claims, parts
from survey.questionnaire.proofs.grounds import Reasons, culprits
from survey.questionnaire.proofs.walking import by_chance, simplest
from survey.questionnaire.variables import variables

LEVELS: Final[dict[str, Level]] = {
    "never_shown": "error",
    "contradiction": "error",
    "way_without_end": "error",
    "always_true": "warning",
    "idle_option": "information",
}


def findings(
    questionnaire: Questionnaire,
    elements: Sequence[Element],
    engine: Engine,
    positions: Mapping[str, Place],
    conditions: Placed,
) -> tuple[Complaint, ...]:
    """Everything that holds for nobody, for everybody, or makes no difference. Raises Unproved."""
    known = {variable.id: variable for variable in variables(questionnaire)}
    claimed = list(claims(elements, known, positions, conditions))
    unended = Case(len(elements), ALWAYS)
    cases = [*(claim.case for claim in claimed), unended]
    *arrivals, lost = _arrivals(questionnaire, elements, engine, cases)
    reasons = Reasons(questionnaire, elements, positions, conditions)
    found = [_complaint(claim, engine, elements, reasons) for claim in _failed(claimed, arrivals)]
    if lost is not None:
        place = positions.get(elements[-1].name, Place(""))
        grounds = reasons.witness(simplest(elements, unended, lost))
        found.append(Complaint(place, "way_without_end", {}, LEVELS["way_without_end"], grounds))
    return tuple(found)


def _arrivals(
    questionnaire: Questionnaire, elements: Sequence[Element], engine: Engine, cases: Sequence[Case]
) -> list[Answers | None]:
    """Answers for every case: somebody at random shows most of them possible, the engine settles the rest."""
    arrivals = by_chance(questionnaire, elements, cases)
    rest = [number for number, answers in enumerate(arrivals) if answers is None]
    settled = engine.arrivals([cases[number] for number in rest])
    for number, answers in zip(rest, settled, strict=True):
        arrivals[number] = answers
    return arrivals


def _failed(claimed: Sequence[Claim], arrivals: Sequence[Answers | None]) -> Iterator[Claim]:
    """The claims that no way makes true, without those that a failed one has taken with it."""
    failed: set[str] = set()
    for claim, answers in zip(claimed, arrivals, strict=True):
        if answers is None and failed.isdisjoint(claim.under):
            failed.add(claim.name)
            yield claim


def _complaint(claim: Claim, engine: Engine, elements: Sequence[Element], reasons: Reasons) -> Complaint:
    names = culprits(engine, elements, claim.case)
    kind, place = claim.kind, claim.place
    if kind == "never_shown" and names == [] and elements[claim.case.at].show_if != ALWAYS:
        kind, place = "contradiction", _contradiction(claim, engine, elements, reasons)
    return Complaint(place, kind, claim.params, LEVELS[kind], reasons.because(names or ()))


def _contradiction(claim: Claim, engine: Engine, elements: Sequence[Element], reasons: Reasons) -> Place:
    """Where the condition stands that contradicts itself; the element's first when only all together do."""
    element = elements[claim.case.at]
    written = list(parts(element.show_if, reasons.conditions.get(element.name, ())))
    everything = set(bindings(elements))
    for part in written:
        if not engine.possible(Case(claim.case.at, part.parsed.tree), freed=everything):
            return part.place
    return claim.place
