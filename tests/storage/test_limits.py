"""Room: whatever a respondent may answer fits under the seal, and in the draft."""

import secrets
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.questionnaire.answers import read
from survey.questionnaire.model import Answers, Option, Page, Question, Questionnaire, Row, Section
from survey.storage import drafts, limits
from survey.storage.drafts import Draft
from survey.storage.keys import KeySet, new_key
from survey.storage.sealing import Response, record_size, seal, sealed_size, unseal

KEY = new_key("Anna")
KEY_SET = KeySet((KEY.public,))
NOW = datetime(2026, 3, 4, tzinfo=UTC)

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
STATES = tuple(Option(code, {}) for code in ("declined", "dont_know", "not_applicable"))


@st.composite
def questions(draw: st.DrawFn, identity: str) -> Question:
    kind = draw(st.sampled_from(["single", "multi", "matrix", "scale", "number", "month", "open", "info"]))
    codes = draw(st.lists(IDS, min_size=1, max_size=12, unique=True))
    if kind == "scale":
        codes = [str(number) for number in range(1, len(codes) + 1)]
    return Question(
        id=identity,
        type=kind,  # type: ignore[arg-type]
        text={},
        options=tuple(Option(code, {}) for code in codes) if kind not in ("number", "month", "open") else (),
        states=draw(st.sampled_from([(), STATES[:1], STATES])),
        rows=tuple(Row(code, {}) for code in draw(st.lists(IDS, min_size=1, max_size=6, unique=True)))
        if kind == "matrix"
        else (),
        order=draw(st.sampled_from(["", "random"])) if kind != "scale" else "",  # type: ignore[arg-type]
        decimals=draw(st.integers(0, 4)),
        max_length=draw(st.integers(1, 300)) if kind == "open" else 0,
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    names = draw(st.lists(IDS, min_size=1, max_size=8, unique=True))
    languages = draw(st.lists(st.sampled_from(["sv", "en", "ru", "zh-Hant"]), min_size=1, unique=True))
    return Questionnaire(
        id=draw(IDS),
        title={},
        languages=tuple(languages),
        wave=draw(st.sampled_from(["", "2026", "våren 2027"])),
        sections=tuple(Section(f"part_{name}", {}) for name in names),
        pages=tuple(
            Page(id=f"page_{name}", section=f"part_{name}", questions=(draw(questions(name)),))
            for name in names
        ),
    )


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, Answers]:
    """A questionnaire with answers that were read from a form, some of them as long as they may be."""
    questionnaire = draw(questionnaires())
    answers: Answers = {}
    for question in questionnaire.questions():
        texts = st.one_of(
            st.sampled_from([option.code for option in question.choices] or ["none"]),
            st.just("9" * 15),
            st.just("-99999999.9999"),
            st.just("12 2025"),
            st.just("\U0001f331" * question.max_length),
            st.text(max_size=question.max_length or 5),
        )
        posted = draw(st.lists(texts, max_size=12 if question.type == "multi" else 1, unique=True))
        answers |= read(question, lambda _field, posted=posted: posted).values  # type: ignore[misc]
    return questionnaire, answers


@given(answered())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_may_be_answered_fits_and_comes_back(case: tuple[Questionnaire, Answers]) -> None:
    questionnaire, answers = case
    response = Response(
        version="f" * 64,
        language=max(questionnaire.languages, key=len),
        month="2026-12",
        wave=questionnaire.wave,
        collector="abcd2345",
        simulated=True,
        hurried=True,
        answers=answers,
        orders={
            question.id: [choice.code for choice in question.choices] + [row.code for row in question.rows]
            for question in questionnaire.questions()
            if question.order
        },
    )
    sealed = seal(response, questionnaire, KEY_SET)
    assert len(sealed) == record_size(questionnaire, 1)
    assert unseal(sealed, questionnaire.id, KEY_SET.id, KEY) == response


@given(questionnaires())
@settings(max_examples=20, deadline=None)
def test_the_fullest_draft_fits_in_the_same_size(questionnaire: Questionnaire) -> None:
    pages = tuple(page.id for page in questionnaire.pages)
    draft = Draft(
        version="f" * 64,
        language=max(questionnaire.languages, key=len),
        answers=limits.largest_answers(questionnaire),
        passed=pages,
        seed=2**63 - 1,
        collector="abcd2345",
        counted=tuple(section.id for section in questionnaire.sections),
        begun=2**31,
        resumable=True,
        revisions=dict.fromkeys(pages, 2**31 - 1),
    )
    size = sealed_size(questionnaire)
    place = drafts.place_of(secrets.token_bytes(32))
    assert len(drafts.shut(place, draft, size)) == 1 + 12 + size + 16


def test_a_small_change_keeps_the_size(questionnaire: Questionnaire) -> None:
    renamed = Questionnaire(
        id=questionnaire.id,
        title={},
        languages=questionnaire.languages,
        wave=questionnaire.wave,
        pages=questionnaire.pages,
    )
    assert sealed_size(renamed) == sealed_size(questionnaire)
    assert sealed_size(questionnaire) % 256 == 0
