"""Whatever goes wrong: one line that says what, an exit code, and nothing half done."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.whole.programs import ROOT, Ended, Trial, must, new_trial, run

SELLERS = ROOT / "questionnaires" / "sellers.yaml"
SOUND = """\
questionnaire: broken
title: Trasig
languages: [sv]
pages:
  - end: done
    outcome: completed
"""
# What is added to a sound questionnaire, and a word of the complaint about it.
BROKEN = {
    "an unknown key": ("shoe_size: 43\n", "shoe_size"),
    "a page twice": ("pages: []\n", "pages"),
    "no YAML": ("  - ][\n", ""),
    "a tag": ("title: !!python/object:os.system x\n", "(!)"),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A trial that nobody serves, with a few simulated responses, mixed."""
    trial = new_trial(tmp_path_factory.mktemp("filled"), SELLERS)
    trial.survey("simulate", "sellers", "--count", "12", "--seed", "1")
    trial.survey("mix")
    return trial


@pytest.fixture(scope="module")
def bundle(filled: Trial) -> Path:
    out = filled.folder.parent / "bundle"
    filled.survey("bundle", out)
    return out


def one_clear_line(ended: Ended, *words: str) -> None:
    """The command failed and said so in a line with these words, and with no traceback."""
    assert ended.code != 0
    assert "Traceback" not in ended.err + ended.out
    assert len(ended.complaint) == 1, ended.err
    assert len(ended.complaint[0]) < 400
    for word in words:
        assert word.casefold() in ended.complaint[0].casefold(), ended.complaint[0]


def flipped(content: bytes, place: float) -> bytes:
    at = int(len(content) * place)
    return content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "without its last byte": lambda content: content[:-1],
    "empty": lambda _content: b"",
    "something else": lambda _content: b"This is no bundle.\n" * 100,
    "a byte changed at a fifth": lambda content: flipped(content, 0.2),
    "a byte changed in the middle": lambda content: flipped(content, 0.5),
    "a byte changed near the end": lambda content: flipped(content, 0.9),
}


def test_a_sound_bundle_opens(filled: Trial, bundle: Path, tmp_path: Path) -> None:
    assert filled.export(bundle, tmp_path / "out.xlsx").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_bundle(filled: Trial, bundle: Path, tmp_path: Path, damage: str) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(DAMAGE[damage](bundle.read_bytes()))
    one_clear_line(filled.export(damaged, tmp_path / "out.xlsx"))
    assert [path.name for path in tmp_path.iterdir()] == ["damaged"], "no half file is left"


def test_a_wrong_passphrase(filled: Trial, bundle: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n", encoding="utf-8")
    ended = filled._replace(passphrase=wrong).export(bundle, tmp_path / "out.xlsx")
    one_clear_line(ended, "passphrase")
    assert not (tmp_path / "out.xlsx").exists()


def test_somebody_elses_key(filled: Trial, bundle: Path, tmp_path: Path) -> None:
    other = filled._replace(key=tmp_path / "other.key", passphrase=tmp_path / "passphrase")
    must("analysis", "keys", "new", "other", "--out", other.key, "--passphrase-file", other.passphrase)
    ended = other.export(bundle, tmp_path / "out.xlsx")
    assert ended.code != 0
    assert "The key of other opens none of these responses" in ended.complaint[-1]
    assert not (tmp_path / "out.xlsx").exists()


def test_a_damaged_key_file(filled: Trial, bundle: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.key"
    damaged.write_bytes(filled.key.read_bytes()[:-9])
    one_clear_line(filled._replace(key=damaged).export(bundle, tmp_path / "out.xlsx"), "damaged.key")


def test_a_source_that_is_not_there(filled: Trial, tmp_path: Path) -> None:
    one_clear_line(filled.export(tmp_path / "nothing", tmp_path / "out.xlsx"), "nothing")


def test_a_place_that_cannot_be_written(filled: Trial, bundle: Path, tmp_path: Path) -> None:
    one_clear_line(filled.export(bundle, tmp_path / "no" / "folder" / "out.xlsx"), "folder")


def test_nothing_to_export_yet(tmp_path: Path) -> None:
    trial = new_trial(tmp_path, SELLERS)
    one_clear_line(trial.export(trial.folder, tmp_path / "out.xlsx"))
    assert not (tmp_path / "out.xlsx").exists()
    trial.survey("simulate", "sellers", "--count", "10")
    trial.survey("mix")
    assert trial.export(trial.folder, tmp_path / "out.xlsx").code == 0, "having tried too early does no harm"


def test_a_key_that_exists_is_not_written_over(filled: Trial, tmp_path: Path) -> None:
    before = filled.key.read_bytes()
    again = ("keys", "new", "again", "--out", filled.key, "--passphrase-file", tmp_path / "passphrase")
    one_clear_line(run("analysis", *again), filled.key.name)
    assert filled.key.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_no_key_is_left_whose_passphrase_could_not_be_kept(tmp_path: Path) -> None:
    taken = tmp_path / "passphrase"
    taken.write_text("mine\n", encoding="utf-8")
    ended = run("analysis", "keys", "new", "x", "--out", tmp_path / "x.key", "--passphrase-file", taken)
    one_clear_line(ended, "passphrase")
    assert [path.name for path in tmp_path.iterdir()] == ["passphrase"]
    assert taken.read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_questionnaire(filled: Trial, tmp_path: Path, fault: str) -> None:
    added, word = BROKEN[fault]
    file = tmp_path / "broken.yaml"
    file.write_text(f"{SOUND}{added}", encoding="utf-8")
    ended = run("survey", "--instance", filled.folder, "publish", file)
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert word in ended.err
    assert f"{file}:" in ended.complaint[0], "file, line and column come first"
    assert all(part.isdecimal() for part in ended.complaint[0].split(f"{file}:")[1].split(":")[:2])
    assert "broken" not in filled.survey("status")


def test_a_live_instance_without_keys(tmp_path: Path) -> None:
    live = tmp_path / "live"
    must("survey", "--instance", live, "init")
    ended = run("survey", "--instance", live, "publish", SELLERS)
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert "public keys" in ended.complaint[-1]
    one_clear_line(run("survey", "--instance", live, "serve", "public", "--bind", "127.0.0.1:0"))
    one_clear_line(run("survey", "--instance", live, "simulate", "sellers", "--count", "1"), "trial")


def test_a_trial_is_served_on_this_machine_only(filled: Trial) -> None:
    ended = run("survey", "--instance", filled.folder, "serve", "public", "--bind", f"0.0.0.0:{filled.port}")
    one_clear_line(ended, "trial")


def test_a_private_key_is_not_taken_for_a_public_one(filled: Trial) -> None:
    one_clear_line(run("survey", "--instance", filled.folder, "keys", "add", filled.key), "private key")


def test_an_instance_that_is_not_there(tmp_path: Path) -> None:
    for command in (("status",), ("mix",), ("bundle", tmp_path / "out"), ("serve", "public")):
        one_clear_line(run("survey", "--instance", tmp_path / "none", *command), "none")
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_is_no_command(filled: Trial) -> None:
    for words in (("fly",), ("simulate", "nobody", "--count", "1"), ("simulate", "sellers", "--count", "0")):
        ended = run("survey", "--instance", filled.folder, *words)
        assert ended.code != 0
        assert "Traceback" not in ended.err
        assert words[-1] in ended.complaint[-1] or words[1] in ended.complaint[-1]


def test_random_bytes_are_no_bundle(filled: Trial, tmp_path: Path) -> None:
    noise = tmp_path / "noise"
    noise.write_bytes(random.Random(4711).randbytes(5000))
    one_clear_line(filled.export(noise, tmp_path / "out.xlsx"), "noise")
