"""A change is told from a break: what may keep its id and what may not."""

from __future__ import annotations

import pytest

from survey.questionnaire.comparison import breaking, comparability, differences

BEFORE = """
- single: likes
  text: Vad tycker du om?
  options: {coffee: Kaffe, tea: Te, water: Vatten}
- matrix: trust
  text: Hur stort förtroende?
  rows: {police: polisen, health: vården}
  columns: trust5
- scale: happy
  text: Hur nöjd?
  steps: 5
  ends: [Inte alls, Mycket]
- number: times
  text: Hur många gånger?
  unit: gånger
  min: 0
  max: 9
"""


def change(read_pages, old: str, new: str):
    before = read_pages(BEFORE).questionnaire
    after = read_pages(BEFORE.replace(old, new)).questionnaire
    return [(d.question, d.verdict, d.kind) for d in differences(before, after)]


CHANGES = [
    ("Vad tycker du om?", "Vad gillar du?", ("likes", "wording", "text")),
    ("tea: Te,", "tea: Thé,", ("likes", "wording", "option_text")),
    ("water: Vatten}", "water: Vatten, milk: Mjölk}", ("likes", "options", "options_added")),
    (", water: Vatten}", "}", ("likes", "options", "options_removed")),
    ("tea: Te, water: Vatten", "water: Vatten, tea: Te", ("likes", "options", "order")),
    ("tea: Te,", "black: Svart te, green: Grönt te,", ("likes", "breaking", "split")),
    ("coffee: Kaffe, tea: Te", "coffee: Te, tea: Kaffe", ("likes", "breaking", "meaning")),
    ("- single: likes", "- multi: likes", ("likes", "breaking", "type")),
    ("steps: 5", "steps: 7", ("happy", "breaking", "steps")),
    ("[Inte alls, Mycket]", "[Mycket, Inte alls]", ("happy", "breaking", "direction")),
    ("unit: gånger", "unit: dagar", ("times", "breaking", "unit")),
    ("max: 9", "max: 99", ("times", "options", "range")),
    ("  max: 9", "  max: 9\n  show_if: likes = tea", ("times", "asked_of", "show_if")),
    ("  max: 9", "  max: 9\n  required: true", ("times", "options", "required")),
    ("  max: 9", "  max: 9\n  dont_know: true", ("times", "options", "states")),
    ("health: vården", "health: vården, court: domstolen", ("trust", "options", "rows")),
    ("- number: times", "- number: visits", ("times", "absent", "removed")),
]


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES, ids=lambda value: str(value)[:30])
def test_each_kind_of_change_has_its_verdict(read_pages, old, new, expected):
    assert expected in change(read_pages, old, new)


def test_no_change_is_no_difference(read_pages):
    assert change(read_pages, "x", "x") == []


def test_only_breaks_are_refused_and_told_in_words(read_pages):
    before = read_pages(BEFORE).questionnaire
    after = read_pages(BEFORE.replace("steps: 5", "steps: 7").replace("max: 9", "max: 8")).questionnaire
    (broken,) = breaking(differences(before, after))
    assert broken.sentence("sv") == "skalan hade 5 steg och har 7"
    assert broken.sentence("en") == "the scale had 5 steps and has 7"


def test_parallel_questionnaires_are_put_side_by_side(read_pages, read):
    visitors = read_pages("- use: background").questionnaire
    text = "questionnaire: sellers\ntitle: T\nlanguages: [sv]\npages:\n  - use: background\n"
    sellers = read(text + "  - end: done\n    outcome: completed\n    text: Tack!\n").questionnaire
    table = comparability({"visitors": visitors, "sellers": sellers})
    assert table["age_band"] == {"visitors": "same", "sellers": "same"}
    assert table["occupation"] == {"visitors": "same", "sellers": "options"}
    assert table["hobbies"] == {"visitors": "absent", "sellers": "same"}
