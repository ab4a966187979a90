"""Two small questionnaires that share a module, and respondents to them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from analysis.counting import Group, groups_of
from analysis.dataset import Dataset, dataset_from
from analysis.layout import layouts
from survey.questionnaire.model import Answers, Option, Page, Question, Questionnaire, Row, Version
from survey.questionnaire.respondents import random_answers
from survey.storage.sealing import Response

LANGUAGES = ("sv", "en", "ru")


def said(swedish: str) -> dict[str, str]:
    return {"sv": swedish, "en": f"{swedish} (en)", "ru": f"{swedish} (ru)"}


def options(*codes: str, exclusive: Sequence[str] = ()) -> tuple[Option, ...]:
    return tuple(
        Option(code, said(code.capitalize()), number, exclusive=code in exclusive)
        for number, code in enumerate(codes, 1)
    )


DECLINED = Option("declined", said("Vill inte svara"))
DONT_KNOW = Option("dont_know", said("Minns inte"))
NOT_APPLICABLE = Option("not_applicable", said("Inte aktuellt"))


def question(identity: str, kind: str, text: str = "", **parts: Any) -> Question:
    return Question(id=identity, type=kind, text=said(text or f"Frågan om {identity}?"), **parts)  # type: ignore[arg-type]


def contact(**parts: Any) -> tuple[Question, ...]:
    """The shared questions; one questionnaire words the first differently and has an option more."""
    return (
        question(
            "sought_help",
            "single",
            parts.get("text", "Har du sökt hjälp?"),
            options=options("yes", "no", *parts.get("more", ())),
            states=(DECLINED, DONT_KNOW),
            sensitivity=2,
            module="contact",
        ),
        question(
            "channel",
            "multi",
            "Hur tog du kontakt?",
            options=options("phone", "online", "visit", "none", exclusive=["none"]),
            states=(DECLINED,),
            sensitivity=1,
            module="contact",
            show_if=["=", "sought_help", "yes"],
        ),
    )


def visitors() -> Questionnaire:
    """Every type of question, and follow-ups two deep."""
    return Questionnaire(
        id="visitors",
        title=said("Besökarenkäten"),
        languages=LANGUAGES,
        wave="2026",
        pages=(
            Page(id="contact", questions=(question("voluntary", "info"), *contact())),
            Page(
                id="details",
                questions=(
                    question("times", "number", min=1, max=99, show_if=["any", "channel", ["online"]]),
                    question(
                        "trust",
                        "matrix",
                        "Hur stort är ditt förtroende?",
                        rows=(Row("police", said("Polisen")), Row("health", said("Sjukvården"))),
                        options=options("high", "middle", "low"),
                        states=(DONT_KNOW, NOT_APPLICABLE),
                        ordered=True,
                    ),
                    question("satisfaction", "scale", options=options("1", "2", "3", "4", "5")),
                    question("last_contact", "month", min="2021-01", max="2025-12"),
                    question("own_housing", "single", options=options("yes", "no")),
                    question("improve", "open", max_length=500),
                ),
            ),
            Page(id="done", outcome="completed"),
        ),
    )


def relatives() -> Questionnaire:
    """Shares the contact module, in other words and with an option more; has an own housing question."""
    return Questionnaire(
        id="relatives",
        title=said("Enkäten till närstående"),
        languages=LANGUAGES,
        wave="2026",
        pages=(
            Page(id="contact", questions=contact(text="Har du sökt hjälp för egen del?", more=["unsure"])),
            Page(id="home", questions=(question("own_housing", "single", options=options("flat", "house")),)),
            Page(id="done", outcome="completed"),
        ),
    )


def drawn(version: Version, count: int, seed: int, **parts: Any) -> list[Response]:
    """Random respondents, simulated unless it is said otherwise."""
    rng = random.Random(seed)
    fields = {"language": "sv", "month": "2026-03", "wave": version.questionnaire.wave, "simulated": True}
    return [
        Response(version=version.hash, answers=random_answers(version.questionnaire, rng), **(fields | parts))
        for _ in range(count)
    ]


def response(version: Version, answers: Answers, **parts: Any) -> Response:
    fields = {"language": "sv", "month": "2026-03", "wave": version.questionnaire.wave}
    return Response(version=version.hash, answers=answers, **(fields | parts))


def dataset(version: Version, answered: Sequence[Response]) -> Dataset:
    return dataset_from(layouts([version])[version.questionnaire.id], answered)


def group(version: Version, answered: Sequence[Response]) -> Group:
    return groups_of([dataset(version, answered)])[0]
