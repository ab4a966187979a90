"""What a questionnaire consists of: frozen values, nothing that happens.

The same types carry a questionnaire from the YAML (texts in the source language
only) to the published version (all languages, numeric codes given).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

Text = dict[str, str]
"""A text by language; the source language is always there."""

Tree = list[Any]
"""A condition as JSON: ``["and", ["=", "gender", "man"], ["answered", "age"]]``."""

Value = str | int | float | list[str] | None
"""One variable's answer: a code, codes in the questionnaire's order, a number, a month
``"2026-03"``, a text, a state code (see ``STATES``) or None for left empty."""

Answers = dict[str, Value]
"""Variable id → value. A missing key means the variable was not asked."""

QuestionType = Literal["single", "multi", "matrix", "scale", "number", "month", "open", "info"]
Outcome = Literal["", "refused", "screened_out", "completed"]

STATES: Final = {"declined": -97, "dont_know": -96, "not_applicable": -95}
"""Codes a respondent can choose that are no answers, with their numbers in data."""

NOT_ASKED: Final = -98
LEFT_EMPTY: Final = -99


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer that can be chosen. ``number`` is given at publication and never reused."""

    code: str
    text: Text
    number: int = 0
    exclusive: bool = False
    last: bool = False


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a matrix: a single-choice question of its own, ``<matrix>.<code>``."""

    code: str
    text: Text


class Question(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One question, or a piece of information (``type == "info"``).

    ``options`` are the choices of a single or multi, the steps of a scale (codes
    ``"1"`` … ``"n"``) and the columns of a matrix. ``states`` are the choices that
    are no answers (codes from ``STATES``); every question shows them last.
    ``min`` and ``max`` bound a number, or a month written ``"2020-01"``. ``scale`` names the
    shared answer scale that the options came from, ``module`` the module that defines the
    question, ``wording`` the questionnaire for which its text is worded in another way.
    ``replaces`` names an earlier question with another meaning; ``recodes`` maps its codes to
    this one's where that can be done.
    """

    id: str
    type: QuestionType
    text: Text
    title: Text = {}
    help: Text = {}
    show_if: Tree | None = None
    required: bool = False
    sensitivity: int = 0
    options: tuple[Option, ...] = ()
    states: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    order: Literal["", "random"] = ""
    ordered: bool = False
    ends: tuple[Text, ...] = ()
    min: int | float | str | None = None
    max: int | float | str | None = None
    decimals: int = 0
    unit: Text = {}
    max_length: int = 0
    scale: str = ""
    module: str = ""
    wording: str = ""
    replaces: str = ""
    recodes: dict[str, str] = {}

    @property
    def variables(self) -> tuple[str, ...]:
        """The ids its answers are kept under: none for info, one for each matrix row."""
        if self.type == "info":
            return ()
        if self.type == "matrix":
            return tuple(f"{self.id}.{row.code}" for row in self.rows)
        return (self.id,)

    @property
    def choices(self) -> tuple[Option, ...]:
        """Options and states, in the order they are shown when nothing is shuffled."""
        return self.options + self.states


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the way ("Del 2 av 5"). ``gate`` is the id of the question that lets it be skipped."""

    id: str
    title: Text
    intro: Text = {}
    gate: str = ""


class Page(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is shown at once. A page with an ``outcome`` is an end: it has a text and no questions."""

    id: str
    section: str = ""
    title: Text = {}
    text: Text = {}
    questions: tuple[Question, ...] = ()
    show_if: Tree | None = None
    support: tuple[str, ...] = ()
    outcome: Outcome = ""
    module: str = ""


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said beside a support contact. ``{contact}`` in the text stands for name and number,
    which live in settings, so that a wrong number can be corrected at any time."""

    slot: str
    text: Text
    module: str = ""


class Questionnaire(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A whole questionnaire, its modules expanded.

    ``missing`` holds the usual texts of the states. ``languages[0]`` is the source language.
    ``constants`` replace their ``{name}`` in every text when a version is frozen. ``lead``
    says for whom it is, in a line or two, where questionnaires are chosen; ``place`` is where
    it stands among the parallel ones.
    """

    id: str
    title: Text
    languages: tuple[str, ...]
    lead: Text = {}
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    cards: tuple[Card, ...] = ()
    missing: tuple[Option, ...] = ()
    constants: dict[str, str] = {}
    wave: str = ""
    place: int = 0

    def questions(self) -> Iterator[Question]:
        """Every question in document order, information included."""
        for page in self.pages:
            yield from page.questions

    def page(self, page_id: str) -> Page | None:
        """The page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)


class Version(msgspec.Struct, frozen=True):
    """A frozen questionnaire and the SHA-256 of its canonical JSON, in hex."""

    hash: str
    questionnaire: Questionnaire
