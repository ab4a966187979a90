"""Two hundred people answer over plain HTTP; the workbook holds exactly what they answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.whole.conftest import EACH, NAMES, Sent
from tests.whole.programs import Trial
from tests.whole.respondent import LANGUAGES, Respondent
from tests.whole.workbook import LEFT_EMPTY, NOT_ASKED, STATES, Book, codebook, expected, frequencies, tally

HIDDEN = ".."
OWN_WORDS = ("", "asked", "text")  # what the tally calls things that are no options


@pytest.fixture(scope="module")
def book(trial: Trial, sent: Sent, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Everything that was sent: mixed, bundled, opened and exported with free text."""
    place = tmp_path_factory.mktemp("export")
    trial.survey("mix")
    trial.survey("bundle", place / "bundle")
    ended = trial.export(place / "bundle", place / "out.xlsx", "--free-text")
    assert ended.code == 0, ended.err
    return Book(place / "out.xlsx")


def labels_seen(respondents: list[Respondent], language: str = "sv") -> Callable[[str, str], str]:
    """What the options were called on the pages, in one language."""
    seen: dict[str, dict[str, str]] = {}
    for one in respondents:
        for (shown_in, variable), labels in one.labels.items():
            if shown_in == language:
                seen.setdefault(variable, {}).update(labels)
    return lambda variable, code: seen[variable][code]


@pytest.mark.parametrize("name", NAMES)
def test_the_data_sheets_hold_exactly_the_answers(book: Book, sent: Sent, name: str) -> None:
    respondents = sent[name]
    codes, labels = codebook(book), labels_seen(respondents)
    columns, numbers = book.data("Data_koder", name)
    heads, words = book.data("Data_etiketter", name)
    assert [head.rpartition("[")[2].rstrip("]") for head in heads] == columns
    cells = [[expected(one, column, codes, labels) for column in columns] for one in respondents]
    assert len(numbers) == EACH
    assert Counter(numbers) == Counter(tuple(cell.number for cell in row) for row in cells)
    assert Counter(words) == Counter(tuple(cell.label for cell in row) for row in cells)


@pytest.mark.parametrize("name", NAMES)
def test_every_variable_that_was_asked_has_its_columns(book: Book, sent: Sent, name: str) -> None:
    columns = {column.replace("__", ".") for column in book.data("Data_koder", name)[0]}
    for one in sent[name]:
        for variable, given in one.answers.items():
            options = [code for code in given if code not in STATES]
            wanted = (
                [f"{variable}.{code}" for code in options]
                if one.kinds[variable] == "checkbox"
                else [variable]
            )
            assert set(wanted) <= columns, variable


def test_what_stands_beside_the_answers_is_true(book: Book, sent: Sent) -> None:
    heads, *rows = book.rows("Data_koder")
    for name in NAMES:
        own = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == name]
        assert Counter(row["language"] for row in own) == Counter(one.language for one in sent[name])
        assert {row["simulated"] for row in own} == {0.0}
        assert sum(row["hurried"] for row in own) > EACH / 2, "nobody reads that fast"
        assert len({(row["version"], row["month"], row["wave"]) for row in own}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_frequencies_are_an_independent_tally(book: Book, sent: Sent, name: str) -> None:
    counts, labels = tally(sent[name]), labels_seen(sent[name])
    shown = checked = 0
    for variable, label, number, count in frequencies(book, name):
        mine = counts.get(variable, Counter())
        wanted = {
            "Alla svarande": EACH,
            **dict.fromkeys(
                ("Giltiga svar", "Giltiga svar (personer)"),
                mine["asked"] - sum(mine[code] for code in ("", *STATES)),
            ),
            LEFT_EMPTY: mine[""],
            NOT_ASKED: EACH - mine["asked"],
            **{state: mine[code] for code, state in STATES.items()},
            **{labels(variable, code): n for code, n in mine.items() if code not in OWN_WORDS},
        }
        key = number if isinstance(number, float) and number < 0 else label
        if number == "" and key not in wanted:
            continue
        checked += 1
        if count != HIDDEN:
            shown += 1
            assert count == wanted.get(key, 0), (variable, label)
    assert shown > checked / 3, "enough is shown for the comparison to mean something"


def test_the_comparison_shows_the_same_counts(book: Book, sent: Sent) -> None:
    _, _, heads, *rows = book.rows("Jämförelse mellan enkäter")
    places = {name: heads.index(f"{name}, antal") for name in NAMES}
    checked = 0
    for name, place in places.items():
        counts, labels = tally(sent[name]), labels_seen(sent[name])
        for row in rows:
            variable, label, count = row[-1], row[0], row[place]
            if variable not in counts or not isinstance(count, float):
                continue
            by_label = {"Tillfrågade": counts[variable]["asked"], "Lämnat tomt": counts[variable][""]}
            for code, number in counts[variable].items():
                if code not in OWN_WORDS:
                    by_label[labels(variable, code)] = number
            if label in by_label:
                checked += 1
                assert count == by_label[label], (name, variable, label)
    assert checked > 200


def test_small_counts_are_hidden_in_every_table(book: Book) -> None:
    tables = [
        name for name in book.sheets if name.startswith(("Frekvenser", "Jämförelse", "Flersvar", "Bortfall"))
    ]
    assert len(tables) >= len(NAMES) + 3
    for sheet in tables:
        heads = next(
            row
            for row in book.rows(sheet)
            if any("ntal" in str(cell) for cell in row[1:]) or row[0] == "Fråga"
        )
        counted = [
            i for i, head in enumerate(heads) if "ntal" in head or head in ("Giltiga svar", "Lämnat tomt")
        ]
        small = [
            row for row in book.rows(sheet) for i in counted if isinstance(row[i], float) and 0 < row[i] < 5
        ]
        assert small == [], sheet


def test_what_people_wrote_stands_alone_and_in_alphabetical_order(book: Book, sent: Sent) -> None:
    rows = book.rows("Fritext")
    for name in NAMES:
        written = [
            given[0]
            for one in sent[name]
            for given in [one.answers["comment"]]
            if given and given[0] not in STATES
        ]
        shown = [row[0] for row in rows if row[-1] == name and "sentinel" in str(row[0])]
        assert Counter(shown) == Counter(written)
        assert [text.casefold() for text in shown] == sorted(text.casefold() for text in shown)
    assert not [sheet for sheet in book.sheets if sheet != "Fritext" and "sentinel" in str(book.rows(sheet))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codebook_says_what_stood_on_the_pages(book: Book, sent: Sent, language: str) -> None:
    codes = codebook(book)
    wrong = []
    for name in NAMES:
        for one in sent[name][:20]:
            for (shown_in, variable), labels in one.labels.items():
                column = variable.replace(".", "__")
                for code in codes.get(column, ()):
                    if (
                        shown_in == language
                        and code.value in labels
                        and labels[code.value] != code.texts[language]
                    ):
                        wrong.append((variable, code.value, labels[code.value], code.texts[language]))
    assert wrong == []


def test_without_asking_for_it_no_free_text_leaves_the_analysts_machine(
    trial: Trial, sent: Sent, tmp_path: Path
) -> None:
    trial.survey("mix")
    ended = trial.export(trial.folder, tmp_path / "plain.xlsx", "--language", "ru")
    assert ended.code == 0, ended.err
    plain = Book(tmp_path / "plain.xlsx")
    assert not [sheet for sheet in plain.sheets if "sentinel" in str(plain.rows(sheet))]
    assert [len(plain.rows(sheet)) for sheet in plain.sheets].count(len(NAMES) * EACH + 1) == 2, (
        "the data sheets"
    )
