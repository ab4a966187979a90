"""One public release of a wave: the ledger beside the key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from analysis.disclosure.ledger import LedgerDamaged, ledger_path, read_ledger
from survey.questionnaire.model import Version
from tests.analysis.conftest import Analyst, Bundled, Exported
from tests.analysis.samples import drawn


@pytest.fixture
def first(bundled: Bundled, visitors_version: Version) -> Path:
    return bundled([(visitors_version, drawn(visitors_version, 60, seed=1))])


@pytest.fixture
def second(bundled: Bundled, visitors_version: Version) -> Path:
    """The same wave, with twenty responses more."""
    return bundled([(visitors_version, drawn(visitors_version, 80, seed=1))], name="later.bundle")


def test_a_second_release_of_a_wave_is_refused(
    first: Path, second: Path, exported: Exported, own_analyst: Analyst, tmp_path: Path
) -> None:
    def public(source: Path, out: Path, *arguments: str) -> str:
        result = exported(source, out, "--audience", "public", *arguments, key=own_analyst.file)
        assert (result.exit_code == 0) == out.exists()
        return result.stderr

    public(first, tmp_path / "first.xlsx")
    assert (tmp_path / "first.xlsx").exists()
    refusal = public(second, tmp_path / "second.xlsx")
    assert "'visitors', wave 2026, has been released to the public with other figures (first.xlsx)" in refusal
    assert "released to the public already, as first.xlsx" in public(first, tmp_path / "again.xlsx")
    assert public(first, tmp_path / "english.xlsx", "--language", "en").startswith(str(tmp_path))
    assert "other figures" in public(second, tmp_path / "english2.xlsx", "--language", "en")


def test_other_audiences_are_not_in_the_ledger(
    first: Path, exported: Exported, own_analyst: Analyst, tmp_path: Path
) -> None:
    for audience in ("internal", "partner"):
        for name in ("one.xlsx", "two.xlsx"):
            assert (
                exported(first, tmp_path / name, "--audience", audience, key=own_analyst.file).exit_code == 0
            )
    assert not ledger_path(own_analyst.file).exists()


def test_a_new_wave_is_a_new_release(
    bundled: Bundled, exported: Exported, own_analyst: Analyst, visitors_version: Version, tmp_path: Path
) -> None:
    for wave in ("2026", "2027"):
        answered = drawn(visitors_version, 40, seed=1, wave=wave)
        source = bundled([(visitors_version, answered)], name=f"{wave}.bundle")
        out = tmp_path / f"{wave}.xlsx"
        assert exported(source, out, "--audience", "public", key=own_analyst.file).exit_code == 0
    assert [r.wave for r in read_ledger(ledger_path(own_analyst.file))] == ["2026", "2027"]
    assert stat.S_IMODE(ledger_path(own_analyst.file).stat().st_mode) == 0o600


def test_a_release_that_could_not_be_written_is_not_in_the_ledger(
    first: Path, exported: Exported, own_analyst: Analyst, tmp_path: Path
) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    out = tmp_path / "folder.xlsx"
    assert exported(first, out, "--audience", "public", key=own_analyst.file).exit_code != 0
    assert not ledger_path(own_analyst.file).exists()


def test_a_damaged_ledger_stops_releases(
    first: Path, exported: Exported, own_analyst: Analyst, tmp_path: Path
) -> None:
    ledger_path(own_analyst.file).write_bytes(b'{"questionnaire":')
    result = exported(first, tmp_path / "out.xlsx", "--audience", "public", key=own_analyst.file)
    assert result.exit_code != 0
    assert "is not a whole ledger of public releases" in result.stderr
    with pytest.raises(LedgerDamaged):
        read_ledger(ledger_path(own_analyst.file))
