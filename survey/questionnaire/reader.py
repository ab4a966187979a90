"""YAML to Questionnaire, with file, line and column for every complaint."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from survey.questionnaire.checks import check
from survey.questionnaire.complaints import Complaint, Complaints, Place
from survey.questionnaire.context import Context, PlacedCondition
from survey.questionnaire.fields import Fields, checked_id
from survey.questionnaire.library import Library
from survey.questionnaire.model import STATES, Card, Option, Questionnaire
from survey.questionnaire.page_reader import PageReader
from survey.questionnaire.yaml_source import Mapping, Node, Scalar, read_yaml

LANGUAGES: Final = ("sv", "en", "ru")
_KEYS: Final = (
    "questionnaire",
    "title",
    "lead",
    "languages",
    "missing",
    "wave",
    "place",
    "min_age",
    "minutes",
    "pages",
)


class Reading(NamedTuple):
    """What a file gave: the questionnaire (None when there are errors), what is wrong with it,
    and where its elements (``gender``, ``page/contact``, ``section/health``) and their conditions
    stand."""

    questionnaire: Questionnaire | None
    complaints: tuple[Complaint, ...]
    positions: dict[str, Place]
    conditions: dict[str, list[PlacedCondition]] = {}

    @property
    def errors(self) -> tuple[Complaint, ...]:
        return tuple(complaint for complaint in self.complaints if complaint.level == "error")


def read_questionnaire(path: Path, modules: Path | None = None) -> Reading:
    """Read one questionnaire; its modules lie in ``modules/`` beside it unless told otherwise.

    Never raises for what is in the files: every problem is a complaint, all of them in one run.
    """
    complaints = Complaints()
    node = read_yaml(path, complaints)
    if node is None:
        return Reading(None, complaints.sorted(), {})
    context = Context(complaints, Library(modules or path.parent / "modules", complaints))
    questionnaire = _questionnaire(node, context)
    if questionnaire is not None:
        check(questionnaire, context)
    whole = None if complaints.any_errors else questionnaire
    return Reading(whole, complaints.sorted(), context.positions, context.conditions)


def _questionnaire(node: Node, context: Context) -> Questionnaire | None:
    fields = Fields(node, _KEYS, context.complaints)
    scalar = fields.scalar("questionnaire")
    if scalar is None:
        if not fields.has("questionnaire"):
            context.complaints.error(fields.place, "missing_key", key="questionnaire")
        return None
    context.questionnaire = checked_id(scalar, context.complaints)
    languages = _languages(fields, context)
    context.source = languages[0]
    context.missing = _missing(fields.node("missing"), context)
    reader = PageReader(context)
    pages = tuple(reader.pages(fields.items("pages", required=True)))
    used = {slot for page in pages for slot in page.support}
    constants = {key: str(fields.integer(key, 1, 999)) for key in ("min_age", "minutes") if fields.has(key)}
    return Questionnaire(
        id=context.questionnaire,
        title=context.text(fields.string("title", required=True)),
        lead=context.text(fields.string("lead")),
        languages=languages,
        sections=tuple(reader.sections),
        pages=pages,
        cards=_cards(context, used),
        missing=tuple(Option(code, context.text(context.usual_state(code)), STATES[code]) for code in STATES),
        constants=constants,
        wave=fields.string("wave"),
        place=fields.integer("place", 1, 999),
    )


def _languages(fields: Fields, context: Context) -> tuple[str, ...]:
    found = []
    for scalar in fields.strings("languages"):
        if scalar.value in LANGUAGES:
            found.append(scalar.value)
        else:
            allowed = ", ".join(LANGUAGES)
            context.complaints.unknown(scalar.place, "bad_language", scalar.value, (), allowed=allowed)
    if not fields.has("languages"):
        context.complaints.error(fields.place, "missing_key", key="languages")
    return tuple(dict.fromkeys(found)) or ("sv",)


def _missing(node: Node | None, context: Context) -> dict[str, str]:
    if node is None:
        return {}
    fields = Fields(node, tuple(STATES), context.complaints)
    return {code: text for code in STATES if (text := fields.string(code))}


def _cards(context: Context, used: set[str]) -> tuple[Card, ...]:
    """The words beside the contacts that pages show, where the module has any."""
    cards = []
    for slot, node in context.library.entries("support", "contacts").items():
        entry = node.entries.get("card") if isinstance(node, Mapping) else None
        if slot in used and entry is not None and isinstance(entry.value, Scalar):
            cards.append(Card(slot, context.text(entry.value.value.strip()), "support"))
    return tuple(cards)
