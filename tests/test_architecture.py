"""The rooms: who may import whom, how long they are, what they are called, and what the top level holds."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = sorted([*ROOT.glob("survey/**/*.py"), *ROOT.glob("analysis/**/*.py")])
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
LONGEST_ROOM = 400
TOP_LEVEL = {
    "pyproject.toml",
    "survey",
    "questionnaires",
    "translations",
    "analysis",
    "tests",
    "README.md",
    "Makefile",
    "requirements.lock",
}

WEB = ("flask", "flask_wtf", "flask_babel", "wtforms", "werkzeug", "jinja2")
DATABASE = ("sqlalchemy", "alembic", "psycopg")
APPS = ("survey.public", "survey.staff")

# Folder → what nothing in it may import, at any depth.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "survey/questionnaire": (
        *WEB,
        *DATABASE,
        *APPS,
        "survey.storage",
        "survey.pages",
        "survey.commands",
        "survey.cli",
        "analysis",
    ),
    "survey/storage": (*WEB, *APPS, "survey.pages", "survey.commands", "survey.cli", "analysis"),
    "survey/exchange": (
        *WEB,
        *DATABASE,
        *APPS,
        "survey.storage",
        "survey.pages",
        "survey.commands",
        "survey.cli",
        "analysis",
    ),
    "survey/pages": (*DATABASE, *APPS, "survey.commands", "survey.cli", "analysis"),
    "survey/public": (*DATABASE, "survey.staff", "survey.commands", "survey.cli", "analysis"),
    "survey/commands": (*APPS, "survey.pages", "survey.cli", "analysis"),
    "analysis": (*WEB, *DATABASE, *APPS, "survey.pages", "survey.commands", "survey.cli"),
}
# What the analyst's side may know of the server's.
ANALYSIS_MAY_IMPORT = (
    "survey.questionnaire",
    "survey.storage.sealing",
    "survey.storage.keyfiles",
    "survey.storage.paper_keys",
    "survey.storage.proof_messages",
    "survey.storage.bundle",
)


def imported(room: Path) -> Iterator[str]:
    """The full names a room imports: ``from a.b import c`` gives ``a.b.c``."""
    package = room.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*start, *([node.module] if node.module else [])))
            yield from (f"{source}.{alias.name}" for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if name]


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_run_one_way(folder: str) -> None:
    wrong = [
        f"{room.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        if room.is_relative_to(ROOT / folder)
        for name in imported(room)
        if within(name, FORBIDDEN[folder])
    ]
    assert wrong == []


def test_only_the_command_line_knows_the_apps() -> None:
    wrong = [
        f"{room.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        if room != ROOT / "survey/cli.py"
        for name in imported(room)
        if within(name, APPS) and not within(".".join(room.relative_to(ROOT).parts[:2]), APPS)
    ]
    assert wrong == []


def test_analysis_knows_of_the_server_only_what_opening_needs() -> None:
    wrong = [
        f"{room.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        if room.is_relative_to(ROOT / "analysis")
        for name in imported(room)
        if within(name, ("survey",)) and not within(name, ANALYSIS_MAY_IMPORT)
    ]
    assert wrong == []


def test_rooms_stay_short_enough_to_read() -> None:
    lengths = {room.relative_to(ROOT): len(room.read_text(encoding="utf-8").splitlines()) for room in ROOMS}
    assert {room: length for room, length in lengths.items() if length > LONGEST_ROOM} == {}


def test_rooms_are_named_for_what_they_hold() -> None:
    assert [room for room in ROOMS if room.stem.strip("_") in NAMES_THAT_SAY_NOTHING] == []


def test_the_lock_names_no_place() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    marks = ("://", "--index", "--extra-index", "--find-links", "--trusted-host", "file:/", " @ ")
    assert [line for line in lines if any(mark in line for mark in marks)] == []


def test_the_lock_pins_every_package_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_the_top_level_holds_only_what_the_design_names() -> None:
    top = {name.split("/", 1)[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
