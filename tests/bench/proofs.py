"""Proving every way through a questionnaire much longer and more tangled than any that is in use."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from time import process_time

from figures import Figure

from survey.exchange.condition_text import condition_text
from survey.questionnaire.model import Tree
from survey.questionnaire.proofs.proving import prove
from survey.questionnaire.reader import read_questionnaire

QUESTIONS = 120
CODES = ("a", "b", "c", "d", "e")
HEAD = "questionnaire: long\ntitle: Lång\nlanguages: [sv]\npages:\n"
END = "  - end: done\n    outcome: completed\n    text: Tack\n"
OPTIONS = f"    options: {{{', '.join(f'{code}: Svar {code}' for code in CODES)}}}\n"
DETAILS = {"single": OPTIONS, "multi": OPTIONS, "number": "    min: 0\n    max: 10\n"}
TESTS: dict[str, Callable[[random.Random, str], Tree]] = {
    "single": lambda rng, name: ["in", name, rng.sample(CODES, 2)],
    "multi": lambda rng, name: [rng.choice(("any", "all")), name, rng.sample(CODES, 2)],
    "number": lambda rng, name: [rng.choice(("=", "<", ">=")), name, rng.randint(1, 9)],
}


def measure(folder: Path) -> list[Figure]:
    """The slowest of five random questionnaires; every second question depends on earlier answers."""
    return [
        Figure(
            f"every way proved, {QUESTIONS} questions, slowest of five",
            max(_seconds(folder / f"long{seed}.yaml", random.Random(seed)) for seed in range(5)),
            "s",
            budget=2,
        )
    ]


def _seconds(path: Path, rng: random.Random) -> float:
    path.write_text(_questionnaire(rng), encoding="utf-8")
    reading = read_questionnaire(path)
    assert reading.questionnaire is not None, reading.complaints
    begun = process_time()
    prove(reading.questionnaire, reading.positions, reading.conditions)
    return process_time() - begun


def _questionnaire(rng: random.Random) -> str:
    asked: dict[str, str] = {}
    text = HEAD
    for number in range(QUESTIONS):
        kind = rng.choice(("single", "single", "multi", "number"))
        text += f"  - {kind}: q{number}\n    text: Hur har du det i dag?\n    sensitivity: 1\n{DETAILS[kind]}"
        if asked and rng.random() < 0.5:
            text += f"    show_if: {condition_text(_condition(rng, asked, depth=2))}\n"
        asked[f"q{number}"] = kind
        if number % 30 == 29:
            condition = condition_text(_condition(rng, asked, depth=1))
            text += (
                f"  - end: out{number}\n    outcome: screened_out\n    text: Tack\n    show_if: {condition}\n"
            )
    return text + END


def _condition(rng: random.Random, asked: dict[str, str], depth: int) -> Tree:
    if depth and rng.random() < 0.5:
        sign = rng.choice(("and", "or", "not"))
        count = 1 if sign == "not" else rng.randint(2, 3)
        return [sign, *(_condition(rng, asked, depth - 1) for _ in range(count))]
    name = rng.choice(list(asked))
    return ["answered", name] if rng.random() < 0.1 else TESTS[asked[name]](rng, name)
