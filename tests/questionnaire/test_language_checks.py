"""What a careful editor would ask: hard texts, forced answers, free text, who could be singled out."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from survey.questionnaire.language_checks import language_complaints
from survey.questionnaire.minutes import length, minutes, weights
from survey.questionnaire.readability import lix, sentences, words
from survey.questionnaire.routing import Route
from survey.questionnaire.singling_out import background
from survey.questionnaire.texts import mapped


def complaints(reading, questionnaire=None) -> list[tuple[str, str, int]]:
    found = questionnaire or reading.questionnaire
    told = language_complaints(found, reading.positions, "visitors.yaml")
    return [(one.kind, one.level, one.place.line) for one in told if not one.kind.startswith("untranslated")]


def test_a_long_sentence_is_told_with_its_words_and_its_line(read_pages):
    reading = read_pages(f"- info: note\n  text: >-\n    Kort. {'Ord ' * 26}slut.\n")
    assert complaints(reading) == [("long_sentence", "warning", 6)]
    (complaint,) = [
        one
        for one in language_complaints(reading.questionnaire, reading.positions, "f")
        if one.kind == "long_sentence"
    ]
    assert "27 ord (sv)" in complaint.sentence("sv")


def test_a_long_text_of_short_sentences_is_fine(read_pages):
    assert complaints(read_pages(f"- info: note\n  text: {'Detta är kort. ' * 30}\n")) == []


def test_a_text_of_long_words_is_hard_however_short_its_sentences(read_pages):
    reading = read_pages(
        f"- info: note\n  text: {'Verksamhetsuppföljning förutsätter samverkansavtal. ' * 12}\n"
    )
    assert complaints(reading) == [("hard_text", "warning", 6)]


def test_lix_is_words_a_sentence_and_the_percentage_of_long_words():
    # 8 words in 2 sentences, 2 of them over six letters: 4 + 25.
    assert lix(["Vi frågar om arbete. Svaren behandlas mycket varsamt."]) == 29
    assert lix([]) == 0


def test_abbreviations_and_decimals_end_no_sentence_and_placeholders_are_no_words():
    assert sentences("Det tar t.ex. 1.5 timmar. Sedan är det slut!\n- en rad") == [
        "Det tar t.ex. 1.5 timmar.",
        "Sedan är det slut!",
        "- en rad",
    ]
    assert words("Enkäten tar {minutes} minuter – ungefär.") == ["Enkäten", "tar", "minuter", "ungefär"]


FORCED = "- single: likes\n  text: V?\n  required: true\n  options: {a: A, b: B}\n"
TURNED_AWAY = "- end: out\n  show_if: likes = b\n  outcome: screened_out\n  text: Tack\n"


def test_a_forced_answer_is_doubted_unless_it_decides_who_can_take_part(read_pages):
    assert complaints(read_pages(FORCED)) == [("forced", "warning", 6)]
    assert complaints(read_pages(FORCED + TURNED_AWAY)) == []


def test_sensitive_free_text_is_doubted_and_less_so_with_a_warning_beside_it(read_pages):
    bare = "- open: words\n  text: V?\n  sensitivity: 2\n"
    assert complaints(read_pages(bare)) == [("sensitive_free_text_bare", "warning", 6)]
    assert complaints(read_pages(bare + "  help: Skriv inga namn.\n")) == [
        ("sensitive_free_text", "information", 6)
    ]
    assert complaints(read_pages("- open: words\n  text: V?\n")) == []


def test_what_a_translation_lost_or_invented_and_what_is_missing_are_errors(read_pages):
    reading = read_pages("- number: times\n  text: V?\n- info: note\n  text: Du sa {times}.\n")

    def translate(located):
        english = {"note": "You said {tiems}."}.get(located.context, "text")
        return {**located.text, "en": english}

    translated = mapped(reading.questionnaire, translate)
    found = complaints(reading, translated)
    assert found == [("placeholder_lost", "error", 8), ("placeholder_invented", "error", 8)]
    missing = [
        one
        for one in language_complaints(translated, reading.positions, "visitors.yaml")
        if one.kind == "untranslated_ru"
    ]
    assert {one.level for one in missing} == {"error"}
    assert missing[0].place.file == "visitors.yaml"


def test_many_missing_translations_are_counted_and_not_all_listed(read_pages):
    pages = "".join(f"- info: n{number}\n  text: Ord {number}\n" for number in range(40))
    reading = read_pages(pages)
    told = language_complaints(reading.questionnaire, reading.positions, "visitors.yaml")
    assert len(told) == 22
    assert "35 more texts are not translated (ru)." in [one.sentence("en") for one in told]


def person(name: str, options: int) -> str:
    codes = ", ".join(f"c{number}: Svar {number}" for number in range(options))
    return f"- single: {name}\n  text: V?\n  options: {{{codes}}}\n"


def with_module(questionnaire, *names):
    return replace(
        questionnaire,
        pages=tuple(
            replace(
                page,
                questions=tuple(
                    replace(question, module="background") if question.id in names else question
                    for question in page.questions
                ),
            )
            for page in questionnaire.pages
        ),
    )


def test_background_questions_are_crossed_against_the_expected_respondents(read_pages):
    pages = person("work", 9) + person("home", 8) + person("sex", 2) + person("liking", 12)
    questionnaire = with_module(read_pages(pages).questionnaire, "work", "home", "sex")
    few = background(questionnaire, 200)
    assert (few.questions, few.combinations, few.pairs) == (("work", "home", "sex"), 144, 3)
    assert few.singles_out
    assert [pair.questions for pair in few.thin_pairs] == [("work", "home")]
    assert not background(questionnaire, 720).singles_out
    assert background(questionnaire, 720).thin_pairs == ()


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("- info: n\n  text: Ord\n", f"- info: n\n  text: {'Ord ' * 100}\n"),
        ("- single: a\n  text: V?\n  options: {a: A, b: B}\n", "- open: a\n  text: V?\n"),
        (
            "- matrix: m\n  text: V?\n  rows: {a: A}\n  columns: trust5\n",
            "- matrix: m\n  text: V?\n  rows: {a: A, b: B, c: C}\n  columns: trust5\n",
        ),
    ],
)
def test_more_to_read_or_to_answer_takes_longer(read_pages, short, long):
    def seconds(pages: str) -> int:
        questionnaire = read_pages(pages).questionnaire
        return length(Route(questionnaire).way({}), weights(questionnaire)).seconds

    assert seconds(long) > seconds(short) > 0
    assert minutes(seconds(short)) == 1
