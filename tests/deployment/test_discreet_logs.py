"""The server's own log, whatever writes to it: kinds of errors and places in the program, no word of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.whole.programs import ROOT

SECRET = "Frihamnen-4711"
BEFORE = f"""
import gc, logging, sys, threading, warnings
from survey.commands.discreet_logs import keep_logs_discreet
keep_logs_discreet()
SECRET = "{SECRET}"
"""
WAYS = {
    "an error nobody catches": "raise ValueError(SECRET)",
    "one in a thread": (
        "thread = threading.Thread(target=lambda: int(SECRET)); thread.start(); thread.join()"
    ),
    "one in a finalizer": (
        "class Dropped:\n    def __del__(self): raise ValueError(SECRET)\nDropped(); gc.collect()"
    ),
    "a warning": "warnings.warn(SECRET)",
    "a library's finished message": 'logging.getLogger("flask.app").error(f"Exception on /{SECRET} [GET]")',
    "a library's message with values": 'logging.getLogger("werkzeug").warning("from %s", SECRET)',
    "a message that is none": 'logging.getLogger("any").error({"form": SECRET})',
    "an error with its message": (
        "try:\n    int(SECRET)\nexcept ValueError:\n    logging.getLogger('flask.app').exception(SECRET)"
    ),
    "our own message with a value": 'logging.getLogger("survey.public").error("cannot store %s", SECRET)',
    "an error's own words in it": (
        'logging.getLogger("survey.public").error("%s at %s", ValueError(SECRET), {"x": SECRET})'
    ),
    "a value where there is no place": 'logging.getLogger("survey.public").error("too many", SECRET)',
    "a library's details": 'logging.getLogger("urllib3").info(SECRET)',
}


def logged(script: str) -> str:
    """What a process writes that does this."""
    command = [sys.executable, "-X", "dev", "-c", BEFORE + script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_logging_gives_a_word_away(way: str) -> None:
    said = logged(WAYS[way])
    assert SECRET not in said
    assert said or way == "a library's details"


def test_the_kind_of_an_error_and_its_place_are_told() -> None:
    places = "import traceback\ntry:\n    int('x')\nexcept ValueError as error:\n    "
    said = logged(
        places + "logging.getLogger('survey.public').error('Unexpected %s at %s after %d', "
        "type(error), traceback.extract_tb(error.__traceback__), 3)"
    )
    assert "Unexpected ValueError at <string>:" in said
    assert "after 3" in said


def test_where_a_library_complained_is_told() -> None:
    assert "flask.app at <string>:" in logged('logging.getLogger("flask.app").error("Exception on /x [GET]")')


def test_an_error_nobody_catches_still_ends_the_process() -> None:
    command = [sys.executable, "-c", BEFORE + "raise ValueError(SECRET)"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1
