"""Counting, against plain loops over the responses."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from analysis.counting import groups_of, tally
from analysis.dataset import dataset_of
from analysis.encoding import Encoder, Unreadable
from analysis.layout import VersionsDiffer, layout_of, layouts
from analysis.missing import KINDS
from survey.questionnaire.model import Answers, Option, Page, Questionnaire, Version
from survey.questionnaire.versions import freeze
from tests.analysis.samples import (
    dataset,
    drawn,
    group,
    options,
    question,
    relatives,
    response,
    said,
    visitors,
)

NAMES = {-99: "left_empty", -98: "not_asked", -97: "declined", -96: "dont_know", -95: "not_applicable"}


def looped(answered: list[Answers], variable: str) -> Counter[str]:
    """How often each code, state or kind of missing was given, by a plain loop."""
    counts: Counter[str] = Counter()
    for answers in answered:
        if variable not in answers:
            counts["not_asked"] += 1
            continue
        value = answers[variable]
        if value is None:
            counts["left_empty"] += 1
        elif isinstance(value, list):
            counts.update(value)
            counts["valid"] += 1
        elif value in ("declined", "dont_know", "not_applicable"):
            counts[str(value)] += 1
        else:
            counts[str(value)] += 1
            counts["valid"] += 1
    return counts


def test_every_count_is_what_a_plain_loop_counts(visitors_version: Version) -> None:
    answered = drawn(visitors_version, 400, seed=1)
    for counted in tally(group(visitors_version, answered)):
        variable = counted.variable
        expected = looped([one.answers for one in answered], variable.id)
        assert counted.n == 400
        assert counted.valid == expected["valid"]
        for kind, number in zip(KINDS, counted.missing, strict=True):
            assert number == expected[NAMES[kind.code]], (variable.id, kind)
        if variable.kind in ("single", "multi"):
            for category, number in zip(counted.categories, counted.options, strict=True):
                assert number == expected[category.code], (variable.id, category.code)


def test_numbers_and_months_are_counted_in_their_bands(visitors_version: Version) -> None:
    answered = [
        response(visitors_version, {"times": times, "last_contact": month})
        for times, month in ((1, "2021-01"), (9, "2021-12"), (10, "2022-01"), (99, "2025-12"), (None, None))
    ]
    by_name = {t.variable.id: t for t in tally(group(visitors_version, answered))}
    assert by_name["times"].options[:2] == (2, 1)
    assert by_name["times"].options[-1] == 1
    assert by_name["times"].mean == (1 + 9 + 10 + 99) / 4
    assert by_name["last_contact"].options == (2, 1, 0, 0, 1)


def test_a_text_that_reads_like_a_state_is_still_a_text(visitors_version: Version) -> None:
    counted = tally(group(visitors_version, [response(visitors_version, {"improve": "declined"})]))
    improve = next(t for t in counted if t.variable.id == "improve")
    assert (improve.valid, sum(improve.missing)) == (1, 0)


def test_more_than_sixty_four_options_are_counted() -> None:
    codes = [f"c{n}" for n in range(150)]
    page = Page(id="one", questions=(question("where", "multi", options=options(*codes)),))
    version = freeze(Questionnaire(id="q", title=said("q"), languages=("sv",), pages=(page,)))
    answered = [response(version, {"where": [codes[0], codes[63], codes[64], codes[149]]})] * 7
    (counted,) = tally(group(version, answered))
    chosen = {code for code, count in zip(codes, counted.options, strict=True) if count == 7}
    assert chosen == {"c0", "c63", "c64", "c149"}
    assert sum(counted.options) == 28


def test_a_wave_is_a_group_of_its_own(visitors_version: Version) -> None:
    data = dataset(
        visitors_version,
        [response(visitors_version, {"sought_help": "yes"}, wave=w) for w in ("2026", "2027", "2026")],
    )
    assert [(g.wave, g.n) for g in groups_of([data])] == [("2026", 2), ("2027", 1)]


def test_versions_are_pooled_by_code_and_retired_options_come_last() -> None:
    first = visitors().pages[0].questions[1]
    codes = (*first.options, Option("maybe", said("Kanske"), 9))
    page = Page(id="contact", questions=(question("sought_help", "single", options=codes),))
    earlier = freeze(Questionnaire(id="visitors", title=said("Besökare"), languages=("sv",), pages=(page,)))
    later = freeze(visitors())
    encoder = Encoder(layout_of([earlier, later]))
    for version, code in ((earlier, "maybe"), (earlier, "yes"), (later, "yes"), (later, "no")):
        encoder.add(response(version, {"sought_help": code}, wave="2026"))
    (both,) = groups_of([dataset_of(layout_of([earlier, later]), [encoder.block()])])
    counted = next(t for t in tally(both) if t.variable.id == "sought_help")
    assert [(c.code, n) for c, n in zip(counted.categories, counted.options, strict=True)] == [
        ("yes", 2),
        ("no", 1),
        ("maybe", 1),
    ]


def test_a_variable_that_changed_type_is_refused_in_words() -> None:
    page = Page(id="one", questions=(question("sought_help", "multi", options=options("yes", "no")),))
    changed = freeze(Questionnaire(id="visitors", title=said("q"), languages=("sv",), pages=(page,)))
    with pytest.raises(
        VersionsDiffer, match="'sought_help' in 'visitors' is multi in one version and single"
    ):
        layout_of([freeze(visitors()), changed])


@pytest.mark.parametrize(
    "answers",
    [{"sought_help": "perhaps"}, {"channel": ["phone", "pigeon"]}, {"times": "many"}, {"unheard_of": 1}],
)
def test_an_answer_that_its_version_cannot_explain_is_not_counted(
    visitors_version: Version, answers: Answers
) -> None:
    encoder = Encoder(layouts([visitors_version])["visitors"])
    with pytest.raises(Unreadable):
        encoder.add(response(visitors_version, answers))
    assert encoder.block().codes.shape[1] == 0


def test_questionnaires_stand_in_their_own_order() -> None:
    versions = [
        freeze(msgspec.structs.replace(q, place=place)) for place, q in ((2, visitors()), (1, relatives()))
    ]
    assert list(layouts(versions)) == ["relatives", "visitors"]
