"""Key files: what a passphrase guards, what damage is told apart, and nothing overwritten."""

import json
import re
import stat
from pathlib import Path

import pytest

from survey.storage import keyfiles
from survey.storage.keyfiles import (
    DamagedKeyFile,
    KeyFileExists,
    WrongPassphrase,
    is_private_file,
    new_passphrase,
    read_private,
    read_public,
    write_private,
    write_public,
)
from survey.storage.keys import PrivateKey, new_key

PASSPHRASE = "bogat-lusab-dizon-kamul-fapir-zutog"


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_key("Åsa, Malmö")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, key: PrivateKey) -> bytes:
    path = tmp_path_factory.mktemp("keys") / "asa.key"
    write_private(path, key, PASSPHRASE)
    return path.read_bytes()


@pytest.fixture
def file(tmp_path: Path, written: bytes) -> Path:
    path = tmp_path / "asa.key"
    path.write_bytes(written)
    return path


def test_the_passphrase_opens_the_file(file: Path, key: PrivateKey) -> None:
    assert read_private(file, PASSPHRASE) == key


def test_a_generated_passphrase_may_be_typed_with_spaces_and_capitals(file: Path, key: PrivateKey) -> None:
    assert read_private(file, "  Bogat LUSAB dizon kamul  fapir zutog\n") == key


def test_another_passphrase_does_not(file: Path) -> None:
    with pytest.raises(WrongPassphrase, match=r"asa\.key"):
        read_private(file, PASSPHRASE.replace("bogat", "bogas"))


def test_a_passphrase_of_ones_own_counts_letter_by_letter(tmp_path: Path, key: PrivateKey) -> None:
    path = tmp_path / "own.key"
    write_private(path, key, "Min Egen – fras")
    assert read_private(path, " Min Egen – fras ") == key
    with pytest.raises(WrongPassphrase):
        read_private(path, "min egen – fras")


def test_the_file_is_the_owners_alone_and_shows_no_seed(tmp_path: Path, key: PrivateKey) -> None:
    path = tmp_path / "asa.key"
    write_private(path, key, PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    fields = json.loads(path.read_text(encoding="utf-8"))
    assert fields["name"] == "Åsa, Malmö"
    assert (fields["argon2id"]["memory_kib"], fields["argon2id"]["iterations"]) == (256 * 1024, 3)
    assert key.seeds not in path.read_bytes()


@pytest.mark.parametrize("keep", [0, 10, 200, -2])
def test_a_cut_file_is_damaged_whatever_the_passphrase(file: Path, keep: int) -> None:
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(DamagedKeyFile, match="whole"):
        read_private(file, PASSPHRASE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Eva"),
        ("ciphertext", "A" * 152),
        ("nonce", "A" * 16),
        ("checksum", "A" * 22 + "=="),
        ("trial", True),
    ],
)
def test_a_changed_file_is_damaged_and_not_a_wrong_passphrase(file: Path, field: str, value: object) -> None:
    fields = json.loads(file.read_text(encoding="utf-8"))
    fields[field] = value
    file.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(DamagedKeyFile):
        read_private(file, PASSPHRASE)


def test_a_planted_file_cannot_ask_for_all_memory(tmp_path: Path, file: Path) -> None:
    fields = json.loads(file.read_text(encoding="utf-8"))
    fields["argon2id"]["memory_kib"] = 2**40
    planted = keyfiles.msgspec.json.decode(json.dumps(fields), type=keyfiles._PrivateFile)
    fields["checksum"] = keyfiles.base64.b64encode(planted.summed()).decode()
    file.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(DamagedKeyFile, match="memory"):
        read_private(file, PASSPHRASE)


def test_a_key_is_never_overwritten(file: Path, key: PrivateKey) -> None:
    before = file.read_bytes()
    with pytest.raises(KeyFileExists, match="another name"):
        write_private(file, new_key("Eva"), PASSPHRASE)
    with pytest.raises(KeyFileExists):
        write_public(file, key.public)
    assert file.read_bytes() == before


@pytest.mark.parametrize("trial", [False, True])
def test_a_public_key_is_a_text_that_comes_back_whole(tmp_path: Path, trial: bool) -> None:
    public = new_key("Åsa, Malmö", trial=trial).public
    path = tmp_path / "asa.key.pub"
    write_public(path, public)
    text = path.read_text(encoding="utf-8")
    assert public.fingerprint in text
    assert max(map(len, text.splitlines())) <= 80
    assert ("trial" in text) is trial
    assert read_public(path) == public
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert read_public(path) == public


@pytest.mark.parametrize(
    "change", [("A", "B"), ("Fingerprint: ", "Fingerprint: 0"), ("\n\n", "\n"), ("=", "")]
)
def test_a_public_key_that_was_changed_is_refused(
    tmp_path: Path, key: PrivateKey, change: tuple[str, str]
) -> None:
    path = tmp_path / "asa.key.pub"
    write_public(path, key.public)
    text = path.read_text(encoding="utf-8")
    assert text.replace(*change) != text
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(DamagedKeyFile):
        read_public(path)


def test_files_that_are_no_keys_say_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"\xff\xfe hello")
    with pytest.raises(DamagedKeyFile, match="letter"):
        read_public(path)
    with pytest.raises(DamagedKeyFile, match="letter"):
        read_private(path, PASSPHRASE)


def test_private_files_are_recognised(file: Path, tmp_path: Path, key: PrivateKey) -> None:
    write_public(tmp_path / "asa.key.pub", key.public)
    assert is_private_file(file)
    assert not is_private_file(tmp_path / "asa.key.pub")
    assert not is_private_file(tmp_path / "missing")


def test_generated_passphrases_are_easy_to_write_down_and_all_different() -> None:
    made = {new_passphrase() for _ in range(200)}
    assert len(made) == 200
    assert all(
        re.fullmatch(r"([b-dfghj-np-tvz][aiou][b-dfghj-np-tvz][aiou][b-dfghj-np-tvz]-?){6}", m) for m in made
    )
