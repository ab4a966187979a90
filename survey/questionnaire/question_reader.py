"""One question from YAML. What each type may have stands in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from survey.questionnaire.context import Context
from survey.questionnaire.fields import Fields, checked_code
from survey.questionnaire.library import QUESTION_TYPES
from survey.questionnaire.model import STATES, Option, Question, Row
from survey.questionnaire.yaml_source import Mapping, Node, Scalar

_SHARED: Final = ("text", "help", "show_if", "only", "text_for")
_ASKED: Final = (*_SHARED, "required", "sensitivity", "replaces")
_STATES: Final = tuple(STATES)
_CLOSED: Final = (*_ASKED, *_STATES)

Attributes = dict[str, Any]
TypeReader = Callable[["Fields", Context], Attributes]


class _Type(NamedTuple):
    keys: tuple[str, ...]
    read: TypeReader
    closed: bool = True


def read_question(
    node: Node, context: Context, module: str, *, beside: tuple[str, ...] = ()
) -> Question | None:
    """The question a mapping holds, or None when it is not one or not for this questionnaire.

    ``beside`` names keys that are not the question's own (a page's, when it stands alone).
    """
    kind = type_of(node, context)
    if kind is None:
        return None
    definition = _TYPES[kind]
    fields = Fields(node, (kind, *definition.keys, *beside), context.complaints)
    scalar = fields.scalar(kind)
    if scalar is None or not context.is_for_this(fields):
        return None
    found = context.register(scalar)
    text, wording = _worded(fields, context)
    options = definition.read(fields, context)
    shared_states = options.pop("states", ())
    question = Question(
        id=found,
        type=kind,  # type: ignore[arg-type]  # one of QUESTION_TYPES
        text=context.text(text),
        help=context.text(fields.string("help")),
        show_if=context.condition(fields, found),
        required=fields.flag("required"),
        sensitivity=fields.integer("sensitivity", 0, 3),
        states=_states(fields, context, shared_states) if definition.closed else (),
        module=module,
        wording=wording,
        **options,
        **(_replaces(fields, context) if fields.has("replaces") else {}),
    )
    context.positions[f"{found}/text"] = fields.place_of("text")
    return question


def type_of(node: Node, context: Context) -> str | None:
    """Which type of question a mapping is, complaining when it is two."""
    if not isinstance(node, Mapping):
        return None
    kinds = [kind for kind in QUESTION_TYPES if kind in node.entries]
    if len(kinds) > 1:
        place = node.entries[kinds[1]].key.place
        context.complaints.error(place, "two_types", first=kinds[0], second=kinds[1])
    return kinds[0] if kinds else None


def _worded(fields: Fields, context: Context) -> tuple[str, str]:
    """The text, and the questionnaire it is worded for ("" for the common wording)."""
    node = fields.node("text_for")
    text = fields.string("text", required=True)
    if node is None:
        return text, ""
    if not isinstance(node, Mapping):
        context.complaints.error(node.place, "want_mapping")
        return text, ""
    worded = Fields(node, list(node.entries), context.complaints).string(context.questionnaire)
    return (worded, context.questionnaire) if worded else (text, "")


def _replaces(fields: Fields, context: Context) -> Attributes:
    """The earlier question that this one stands in for, with its codes put in this one's."""
    node = fields.node("replaces")
    if not isinstance(node, Mapping):
        return {"replaces": fields.string("replaces")}
    parts = Fields(node, ("question", "codes"), context.complaints)
    codes = parts.node("codes")
    entries = codes.entries if isinstance(codes, Mapping) else {}
    recodes = Fields(codes, tuple(entries), context.complaints) if codes else None
    return {
        "replaces": parts.string("question", required=True),
        "recodes": {code: recodes.string(code) for code in entries} if recodes else {},
    }


def _states(fields: Fields, context: Context, shared: tuple[Option, ...]) -> tuple[Option, ...]:
    """The states that can be chosen. ``declined`` comes by itself from sensitivity 1."""
    chosen: dict[str, Option] = {option.code: option for option in shared}
    sensitive = fields.string("sensitivity") not in ("", "0")
    for code in STATES:
        given = _written_state(fields, code, context)
        if not given and code == "declined" and sensitive:
            given = "true"
        if given == "false":
            chosen.pop(code, None)
        elif given:
            text = context.usual_state(code) if given == "true" else given
            chosen[code] = Option(code, context.text(text))
    # "I don't know" first, then "does not apply", and the way out last.
    order = ("dont_know", "not_applicable", "declined")
    return tuple(chosen[code] for code in order if code in chosen)


def _written_state(fields: Fields, code: str, context: Context) -> str:
    """What is written for a state: "true", "false", its own words, or "" for nothing.

    ``{text: …, only: […]}`` offers it in some questionnaires only.
    """
    node = fields.node(code)
    if not isinstance(node, Mapping):
        return fields.string(code)
    written = Fields(node, ("text", "only"), context.complaints)
    if not context.is_for_this(written):
        return "false"
    return written.string("text") or "true"


def read_options(node: Node | None, context: Context, *, several: bool = False) -> tuple[Option, ...]:
    """Options from ``code: text`` or ``code: {text: …, exclusive: true}``.

    An option's number is its place in the whole list, so that a module's codes get the
    same numbers in every questionnaire, those with ``only`` included.
    """
    if not isinstance(node, Mapping):
        if node is not None:
            context.complaints.error(node.place, "want_mapping")
        return ()
    options = []
    for number, (code, entry) in enumerate(node.entries.items(), 1):
        if code in STATES:
            context.complaints.error(entry.key.place, "reserved_code", found=code)
            continue
        checked_code(entry.key, context.complaints)
        option = _option(code, number, entry.value, context, several)
        if option is not None:
            options.append(option)
    return tuple(options)


def _option(code: str, number: int, node: Node, context: Context, several: bool) -> Option | None:
    if isinstance(node, Scalar):
        if not node.value.strip():
            context.complaints.error(node.place, "empty_text", key=code)
        return Option(code, context.text(node.value.strip()), number)
    fields = Fields(node, ("text", "exclusive", "last", "only"), context.complaints)
    if not context.is_for_this(fields):
        return None
    exclusive = fields.flag("exclusive")
    if exclusive and not several:
        context.complaints.error(fields.place_of("exclusive"), "exclusive_single")
    text = context.text(fields.string("text", required=True))
    return Option(code, text, number, exclusive, fields.flag("last"))


def _choices(fields: Fields, context: Context, key: str, *, several: bool = False) -> Attributes:
    """Options written out, or the name of a shared scale."""
    node = fields.node(key)
    if node is None:
        context.complaints.error(fields.place, "missing_key", key=key)
        return {}
    if isinstance(node, Scalar):
        return _shared_scale(node, context)
    options = read_options(node, context, several=several)
    if len(options) < 2:
        context.complaints.error(node.place, "no_options")
    return {"options": options}


def _shared_scale(name: Scalar, context: Context) -> Attributes:
    scales = context.library.entries("scales", "scales")
    node = scales.get(name.value)
    if node is None:
        context.complaints.unknown(name.place, "no_scale", name.value, scales)
        return {}
    fields = Fields(node, ("options", "ordered", *_STATES), context.complaints)
    return {
        "options": read_options(fields.node("options"), context),
        "ordered": fields.flag("ordered"),
        "states": _states(fields, context, ()),
        "scale": name.value,
    }


def _single(fields: Fields, context: Context) -> Attributes:
    found = _choices(fields, context, "options")
    order = fields.one_of("order", ("random",))
    ordered = fields.flag("ordered", bool(found.get("ordered")))
    if order and ordered:
        context.complaints.error(fields.place_of("order"), "order_ordered")
    return {**found, "order": order, "ordered": ordered}


def _multi(fields: Fields, context: Context) -> Attributes:
    found = _choices(fields, context, "options", several=True)
    return {**found, "order": fields.one_of("order", ("random",))}


def _matrix(fields: Fields, context: Context) -> Attributes:
    found = _choices(fields, context, "columns")
    rows = tuple(Row(option.code, option.text) for option in read_options(fields.node("rows"), context))
    if not rows:
        context.complaints.error(fields.place_of("rows"), "no_rows")
    return {**found, "rows": rows, "ordered": fields.flag("ordered", bool(found.get("ordered")))}


def _scale(fields: Fields, context: Context) -> Attributes:
    steps = fields.integer("steps", 2, 11, 5)
    ends = fields.strings("ends")
    if len(ends) not in (0, 2):
        context.complaints.error(fields.place_of("ends"), "ends_two")
    options = tuple(Option(str(step), {context.source: str(step)}, step) for step in range(1, steps + 1))
    texts = tuple(context.text(end.value.strip()) for end in ends)
    return {"options": options, "ends": texts, "ordered": True}


def _number(fields: Fields, context: Context) -> Attributes:
    low, high = fields.number("min"), fields.number("max")
    if low is not None and high is not None and low > high:
        context.complaints.error(fields.place_of("min"), "min_over_max")
    decimals = fields.integer("decimals", 0, 4)
    return {"min": low, "max": high, "decimals": decimals, "unit": context.text(fields.string("unit"))}


def _month(fields: Fields, context: Context) -> Attributes:
    first, last = fields.month("min"), fields.month("max")
    if first and last and first > last:
        context.complaints.error(fields.place_of("min"), "min_over_max")
    return {"min": first, "max": last}


def _open(fields: Fields, _context: Context) -> Attributes:
    return {"max_length": fields.integer("max_length", 1, 10_000, 1000)}


def _info(fields: Fields, context: Context) -> Attributes:
    return {"title": context.text(fields.string("title"))}


_TYPES: Final[dict[str, _Type]] = {
    "single": _Type((*_CLOSED, "options", "order", "ordered"), _single),
    "multi": _Type((*_CLOSED, "options", "order"), _multi),
    "matrix": _Type((*_CLOSED, "rows", "columns", "ordered"), _matrix),
    "scale": _Type((*_CLOSED, "steps", "ends"), _scale),
    "number": _Type((*_CLOSED, "min", "max", "decimals", "unit"), _number),
    "month": _Type((*_CLOSED, "min", "max"), _month),
    "open": _Type((*_ASKED, "max_length"), _open, closed=False),
    "info": _Type(("text", "title", "show_if", "only", "text_for"), _info, closed=False),
}
