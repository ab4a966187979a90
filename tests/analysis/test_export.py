"""`analysis export`, from a real bundle to a file: whole or not at all, and every failure in one line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from analysis.cli import main
from survey.questionnaire.model import Page, Questionnaire, Version
from survey.questionnaire.versions import freeze
from survey.storage.keys import new_key
from tests.analysis.conftest import Analyst, Bundled, Exported
from tests.analysis.samples import drawn, question, response, said


def rows(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def refused(result: Result, out: Path) -> str:
    """The one line that a refusal is told in; nothing may have been written."""
    assert result.exit_code != 0
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    assert not out.exists()
    assert [path for path in out.parent.iterdir() if path.name.startswith(f".{out.name}")] == []
    return lines[0]


@pytest.fixture
def bundle(bundled: Bundled, visitors_version: Version, relatives_version: Version) -> Path:
    return bundled(
        [
            (visitors_version, drawn(visitors_version, 40, seed=1)),
            (relatives_version, drawn(relatives_version, 30, seed=2, simulated=False)),
        ]
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "tables.xlsx"


def test_a_bundle_becomes_a_workbook(bundle: Path, exported: Exported, out: Path) -> None:
    result = exported(bundle, out)
    assert result.exit_code == 0, result.output
    data = rows(out, "Data_koder")
    assert len(data) == 71
    assert {row[0] for row in data[1:]} == {"visitors", "relatives"}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in out.parent.iterdir()] == ["tables.xlsx"]


def test_the_cover_tells_where_the_answers_come_from(bundle: Path, exported: Exported, out: Path) -> None:
    exported(bundle, out)
    cover = {row[0]: row[1] for row in rows(out, "Omslag") if row[0]}
    assert cover["Källa"] == "answers.bundle"
    assert cover["Prov"] == "Ja"
    assert "Anna" in cover["Svaren kan öppnas av"]
    counts = [(row[0], row[1]) for row in rows(out, "Omslag") if row[0] in ("Svar (n)", "varav simulerade")]
    assert sorted(counts) == [
        ("Svar (n)", 30),
        ("Svar (n)", 40),
        ("varav simulerade", 0),
        ("varav simulerade", 40),
    ]


def test_simulated_responses_have_a_column(bundle: Path, exported: Exported, out: Path) -> None:
    exported(bundle, out)
    heads, *data = rows(out, "Data_koder")
    place = heads.index("simulated")
    assert {(row[0], row[place]) for row in data} == {("visitors", 1), ("relatives", 0)}


def test_the_same_bundle_gives_the_same_bytes(bundle: Path, exported: Exported, out: Path) -> None:
    other = out.with_name("other.xlsx")
    exported(bundle, out)
    exported(bundle, other)
    assert out.read_bytes() == other.read_bytes()


def test_one_questionnaire_can_be_chosen(bundle: Path, exported: Exported, out: Path) -> None:
    assert exported(bundle, out, "--questionnaire", "relatives").exit_code == 0
    assert "Frekvenser" in CalamineWorkbook.from_path(out).sheet_names
    assert {row[0] for row in rows(out, "Data_koder")[1:]} == {"relatives"}


def test_free_text_is_there_only_when_asked_for(bundle: Path, exported: Exported, out: Path) -> None:
    exported(bundle, out)
    assert "Simulerat svar" not in str(rows(out, "Data_etiketter")[1:])
    assert "Fritext" not in CalamineWorkbook.from_path(out).sheet_names
    exported(bundle, out, "--free-text")
    written = [row[0] for row in rows(out, "Fritext") if str(row[0]).startswith("Simulerat svar")]
    assert written and written == sorted(written)


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_others_get_no_data_and_no_free_text(
    bundle: Path, exported: Exported, out: Path, own_analyst: Analyst, audience: str
) -> None:
    assert exported(bundle, out, "--audience", audience, key=own_analyst.file).exit_code == 0
    sheets = CalamineWorkbook.from_path(out).sheet_names
    assert not any(name.startswith(("Data", "Fritext")) for name in sheets)
    other = out.with_name("other.xlsx")
    line = refused(
        exported(bundle, other, "--audience", audience, "--free-text", key=own_analyst.file), other
    )
    assert "Free text goes to internal workbooks only" in line


def test_case_51_a_damaged_response_is_counted_and_the_rest_exported(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    def damaged(number: int, body: bytes) -> bytes:
        return body[:-1] + bytes((body[-1] ^ 1,)) if number == 7 else body

    answered = drawn(visitors_version, 20, seed=1)
    result = exported(bundled([(visitors_version, answered)], sealed_by=damaged), out)
    assert result.exit_code == 0
    assert "visitors: 1 damaged, left out." in result.stderr
    assert len(rows(out, "Data_koder")) == 20
    cover = {row[0]: row[1] for row in rows(out, "Omslag") if row[0]}
    assert cover["visitors"] == "1 skadade, 0 förseglade för andra nycklar"


def test_all_damaged_is_an_error(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    bundle = bundled(
        [(visitors_version, drawn(visitors_version, 3, seed=1))], sealed_by=lambda _, body: body[:-1] + b"x"
    )
    assert "All 3 responses are damaged" in refused(exported(bundle, out), out)


def test_a_key_that_opens_nothing_is_told_who_can(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    answered = [(visitors_version, drawn(visitors_version, 3, seed=1))]
    bundle = bundled(answered, keys=[new_key("Berit", trial=True), new_key("Cecilia", trial=True)])
    line = refused(exported(bundle, out), out)
    assert "The key of Anna opens none of these responses; they are for Berit, Cecilia." in line


def test_case_51_a_wrong_passphrase_opens_nothing(
    bundle: Path, out: Path, analyst: Analyst, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("babab-babab-babab-babab-babab-babad\n")
    line = ["export", str(bundle), str(out), "--key", str(analyst.file), "--passphrase-file", str(wrong)]
    assert "passphrase" in refused(CliRunner().invoke(main, line), out)


def test_the_passphrase_can_be_typed(bundle: Path, out: Path, analyst: Analyst) -> None:
    typed = analyst.passphrase_file.read_text()
    line = ["export", str(bundle), str(out), "--key", str(analyst.file)]
    result = CliRunner().invoke(main, line, input=typed)
    assert result.exit_code == 0
    assert typed.strip() not in result.output


def test_case_51_a_cut_key_file_opens_nothing(
    bundle: Path, out: Path, exported: Exported, own_analyst: Analyst
) -> None:
    own_analyst.file.write_bytes(own_analyst.file.read_bytes()[:200])
    assert "is not a whole private key file" in refused(exported(bundle, out, key=own_analyst.file), out)


def test_a_damaged_bundle(bundle: Path, out: Path, exported: Exported) -> None:
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)
    assert "answers.bundle" in refused(exported(bundle, out), out)
    bundle.write_bytes(b"nothing of the kind")
    assert "is not a whole bundle" in refused(exported(bundle, out), out)


def test_files_that_are_not_there(bundle: Path, out: Path, exported: Exported, tmp_path: Path) -> None:
    assert "There is no file" in refused(exported(tmp_path / "none.bundle", out), out)
    assert "none.key" in refused(exported(bundle, out, key=tmp_path / "none.key"), out)
    nowhere = tmp_path / "nowhere" / "tables.xlsx"
    result = exported(bundle, nowhere)
    assert result.exit_code != 0
    assert "nowhere" in result.stderr and "Traceback" not in result.output


def test_a_folder_in_the_way(bundle: Path, exported: Exported, out: Path) -> None:
    out.mkdir()
    result = exported(bundle, out)
    assert result.exit_code != 0
    assert "is a folder" in result.stderr
    assert list(out.iterdir()) == []


def test_an_older_file_stays_when_an_export_fails(bundle: Path, exported: Exported, out: Path) -> None:
    out.write_text("older")
    assert exported(bundle, out, "--questionnaire", "unheard_of").exit_code != 0
    assert out.read_text() == "older"
    assert [path.name for path in out.parent.iterdir()] == ["tables.xlsx"]


def test_a_questionnaire_that_is_not_there(bundle: Path, exported: Exported, out: Path) -> None:
    line = refused(exported(bundle, out, "--questionnaire", "vistors"), out)
    assert "There is no questionnaire 'vistors' here" in line
    assert "visitors" in line


def test_no_responses_at_all(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    assert "no responses" in refused(exported(bundled([(visitors_version, [])]), out), out)


def test_one_response(bundled: Bundled, exported: Exported, out: Path, visitors_version: Version) -> None:
    result = exported(bundled([(visitors_version, drawn(visitors_version, 1, seed=1))]), out)
    assert result.exit_code == 0
    assert len(rows(out, "Data_koder")) == 2
    counts = {row[1] for row in rows(out, "Frekvenser")[2:]}
    assert counts <= {"", "..", 0}


def test_everything_missing(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    empty = [response(visitors_version, {}) for _ in range(6)]
    assert exported(bundled([(visitors_version, empty)]), out).exit_code == 0
    data = rows(out, "Data_koder")
    assert {value for row in data[1:] for value in row[8:]} == {-98}


def test_a_questionnaire_without_questions(bundled: Bundled, exported: Exported, out: Path) -> None:
    pages = (Page(id="hello", questions=(question("welcome", "info"),)), Page(id="done", outcome="completed"))
    version = freeze(Questionnaire(id="empty", title=said("Tom"), languages=("sv",), pages=pages))
    assert exported(bundled([(version, [response(version, {}) for _ in range(7)])]), out).exit_code == 0
    assert len(rows(out, "Data_koder")) == 8


def test_a_trial_instance_can_be_opened_directly(
    bundle: Path, exported: Exported, out: Path, tmp_path: Path
) -> None:
    assert exported(tmp_path / "answers.bundle-instance", out).exit_code == 0
    assert len(rows(out, "Data_koder")) == 71


def test_hundreds_of_responses_are_opened_in_two_processes(
    bundled: Bundled, exported: Exported, out: Path, visitors_version: Version
) -> None:
    few = drawn(visitors_version, 30, seed=1)
    answered = (few * 25)[:740]
    assert exported(bundled([(visitors_version, answered)]), out).exit_code == 0
    heads, *data = rows(out, "Data_koder")
    place = heads.index("sought_help")
    code = {"yes": 1, "no": 2, "declined": -97, "dont_know": -96, None: -99}
    expected = sorted(code[one.answers["sought_help"]] for one in answered)  # type: ignore[index]
    assert sorted(row[place] for row in data) == expected


@pytest.mark.parametrize("arguments", [["--language", "fi"], ["--audience", "press"], ["--format", "ods"]])
def test_choices_that_do_not_exist(bundle: Path, exported: Exported, out: Path, arguments: list[str]) -> None:
    result = exported(bundle, out, *arguments)
    assert result.exit_code == 2
    assert arguments[1] in result.stderr
    assert not out.exists()
