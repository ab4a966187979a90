"""The respondents' app on a real instance, with two small questionnaires and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from survey.public import create_app, flush_counts
from survey.questionnaire.conditions import parse
from survey.questionnaire.model import (
    Option,
    Page,
    Question,
    Questionnaire,
    QuestionType,
    Row,
    Section,
    Version,
)
from survey.questionnaire.versions import freeze
from survey.storage import contacts, counts, published, recipients
from survey.storage.instance import Instance
from survey.storage.keys import PrivateKey, new_key
from survey.storage.sealing import Response, unseal
from tests.public.visitor import Visitor

LANGUAGES = ("sv", "en", "ru")


def words(sv: str) -> dict[str, str]:
    """A text that says which language it is in."""
    return {"sv": sv, "en": f"{sv} (en)", "ru": f"{sv} (ru)"}


def options(**texts: str) -> tuple[Option, ...]:
    return tuple(Option(code, words(sv), exclusive=code == "none") for code, sv in texts.items())


DECLINED = options(declined="Vill inte svara")


def asked(kind: QuestionType, name: str, sv: str, show_if: str = "", **parts: Any) -> Question:
    condition = parse(show_if) if show_if else None
    return Question(id=name, type=kind, text=words(sv), show_if=condition, **parts)


def page(*questions: Question, section: str = "", show_if: str = "", **parts: Any) -> Page:
    condition = parse(show_if) if show_if else None
    first = questions[0].id
    return Page(id=first, section=section, show_if=condition, questions=questions, **parts)


def end(name: str, outcome: Any, sv: str, show_if: str = "", **parts: Any) -> Page:
    return Page(
        id=name,
        outcome=outcome,
        title=words(sv),
        text=words(f"{sv}."),
        show_if=parse(show_if) if show_if else None,
        **parts,
    )


CONSENT = page(
    asked("single", "consent", "Vill du delta?", options=options(agree="Ja", refuse="Nej"), required=True)
)
REFUSED = end("refused", "refused", "Tack ändå", "consent = refuse", support=("crisis",))
DONE = end("done", "completed", "Tack för hjälpen", support=("crisis",))

VISITORS = Questionnaire(
    id="visitors",
    title=words("Besökarenkäten"),
    lead=words("För dig som har varit här"),
    languages=LANGUAGES,
    wave="2026",
    sections=(
        Section("start", words("Innan du börjar")),
        Section("contact", words("Din kontakt"), words("Här frågar vi om kontakten.")),
        Section("trust", words("Förtroende")),
    ),
    pages=(
        CONSENT,
        REFUSED,
        page(
            asked(
                "single",
                "age",
                "Hur gammal är du?",
                options=options(under_18="Yngre än 18", adult="18 eller äldre"),
                required=True,
            ),
            section="start",
        ),
        end("too_young", "screened_out", "Du är viktig", "age = under_18", support=("crisis",)),
        page(
            asked(
                "single",
                "sought",
                "Har du sökt hjälp?",
                options=options(yes="Ja", no="Nej"),
                states=DECLINED,
                sensitivity=2,
            ),
            section="contact",
        ),
        page(
            asked(
                "multi",
                "channel",
                "Hur tog du kontakt?",
                options=options(
                    phone="Telefon", online="Nätet", letter="Brev", visit="Besök", none="Inget av detta"
                ),
                states=DECLINED,
                order="random",
            ),
            section="contact",
            show_if="sought = yes",
            support=("crisis",),
        ),
        page(
            asked("number", "times", "Hur många gånger?", min=1, max=99, states=DECLINED),
            section="contact",
            show_if="channel has online",
        ),
        page(
            asked("single", "told", "Har du berättat?", options=options(yes="Ja", no="Nej")),
            asked("open", "told_whom", "För vem?", "told = yes", max_length=40),
            section="contact",
        ),
        page(
            asked(
                "matrix",
                "trust",
                "Hur stort förtroende har du för …",
                rows=(Row("police", words("polisen")), Row("health", words("sjukvården"))),
                options=options(high="Stort", low="Litet"),
            ),
            section="trust",
        ),
        page(
            asked("open", "improve", "Vad kan bli bättre efter {times} gånger?", max_length=50),
            section="trust",
        ),
        DONE,
    ),
)

NEIGHBOURS = Questionnaire(
    id="neighbours",
    title=words("Grannenkäten"),
    languages=LANGUAGES,
    pages=(
        CONSENT,
        REFUSED,
        page(asked("single", "near", "Bor du nära?", options=options(yes="Ja", no="Nej"))),
        page(asked("open", "wish", "Vad önskar du?", max_length=100)),
        DONE,
    ),
)


class Site:
    """The app, what it is made from, and what a test needs to see behind it."""

    def __init__(self, folder: Path, *, public_url: str = "http://127.0.0.1:8000") -> None:
        self.now = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
        self.key: PrivateKey = new_key("Anna", trial=True)
        self.instance = Instance.create(folder, trial=True)
        self.instance.save_settings(
            type(self.instance.settings)(
                trial=True,
                public_url=public_url,
                exit_url="https://neutral.example/weather",
                organisation="Kommunen",
                controller="Nämnden",
                contact="enkat@kommunen.example",
                reference="Dnr 1",
            )
        )
        contacts.replace_contacts(
            self.instance.engine,
            [
                contacts.Contact(
                    slot="crisis", name=words("Jourlinjen"), about=words("Samtal"), phone="08-465 004 00"
                )
            ],
        )
        recipients.add(self.instance.engine, self.key.public)
        self.versions: dict[str, Version] = {}
        for questionnaire in (VISITORS, NEIGHBOURS):
            self.publish(questionnaire)
        self.app: Flask = create_app(self.instance, clock=lambda: self.now)

    def publish(self, questionnaire: Questionnaire) -> Version:
        version = freeze(questionnaire)
        published.publish(self.instance.engine, version, now=self.now)
        self.versions[questionnaire.id] = version
        return version

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def rows(self, table: str) -> int:
        with self.instance.engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608

    def counted(self) -> dict[tuple[str, str], int]:
        """(dimension, key) → how often, of all questionnaires together."""
        flush_counts(self.app)
        return {(count.dimension, count.key): count.n for count in counts.totals(self.instance.engine)}

    def opened(self) -> list[Response]:
        """Every response that was sent, opened with the analyst's key."""
        from survey.storage.bundle import read_source
        from survey.storage.responses import mix_due

        mix_due(self.instance.engine, at_least=1)
        source = read_source(self.instance.path)
        return [
            unseal(sealed.body, sealed.questionnaire, sealed.key_set, self.key) for sealed in source.sealed()
        ]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "instance")
    yield site
    site.instance.engine.dispose()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return site.visitor()
