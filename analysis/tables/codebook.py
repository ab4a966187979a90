"""The codebook: every variable, code and label in all languages, and who was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from analysis.data_columns import CONTEXT, MARKS
from analysis.layout import Layout, conditions
from analysis.merging import Merged, merged
from analysis.missing import KINDS
from analysis.tables.table import Block, Column, Row, Sheet, Value
from analysis.texts import N_, Texts
from survey.questionnaire.model import Option, Text, Tree
from survey.questionnaire.variables import Variable

SHEET: Final = N_("Kodbok")

TYPES: Final = {
    "single": N_("Ett val"),
    "multi": N_("Flera val"),
    "matrix": N_("Rad i matris"),
    "scale": N_("Skala"),
    "number": N_("Tal"),
    "month": N_("Månad"),
    "open": N_("Fritext"),
}
CHOSEN: Final = "1 / 0"
"""A multi has one column an option: 1 chosen, 0 not."""

COMPARISONS: Final = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def codebook(layouts: Iterable[Layout], texts: Texts) -> Sheet:
    """The sheet, with the variables named as in the data sheets."""
    layouts = tuple(layouts)
    languages = tuple(dict.fromkeys(code for layout in layouts for code in layout.questionnaire.languages))
    asked_when = {layout.questionnaire.id: conditions(layout) for layout in layouts}
    columns = (
        Column(texts("Kolumn i data"), "wrapped", 30),
        Column(texts("Typ"), "text", 12),
        Column(texts("Kod"), "code", 8),
        Column(texts("Värde"), "wrapped", 20),
        *(Column(texts("Text ({language})", language=code), "wrapped", 38) for code in languages),
        Column(texts("Ställs när"), "wrapped", 34),
        Column(texts("Enkäter"), "wrapped", 18),
        Column(texts("Modul"), "text", 14),
        Column(texts("Känslighet"), "code", 12),
    )
    blocks = [_everywhere(languages, texts)]
    blocks += [_block(m, languages, asked_when, texts) for m in merged(layouts)]
    return Sheet("codebook", texts(SHEET), texts("Kodbok på alla språk"), columns, tuple(blocks))


def _everywhere(languages: tuple[str, ...], texts: Texts) -> Block:
    """The codes that every variable can have."""
    rows = tuple(
        Row(("", "", kind.code, kind.state, *(Texts(code)(kind.label) for code in languages)), "missing")
        for kind in KINDS
    )
    heading = Row((texts("Alla variabler"), texts("Saknat svar")), "heading")
    own = (("questionnaire", N_("Enkät")), *CONTEXT, *MARKS)
    context = (Row((name, texts("Om svaret"), None, None, texts(title))) for name, title in own)
    return Block("", (*context, heading, *rows))


def _block(
    same: Merged,
    languages: tuple[str, ...],
    asked_when: dict[str, dict[str, tuple[Tree, ...]]],
    texts: Texts,
) -> Block:
    variable = same.first
    heading = (
        same.name,
        texts(TYPES[variable.question.type]),
        None,
        None,
        *(variable.text.get(code, "") for code in languages),
        _universe(variable, asked_when[next(iter(same.members))]),
        ", ".join(same.members),
        variable.question.module,
        variable.question.sensitivity,
    )
    rows = [Row(heading, "heading"), *_other_wordings(same, languages)]
    rows += [Row(cells) for cells in _options(same, languages)]
    rows += [
        Row(("", "", _code_of(state), state.code, *_said(state.text, languages)), "missing")
        for state in variable.states
    ]
    return Block(same.name, tuple(rows))


def _other_wordings(same: Merged, languages: tuple[str, ...]) -> Iterator[Row]:
    for name, variable in list(same.members.items())[1:]:
        if variable.text != same.first.text:
            yield Row(("", "", None, f"@{name}", *(variable.text.get(code, "") for code in languages)))


def _options(same: Merged, languages: tuple[str, ...]) -> Iterator[tuple[Value, ...]]:
    several = same.first.kind == "multi"
    known: dict[str, set[str]] = {}
    for name, variable in same.members.items():
        for place, option in enumerate(variable.options, 1):
            said = _said(option.text, languages)
            if repr(said) in known.setdefault(option.code, set()):
                continue
            known[option.code].add(repr(said))
            column = f"{same.name}__{option.code}" if several else ""
            code: Value = CHOSEN if several else option.number or place
            value = option.code if len(known[option.code]) == 1 else f"{option.code} @{name}"
            yield (column, "", code, value, *said)


def _said(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.get(code, "") for code in languages)


def _code_of(state: Option) -> Value:
    return next((kind.code for kind in KINDS if kind.state == state.code), None)


def _universe(variable: Variable, asked_when: dict[str, tuple[Tree, ...]]) -> str:
    return " / ".join(condition_text(tree) for tree in asked_when.get(variable.id, ()))


def condition_text(tree: Tree) -> str:
    """A condition as a line that can be read without knowing the format."""
    operator = tree[0]
    if operator in ("and", "or"):
        return f" {operator} ".join(_inner(branch) for branch in tree[1:])
    if operator == "not":
        return f"not {_inner(tree[1])}"
    if operator in COMPARISONS:
        return f"{tree[1]} {COMPARISONS[operator]} {tree[2]}"
    if operator in ("in", "any", "all"):
        word = {"in": "in", "any": "has any of", "all": "has all of"}[operator]
        single = {"in": "=", "any": "has", "all": "has"}[operator]
        codes = [str(code) for code in tree[2]]
        return (
            f"{tree[1]} {single} {codes[0]}" if len(codes) == 1 else f"{tree[1]} {word} ({', '.join(codes)})"
        )
    return f"{tree[1]} is {operator}"


def _inner(tree: Tree) -> str:
    text = condition_text(tree)
    return f"({text})" if tree[0] in ("and", "or") else text
