"""The glossary's words, in any inflection, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.exchange.glossary import Glossary, GlossaryDamaged, read_glossary

TERMS = """\
sv,en,ru
sex mot ersättning,sex in exchange for compensation,секс за вознаграждение
ersättning,compensation,вознаграждение
köpa sex (i frågor: ge ersättning för sex),to buy sex (in items: give compensation for sex),\
покупать секс (в вопросах: давать вознаграждение за секс)
enkät,"survey, questionnaire","анкета, опрос"
hot,threat,угроза
vård,healthcare,"медицинская помощь, здравоохранение"
könssjukdom (STI),sexually transmitted infection (STI),"инфекция, передающаяся половым путём (ИППП)"
hbtq-person,LGBTQ person,ЛГБТК-человек
"""


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("glossary") / "glossary.csv"
    path.write_text(TERMS, encoding="utf-8")
    return read_glossary(path)


@pytest.mark.parametrize(
    ("swedish", "language", "translation"),
    [
        ("Enkäten tar tio minuter.", "en", "The questionnaire takes ten minutes."),
        ("Enkäten tar tio minuter.", "ru", "Анкету можно заполнить за десять минут."),
        ("Vad är enkäter?", "ru", "Что такое опросы?"),
        ("Har du köpt sex?", "ru", "Вы покупали секс?"),
        ("Den som ger ersättning för sex", "ru", "Тот, кто даёт вознаграждение за секс"),
        ("Har du fått hot?", "en", "Have you been threatened?"),
        ("Ett hotell", "en", "A hotel"),
        ("Könssjukdomar (STI)", "ru", "ИППП"),
        ("Till hbtq-personer", "en", "For LGBTQ people"),
        ("Till hbtq-personer", "ru", "Для ЛГБТК-людей"),
        ("Sex mot ersättning", "en", "Sex in exchange for compensation"),
        ("Något helt annat", "ru", "Совсем другое"),
    ],
)
def test_the_glossary_s_word_in_any_inflection_is_no_warning(
    glossary: Glossary, swedish: str, language: str, translation: str
) -> None:
    assert list(glossary.misses(swedish, translation, language)) == []


@pytest.mark.parametrize(
    ("swedish", "language", "translation", "term"),
    [
        ("Enkäten tar tio minuter.", "en", "The form takes ten minutes.", "enkät"),
        ("Sökte du vård?", "ru", "Вы обращались к врачу?", "vård"),
        ("Sex mot ersättning", "en", "Paid sex", "sex mot ersättning"),
        ("Har du köpt sex?", "en", "Have you paid for it?", "köpa sex (i frågor: ge ersättning för sex)"),
    ],
)
def test_another_word_is_one_warning_for_the_longest_term(
    glossary: Glossary, swedish: str, language: str, translation: str, term: str
) -> None:
    assert [miss.term for miss in glossary.misses(swedish, translation, language)] == [term]


def test_no_glossary_warns_of_nothing_and_a_file_without_terms_is_an_error(tmp_path: Path) -> None:
    assert read_glossary(tmp_path / "none.csv").terms == ()
    (tmp_path / "empty.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(GlossaryDamaged, match="needs a first line 'sv,en,ru'"):
        read_glossary(tmp_path / "empty.csv")
