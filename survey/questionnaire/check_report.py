"""Everything there is to say about a questionnaire before it is published, in one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from survey.questionnaire.catalogues import lookups
from survey.questionnaire.comparison import Difference, differences
from survey.questionnaire.complaints import Complaint, Level, Place
from survey.questionnaire.language_checks import Places, language_complaints
from survey.questionnaire.minutes import length, minutes, weights
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.proofs.cases import Lengths
from survey.questionnaire.proofs.proving import Proofs, prove
from survey.questionnaire.readability import lix
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.routing import Route
from survey.questionnaire.singling_out import USUALLY_EXPECTED, Background, background
from survey.questionnaire.texts import texts_of, translated
from survey.questionnaire.versions import freeze, numbers_of

TIME: Final = Lengths._fields.index("seconds")
TOLERATED: Final = 1.25
"""How much longer than promised the longest way may be before it is a warning."""


Published = Callable[[str], Questionnaire | None]
"""Questionnaire id → its version that was published last."""


class Span(NamedTuple):
    """Estimated minutes of the shortest and of the longest completed way."""

    shortest: int
    longest: int


class CheckReport(NamedTuple):
    """What is known about one file. All but the first two are empty when it cannot be read.

    ``questionnaire`` is in all its languages, ``minutes`` by language; ``lix`` is the readability of
    its Swedish.
    """

    path: Path
    complaints: tuple[Complaint, ...]
    questionnaire: Questionnaire | None = None
    proofs: Proofs | None = None
    background: Background | None = None
    lix: int | None = None
    minutes: dict[str, Span] = {}

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """What must be put right before it can be published."""
        return tuple(complaint for complaint in self.complaints if complaint.level == "error")

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """What somebody should think about."""
        return tuple(complaint for complaint in self.complaints if complaint.level == "warning")


def check_report(
    path: Path,
    translations: Path,
    respondents: int = USUALLY_EXPECTED,
    published: Published = lambda questionnaire: None,
) -> CheckReport:
    """Read a questionnaire with its catalogues, prove what can be proved, judge its language, and
    compare it with the version that is published.

    Every problem is a complaint, all of them in one run. Raises CatalogueDamaged.
    """
    reading = read_questionnaire(path)
    if reading.questionnaire is None:
        return CheckReport(path, reading.complaints)
    source = reading.questionnaire
    questionnaire = translated(source, lookups(translations, source.languages[1:], source.id))
    proofs = prove(questionnaire, reading.positions, reading.conditions)
    crossed = background(questionnaire, respondents)
    spans = _minutes(questionnaire, proofs)
    complaints = (
        *reading.complaints,
        *proofs.complaints,
        *language_complaints(questionnaire, reading.positions, str(path)),
        *_singled_out(crossed, reading.positions),
        *_promised(questionnaire, spans.get(source.languages[0]), Place(str(path))),
        *_changes(questionnaire, published(source.id), Places(reading.positions, str(path))),
    )
    return CheckReport(
        path=path,
        complaints=tuple(sorted(complaints, key=lambda complaint: (complaint.place, complaint.kind))),
        questionnaire=questionnaire,
        proofs=proofs,
        background=crossed,
        lix=lix(located.text.get("sv", "") for located in texts_of(questionnaire)),
        minutes=spans,
    )


def _minutes(questionnaire: Questionnaire, proofs: Proofs) -> dict[str, Span]:
    """The same two ways in every language; which are shortest and longest is found in the first."""
    if proofs.extremes is None:
        return {}
    route = Route(questionnaire)
    ways = [route.way(answers[TIME]) for answers in proofs.extremes]
    found = {}
    for language in questionnaire.languages:
        weighing = weights(questionnaire, language)
        shortest, longest = (minutes(length(way, weighing).seconds) for way in ways)
        found[language] = Span(shortest, longest)
    return found


def _singled_out(crossed: Background, positions: Mapping[str, Place]) -> Iterator[Complaint]:
    if crossed.questions and crossed.singles_out:
        params = {
            "questions": str(len(crossed.questions)),
            "combinations": f"{crossed.combinations:,}".replace(",", "\u00a0"),
            "respondents": str(crossed.respondents),
            "thin": str(len(crossed.thin_pairs)),
            "pairs": str(crossed.pairs),
        }
        place = positions.get(crossed.questions[0], Place(""))
        yield Complaint(place, "single_out", params, "warning")


def _promised(questionnaire: Questionnaire, span: Span | None, file: Place) -> Iterator[Complaint]:
    promised = questionnaire.constants.get("minutes", "")
    if promised and span is not None and span.longest > TOLERATED * int(promised):
        params = {"promised": promised, "shortest": str(span.shortest), "longest": str(span.longest)}
        yield Complaint(file, "promised_minutes", params, "warning")


def _changes(
    questionnaire: Questionnaire, before: Questionnaire | None, places: Places
) -> Iterator[Complaint]:
    """What has changed since the published version, one complaint a question and gravity."""
    if before is None:
        return
    after = freeze(questionnaire, numbers_of(before), before.constants).questionnaire
    found: dict[tuple[str, bool], list[Difference]] = {}
    for difference in differences(before, after):
        found.setdefault((difference.question, difference.verdict == "breaking"), []).append(difference)
    for (question, breaks), several in found.items():
        grounds = {
            language: "; ".join(one.sentence(language) for one in several) + "." for language in ("sv", "en")
        }
        level: Level = "error" if breaks else "information"
        kind = "breaking_change" if breaks else "changed"
        yield Complaint(places.of(question), kind, {"id": question}, level, grounds)
