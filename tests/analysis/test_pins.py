"""Whom the analyst knows: a bundle that is sealed for anybody else is not opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from survey.questionnaire.model import Version
from survey.storage.keyfiles import write_private
from survey.storage.keys import PrivateKey, new_key
from survey.storage.sealing import Response

PASSPHRASE = "babab-babab-babab-babab-babab-babab"
Bundled = Callable[..., Path]
ANNA, BERIT, MALLORY = (new_key(name) for name in ("Anna", "Berit", "Mallory"))


class Analyst:
    """Anna's own machine: her key file, and the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "anna.key"
        write_private(self.key, ANNA, PASSPHRASE)
        (folder / "passphrase").write_text(PASSPHRASE)

    @property
    def pins(self) -> Path:
        return self.folder / "anna.key.recipients"

    def export(self, bundle: Path, *, fails: bool = False) -> Result:
        """Refused ones end in one line and leave no file."""
        out = self.folder / "out.zip"
        out.unlink(missing_ok=True)
        words = ["--key", str(self.key), "--passphrase-file", str(self.folder / "passphrase")]
        result = CliRunner().invoke(main, ["export", str(bundle), str(out), "--format", "csv", *words])
        assert (result.exit_code != 0) == fails, result.output
        assert out.exists() != fails
        assert not fails or len(result.stderr.splitlines()) == 1
        return result

    def trust(self, bundle: Path, answer: str) -> Result:
        line = ["keys", "trust", str(bundle), "--key", str(self.key)]
        return CliRunner().invoke(main, line, input=answer)


@pytest.fixture
def analyst(tmp_path: Path) -> Analyst:
    (tmp_path / "anna").mkdir()
    return Analyst(tmp_path / "anna")


@pytest.fixture
def sealed_for(bundled: Bundled, visitors_version: Version) -> Callable[..., Path]:
    """A bundle of three answers that are sealed for these keys."""

    def make(*keys: PrivateKey, name: str = "a.bundle", **more: object) -> Path:
        response = Response(version=visitors_version.hash, language="sv", month="2026-03", wave="2026")
        return bundled([(visitors_version, [response] * 3)], name=name, keys=keys, **more)

    return make


def test_the_first_opening_shows_and_keeps_who_can_open_answers(
    analyst: Analyst, sealed_for: Callable[..., Path]
) -> None:
    bundle = sealed_for(ANNA, BERIT)
    told = analyst.export(bundle).stderr
    for key in (ANNA, BERIT):
        assert f"{key.name:20} {key.public.fingerprint}" in told
        assert key.public.fingerprint in analyst.pins.read_text()
    assert BERIT.public.fingerprint not in analyst.export(bundle).stderr


def test_case_52_a_bundle_with_another_recipient_is_refused(
    analyst: Analyst, sealed_for: Callable[..., Path]
) -> None:
    analyst.export(sealed_for(ANNA, BERIT))
    kept = analyst.pins.read_bytes()
    swapped = sealed_for(ANNA, BERIT, MALLORY, name="b.bundle")
    told = analyst.export(swapped, fails=True).stderr
    assert f"Mallory ({MALLORY.public.fingerprint})" in told
    assert "Berit" not in told
    assert f"analysis keys trust {swapped} --key {analyst.key}" in told
    assert analyst.pins.read_bytes() == kept


def test_case_52_a_key_that_was_exchanged_under_the_same_name_is_refused(
    analyst: Analyst, sealed_for: Callable[..., Path]
) -> None:
    analyst.export(sealed_for(ANNA, BERIT))
    other = new_key("Berit")
    told = analyst.export(sealed_for(ANNA, other, name="b.bundle"), fails=True).stderr
    assert f"Berit ({other.public.fingerprint}, another key than before)" in told


def test_case_52_answers_with_a_wrap_more_than_they_name_are_refused(
    analyst: Analyst, sealed_for: Callable[..., Path]
) -> None:
    def widened(_number: int, sealed: bytes) -> bytes:
        return sealed[:1] + bytes((sealed[1] + 1,)) + sealed[2:-16] + bytes(1168) + sealed[-16:]

    analyst.export(sealed_for(ANNA, BERIT))
    wide = sealed_for(ANNA, BERIT, name="b.bundle", sealed_by=widened)
    assert "sealed for others than it names" in analyst.export(wide, fails=True).stderr


def test_somebody_new_is_accepted_on_purpose(analyst: Analyst, sealed_for: Callable[..., Path]) -> None:
    analyst.export(sealed_for(ANNA, BERIT))
    more = sealed_for(ANNA, BERIT, MALLORY, name="b.bundle")
    refused = analyst.trust(more, "n\n")
    assert refused.exit_code == 1
    analyst.export(more, fails=True)
    accepted = analyst.trust(more, "y\n")
    assert f"NEW    Mallory              {MALLORY.public.fingerprint}" in accepted.output
    assert f"known  Berit                {BERIT.public.fingerprint}" in accepted.output
    analyst.export(more)


def test_whoever_has_left_is_not_missed(analyst: Analyst, sealed_for: Callable[..., Path]) -> None:
    analyst.export(sealed_for(ANNA, BERIT))
    analyst.export(sealed_for(ANNA, name="b.bundle"))


def test_a_damaged_list_of_known_recipients_opens_nothing(
    analyst: Analyst, sealed_for: Callable[..., Path]
) -> None:
    bundle = sealed_for(ANNA, BERIT)
    analyst.export(bundle)
    for damaged in (b"", b"{}", b"\xff\xfe", analyst.pins.read_bytes()[:40]):
        analyst.pins.write_bytes(damaged)
        assert "damaged" in analyst.export(bundle, fails=True).stderr


def test_the_list_is_its_owners_only(analyst: Analyst, sealed_for: Callable[..., Path]) -> None:
    analyst.export(sealed_for(ANNA, BERIT))
    assert analyst.pins.stat().st_mode & 0o777 == 0o600
