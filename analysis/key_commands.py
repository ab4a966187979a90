"""`analysis keys`: pairs, proofs, the recovery key on paper, and whom the analyst knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from analysis import pins
from analysis.files import new_file
from analysis.paper import paper_page
from survey.storage.bundle import Source, read_source
from survey.storage.keyfiles import (
    KeyFileExists,
    new_key,
    new_passphrase,
    read_private,
    write_private,
    write_public,
)
from survey.storage.paper_keys import LINES, LineMistyped, key_of, lines_of, new_secret, read_line
from survey.storage.proof_messages import read_test_message, word_text
from survey.storage.sealing import PrivateKey, open_test_message

FILE: Final = click.Path(path_type=Path)

passphrase_option = click.option(
    "--passphrase-file", type=FILE, help="Read the key's passphrase from this file."
)
new_passphrase_option = click.option(
    "--passphrase-file", type=FILE, help="Write the passphrase to this new file instead of showing it."
)


@click.group()
def keys() -> None:
    """Keys that answers are sealed for."""


@keys.command("new")
@click.argument("name")
@click.option("--out", type=FILE, required=True, help="The private key's file; the public half gets .pub.")
@new_passphrase_option
def new(name: str, out: Path, passphrase_file: Path | None) -> None:
    """Make a key pair for NAME, under a passphrase that is made up here and shown once."""
    public = out.with_name(f"{out.name}.pub")
    _refuse_existing(out, public, passphrase_file)
    key = new_key(name)
    passphrase = _write_private(key, out)
    write_public(public, key.public)
    click.echo(f"Private key: {out} (keep it, and a copy in another safe place)")
    click.echo(f"Public key:  {public} (send this one)")
    click.echo(f"Fingerprint: {key.public.fingerprint}")
    _tell_passphrase(passphrase, passphrase_file)


@keys.command("answer")
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, required=True, help="Your private key's file.")
@passphrase_option
def answer(file: Path, key: Path, passphrase_file: Path | None) -> None:
    """Open a test message, FILE, to show that your key opens what is sealed for it.

    Tell the word to whoever sent it: survey keys prove.
    """
    message = read_test_message(file)
    private_key = read_private(key, passphrase_of(key, passphrase_file))
    click.echo(word_text(open_test_message(message.message, private_key)))


@keys.command("paper")
@click.argument("name")
@click.option("--out", type=FILE, required=True, help="The page to print; the public half gets .pub.")
def paper(name: str, out: Path) -> None:
    """Make a recovery key for NAME that lies on paper: a page to print, with a QR code and lines to type."""
    public_file = out.with_name(f"{out.name}.pub")
    _refuse_existing(out, public_file)
    secret = new_secret()
    public = key_of(name, secret).public
    with new_file(out) as file:
        file.write(paper_page(public, lines_of(secret)).encode())
    write_public(public_file, public)
    click.echo(f"To print:    {out} (holds the key as it is: print it, look at the print, delete the file)")
    click.echo(f"Public key:  {public_file} (send this one)")
    click.echo(f"Fingerprint: {public.fingerprint}")


@keys.command("from-paper")
@click.argument("name")
@click.option("--out", type=FILE, required=True, help="The private key's file.")
@new_passphrase_option
def from_paper(name: str, out: Path, passphrase_file: Path | None) -> None:
    """Type the recovery key of NAME back into a key file, under a new passphrase."""
    _refuse_existing(out, passphrase_file)
    secret = b"".join(_asked_line(number) for number in range(1, LINES + 1))
    key = key_of(name, secret)
    passphrase = _write_private(key, out)
    click.echo(f"Private key: {out}")
    click.echo(f"Fingerprint: {key.public.fingerprint} (compare it with the paper)")
    _tell_passphrase(passphrase, passphrase_file)


@keys.command("trust")
@click.argument("source", type=FILE)
@click.option("--key", type=FILE, required=True, help="Your private key's file, beside which it is kept.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def trust(source: Path, key: Path, yes: bool) -> None:
    """Accept everybody for whom SOURCE (a bundle) is sealed as somebody who may open answers."""
    if not key.exists():
        raise FileNotFoundError(2, "There is no such key file", str(key))
    sealed = read_source(source)
    known = pins.read_pins(key)
    for fingerprint, name in sorted(pins.recipients_of(sealed).items(), key=lambda pair: pair[1]):
        mark = "known" if known and fingerprint in known.recipients else "NEW"
        click.echo(f"{mark:6} {name:20} {fingerprint}")
    if not yes:
        click.confirm("Have you compared the new fingerprints with their owners?", abort=True)
    pins.trust(sealed, key)
    click.echo(f"{pins.pins_path(key)}: kept")


def trusted_key(source: Source, where: Path, key: Path, passphrase_file: Path | None) -> PrivateKey:
    """The private key in a file, once the source turns out to be sealed for nobody unknown.

    Raises StrangerAmongRecipients, WrongPassphrase or DamagedKeyFile.
    """
    private_key = read_private(key, passphrase_of(key, passphrase_file))
    kept = pins.check(source, where, private_key, key)
    if kept is not None:
        click.echo("These can open the answers; compare the fingerprints with their owners:", err=True)
        for fingerprint, name in sorted(kept.recipients.items(), key=lambda pair: pair[1]):
            click.echo(f"  {name:20} {fingerprint}", err=True)
        click.echo(f"From now on a bundle for anybody else is refused ({pins.pins_path(key)}).", err=True)
    return private_key


def passphrase_of(key: Path, file: Path | None) -> str:
    """A key's passphrase, from a file or asked for."""
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    if not key.exists():
        raise FileNotFoundError(2, "There is no such key file", str(key))
    return str(click.prompt(f"Passphrase of {key}", hide_input=True, err=True))


def _refuse_existing(*paths: Path | None) -> None:
    """Before anything is written: a key whose passphrase could not be kept would open nothing."""
    for path in paths:
        if path is not None and path.exists():
            raise KeyFileExists(f"{path} exists already: choose another name.")


def _asked_line(number: int) -> bytes:
    def read(typed: str) -> bytes:
        try:
            return read_line(number, typed)
        except LineMistyped as error:
            raise click.UsageError(str(error)) from error

    line: bytes = click.prompt(f"Line {number} of {LINES}", value_proc=read, err=True)
    return line


def _write_private(key: PrivateKey, out: Path) -> str:
    passphrase = new_passphrase()
    write_private(out, key, passphrase)
    return passphrase


def _tell_passphrase(passphrase: str, file: Path | None) -> None:
    if file is not None:
        with new_file(file) as opened:
            opened.write(f"{passphrase}\n".encode())
        click.echo(f"Passphrase:  in {file}")
        return
    click.echo(f"Passphrase:  {passphrase}")
    click.echo(
        "Write the passphrase down now: it is not kept anywhere, and without it the answers stay shut."
    )
