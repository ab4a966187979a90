"""Every example in the guide for those who write questionnaires works as it stands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from survey.questionnaire.proofs.proving import prove
from survey.questionnaire.reader import read_questionnaire

FOLDER = Path(__file__).parents[2] / "questionnaires"
EXAMPLES = re.findall(
    r"^```yaml\n(.*?)^```", (FOLDER / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)
WHOLE = [text for text in EXAMPLES if text.startswith("questionnaire:")]
MODULES = [text for text in EXAMPLES if text.startswith("module:")]


def complaints(folder: Path, text: str) -> list[str]:
    shutil.copytree(FOLDER / "modules", folder / "modules", dirs_exist_ok=True)
    path = folder / "example.yaml"
    path.write_text(text, "utf-8")
    return [error.line() for error in read_questionnaire(path).errors]


def test_the_guide_has_examples_of_both_kinds() -> None:
    assert len(WHOLE) + len(MODULES) == len(EXAMPLES)
    assert len(WHOLE) >= 4
    assert MODULES


@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text.split()[1])
def test_a_questionnaire_in_the_guide_has_no_errors(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path, text) == []


@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text.split()[1])
def test_every_way_through_a_questionnaire_in_the_guide_works(tmp_path: Path, text: str) -> None:
    complaints(tmp_path, text)
    reading = read_questionnaire(tmp_path / "example.yaml")
    assert reading.questionnaire
    found = prove(reading.questionnaire, reading.positions, reading.conditions)
    assert [one.line() for one in found.complaints] == []


@pytest.mark.parametrize("text", MODULES, ids=lambda text: text.split()[1])
@pytest.mark.parametrize("questionnaire", ["sellers", "relatives"])
def test_a_module_in_the_guide_can_be_used(tmp_path: Path, text: str, questionnaire: str) -> None:
    name = text.split()[1]
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / f"{name}.yaml").write_text(text, "utf-8")
    using = (
        f"questionnaire: {questionnaire}\ntitle: T\nlanguages: [sv]\npages:\n  - use: {name}\n"
        "  - end: done\n    outcome: completed\n    text: Tack!\n"
    )
    assert complaints(tmp_path, using) == []
