"""`survey check` as a designer uses it: what is wrong, what is proved, and whether it may be published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli import main
from survey.commands.place import QUESTIONNAIRES
from survey.storage.keyfiles import new_key, write_public

Check = Callable[..., Result]

VISITORS = """\
questionnaire: visitors
title: Besökarenkäten
languages: [sv]
minutes: 1
pages:
  - single: sought_help
    text: Har du sökt hjälp?
    required: true
    options: {yes: Ja, no: Nej}
  - end: not_for_you
    show_if: sought_help = no
    outcome: screened_out
    text: Tack ändå!
  - single: gender
    text: Vilket kön har du?
    options: {a: A, b: B, c: C, d: D}
  - open: improve
    text: Vad kan bli bättre?
  - end: done
    outcome: completed
    text: Tack!
"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks a questionnaire of this text, or without one the project's own."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def check(text: str = "", *options: str, fails: bool = False) -> Result:
        path = tmp_path / "visitors.yaml"
        path.write_text(text, encoding="utf-8")
        line = ["--instance", str(tmp_path / "instance"), "check", *([str(path)] if text else []), *options]
        result = CliRunner().invoke(main, line)
        assert (result.exit_code != 0) == fails, result.output
        return result

    return check


def test_the_projects_own_questionnaires_have_no_errors_and_every_way_is_proved(check: Check) -> None:
    counts = re.findall(r"(?m)^\S+\.yaml: (\d+) errors, \d+ warnings$", check().stdout)
    assert counts == ["0"] * len(list(QUESTIONNAIRES.glob("*.yaml")))
    assert check().stdout.count("everybody comes to an end") == len(counts)
    assert "can never be" not in check().stdout


def test_complaints_come_first_with_file_line_and_column_and_fail_the_command(check: Check) -> None:
    result = check(VISITORS.replace("show_if: sought_help", "show_if: sougth_help"), fails=True)
    first, *_ = result.stdout.splitlines()
    assert re.fullmatch(r".*visitors\.yaml:11:14: There is no question .*Did you mean 'sought_help'\?", first)
    assert result.stderr.strip() == "Error: There are errors."


def test_what_cannot_work_on_any_way_fails_with_its_reason(check: Check) -> None:
    result = check(
        VISITORS.replace("  - open: improve\n", "  - open: improve\n    show_if: sought_help = no\n"),
        fails=True,
    )
    assert re.search(
        r"visitors\.yaml:18:14: 'improve' can never be shown\. 'not_for_you' \(line 11 of visitors\.yaml\) "
        r"ends the questionnaire for those who answered “Nej” to the question “Har du sökt hjälp\?”\.",
        result.stdout,
    )
    assert "Something on the ways is wrong" in result.stdout


def test_the_report_says_whom_ends_are_for_how_long_it_is_and_who_could_be_singled_out(check: Check) -> None:
    lines = [line.strip() for line in check(VISITORS, "--respondents", "15").stdout.splitlines()]
    assert (
        "Screened out, 'not_for_you': those who answered “Nej” to the question “Har du sökt hjälp?”." in lines
    )
    assert "Completed, 'done': everybody else." in lines
    assert "The shortest way: 3 pages, 3 questions, about 1 min." in lines
    assert "The questionnaire itself says 1 min." in lines
    assert "Background questions: 1, with 4 combinations against 15 expected answers." in lines
    assert any("4 combinations together: with 15 answers" in line for line in lines)
    assert not any(
        "combinations together" in line for line in check(VISITORS, "--respondents", "20").stdout.splitlines()
    )


def test_the_report_is_in_the_language_of_the_system_or_the_one_asked_for(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "visitors.yaml: 0 fel" in check(VISITORS, "--language", "sv").stdout
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    assert "visitors.yaml: 0 fel" in check(VISITORS).stdout
    assert "visitors.yaml: 0 errors" in check(VISITORS, "--language", "en").stdout


def test_a_shared_module_s_complaint_is_said_once(check: Check) -> None:
    lines = check().stdout.splitlines()
    complaints = [line for line in lines if re.match(r"\S+\.yaml:\d+:\d+: ", line)]
    assert len(complaints) == len(set(complaints))


def test_what_has_changed_since_it_was_published_is_told_and_what_breaks_is_refused(
    check: Check, tmp_path: Path
) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--instance", str(tmp_path / "instance"), *arguments])

    write_public(tmp_path / "anna.pub", new_key("anna").public)
    for arguments in (["init", "--trial"], ["keys", "add", str(tmp_path / "anna.pub")]):
        assert run(*arguments).exit_code == 0
    check(VISITORS)
    path = str(tmp_path / "visitors.yaml")
    assert run("publish", path).exit_code == 0
    assert "published version" not in check(VISITORS).stdout
    worded = VISITORS.replace("Har du sökt hjälp?", "Har du sökt stöd?")
    assert "'sought_help' has changed since the published version: the wording was" in check(worded).stdout
    broken = VISITORS.replace("open: improve", "number: improve")
    result = check(broken, fails=True)
    assert re.search(
        r"visitors\.yaml:17:13: 'improve' means something else .* the type was open", result.stdout
    )
    refused = run("publish", path)
    assert refused.exit_code != 0
    assert "'improve' means something else" in refused.stderr


def test_a_program_gets_everything_as_json(check: Check) -> None:
    broken = VISITORS.replace("    required: true\n", "").replace("sought_help = no", "sought_help = nno")
    (report,) = json.loads(check(broken, "--json", fails=True).stdout)
    assert report["questionnaire"] is None
    assert [(one["kind"], one["line"], one["column"]) for one in report["complaints"]] == [
        ("unknown_code", 10, 28)
    ]
    (report,) = json.loads(check(VISITORS, "--json").stdout)
    assert report["proofs"]["ends"] == [
        {"page": "not_for_you", "outcome": "screened_out", "answers": {"sought_help": "no"}},
        {"page": "done", "outcome": "completed", "answers": {"sought_help": "yes"}},
    ]
    assert report["proofs"]["longest"]["pages"] == 3
    assert report["background"]["questions"] == ["gender"]
    assert report["complaints"] == []
