"""The recovery key on paper: what is printed gives the same key again, and a slip of the pen is noticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from analysis.cli import main
from survey.storage.keyfiles import read_private, read_public
from survey.storage.paper_keys import LineMistyped, key_of, lines_of, read_line

SECRETS = st.binary(min_size=32, max_size=32)


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["keys", *arguments], input=answer)


@pytest.fixture
def printed(tmp_path: Path) -> tuple[str, list[str]]:
    """The page for a recovery key, and the lines on it."""
    assert run("paper", "Reserv <1>", "--out", str(tmp_path / "paper.html")).exit_code == 0
    page = (tmp_path / "paper.html").read_text(encoding="utf-8")
    return page, re.findall(r"<li>([0-9a-f ]+)</li>", page)


def test_what_is_typed_from_paper_is_the_same_key(tmp_path: Path, printed: tuple[str, list[str]]) -> None:
    _, lines = printed
    files = ["--out", str(tmp_path / "back.key"), "--passphrase-file", str(tmp_path / "passphrase")]
    typed = "\n".join(line.upper().replace(" ", "-") for line in lines)
    result = run("from-paper", "Reserv <1>", *files, answer=f"{typed}\n")
    assert result.exit_code == 0, result.output
    public = read_public(tmp_path / "paper.html.pub")
    assert public.fingerprint in result.output
    key = read_private(tmp_path / "back.key", (tmp_path / "passphrase").read_text().strip())
    assert key.public == public


def test_a_wrong_line_is_asked_for_again(tmp_path: Path, printed: tuple[str, list[str]]) -> None:
    _, lines = printed
    files = ["--out", str(tmp_path / "back.key"), "--passphrase-file", str(tmp_path / "passphrase")]
    swapped = [lines[1], *lines, ""]
    result = run("from-paper", "Reserv", *files, answer="\n".join(swapped))
    assert "Line 1 is not as it stands on the paper" in result.output
    assert result.exit_code == 0
    assert run("from-paper", "Reserv", "--out", str(tmp_path / "none.key"), answer=lines[0]).exit_code == 1
    assert not (tmp_path / "none.key").exists()


def test_the_page_is_its_owners_only_loads_nothing_and_has_a_code_to_scan(
    tmp_path: Path, printed: tuple[str, list[str]]
) -> None:
    page, lines = printed
    assert (tmp_path / "paper.html").stat().st_mode & 0o777 == 0o600
    assert len(lines) == 4
    assert "Reserv &lt;1&gt;" in page
    assert "<svg" in page
    assert not re.search(r"https?://|src=|url\(|<script|<link", page)
    assert read_public(tmp_path / "paper.html.pub").fingerprint in page


def test_nothing_is_overwritten(tmp_path: Path, printed: tuple[str, list[str]]) -> None:
    before = (tmp_path / "paper.html").read_bytes()
    result = run("paper", "Reserv", "--out", str(tmp_path / "paper.html"))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert (tmp_path / "paper.html").read_bytes() == before


@given(SECRETS, st.integers(0, 3), st.integers(0, 19), st.sampled_from("0123456789abcdef"))
def test_one_wrong_digit_is_noticed(secret: bytes, line: int, place: int, digit: str) -> None:
    digits = lines_of(secret)[line].replace(" ", "")
    assert read_line(line + 1, digits) == secret[8 * line : 8 * line + 8]
    typed = digits[:place] + digit + digits[place + 1 :]
    if typed != digits:
        with pytest.raises(LineMistyped):
            read_line(line + 1, typed)


@given(SECRETS, st.text(max_size=30))
def test_any_text_is_a_line_or_mistyped(secret: bytes, typed: str) -> None:
    for number in range(1, 5):
        try:
            read_line(number, typed)
        except LineMistyped:
            continue


def test_a_paper_key_stays_what_it_was() -> None:
    """Papers lie in safes for years: what these lines give must never change."""
    secret = bytes(range(32))
    assert lines_of(secret) == (
        "0001 0203 0405 0607 fe9e",
        "0809 0a0b 0c0d 0e0f c94c",
        "1011 1213 1415 1617 90f6",
        "1819 1a1b 1c1d 1e1f cba2",
    )
    assert key_of("Reserv", secret).public.fingerprint == "2937 be1d 353d de60 4fdc 7712 23fa c8fc 2d82 2626"
