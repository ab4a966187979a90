"""What the tables say: bases, kinds of missing, footnotes, codebook, free text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from analysis.dataset import dataset_from
from analysis.disclosure.audiences import AUDIENCES
from analysis.layout import layout_of
from analysis.release import book_of, published
from analysis.tables.cover import Provenance
from analysis.tables.free_text import marks
from analysis.tables.table import Block, Sheet, Symbol
from analysis.texts import Texts
from analysis.workbook.book import Book
from survey.questionnaire.model import Answers, Page, Questionnaire, Version
from survey.questionnaire.versions import freeze
from tests.analysis.samples import DECLINED, dataset, drawn, options, question, response, said, visitors


def book(version: Version, answered: Sequence[Answers], *others: tuple[Version, Sequence[Answers]]) -> Book:
    rules = AUDIENCES["internal"]
    datasets = [dataset(v, [response(v, a) for a in some]) for v, some in ((version, answered), *others)]
    source = Provenance("", "", False, "", (), {})
    return book_of(published(datasets, rules), rules, source, Texts("sv"), free_text=True)


def sheet(whole: Book, identity: str) -> Sheet:
    return next(s for s in whole.tables if s.id == identity)


def block(whole: Book, identity: str, table: str) -> Block:
    return next(b for b in sheet(whole, identity).blocks if b.id == table)


ANSWERED: list[Answers] = [
    *({"sought_help": "yes", "channel": ["phone", "online"], "times": 3} for _ in range(20)),
    *({"sought_help": "yes", "channel": ["visit"]} for _ in range(10)),
    *({"sought_help": "yes", "channel": None} for _ in range(5)),
    *({"sought_help": "no"} for _ in range(30)),
    *({"sought_help": "declined"} for _ in range(6)),
    *({"sought_help": None} for _ in range(9)),
]


def test_a_frequency_states_its_bases_and_every_kind_of_missing(visitors_version: Version) -> None:
    table = block(book(visitors_version, ANSWERED), "frequencies", "channel")
    assert table.lines == ("Bas: alla som fick frågan, n = 35 av 80; giltiga svar 30",)
    assert [row.cells[:5] for row in table.rows] == [
        ("Phone", 20, 0.25, 0.57, 0.67),
        ("Online", 20, 0.25, 0.57, 0.67),
        ("Visit", 10, 0.13, 0.29, 0.33),
        ("None", 0, 0.0, 0.0, 0.0),
        ("Giltiga svar (personer)", 30, 0.38, 0.86, 1.0),
        ("Lämnat tomt", 5, 0.06, 0.14, None),
        ("Inte tillfrågad", 45, 0.56, None, None),
        ("Vill inte svara", 0, 0.0, 0.0, None),
        ("Alla svarande", 80, 1.0, None, None),
    ]


def test_multiple_responses_are_by_people_and_by_answers(visitors_version: Version) -> None:
    (table,) = sheet(book(visitors_version, ANSWERED), "multiple_response").blocks
    assert [row.cells[:5] for row in table.rows] == [
        ("Phone", 20, 0.57, 0.67, 0.4),
        ("Online", 20, 0.57, 0.67, 0.4),
        ("Visit", 10, 0.29, 0.33, 0.2),
        ("None", 0, 0.0, 0.0, 0.0),
        ("Personer som svarade", 30, 0.86, 1.0),
        ("Svar sammanlagt", 50, 1.43, 1.67, 1.0),
    ]
    assert "mer än 100 %" in table.notes[0]


def test_item_nonresponse_has_the_five_kinds_side_by_side(visitors_version: Version) -> None:
    (table,) = sheet(book(visitors_version, ANSWERED), "nonresponse").blocks
    rows = {row.cells[-1]: row.cells for row in table.rows}
    absent = (Symbol.ABSENT, Symbol.ABSENT)
    asked = (80, 0, 80, 65, 0.81)
    assert rows["sought_help"][1:] == (*asked, 9, 0.11, 6, 0.08, 0, 0.0, *absent, "sought_help")
    assert rows["own_housing"][1:6] == (80, 80, 0, 0, None)


def test_the_questions_own_words_name_its_states(visitors_version: Version) -> None:
    table = block(book(visitors_version, ANSWERED), "frequencies", "sought_help")
    assert [row.cells[0] for row in table.rows if row.role == "missing"] == [
        "Lämnat tomt",
        "Inte tillfrågad",
        "Vill inte svara",
        "Minns inte",
    ]


def test_shared_variables_stand_side_by_side_with_footnotes(
    visitors_version: Version, relatives_version: Version
) -> None:
    other: list[Answers] = [{"sought_help": "unsure", "own_housing": "flat"}] * 25 + [
        {"sought_help": "no"}
    ] * 20
    whole = book(visitors_version, ANSWERED, (relatives_version, other))
    compared = sheet(whole, "comparison")
    assert [b.id for b in compared.blocks] == ["questionnaires", "sought_help", "channel"]
    table = block(whole, "comparison", "sought_help")
    by_label = {row.cells[0]: row.cells[1:5] for row in table.rows}
    assert by_label["Tillfrågade"] == (80, None, 45, None)
    assert by_label["Giltiga svar (bas för %)"] == (65, 1.0, 45, 1.0)
    assert by_label["Yes"] == (35, 0.54, 0, 0.0)
    assert by_label["No"] == (30, 0.46, 20, 0.44)
    assert by_label["Unsure"] == (Symbol.ABSENT, Symbol.ABSENT, 25, 0.56)
    assert any(note.startswith("relatives: frågan eller svaren är formulerade") for note in table.notes)
    assert any("svarsalternativen är inte desamma" in note for note in table.notes)
    assert "relatives: ”Har du sökt hjälp för egen del?”" in table.notes


def test_one_questionnaire_has_nothing_to_be_compared_with(visitors_version: Version) -> None:
    assert "comparison" not in [s.id for s in book(visitors_version, ANSWERED).sheets]


def test_a_question_asked_of_others_says_so(visitors_version: Version) -> None:
    first = visitors()
    asked = msgspec.structs.replace(first.pages[0].questions[2], show_if=None)
    page = Page(id="contact", questions=(first.pages[0].questions[1], asked))
    other = freeze(Questionnaire(id="others", title=said("Andra"), languages=("sv",), pages=(page,)))
    whole = book(visitors_version, ANSWERED, (other, [{"sought_help": "no", "channel": ["visit"]}] * 30))
    notes = block(whole, "comparison", "channel").notes
    assert notes == (
        "others: frågan ställdes under andra villkor än i visitors, alltså till en annan krets.",
    )


def test_versions_that_differ_are_pooled_with_a_footnote(visitors_version: Version) -> None:
    first = visitors().pages[0].questions[1]
    older = msgspec.structs.replace(first, text=said("Sökte du hjälp?"), states=(DECLINED,))
    page = Page(id="contact", questions=(older,))
    earlier = freeze(
        Questionnaire(id="visitors", title=said("B"), languages=("sv",), wave="2026", pages=(page,))
    )
    answered = [response(earlier, {"sought_help": "yes"})] * 20
    answered += [response(visitors_version, {"sought_help": "no", "own_housing": "yes"})] * 20
    rules = AUDIENCES["internal"]
    pooled = dataset_from(layout_of([earlier, visitors_version]), answered)
    whole = book_of(published([pooled], rules), rules, Provenance("", "", False, "", (), {}), Texts("sv"))
    help_ = block(whole, "frequencies", "sought_help")
    assert [row.cells[1] for row in help_.rows[:2]] == [20, 20]
    assert "Formuleringen var inte densamma i alla versioner." in help_.notes
    housing = block(whole, "frequencies", "own_housing")
    assert any("fanns inte i alla versioner" in note for note in housing.notes)


def test_waves_have_tables_of_their_own(visitors_version: Version) -> None:
    answered = drawn(visitors_version, 40, 1, wave="2026") + drawn(visitors_version, 50, 2, wave="2027")
    rules = AUDIENCES["internal"]
    parts = published([dataset(visitors_version, answered)], rules)
    whole = book_of(parts, rules, Provenance("", "", False, "", (), {}), Texts("sv"))
    names = [s.name for s in whole.sheets if s.id.startswith("frequencies")]
    assert names == ["Frekvenser_visitors_2026", "Frekvenser_visitors_2027"]
    assert block(whole, "frequencies_visitors_2027", "satisfaction").rows[-1].cells[1] == 50


def test_the_codebook_has_every_code_in_every_language(
    visitors_version: Version, relatives_version: Version
) -> None:
    whole = book(visitors_version, ANSWERED, (relatives_version, [{"sought_help": "no"}]))
    table = block(whole, "codebook", "sought_help")
    heading, *rows = [row.cells for row in table.rows]
    assert heading[:2] == ("sought_help", "Ett val")
    assert heading[4:7] == ("Har du sökt hjälp?", "Har du sökt hjälp? (en)", "Har du sökt hjälp? (ru)")
    assert heading[8] == "visitors, relatives"
    other = tuple(f"Har du sökt hjälp för egen del?{suffix}" for suffix in ("", " (en)", " (ru)"))
    assert ("", "", None, "@relatives", *other) in rows
    assert ("", "", 3, "unsure", "Unsure", "Unsure (en)", "Unsure (ru)") in rows
    assert ("", "", -96, "dont_know", "Minns inte", "Minns inte (en)", "Minns inte (ru)") in rows
    channel = block(whole, "codebook", "channel")
    assert channel.rows[0].cells[7] == "sought_help = yes"
    assert channel.rows[1].cells[:4] == ("channel__phone", "", "1 / 0", "phone")
    times = block(whole, "codebook", "times")
    assert times.rows[0].cells[7] == "channel has online"
    everywhere = {
        row.cells[2]: row.cells[4:7] for row in block(whole, "codebook", "").rows if row.role == "missing"
    }
    assert everywhere[-99] == ("Lämnat tomt", "Left empty", "Оставлено пустым")
    assert set(everywhere) == {-99, -98, -97, -96, -95}


def test_free_text_is_alphabetical_and_marked(visitors_version: Version) -> None:
    texts = [
        "Ö sist",
        "ring 070-123 45 67",
        "Åsa är bra",
        "träffade Anna igår",
        "allt var bra",
        "maila a.b@c.se",
    ]
    whole = book(visitors_version, [{"improve": text} for text in texts])
    (table,) = sheet(whole, "free_text").blocks
    found = [row.cells for row in table.rows]
    assert [text for text, _ in found] == sorted(texts, key=str.casefold)
    marked = dict(found)
    assert marked["allt var bra"] == ""
    assert marked["träffade Anna igår"] == "möjligt namn"
    assert "telefon eller personnummer" in str(marked["ring 070-123 45 67"])
    assert "e-post" in str(marked["maila a.b@c.se"])


def test_a_capital_at_the_beginning_of_a_sentence_is_no_name() -> None:
    assert marks("Det var bra. Jag kommer igen! Tack") == []
    assert marks("Jag heter Åsa") == ["möjligt namn"]
    assert marks("Меня зовут Анна") == ["möjligt namn"]
    assert marks("skriv till @konto_x") == ["länk eller konto"]
    assert marks("19850101-1234") == ["telefon eller personnummer", "tal"]


def test_options_with_the_same_words_stay_two_codes() -> None:
    same = tuple(msgspec.structs.replace(o, text=said("Annat")) for o in options("other_a", "other_b"))
    page = Page(id="one", questions=(question("which", "single", options=same),))
    version = freeze(Questionnaire(id="q", title=said("Q"), languages=("sv",), pages=(page,)))
    whole = book(version, [{"which": "other_a"}] * 10 + [{"which": "other_b"}] * 20)
    assert [row.cells[1] for row in block(whole, "frequencies", "which").rows[:2]] == [10, 20]
