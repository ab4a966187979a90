"""What is wrong or doubtful in a file that somebody hands in: where, and in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from survey.exchange.finding_texts import SENTENCES

Level = Literal["error", "warning", "note"]


class Finding(NamedTuple):
    """One thing about one place. ``place`` is a file and line, or a sheet and row, as a person says it."""

    place: str
    kind: str
    params: tuple[tuple[str, str], ...] = ()
    level: Level = "error"

    def sentence(self, language: str = "en") -> str:
        """What it is, in Swedish or English, on one line whatever is quoted."""
        swedish, english = SENTENCES[self.kind]
        text = (swedish if language == "sv" else english).format(**dict(self.params))
        return " ".join(text.split())

    def line(self, language: str = "en") -> str:
        """``place: message``, a warning marked as such."""
        word = {"sv": "varning: ", "en": "warning: "}.get(language, "warning: ")
        return f"{self.place}: {word if self.level == 'warning' else ''}{self.sentence(language)}"


def error(place: str, kind: str, **params: str) -> Finding:
    """Something that is wrong."""
    return Finding(place, kind, tuple(params.items()))


def warning(place: str, kind: str, **params: str) -> Finding:
    """Something doubtful that a person should look at."""
    return Finding(place, kind, tuple(params.items()), "warning")


def note(place: str, kind: str, **params: str) -> Finding:
    """Something that was done and should be known."""
    return Finding(place, kind, tuple(params.items()), "note")


def together(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same finding on several rows of a sheet as one, ``survey, rows 3, 5, 9``, by sheet and row."""
    rows: dict[tuple[str, Finding], list[int]] = {}
    for finding in findings:
        sheet, _, row = finding.place.partition(", row ")
        rows.setdefault((sheet, finding._replace(place="")), []).append(int(row or 0))
    merged = sorted(rows.items(), key=lambda item: (item[0][0], min(item[1])))
    return tuple(finding._replace(place=sheet + _rows(numbers)) for (sheet, finding), numbers in merged)


def _rows(numbers: list[int]) -> str:
    listed = [str(number) for number in sorted(numbers) if number]
    return f", row{'s'[: len(listed) > 1]} {', '.join(listed)}" if listed else ""
