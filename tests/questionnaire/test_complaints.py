"""Every mistake gets its line, its column and a sentence that says what to do."""

from __future__ import annotations

import pytest

from survey.questionnaire.complaint_texts import SENTENCES

QUESTION = "- single: likes\n  text: Vad?\n  options: {coffee: Kaffe, tea: Te}\n"


def complaints(reading) -> list[tuple[str, int, int]]:
    return [(c.kind, c.place.line, c.place.column) for c in reading.complaints]


# The first line of the pages is line 6 of the file and begins in column 3.
MISTAKES = [
    ("unknown_key", "- single: likes\n  txt: Vad?\n  text: Vad?\n  options: {a: A, b: B}", 7, 5),
    ("missing_key", "- single: likes\n  options: {a: A, b: B}", 6, 5),
    ("empty_text", "- single: likes\n  text: Vad?\n  options: {a: Ja, ofta}", 8, 26),
    ("no_options", "- single: likes\n  text: Vad?\n  options: {a: A}", 8, 14),
    ("bad_id", "- single: Likes\n  text: Vad?\n  options: {a: A, b: B}", 6, 13),
    ("bad_id", "- single: likes\n  text: Vad?\n  options: {a b: A, b: B}", 8, 15),
    ("reserved_id", "- single: csrf_token\n  text: Vad?\n  options: {a: A, b: B}", 6, 13),
    ("double_underscore", "- single: a__b\n  text: Vad?\n  options: {a: A, b: B}", 6, 13),
    ("duplicate_key", "- single: likes\n  text: Vad?\n  text: Hur?\n  options: {a: A, b: B}", 8, 5),
    ("duplicate_id", QUESTION + "- single: likes\n  text: Hur?\n  options: {a: A, b: B}", 9, 13),
    ("reserved_code", "- single: likes\n  text: Vad?\n  options: {a: A, b: B, dont_know: V}", 8, 27),
    ("exclusive_single", "- single: q\n  text: V?\n  options: {a: A, b: {text: B, exclusive: true}}", 8, 45),
    ("order_ordered", QUESTION + "  ordered: true\n  order: random", 10, 12),
    ("want_one_of", QUESTION + "  order: shuffled", 9, 12),
    ("want_flag", QUESTION + "  required: perhaps", 9, 15),
    ("want_integer", QUESTION + "  sensitivity: 7", 9, 18),
    ("want_number", "- number: n\n  text: Hur?\n  min: few", 8, 10),
    ("want_month", "- month: m\n  text: När?\n  min: 2020-13", 8, 10),
    ("min_over_max", "- number: n\n  text: Hur?\n  min: 9\n  max: 1", 8, 10),
    ("ends_two", "- scale: s\n  text: Hur?\n  ends: [a]", 8, 11),
    ("no_rows", "- matrix: m\n  text: Hur?\n  columns: trust5", 6, 5),
    ("no_scale", "- matrix: m\n  text: Hur?\n  rows: {a: A}\n  columns: trust6", 9, 14),
    ("no_module", "- use: backgrund.age_band", 6, 10),
    ("not_in_module", "- use: background.age_bnd", 6, 10),
    ("not_for_this", "- use: background.hobbies", 6, 10),
    ("use_page_in_page", "- page: p\n  questions:\n    - use: background", 8, 14),
    ("no_contact", QUESTION + "  support: [yuth]", 9, 15),
    ("what_is_this", "- paeg: p", 6, 5),
    ("two_types", "- single: a\n  multi: b\n  text: V?\n  options: {a: A, b: B}", 7, 5),
    ("want_list", "- page: p\n  questions: none", 7, 16),
    ("want_mapping", "- single: a\n  text: V?\n  options: [a, b]", 8, 14),
    ("gate_codes", "- section: s\n  title: T\n  skippable: {use: background.age_band}\n  pages: []", 8, 16),
    ("alias", "- single: &a likes\n  text: V?\n  options: {a: A, b: B}", 6, 13),
    ("tag", "- single: !!str likes\n  text: V?\n  options: {a: A, b: B}", 6, 13),
    ("yaml", "- single: [\n", 8, 3),
]


@pytest.mark.parametrize(("kind", "pages", "line", "column"), MISTAKES, ids=lambda value: str(value)[:24])
def test_a_mistake_is_found_where_it_stands(read_pages, kind, pages, line, column):
    found = complaints(read_pages(pages))
    assert (kind, line, column) in found


CONDITIONS = [
    ("unknown_question", "liks = tea", 0),
    ("unknown_code", "likes = te", 8),
    ("wants_equals", "likes has tea", 0),
    ("no_order", "likes < tea", 0),
    ("wants_has", "several = a", 0),
    ("unknown_code", "several has any (a, x)", 20),
    ("whole_matrix", "trust = high", 0),
    ("unknown_question", "trust.plice = high", 0),
    ("info_condition", "note is answered", 0),
    ("only_is", "words = a", 0),
    ("not_number", "times = a", 8),
    ("outside_range", "times > 100", 8),
    ("not_month", "since = 7", 8),
    ("outside_range", "happy = 9", 8),
    ("state_code", "likes = declined", 8),
    ("later_question", "likes = tea and later = a", 16),
    ("own_question", "asked = a", 0),
    ("condition_character", "likes = tea & likes = coffee", 12),
    ("condition_unexpected", "likes = tea likes", 12),
    ("condition_unexpected", "likes is blue", 9),
    ("condition_unfinished", "likes = ", 7),
    ("condition_unfinished", "(likes = tea", 12),
    ("condition_deep", "(" * 30 + "likes = tea" + ")" * 30, 20),
]


@pytest.mark.parametrize(("kind", "condition", "column"), CONDITIONS, ids=lambda value: str(value)[:24])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_mistake_in_a_condition_is_found_at_its_word(read_pages, kind, condition, column, quote):
    reading = read_pages(
        f"""
        - page: first
          questions:
            - info: note
              text: Hej
            - single: likes
              text: Vad?
              options: {{coffee: Kaffe, tea: Te}}
            - multi: several
              text: Vad?
              options: {{a: A, b: B}}
            - matrix: trust
              text: Hur?
              rows: {{police: polisen}}
              columns: trust5
            - open: words
              text: Vad?
            - number: times
              text: Hur?
              min: 0
              max: 99
            - month: since
              text: När?
            - scale: happy
              text: Hur?
        - single: asked
          text: Vad?
          options: {{a: A, b: B}}
          show_if: {quote}{condition}{quote}
        - single: later
          text: Vad?
          options: {{a: A, b: B}}
        """
    )
    # `show_if:` stands on line 33 and its value begins in column 14.
    assert complaints(reading) == [(kind, 33, 14 + len(quote) + column)]


def test_a_misspelt_word_is_told_with_what_was_meant(read_pages):
    reading = read_pages(QUESTION + "- single: b\n  text: V?\n  show_if: liks = tea\n  options: {a: A, b: B}")
    (complaint,) = reading.complaints
    assert complaint.sentence("en") == "There is no question 'liks'. Did you mean 'likes'?"
    assert complaint.sentence("sv") == "Det finns ingen fråga 'liks'. Menade du 'likes'?"
    assert complaint.line("en").endswith("visitors.yaml:11:14: " + complaint.sentence("en"))


def test_several_mistakes_come_in_one_run_in_the_order_of_the_file(read_pages):
    reading = read_pages("- single: A\n  txt: V?\n- single: b\n  text: V?\n  options: {a: }")
    lines = [complaint.place.line for complaint in reading.complaints]
    assert len(lines) >= 5
    assert lines == sorted(lines)
    assert reading.questionnaire is None


def test_a_placeholder_must_be_an_earlier_number_or_single_answer(read_pages):
    reading = read_pages(
        """
        - open: words
          text: Vad?
        - info: note
          text: Du skrev {words} och {nothing}, {min_age} år
        """
    )
    assert [complaint.kind for complaint in reading.complaints] == ["piping_kind", "unknown_placeholder"]


def test_a_way_without_an_end_and_a_page_after_the_end_are_errors(read):
    head = "questionnaire: visitors\ntitle: T\nlanguages: [sv]\npages:\n"
    assert complaints(read(head + "  - info: a\n    text: A\n")) == [("no_end", 5, 11)]
    end = "  - end: e\n    outcome: completed\n    text: Slut\n"
    assert complaints(read(head + end + "  - info: a\n    text: A\n")) == [("after_end", 8, 11)]


BOMBS = {
    "alias": "a: &a [x]\nb: [*a, *a]\n",
    "tag": "a: !!python/object/apply:os.system ['true']\n",
    "too_deep": "[" * 100_000,
    "yaml": "a: 'b\n",
    "several_documents": "a: b\n---\nc: d\n",
    "too_large": "a: " + "x" * 1_100_000,
    "empty_file": "",
    "want_mapping": "- a\n- b\n",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_file_made_to_do_harm_gets_a_line_and_no_traceback(read, kind):
    reading = read(BOMBS[kind])
    assert kind in [complaint.kind for complaint in reading.complaints]
    assert reading.questionnaire is None


def test_another_encoding_is_told_with_its_line(folder):
    from survey.questionnaire.reader import read_questionnaire

    path = folder / "latin.yaml"
    path.write_bytes("questionnaire: a\ntitle: Enkät\n".encode("latin-1"))
    (complaint,) = read_questionnaire(path).complaints
    assert (complaint.kind, complaint.place.line) == ("encoding", 2)


def test_every_complaint_has_both_languages_with_the_same_parts():
    import string

    parts = string.Formatter()
    for kind, (swedish, english) in SENTENCES.items():
        named = [{field for _, field, _, _ in parts.parse(text) if field} for text in (swedish, english)]
        assert named[0] == named[1], kind
