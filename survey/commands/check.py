"""`survey check`: what is wrong or doubtful, what is proved, how long it is, and whom it could expose."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from survey.commands.check_texts import JUDGEMENTS, TEXTS
from survey.commands.place import TRANSLATIONS, Place, at_place
from survey.commands.publication import NotPublishable, all_questionnaires, published_by
from survey.questionnaire.check_report import CheckReport, check_report
from survey.questionnaire.complaints import Complaint
from survey.questionnaire.minutes import minutes
from survey.questionnaire.model import Page
from survey.questionnaire.proofs.cases import Lengths
from survey.questionnaire.singling_out import USUALLY_EXPECTED
from survey.questionnaire.wording import Words

FILES = click.Path(path_type=Path, exists=True, dir_okay=False)
LEVELS = ("error", "warning", "information")
MOST_PAIRS = 6


def system_language() -> str:
    """Swedish where the system speaks Swedish, else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "sv" if (next(filter(None, names), "")).startswith("sv") else "en"


@click.command("check")
@click.argument("paths", metavar="[PATH …]", nargs=-1, type=FILES)
@click.option("--json", "as_json", is_flag=True, help="For programs: everything as JSON.")
@click.option("--language", type=click.Choice(["sv", "en"]), help="Language.  [default: the system's]")
@click.option(
    "--respondents",
    type=click.IntRange(1),
    default=USUALLY_EXPECTED,
    show_default=True,
    metavar="N",
    help="How many answers to expect, for who could be singled out.",
)
@at_place
def check_command(
    place: Place, paths: tuple[Path, ...], as_json: bool, language: str | None, respondents: int
) -> None:
    """Say what is wrong with questionnaires: all of the project's own, or those at PATH.

    Complaints come first, each with file, line and column; then what holds on every way through the
    questionnaire, how long it is, and whom its background questions could single out. Where there is an
    instance, what has changed since the version it has published is told too. Fails when there are
    errors; warnings alone do not fail.
    """
    before = published_by(place.open() if place.database or place.folder.is_dir() else None)
    chosen = paths or all_questionnaires()
    reports = [check_report(path, TRANSLATIONS, respondents, before) for path in chosen]
    language = language or system_language()
    lines = [as_document(reports)] if as_json else told(reports, language)
    for line in lines:
        click.echo(line)
    if any(report.errors for report in reports):
        raise NotPublishable("There are errors.")


def told(reports: Sequence[CheckReport], language: str) -> Iterator[str]:
    """The whole report, line by line. What stands in a shared module is said once."""
    complaints = sorted(
        (complaint for report in reports for complaint in report.complaints),
        key=lambda complaint: (LEVELS.index(complaint.level), complaint.place, complaint.kind),
    )
    yield from dict.fromkeys(complaint.line(language) for complaint in complaints)
    for report in reports:
        yield from ("", *_about(report, language))


def _about(report: CheckReport, language: str) -> Iterator[str]:
    texts = TEXTS[language]
    yield texts["counts"].format(path=report.path, errors=len(report.errors), warnings=len(report.warnings))
    if report.questionnaire is None:
        yield f"  {texts['unread']}"
        return
    parts = {
        "ways": _ways(report, language),
        "length": _length(report, language),
        "reading": _reading(report, language),
        "people": _people(report, language),
    }
    for heading, lines in parts.items():
        yield f"  {texts[heading]}"
        yield from (f"    {line}" for line in lines)


def _ways(report: CheckReport, language: str) -> Iterator[str]:
    texts, proofs = TEXTS[language], report.proofs
    if proofs is None or report.questionnaire is None:
        return
    kinds = {complaint.kind for complaint in proofs.complaints}
    wrong = any(complaint.level == "error" for complaint in proofs.complaints)
    yield texts["unproved" if "unproved" in kinds else "not_reached" if wrong else "reached"]
    words = Words(report.questionnaire, language)
    reached = {ending.page.id for ending in proofs.endings}
    for page in report.questionnaire.pages:
        if page.outcome:
            those = _those(page, words, texts) if page.id in reached else texts["nobody"]
            yield texts["ending"].format(outcome=texts[page.outcome], id=page.id, those=those)


def _those(page: Page, words: Words, texts: dict[str, str]) -> str:
    if page.show_if is None:
        return texts["everybody_else"]
    return words.phrases["population"].format(those=words.condition(page.show_if))


def _length(report: CheckReport, language: str) -> Iterator[str]:
    texts, proofs = TEXTS[language], report.proofs
    if proofs is None or proofs.shortest is None or proofs.longest is None:
        yield texts["no_way"]
        return
    for name, lengths in (("shortest", proofs.shortest), ("longest", proofs.longest)):
        yield texts[name].format(
            pages=lengths.pages, questions=lengths.questions, minutes=minutes(lengths.seconds)
        )
    for other, span in list(report.minutes.items())[1:]:
        yield texts["minutes"].format(language=texts[other], shortest=span.shortest, longest=span.longest)
    promised = report.questionnaire.constants.get("minutes") if report.questionnaire else None
    if promised:
        yield texts["promised"].format(minutes=promised)


def _reading(report: CheckReport, language: str) -> Iterator[str]:
    if report.lix:
        judgement = next(words[language] for limit, words in JUDGEMENTS if report.lix < limit)
        yield TEXTS[language]["lix"].format(lix=report.lix, judgement=judgement)


def _people(report: CheckReport, language: str) -> Iterator[str]:
    texts, crossed = TEXTS[language], report.background
    if crossed is None or not crossed.questions:
        yield texts["no_background"]
        return
    yield texts["combinations"].format(
        questions=len(crossed.questions),
        combinations=f"{crossed.combinations:,}".replace(",", "\u00a0"),
        respondents=crossed.respondents,
    )
    if crossed.thin_pairs:
        named = [" × ".join(pair.questions) for pair in crossed.thin_pairs[:MOST_PAIRS]]
        more = len(crossed.thin_pairs) - len(named)
        named += [texts["more"].format(count=more)] if more else []
        yield texts["thin"].format(pairs=", ".join(named))


def as_document(reports: Sequence[CheckReport]) -> str:
    """Everything as JSON: a list with an object for each file."""
    return json.dumps([_object(report) for report in reports], ensure_ascii=False, indent=2)


def _object(report: CheckReport) -> dict[str, Any]:
    found: dict[str, Any] = {
        "file": str(report.path),
        "complaints": [_complaint(complaint) for complaint in report.complaints],
    }
    if report.questionnaire is None or report.proofs is None or report.background is None:
        return {**found, "questionnaire": None}
    proofs, crossed = report.proofs, report.background
    return {
        **found,
        "questionnaire": report.questionnaire.id,
        "proofs": {
            "engine": proofs.engine,
            "ends": [
                {"page": one.page.id, "outcome": one.page.outcome, "answers": one.answers}
                for one in proofs.endings
            ],
            "shortest": _lengths(proofs.shortest),
            "longest": _lengths(proofs.longest),
        },
        "minutes": {language: span._asdict() for language, span in report.minutes.items()},
        "lix": report.lix,
        "background": {
            "questions": crossed.questions,
            "combinations": crossed.combinations,
            "respondents": crossed.respondents,
            "thin_pairs": [one._asdict() for one in crossed.thin_pairs],
        },
    }


def _lengths(lengths: Lengths | None) -> dict[str, int] | None:
    return None if lengths is None else lengths._asdict()


def _complaint(complaint: Complaint) -> dict[str, Any]:
    return {
        **complaint.place._asdict(),
        "level": complaint.level,
        "kind": complaint.kind,
        **{language: complaint.sentence(language) for language in ("sv", "en")},
    }
