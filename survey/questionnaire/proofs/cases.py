"""What is asked of a questionnaire: at which points, and on which two conditions, a way may differ.

Every proof is one question: "can somebody arrive here for whom these two conditions decide
differently?" Shown or never, always or not, and whether an option matters are all that question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from survey.questionnaire.conditions import variables_of
from survey.questionnaire.model import Answers, Page, Question, Questionnaire, Tree

ALWAYS: Final[Tree] = ["and"]
NEVER: Final[Tree] = ["or"]


class Element(NamedTuple):
    """A page, or a question on a page, in the order they are met.

    ``name`` is the key of its position (``page/contact``, ``sought_help``).
    """

    name: str
    page: Page
    question: Question | None = None

    @property
    def show_if(self) -> Tree:
        """Its own condition; ``ALWAYS`` when it has none."""
        shown = self.page.show_if if self.question is None else self.question.show_if
        return ALWAYS if shown is None else shown


class Case(NamedTuple):
    """Whether some way arrives at element number ``at`` (or, one past the last, at no end at all)
    on which the conditions ``one`` and ``other`` decide differently about showing something."""

    at: int
    one: Tree
    other: Tree = NEVER


class Unproved(RuntimeError):
    """The question could not be settled within the limits that an engine keeps."""


class Lengths(NamedTuple):
    """How long a way is: pages with at least one question, questions (each row of a matrix is one),
    and seconds as estimated."""

    pages: int
    questions: int
    seconds: int


class Extremes(NamedTuple):
    """Answers on the shortest and the longest way to a completed end, by each measure of ``Lengths``."""

    shortest: tuple[Answers, ...]
    longest: tuple[Answers, ...]


class Weights(NamedTuple):
    """Seconds that pages (by id, without their questions) and questions (by id) take."""

    pages: dict[str, int]
    questions: dict[str, int]

    def of(self, element: Element) -> Lengths:
        """By how much a way gets longer when a question is asked, or a page with a question begun."""
        if element.question is None:
            return Lengths(1, 0, self.pages.get(element.page.id, 0))
        asked = element.question
        return Lengths(0, len(asked.variables), self.questions.get(asked.id, 0))


class Engine(Protocol):
    """A way of proving. Both engines answer the same; each is the other's test."""

    name: str

    def arrivals(self, cases: Sequence[Case], freed: Collection[str] = ()) -> list[Answers | None]:
        """For each case answers that make it true, or None when there is proof that none do.

        What is ``freed`` binds nobody: a page or question of that name is shown or not as may be,
        an end is passed, and ``<question>/required`` lets an answer be left empty. Raises Unproved.
        """

    def possible(self, case: Case, freed: Collection[str]) -> bool:
        """Whether there are such answers for one case. Raises Unproved."""

    def extremes(self, weights: Weights) -> Extremes | None:
        """The shortest and longest completed ways; None when no way is completed. Raises Unproved."""


def elements(questionnaire: Questionnaire) -> tuple[Element, ...]:
    """Pages and questions in the order in which a way meets them."""
    return tuple(_elements(questionnaire))


def _elements(questionnaire: Questionnaire) -> Iterator[Element]:
    for page in questionnaire.pages:
        yield Element(f"page/{page.id}", page)
        for question in page.questions:
            yield Element(question.id, page, question)


def bindings(found: Collection[Element]) -> Iterator[str]:
    """The names of everything that binds respondents, as ``Engine.arrival`` can free it."""
    for element in found:
        if element.show_if != ALWAYS or element.page.outcome:
            yield element.name
        if element.question is not None and element.question.required:
            yield f"{element.name}/required"


def variables_looked_at(found: Collection[Element]) -> set[str]:
    """The variables that any condition depends on."""
    return set().union(*(variables_of(element.show_if) for element in found))
