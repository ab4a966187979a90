"""The export: from a source and a key to a file that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import msgspec

from analysis.csv_package import members, write_zip
from analysis.disclosure.audiences import Audience
from analysis.disclosure.ledger import Release, check, digest, ledger_path, read_ledger, record
from analysis.files import appearing, appearing_folder, new_file
from analysis.opening import Opened, Progress, open_responses
from analysis.release import Published, book_of, published
from analysis.tables.cover import Provenance
from analysis.texts import Texts
from analysis.workbook.book import Book
from analysis.workbook.excel import write_excel
from survey.storage.bundle import Source
from survey.storage.sealing import PrivateKey


class NotForAudience(ValueError):
    """Something was asked for that the audience may not have."""


class Order(msgspec.Struct, frozen=True):
    """What is asked for. ``key`` is the key's file, beside which the ledger of public releases lies."""

    source: Path
    out: Path
    key: Path
    audience: Audience
    language: str
    format: str = "xlsx"
    questionnaires: tuple[str, ...] = ()
    free_text: bool = False


def check_order(order: Order) -> None:
    """Raises NotForAudience before anything is opened."""
    if order.free_text and not order.audience.may_have_free_text:
        raise NotForAudience(
            "Free text goes to internal workbooks only: read it, and quote what you may by hand."
        )


def export(
    order: Order,
    source: Source,
    private_key: PrivateKey,
    progress: Progress,
    stage: Callable[[str], object] = str,
) -> Opened:
    """Open, count, protect, write. Returns what was opened, so that the caller can tell what was not.

    ``stage`` is told what is being done when it is no longer opening.
    """
    check_order(order)
    opened = open_responses(source, private_key, order.questionnaires, progress)
    stage("Counting and protecting")
    parts = published(opened.datasets, order.audience)
    texts = Texts(order.language)
    provenance = _provenance(order, source, opened)
    book = book_of(parts, order.audience, provenance, texts, free_text=order.free_text)
    ledger = ledger_path(order.key)
    planned = _releases(order, parts)
    check(read_ledger(ledger), planned, ledger)
    writer = FORMATS[order.format]
    stage(f"Writing {order.out.name}")
    writer(book, order.out, lambda: record(ledger, planned) if planned else None)
    return opened


def _provenance(order: Order, source: Source, opened: Opened) -> Provenance:
    recipients = {pair for pairs in source.recipients.values() for pair in pairs}
    return Provenance(
        order.source.name,
        source.organisation,
        source.trial,
        opened.checksum,
        tuple(sorted(recipients)),
        opened.unopened,
        _ends(source, opened),
    )


def _ends(source: Source, opened: Opened) -> tuple[tuple[str, str], ...]:
    """When each wave that was exported is to be destroyed."""
    exported = {dataset.id for dataset in opened.datasets}
    return tuple(
        (f"{wave.questionnaire} {wave.wave}".strip(), wave.destroy_on)
        for wave in source.waves
        if wave.destroy_on and wave.questionnaire in exported
    )


def _releases(order: Order, parts: tuple[Published, ...]) -> tuple[Release, ...]:
    if not order.audience.is_released_once:
        return ()
    return tuple(
        Release(
            part.group.questionnaire,
            part.group.wave,
            digest(part.figures),
            order.language,
            order.format,
            order.out.name,
        )
        for part in parts
    )


Done = Callable[[], object]
"""Called when everything is written, before the file gets its name."""


def _write_xlsx(book: Book, out: Path, done: Done) -> None:
    _write_file(write_excel, book, out, done)


def _write_csv(book: Book, out: Path, done: Done) -> None:
    """A ZIP file if the name says so, else a folder."""
    if out.suffix.lower() == ".zip":
        _write_file(write_zip, book, out, done)
        return
    with appearing_folder(out) as folder:
        for name, pieces in members(book):
            with new_file(folder / name) as file:
                file.writelines(piece.encode() for piece in pieces)
        done()


def _write_file(write: Callable[[Book, IO[bytes]], None], book: Book, out: Path, done: Done) -> None:
    with appearing(out) as file:
        write(book, file)
        done()


FORMATS: Final[dict[str, Callable[[Book, Path, Done], None]]] = {"xlsx": _write_xlsx, "csv": _write_csv}
