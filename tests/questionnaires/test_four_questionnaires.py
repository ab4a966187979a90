"""The four questionnaires ask what was agreed, of whom it was agreed, in all three languages."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from survey.questionnaire.catalogues import lookups
from survey.questionnaire.model import Answers, Questionnaire
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.routing import Route, Way
from survey.questionnaire.support import read_contacts
from survey.questionnaire.texts import texts_of, translated, untranslated

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "questionnaires"
TRANSLATIONS = ROOT / "translations"
NAMES = ("sellers", "buyers", "relatives", "rfsl")

START = "consent answered_before age_band"
BACKGROUND = "region country_birth civil_status housing education occupation income_month making_ends_meet"
IDENTITY = "gender trans_experience sexual_orientation"
HEALTH = "self_rated_health mood_2w loneliness substance_use"
VIOLENCE = "violence_gate violence_12m violence_told"
SUPPORT = "know_services support_wanted support_form barriers law_view"
ITEMS = {
    "sellers": f"{START} sell_recency {IDENTITY} {BACKGROUND} debut_age_sell sell_freq_12m comp_type channels"
    " client_groups reasons_sell agency others_involved sell_future condom_use sti_test_last"
    f" {HEALTH} {VIOLENCE} not_reported_why trust {SUPPORT} law_effect_sell heard_from comment",
    "buyers": f"{START} activities_12m buy_recency {IDENTITY} {BACKGROUND} debut_age_buy buy_times_ever"
    " buy_where channels comp_type reasons_buy condom_use sti_test_last problem_exp concern_seen buy_future"
    f" {HEALTH} {VIOLENCE} trust {SUPPORT} law_effect_buy heard_from comment",
    "relatives": f"{START} {IDENTITY} {BACKGROUND} rel_role rel_about person_age_band person_gender channels"
    f" learned_how learned_when impact talk_about safety_worry {HEALTH} sti_test_last {VIOLENCE}"
    f" not_reported_why trust own_support_had rel_course_interest {SUPPORT} heard_from comment",
    "rfsl": f"{START} role_experience {IDENTITY} openness {BACKGROUND} debut_age_sell debut_age_buy channels"
    " comp_type client_groups reasons_sell reasons_buy sell_future condom_use hiv_prevention sti_test_last"
    f" {HEALTH} {VIOLENCE} hbtq_treatment trust {SUPPORT} heard_from comment",
}


@pytest.fixture(scope="module")
def four() -> dict[str, Questionnaire]:
    """The four, with all their languages."""
    found = {}
    for name in NAMES:
        reading = read_questionnaire(FOLDER / f"{name}.yaml")
        assert reading.questionnaire is not None, [complaint.line() for complaint in reading.complaints]
        languages = reading.questionnaire.languages
        found[name] = translated(reading.questionnaire, lookups(TRANSLATIONS, languages, name))
    return found


def way(questionnaire: Questionnaire, **answers: object) -> Way:
    given: Answers = {"consent": "agree", "age_band": "a30_34", **answers}  # type: ignore[dict-item]
    return Route(questionnaire).way(given)


def end(questionnaire: Questionnaire, **answers: object) -> str:
    found = way(questionnaire, **answers).end
    assert found is not None
    return found.id


@pytest.mark.parametrize("name", NAMES)
def test_asks_every_question_in_the_agreed_order(four: dict[str, Questionnaire], name: str) -> None:
    asked = [question.id for question in four[name].questions() if question.type != "info"]
    assert asked == ITEMS[name].split()


@pytest.mark.parametrize("name", NAMES)
def test_only_long_lists_are_warned_about(name: str) -> None:
    complaints = read_questionnaire(FOLDER / f"{name}.yaml").complaints
    assert {complaint.kind for complaint in complaints if complaint.kind != "forced"} <= {"many_options"}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_every_language(four: dict[str, Questionnaire], name: str) -> None:
    assert untranslated(four[name]) == {}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_contact_is_translated(language: str) -> None:
    contacts, complaints = read_contacts(FOLDER / "modules", lookups(TRANSLATIONS, (language,), "modules"))
    assert not complaints
    texts = [text for one in contacts for text in (one.name, one.about, one.hours) if text]
    assert [text for text in texts if language not in text] == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_catalogue_holds_what_nobody_asks(four: dict[str, Questionnaire], language: str) -> None:
    used = {(text.context, text.text["sv"]) for one in four.values() for text in texts_of(one)}
    contacts, _ = read_contacts(FOLDER / "modules", {})
    for contact in contacts:
        for part in ("name", "about", "hours"):
            used.add((f"support/{contact.slot}/{part}", getattr(contact, part).get("sv", "")))
    for name in (*NAMES, "modules"):
        catalogue = polib.pofile(str(TRANSLATIONS / language / "LC_MESSAGES" / f"{name}.po"))
        assert [entry.msgctxt for entry in catalogue if (entry.msgctxt, entry.msgid) not in used] == []


@pytest.mark.parametrize("name", NAMES)
def test_translations_keep_every_placeholder(four: dict[str, Questionnaire], name: str) -> None:
    for located in texts_of(four[name]):
        found = {language: set(re.findall(r"\{\w+\}", text)) for language, text in located.text.items()}
        assert found["en"] == found["ru"] == found["sv"], located.context


@pytest.mark.parametrize("name", NAMES)
def test_russian_forces_no_gender_and_calls_nobody_names(four: dict[str, Questionnaire], name: str) -> None:
    for located in texts_of(four[name]):
        russian = located.text["ru"]
        assert not re.search(r"\w\((?:а|ла|ась|ая)\)", russian), located.context
        assert not re.search(r"\b[Яя](?: не)? \w+(?:л|ла|лся|лась)\b", russian), located.context
        assert not re.search(r"[^.?!…] В(?:ы|ас|ам|ами)\b", russian), located.context
        assert not re.search(r"проститут|клиентур|жертв|наркоман", russian, re.IGNORECASE), located.context


@pytest.mark.parametrize("name", NAMES)
def test_swedish_and_english_name_nobody_by_an_act(four: dict[str, Questionnaire], name: str) -> None:
    # The name of the organisation and of its street unit stay what they are.
    proper = re.compile(r"Kompetenscenter prostitution|Prostitutionsgruppen")
    for located in texts_of(four[name]):
        for language in ("sv", "en"):
            words = proper.sub("", located.text[language])
            assert not re.search(
                r"prostitu|torsk|offer\b|missbruk|victim(?! auth)|addict", words, re.IGNORECASE
            )


@pytest.mark.parametrize("name", NAMES)
def test_stops_without_consent_and_under_age(four: dict[str, Questionnaire], name: str) -> None:
    questionnaire = four[name]
    assert end(questionnaire, consent="refuse") == "no_consent"
    assert end(questionnaire, age_band="under_18") == "too_young"
    assert end(questionnaire, age_band="declined") == "too_young"
    assert end(questionnaire) == "done"


def test_screens_before_the_background_and_only_on_a_clear_no(four: dict[str, Questionnaire]) -> None:
    assert end(four["sellers"], sell_recency="never") == "not_target"
    assert end(four["sellers"], sell_recency=None) == "done"
    assert end(four["buyers"], activities_12m=["none"], buy_recency="never") == "not_target"
    assert end(four["buyers"], activities_12m=None, buy_recency="never") == "done"
    assert end(four["buyers"], activities_12m=["porn"], buy_recency="never") == "done"
    assert end(four["buyers"], activities_12m=["none"], buy_recency="thought") == "done"
    assert end(four["rfsl"], role_experience="none") == "not_target"
    assert end(four["rfsl"], role_experience="declined") == "done"
    assert "gender" not in way(four["sellers"], sell_recency="never").answers


@pytest.mark.parametrize("name", NAMES)
def test_violence_is_asked_only_of_those_who_say_yes_to_it(four: dict[str, Questionnaire], name: str) -> None:
    for gate in ("skip", None):
        answers = way(four[name], violence_gate=gate, violence_12m=["threats"]).answers
        assert "violence_12m" not in answers
        assert "trust.police" in answers
    told = way(four[name], violence_gate="yes", violence_12m=["threats"]).answers
    assert "violence_told" in told
    for without in (["none"], None, "declined"):
        assert "violence_told" not in way(four[name], violence_gate="yes", violence_12m=without).answers


def test_why_not_reported_is_asked_when_the_police_were_not_told(four: dict[str, Questionnaire]) -> None:
    base = {"violence_gate": "yes", "violence_12m": ["robbed"]}
    assert "not_reported_why" in way(four["sellers"], **base, violence_told=["nobody"]).answers
    assert "not_reported_why" not in way(four["sellers"], **base, violence_told=["peers", "police"]).answers
    assert "not_reported_why" not in way(four["sellers"], **base, violence_told="declined").answers


def test_what_depends_on_when_is_not_asked_of_those_who_did_not_say(four: dict[str, Questionnaire]) -> None:
    empty = way(four["sellers"], sell_recency=None).answers
    assert not {"sell_freq_12m", "others_involved", "condom_use.oral"} & empty.keys()
    assert {"debut_age_sell", "agency.stop", "law_effect_sell"} <= empty.keys()
    once = way(four["buyers"], activities_12m=["porn"], buy_recency="never").answers
    assert {"channels", "reasons_buy", "problem_exp.secret", "buy_future"} <= once.keys()
    assert not {"buy_where", "concern_seen", "law_effect_buy"} & once.keys()


@pytest.mark.parametrize(
    ("name", "page", "slots"),
    [
        ("sellers", "others_involved", {"trafficking"}),
        ("buyers", "concern_seen", {"tip"}),
        ("relatives", "person_age_band", {"child"}),
        ("relatives", "safety_worry", {"emergency"}),
        ("rfsl", "violence_12m", {"helpline_women", "helpline_men", "helpline_trans"}),
        ("rfsl", "violence_told", {"helpline_women", "helpline_men", "helpline_trans"}),
        ("buyers", "too_young", {"youth", "emergency"}),
    ],
)
def test_contacts_stand_on_the_page_itself(
    four: dict[str, Questionnaire], name: str, page: str, slots: set[str]
) -> None:
    found = four[name].page(page)
    assert found is not None
    assert set(found.support) == slots


def test_what_is_shared_has_one_numbering(four: dict[str, Questionnaire]) -> None:
    numbers: dict[tuple[str, str], set[int]] = {}
    kinds: dict[str, set[str]] = {}
    for questionnaire in four.values():
        for question in questionnaire.questions():
            kinds.setdefault(question.id, set()).add(question.type)
            for option in question.options:
                numbers.setdefault((question.id, option.code), set()).add(option.number)
    assert all(len(found) == 1 for found in kinds.values())
    assert [key for key, found in numbers.items() if len(found) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_only_consent_and_age_must_be_answered(four: dict[str, Questionnaire], name: str) -> None:
    assert [question.id for question in four[name].questions() if question.required] == [
        "consent",
        "age_band",
    ]
