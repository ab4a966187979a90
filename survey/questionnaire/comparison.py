"""What differs between two versions, or between parallel questionnaires, variable by variable.

A change of meaning under the same id would mix two questions in one column, so it is
found here and refused at publication: the new question gets a new id that ``replaces``
the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from survey.questionnaire.model import Page, Question, Questionnaire, Text, Tree
from survey.questionnaire.variables import Variable, variables_of_question

Verdict = Literal["same", "wording", "options", "asked_of", "breaking", "absent"]

GRAVITY: Final[tuple[Verdict, ...]] = ("same", "wording", "options", "asked_of", "breaking")


class Difference(NamedTuple):
    """One difference of one question: its verdict, its kind (see ``KINDS``) and what it was and is."""

    question: str
    verdict: Verdict
    kind: str
    before: str = ""
    after: str = ""

    def sentence(self, language: str = "sv") -> str:
        """The difference in words, in Swedish or English."""
        swedish, english = KINDS[self.kind]
        return (swedish if language == "sv" else english).format(before=self.before, after=self.after)


KINDS: Final[dict[str, tuple[str, str]]] = {
    "added": ("ny fråga", "new question"),
    "removed": ("frågan är borttagen", "the question is gone"),
    "type": ("typen var {before} och är {after}", "the type was {before} and is {after}"),
    "unit": ("enheten var ”{before}” och är ”{after}”", 'the unit was "{before}" and is "{after}"'),
    "decimals": ("antalet decimaler är ändrat", "the number of decimals has changed"),
    "steps": ("skalan hade {before} steg och har {after}", "the scale had {before} steps and has {after}"),
    "direction": ("skalan är vänd", "the scale is turned round"),
    "meaning": ("koderna {after} har bytt betydelse", "the codes {after} have changed meaning"),
    "split": (
        "svar har delats eller slagits ihop: {before} blev {after}",
        "options were split or merged: {before} became {after}",
    ),
    "text": ("lydelsen var ”{before}” och är ”{after}”", 'the wording was "{before}" and is "{after}"'),
    "translation": ("översättning ändrad: {after}", "translation changed: {after}"),
    "option_text": ("svarens lydelse ändrad: {after}", "wording of options changed: {after}"),
    "options_added": ("nya svar: {after}", "new options: {after}"),
    "options_removed": ("borttagna svar: {before}", "options gone: {before}"),
    "rows": ("rader ändrade: {before} → {after}", "rows changed: {before} → {after}"),
    "states": ("tillstånd ändrade: {before} → {after}", "states changed: {before} → {after}"),
    "range": ("gränser ändrade: {before} → {after}", "limits changed: {before} → {after}"),
    "required": ("tvingande eller inte är ändrat", "forced or not has changed"),
    "order": ("ordningen är ändrad", "the order has changed"),
    "show_if": ("frågan ställs till andra än förut", "the question is asked of others than before"),
}


def differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Every difference between two versions of a questionnaire, in the new one's order."""
    old, new = _placed(before), _placed(after)
    found = [Difference(question, "absent", "removed") for question in old if question not in new]
    for question_id, placed in new.items():
        if question_id in old:
            found.extend(question_differences(old[question_id].question, placed.question))
            if old[question_id].conditions != placed.conditions:
                found.append(Difference(question_id, "asked_of", "show_if"))
        else:
            found.append(Difference(question_id, "absent", "added"))
    return tuple(found)


def question_differences(before: Question, after: Question) -> list[Difference]:
    """What differs between two questions of the same id, conditions aside."""
    if before.type != after.type:
        return [Difference(after.id, "breaking", "type", before.type, after.type)]
    return [difference for test in _TESTS if (difference := test(before, after)) is not None]


def breaking(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The differences that may not be published under the old ids."""
    return tuple(difference for difference in found if difference.verdict == "breaking")


def comparability(
    questionnaires: Mapping[str, Questionnaire],
) -> dict[str, dict[str, Verdict]]:
    """Variable × questionnaire (or version): how each compares with the first one that has it.

    The gravest difference of the question decides. Rows are in order of first appearance.
    """
    first: dict[str, _Placed] = {}
    table: dict[str, dict[str, Verdict]] = {}
    placed = {name: _placed(questionnaire) for name, questionnaire in questionnaires.items()}
    for name, questions in placed.items():
        for question_id, one in questions.items():
            reference = first.setdefault(question_id, one)
            for variable in variables_of_question(one.question):
                row = table.setdefault(variable.id, dict.fromkeys(questionnaires, "absent"))
                row[name] = _verdict(reference, one, variable)
    return table


class _Placed(NamedTuple):
    """A question and the conditions it stands under: its page's and its own."""

    question: Question
    conditions: tuple[Tree | None, Tree | None]


def _placed(questionnaire: Questionnaire) -> dict[str, _Placed]:
    return {
        question.id: _Placed(question, (page.show_if, question.show_if))
        for page in _asking(questionnaire)
        for question in page.questions
        if question.type != "info"
    }


def _asking(questionnaire: Questionnaire) -> tuple[Page, ...]:
    return tuple(page for page in questionnaire.pages if not page.outcome)


def _verdict(reference: _Placed, one: _Placed, variable: Variable) -> Verdict:
    verdicts: list[Verdict] = ["same"]
    for difference in question_differences(reference.question, one.question):
        if difference.kind == "rows":  # each row is a variable of its own
            continue
        shared = one.question.module and one.question.module == reference.question.module
        # A module's options that belong to some questionnaires only are no split.
        verdicts.append("options" if shared and difference.kind == "split" else difference.verdict)
    if reference.conditions != one.conditions:
        verdicts.append("asked_of")
    return max(verdicts, key=GRAVITY.index)


def _source(text: Text) -> str:
    return next(iter(text.values()), "") if "sv" not in text else text["sv"]


def _texts(question: Question) -> dict[str, str]:
    return {option.code: _source(option.text) for option in question.options}


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def _unit(before: Question, after: Question) -> Difference | None:
    if before.unit == after.unit:
        return None
    return Difference(after.id, "breaking", "unit", _source(before.unit), _source(after.unit))


def _decimals(before: Question, after: Question) -> Difference | None:
    return Difference(after.id, "breaking", "decimals") if before.decimals != after.decimals else None


def _steps(before: Question, after: Question) -> Difference | None:
    if after.type != "scale" or len(before.options) == len(after.options):
        return None
    return Difference(after.id, "breaking", "steps", str(len(before.options)), str(len(after.options)))


def _direction(before: Question, after: Question) -> Difference | None:
    turned = before.ends and before.ends == tuple(reversed(after.ends)) and before.ends != after.ends
    return Difference(after.id, "breaking", "direction") if turned else None


def _meaning(before: Question, after: Question) -> Difference | None:
    """Codes whose texts have changed places: the code now means what another one meant."""
    old, new = _texts(before), _texts(after)
    meant = {text: code for code, text in old.items()}
    moved = [code for code, text in new.items() if code in old and meant.get(text, code) != code]
    return Difference(after.id, "breaking", "meaning", "", _listed(moved)) if moved else None


def _split(before: Question, after: Question) -> Difference | None:
    gone, come = _gone_and_come(before, after)
    if not (gone and come) or after.type == "scale":
        return None
    return Difference(after.id, "breaking", "split", _listed(gone), _listed(come))


def _gone_and_come(before: Question, after: Question) -> tuple[list[str], list[str]]:
    old, new = _texts(before), _texts(after)
    return [code for code in old if code not in new], [code for code in new if code not in old]


def _options_added(before: Question, after: Question) -> Difference | None:
    gone, come = _gone_and_come(before, after)
    if gone or not come or after.type == "scale":
        return None
    return Difference(after.id, "options", "options_added", "", _listed(come))


def _options_removed(before: Question, after: Question) -> Difference | None:
    gone, come = _gone_and_come(before, after)
    if come or not gone or after.type == "scale":
        return None
    return Difference(after.id, "options", "options_removed", _listed(gone))


def _text(before: Question, after: Question) -> Difference | None:
    old, new = (_source(question.text) for question in (before, after))
    return Difference(after.id, "wording", "text", old, new) if old != new else None


def _translation(before: Question, after: Question) -> Difference | None:
    shared = before.text.keys() & after.text.keys()
    changed = sorted(code for code in shared if before.text[code] != after.text[code])
    if not changed or _source(before.text) != _source(after.text):
        return None
    return Difference(after.id, "wording", "translation", "", _listed(changed))


def _all_texts(question: Question) -> dict[str, Text]:
    return {
        **{option.code: option.text for option in question.options},
        **{row.code: row.text for row in question.rows},
    }


def _option_text(before: Question, after: Question) -> Difference | None:
    old, new = (_all_texts(question) for question in (before, after))
    changed = [code for code, text in new.items() if old.get(code, text) != text]
    return Difference(after.id, "wording", "option_text", "", _listed(changed)) if changed else None


def _by_codes(kind: str, codes: Callable[[Question], list[str]]) -> Callable[..., Difference | None]:
    def test(before: Question, after: Question) -> Difference | None:
        old, new = codes(before), codes(after)
        if set(old) == set(new):
            return None
        return Difference(after.id, "options", kind, _listed(old), _listed(new))

    return test


def _range(before: Question, after: Question) -> Difference | None:
    old, new = ((q.min, q.max, q.max_length) for q in (before, after))
    if old == new:
        return None
    shown = ["–".join("" if bound is None else str(bound) for bound in bounds[:2]) for bounds in (old, new)]
    return Difference(after.id, "options", "range", *shown)


def _required(before: Question, after: Question) -> Difference | None:
    return Difference(after.id, "options", "required") if before.required != after.required else None


def _order(before: Question, after: Question) -> Difference | None:
    old, new = ([option.code for option in question.options] for question in (before, after))
    kept = [code for code in old if code in new]
    moved = kept != [code for code in new if code in old]
    return Difference(after.id, "options", "order") if moved or before.order != after.order else None


_TESTS: Final[tuple[Callable[[Question, Question], Difference | None], ...]] = (
    _unit,
    _decimals,
    _steps,
    _direction,
    _meaning,
    _split,
    _text,
    _translation,
    _option_text,
    _options_added,
    _options_removed,
    _by_codes("rows", lambda question: [row.code for row in question.rows]),
    _by_codes("states", lambda question: [state.code for state in question.states]),
    _range,
    _required,
    _order,
)
