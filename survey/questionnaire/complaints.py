"""Complaints about a questionnaire: where, what is wrong, what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from survey.questionnaire.complaint_texts import SENTENCES

Level = Literal["error", "warning", "information"]

_MARKS: Final[dict[Level, tuple[str, str]]] = {
    "error": ("", ""),
    "warning": ("varning: ", "warning: "),
    "information": ("upplysning: ", "note: "),
}


class Place(NamedTuple):
    """Where something stands: line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1


class Complaint(NamedTuple):
    """One thing that is wrong (error), doubtful (warning) or good to know (information) at one place.

    ``grounds`` says by language why it is so: the answers that lead there, or the earlier lines
    that make it impossible.
    """

    place: Place
    kind: str
    params: dict[str, str]
    level: Level = "error"
    grounds: dict[str, str] | None = None

    def sentence(self, language: str = "en") -> str:
        """What is wrong, in Swedish or English, with a guess at what was meant."""
        swedish, english = SENTENCES[self.kind]
        text = (swedish if language == "sv" else english).format(**self.params)
        meant = self.params.get("meant")
        if meant:
            text += f" Menade du '{meant}'?" if language == "sv" else f" Did you mean '{meant}'?"
        if self.grounds:
            text += f" {self.grounds['sv' if language == 'sv' else 'en']}"
        return text

    def line(self, language: str = "en") -> str:
        """``file:line:column: message``, as editors and compilers write it."""
        mark = _MARKS[self.level][language != "sv"]
        return f"{self.place.file}:{self.place.line}:{self.place.column}: {mark}{self.sentence(language)}"


class Complaints:
    """Collects complaints while a questionnaire is read, so that one run tells them all."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], Complaint] = {}

    def error(self, place: Place, kind: str, **params: str) -> None:
        """Note an error; the same one at the same place is noted once."""
        self._found.setdefault((place, kind), Complaint(place, kind, params))

    def warning(self, place: Place, kind: str, **params: str) -> None:
        self._found.setdefault((place, kind), Complaint(place, kind, params, "warning"))

    def unknown(self, place: Place, kind: str, found: str, known: Iterable[str], **params: str) -> None:
        """An error about a name that does not exist, with the nearest one that does."""
        nearest = difflib.get_close_matches(found, list(known), 1, 0.6)
        self.error(place, kind, found=found, meant=nearest[0] if nearest else "", **params)

    def sorted(self) -> tuple[Complaint, ...]:
        """All complaints by file, line and column."""
        return tuple(sorted(self._found.values(), key=lambda complaint: (complaint.place, complaint.kind)))

    @property
    def any_errors(self) -> bool:
        return any(complaint.level == "error" for complaint in self._found.values())
