"""A folder with modules in which a test writes its questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.questionnaire.model import Questionnaire
from survey.questionnaire.reader import Reading, read_questionnaire

MODULES = {
    "scales": """
        module: scales
        scales:
          trust5:
            ordered: true
            dont_know: true
            options: {high: Stort, low: Litet}
        """,
    "support": """
        module: support
        contacts:
          youth: {name: Ungdomsmottagningen, card: "Ring {contact}."}
          crisis_line: {name: Jourlinjen, phone: 000-00 00 00}
        """,
    "background": """
        module: background
        pages:
          - single: age_band
            text: Hur gammal är du?
            ordered: true
            required: true
            options: {under_18: Under 18, adult: 18 eller mer}
          - single: occupation
            text: Vad gör du?
            text_for: {visitors: Vad gör du om dagarna?}
            options:
              work: Arbetar
              sells: {text: Säljer, only: [sellers]}
              other: Annat
          - multi: hobbies
            only: [sellers]
            text: Vad tycker du om?
            options: {music: Musik, sport: Sport}
        """,
    "safety": """
        module: safety
        questions:
          - single: safety_gate
            text: Vill du svara?
            options: {yes: Ja, skip: Nej}
        """,
}

HEAD = """
questionnaire: visitors
title: Besökarenkäten
languages: [sv, en, ru]
pages:
"""
TAIL = """
  - end: done
    outcome: completed
    text: Tack!
"""


ALL_TYPES = """
questionnaire: visitors
title: Besökarenkäten
lead: För dig som är {min_age} år eller äldre
languages: [sv, en, ru]
min_age: 18
pages:
  - use: background.age_band
  - end: too_young
    show_if: age_band = under_18
    outcome: screened_out
    text: Enkäten är för dig som är {min_age}.
    support: [youth]
  - section: contact
    title: Kontakt
    pages:
      - single: sought_help
        text: Har du sökt hjälp?
        sensitivity: 2
        options: {yes: Ja, no: Nej}
      - page: channel
        questions:
          - multi: channel
            text: Hur?
            show_if: sought_help = yes
            order: random
            options: {phone: Telefon, online: På nätet, none: {text: Inget, exclusive: true}}
          - number: times
            text: Hur många gånger?
            show_if: channel has online
            min: 1
            max: 99
            unit: gånger
  - section: trust
    title: Förtroende
    intro: Några frågor om förtroende.
    skippable: {use: safety.safety_gate}
    pages:
      - matrix: trust
        text: Hur stort förtroende har du för …
        help: Välj ett svar på varje rad.
        rows: {police: polisen, health: sjukvården}
        columns: trust5
      - scale: satisfaction
        text: Hur nöjd är du med dina {times} kontakter?
        show_if: times >= 2
        steps: 5
        ends: [Inte alls, Mycket]
      - month: last_contact
        text: När senast?
        min: 2020-01
        max: 2026-12
      - open: improve
        text: Vad kan bli bättre?
        max_length: 100
  - end: done
    outcome: completed
    text: Tack!
    support: [crisis_line]
"""


def dedent(text: str) -> str:
    lines = text.strip("\n").split("\n")
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[indent:] for line in lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "modules").mkdir()
    for name, text in MODULES.items():
        (tmp_path / "modules" / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return tmp_path


@pytest.fixture
def read(folder: Path) -> Callable[[str], Reading]:
    """Read a whole questionnaire from its text."""

    def read(text: str) -> Reading:
        path = folder / "visitors.yaml"
        path.write_text(text, encoding="utf-8")
        return read_questionnaire(path)

    return read


@pytest.fixture
def read_pages(read: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """Read pages between a usual head and a usual end. The first page stands on line 6."""

    def read_pages(pages: str) -> Reading:
        indented = "".join(f"  {line}\n" if line else "\n" for line in dedent(pages).splitlines())
        return read(HEAD + indented + TAIL)

    return read_pages


@pytest.fixture(scope="module")
def questionnaire(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """One with every type of question, some routing and two ends."""
    folder = tmp_path_factory.mktemp("questionnaires")
    (folder / "modules").mkdir()
    for name, text in MODULES.items():
        (folder / "modules" / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    (folder / "all.yaml").write_text(dedent(ALL_TYPES), encoding="utf-8")
    found = read_questionnaire(folder / "all.yaml").questionnaire
    assert found is not None
    return found
