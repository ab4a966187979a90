"""Routing in plain words: the questionnaire's own texts, readable however conditions are nested."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.questionnaire.conditions import compiled, parse
from survey.questionnaire.model import Option, Page, Question, Questionnaire, Row, Section
from survey.questionnaire.normal_form import normal_form
from survey.questionnaire.variables import variables
from survey.questionnaire.versions import version_of
from survey.questionnaire.wording import NoSuchQuestion, Words, asked_of, condition_of, population
from tests.questionnaire import strategies as some


def in_three(swedish: str, english: str, russian: str) -> dict[str, str]:
    return {"sv": swedish, "en": english, "ru": russian}


YES = Option("yes", in_three("Ja", "Yes", "Да"))
NO = Option("no", in_three("Nej, aldrig", "No, never", "Нет, никогда"))
MAYBE = Option("maybe", in_three("Kanske", "Maybe", "Возможно"))
NONE = Option("none", in_three("Inget", "Nothing", "Ничего"), exclusive=True)
DECLINED = Option("declined", in_three("Vill inte svara", "Prefer not to answer", "Не хочу отвечать"))
HELP = Question(
    id="help",
    type="single",
    text=in_three("Har du sökt hjälp?", "Have you sought help?", "Вы обращались за помощью?"),
    options=(YES, NO, MAYBE),
    states=(DECLINED,),
)
HOW = Question(id="how", type="multi", text=in_three("Hur?", "How?", "Как?"), options=(YES, NO, MAYBE, NONE))
TIMES = Question(
    id="times",
    type="number",
    text=in_three("Hur många gånger?", "How many times?", "Сколько раз?"),
    unit=in_three("gånger", "times", "раз"),
    states=(DECLINED,),
)
SINCE = Question(id="since", type="month", text=in_three("Sedan när?", "Since when?", "С какого времени?"))
HAPPY = Question(
    id="happy",
    type="scale",
    text=in_three("Hur nöjd?", "How satisfied?", "Насколько?"),
    options=tuple(Option(str(step), {"sv": str(step)}) for step in range(1, 6)),
)
TRUST = Question(
    id="trust",
    type="matrix",
    text=in_three("Vad tycker du om …", "What do you think of …", "Что вы думаете о …"),
    rows=(Row("police", in_three("polisen", "the police", "полиции")),),
    options=(YES, NO),
)
GATE = Question(
    id="safety_gate",
    type="single",
    text={"sv": "Vill du svara?"},
    options=(YES, Option("skip", {"sv": "Nej"})),
)
BEFORE = Page(id="before", questions=(HELP, HOW, TIMES, SINCE, HAPPY, TRUST, GATE))


def questionnaire(page: str = "", question: str = "") -> Questionnaire:
    last = Question(
        id="last", type="open", text={"sv": "Mer?"}, show_if=parse(question) if question else None
    )
    return Questionnaire(
        id="visitors",
        title={"sv": "Besökare"},
        languages=("sv", "en", "ru"),
        sections=(Section("safety", in_three("Trygghet", "Safety", "Безопасность"), gate="safety_gate"),),
        pages=(BEFORE, Page(id="after", questions=(last,), show_if=parse(page) if page else None)),
    )


TOLD = [
    (
        "help = yes",
        "Ställs till dem som svarade ”Ja” på frågan ”Har du sökt hjälp?”.",
        "Asked of those who answered “Yes” to the question “Have you sought help?”.",
        "Задаётся тем, кто ответил «Да» на вопрос «Вы обращались за помощью?».",
    ),
    (
        "help != yes",
        "Ställs till dem som svarade något annat än ”Ja” på frågan ”Har du sökt hjälp?”.",
        "Asked of those who answered anything but “Yes” to the question “Have you sought help?”.",
        "Задаётся тем, кто ответил иначе, чем «Да», на вопрос «Вы обращались за помощью?».",
    ),
    (
        "help in (yes, no, maybe)",
        "Ställs till dem som svarade ”Ja”, ”Nej, aldrig” eller ”Kanske” på frågan ”Har du sökt hjälp?”.",
        "Asked of those who answered “Yes”, “No, never” or “Maybe” to the question “Have you sought help?”.",
        "Задаётся тем, кто ответил «Да», «Нет, никогда» или «Возможно» на вопрос «Вы обращались за "
        "помощью?».",
    ),
    (
        "help is answered and not help = yes",
        "Ställs till dem som svarade något annat än ”Ja” på frågan ”Har du sökt hjälp?”.",
        "Asked of those who answered anything but “Yes” to the question “Have you sought help?”.",
        "Задаётся тем, кто ответил иначе, чем «Да», на вопрос «Вы обращались за помощью?».",
    ),
    (
        "how is answered and not how has none",
        "Ställs till dem som valde något annat än ”Inget” på frågan ”Hur?”.",
        "Asked of those who chose anything but “Nothing” in the question “How?”.",
        "Задаётся тем, кто выбрал не «Ничего», а другое в вопросе «Как?».",
    ),
    (
        "not how has any (yes, no)",
        "Ställs till dem som besvarade frågan ”Hur?” utan att välja ”Ja” eller ”Nej, aldrig”.",
        "Asked of those who answered the question “How?” without choosing “Yes” or “No, never”.",
        "Задаётся тем, кто ответил на вопрос «Как?», не выбрав «Да» или «Нет, никогда».",
    ),
    (
        "how has all (yes, maybe)",
        "Ställs till dem som valde både ”Ja” och ”Kanske” på frågan ”Hur?”.",
        "Asked of those who chose both “Yes” and “Maybe” in the question “How?”.",
        "Задаётся тем, кто выбрал одновременно «Да» и «Возможно» в вопросе «Как?».",
    ),
    (
        "help = no or help is declined",
        "Ställs till dem som svarade ”Nej, aldrig” eller ”Vill inte svara” på frågan ”Har du sökt hjälp?”.",
        "Asked of those who answered “No, never” or “Prefer not to answer” to the question “Have you sought "
        "help?”.",
        "Задаётся тем, кто ответил «Нет, никогда» или «Не хочу отвечать» на вопрос «Вы обращались за "
        "помощью?».",
    ),
    (
        "help is not answered",
        "Ställs till dem som inte besvarade frågan ”Har du sökt hjälp?”.",
        "Asked of those who did not answer the question “Have you sought help?”.",
        "Задаётся тем, кто не ответил на вопрос «Вы обращались за помощью?».",
    ),
    (
        "times >= 2",
        "Ställs till dem som svarade minst 2 gånger på frågan ”Hur många gånger?”.",
        "Asked of those who answered at least 2 times to the question “How many times?”.",
        "Задаётся тем, кто ответил не меньше 2 (раз) на вопрос «Сколько раз?».",
    ),
    (
        "not times >= 2.5",
        "Ställs till dem som svarade mindre än 2,5 gånger på frågan ”Hur många gånger?”.",
        "Asked of those who answered less than 2.5 times to the question “How many times?”.",
        "Задаётся тем, кто ответил меньше 2,5 (раз) на вопрос «Сколько раз?».",
    ),
    (
        "since <= 2020-02",
        "Ställs till dem som svarade februari 2020 eller tidigare på frågan ”Sedan när?”.",
        "Asked of those who answered February 2020 or earlier to the question “Since when?”.",
        "Задаётся тем, кто назвал февраль 2020 или более ранний месяц в вопросе «С какого времени?».",
    ),
    (
        "happy > 3",
        "Ställs till dem som svarade mer än 3 av 5 på frågan ”Hur nöjd?”.",
        "Asked of those who answered more than 3 of 5 to the question “How satisfied?”.",
        "Задаётся тем, кто ответил больше 3 из 5 на вопрос «Насколько?».",
    ),
    (
        "trust.police = no",
        "Ställs till dem som svarade ”Nej, aldrig” på raden ”polisen” i frågan ”Vad tycker du om …”.",
        "Asked of those who answered “No, never” in the row “the police” of the question “What do you think "
        "of …”.",
        "Задаётся тем, кто ответил «Нет, никогда» в строке «полиции» вопроса «Что вы думаете о …».",
    ),
    (
        "safety_gate = yes",
        "Ställs till dem som valde att svara på delen ”Trygghet”.",
        "Asked of those who chose to answer the part “Safety”.",
        "Задаётся тем, кто согласился ответить на вопросы раздела «Безопасность».",
    ),
    (
        "times = 0 or times is declined",
        "Ställs till dem som svarade 0 gånger eller ”Vill inte svara” på frågan ”Hur många gånger?”.",
        "Asked of those who answered 0 times or “Prefer not to answer” to the question “How many times?”.",
        "Задаётся тем, кто ответил 0 (раз) или «Не хочу отвечать» на вопрос «Сколько раз?».",
    ),
    (
        "help = yes and (how has no or happy = 5)",
        "Ställs till dem som svarade ”Ja” på frågan ”Har du sökt hjälp?”, och antingen valde ”Nej, aldrig” "
        "på frågan ”Hur?” eller svarade 5 av 5 på frågan ”Hur nöjd?”.",
        "Asked of those who answered “Yes” to the question “Have you sought help?”, and either chose “No, "
        "never” in the question “How?” or answered 5 of 5 to the question “How satisfied?”.",
        "Задаётся тем, кто ответил «Да» на вопрос «Вы обращались за помощью?», и либо выбрал «Нет, "
        "никогда» в вопросе «Как?», либо ответил 5 из 5 на вопрос «Насколько?».",
    ),
]


@pytest.mark.parametrize(("condition", "swedish", "english", "russian"), TOLD, ids=lambda text: text[:30])
def test_whom_a_question_is_asked_of_is_said_in_three_languages(condition, swedish, english, russian):
    asking = questionnaire(question=condition)
    assert asked_of(asking, "last", "sv") == swedish
    assert asked_of(asking, "last", "en") == english
    assert asked_of(asking, "last", "ru") == russian


def test_a_question_that_everybody_is_asked_says_nothing():
    assert asked_of(questionnaire(), "last", "sv") == ""
    assert population(questionnaire(), "last", "sv") == ""


def test_the_page_s_condition_counts_as_much_as_the_question_s_own_and_nothing_is_said_twice():
    asking = questionnaire(page="help = yes and how is asked", question="help = yes and how has yes")
    assert asked_of(asking, "last", "en") == (
        "Asked of those who answered “Yes” to the question “Have you sought help?” and chose “Yes” in the "
        "question “How?”."
    )
    assert condition_of(asking, "last")[0] == "and"


def test_a_published_version_says_the_same_as_its_questionnaire():
    asking = questionnaire(question="help = yes")
    assert asked_of(version_of(asking), "last", "sv") == asked_of(asking, "last", "sv")
    assert population(asking, "last", "sv") == "de som svarade ”Ja” på frågan ”Har du sökt hjälp?”"


def test_an_unknown_question_is_an_error_with_its_name():
    with pytest.raises(NoSuchQuestion, match="'lst'"):
        asked_of(questionnaire(), "lst", "sv")


LONG = (
    "De närmaste frågorna handlar om något svårt som har hänt. Du kan hoppa över dem när du vill och så "
    "ofta du vill. Vill du svara på {min_age} av dem?"
)


def test_a_long_question_is_quoted_by_the_sentence_that_asks():
    asking = Questionnaire(
        id="visitors",
        title={"sv": "B"},
        languages=("sv",),
        constants={"min_age": "18"},
        pages=(
            Page(
                id="p", questions=(Question(id="long", type="single", text={"sv": LONG}, options=(YES, NO)),)
            ),
        ),
    )
    assert Words(asking, "sv").condition(parse("long = yes")) == (
        "svarade ”Ja” på frågan ”Vill du svara på 18 av dem?”"
    )


def test_quotation_marks_inside_a_text_turn_into_inner_ones():
    words = Words(questionnaire(), "sv")
    assert words.answers({"help": "declined"}) == ["valde ”Vill inte svara” på frågan ”Har du sökt hjälp?”"]
    quoting = Question(id="q", type="single", text={"sv": "Har du ”Din säkra guide”?"}, options=(YES, NO))
    asking = Questionnaire(
        id="v", title={"sv": "V"}, languages=("sv",), pages=(Page(id="p", questions=(quoting,)),)
    )
    assert "”Har du ’Din säkra guide’?”" in Words(asking, "sv").condition(parse("q = yes"))


def test_a_month_and_everything_else_that_somebody_answered_is_said():
    said = Words(questionnaire(), "en").answers(
        {"how": ["yes", "no"], "times": 3, "since": "2024-05", "trust.police": "yes", "help": None}
    )
    assert said == [
        "chose both “Yes” and “No, never” in the question “How?”",
        "answered 3 times to the question “How many times?”",
        "answered May 2024 to the question “Since when?”",
        "answered “Yes” in the row “the police” of the question “What do you think of …”",
        "did not answer the question “Have you sought help?”",
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_said_holds_for_exactly_those_who_are_asked(data):
    """The words follow the normal form: it must be true for the same answers as the condition."""
    asking = data.draw(some.questionnaires(most_pages=3))
    tree = data.draw(some.conditions(list(variables(asking)), size=6))
    for answers in data.draw(st.lists(some.answers(asking), min_size=3, max_size=3)):
        for counted in (answers, dict(list(answers.items())[1:])):
            assert (compiled(normal_form(tree))(counted) is True) == (compiled(tree)(counted) is True)
    for language in ("sv", "en", "ru"):
        said = Words(asking, language).condition(tree)
        assert said
        assert "{" not in said
