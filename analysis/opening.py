"""Opening: sealed responses become datasets, in two processes, and nothing is written anywhere."""

from __future__ import annotations

import hashlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

import msgspec

from analysis.dataset import Dataset, dataset_of
from analysis.encoding import Block, Encoder, Unreadable
from analysis.layout import Layout, layouts
from survey.storage.bundle import SealedResponse, Source
from survey.storage.sealing import Damaged, KeySet, PrivateKey, WrongKey, unseal

Progress = Callable[[int], object]
"""Called with the number of responses gone through since the last call."""

PROCESSES: Final = 2
AT_ONCE: Final = 256
FEW: Final = 500
"""Up to here starting processes takes longer than opening in this one."""
CHECKSUM_LENGTH: Final = 16


class NothingToOpen(ValueError):
    """The source has no responses that were asked for."""


class NotForThisKey(ValueError):
    """The key opens none of the responses."""


class OpeningStopped(RuntimeError):
    """A process that was opening responses ended before it was done."""


class Unopened(msgspec.Struct, frozen=True):
    """How many of a questionnaire's responses stayed shut, and why."""

    damaged: int = 0
    other_key: int = 0

    def plus(self, other: Unopened) -> Unopened:
        return Unopened(self.damaged + other.damaged, self.other_key + other.other_key)


class Opened(msgspec.Struct, frozen=True):
    """What could be opened. ``checksum`` stands for exactly the responses gone through."""

    datasets: tuple[Dataset, ...]
    unopened: dict[str, Unopened]
    checksum: str


class Opener:
    """Opens responses with one key; made once in each process."""

    def __init__(
        self, private_key: PrivateKey, kept_as: dict[str, Layout], key_sets: dict[bytes, KeySet]
    ) -> None:
        fingerprint = private_key.public.fingerprint
        self._private_key = private_key
        self._layouts = kept_as
        self._positions = {identity: key_set.position(fingerprint) for identity, key_set in key_sets.items()}

    def block(self, chunk: Sequence[SealedResponse]) -> tuple[Block, Unopened]:
        """The responses of a chunk, which are all to one questionnaire."""
        encoder = Encoder(self._layouts[chunk[0].questionnaire])
        damaged = other_key = 0
        for questionnaire, key_set, body in chunk:
            position = self._positions.get(key_set)
            try:
                encoder.add(unseal(body, questionnaire, key_set, self._private_key, position))
            except WrongKey:
                other_key += 1
            except (Damaged, Unreadable):
                damaged += 1
        return encoder.block(), Unopened(damaged, other_key)


def open_responses(
    source: Source, private_key: PrivateKey, questionnaires: Sequence[str], progress: Progress
) -> Opened:
    """Open the responses to these questionnaires (all if none is named).

    Damaged ones are counted and left out. Raises NothingToOpen, NotForThisKey or BundleError.
    """
    kept_as = _chosen(source, questionnaires)
    digest = hashlib.sha256()
    blocks: dict[str, list[Block]] = {name: [] for name in kept_as}
    unopened = {name: Unopened() for name in kept_as}
    opener = Opener(private_key, kept_as, source.key_sets)
    chunks = _chunks(source, kept_as, digest.update)
    for name, block, shut in _opened(chunks, opener, source.count):
        blocks[name].append(block)
        unopened[name] = unopened[name].plus(shut)
        progress(block.codes.shape[1] + shut.damaged + shut.other_key)
    datasets = tuple(dataset_of(layout, blocks[name]) for name, layout in kept_as.items())
    if not any(dataset.n for dataset in datasets):
        raise _nothing(source, private_key, unopened)
    return Opened(datasets, unopened, digest.hexdigest()[:CHECKSUM_LENGTH])


def _chosen(source: Source, questionnaires: Sequence[str]) -> dict[str, Layout]:
    known = layouts(source.versions.values())
    unknown = [name for name in questionnaires if name not in known]
    if unknown:
        raise NothingToOpen(
            f"There is no questionnaire '{unknown[0]}' here; there is {', '.join(known) or 'none'}."
        )
    return {name: layout for name, layout in known.items() if not questionnaires or name in questionnaires}


def _nothing(source: Source, private_key: PrivateKey, unopened: dict[str, Unopened]) -> ValueError:
    shut = Unopened()
    for one in unopened.values():
        shut = shut.plus(one)
    if shut.other_key:
        names = sorted({name for recipients in source.recipients.values() for name, _ in recipients})
        return NotForThisKey(
            f"The key of {private_key.name} opens none of these responses; they are for {', '.join(names)}."
        )
    if shut.damaged:
        return NothingToOpen(
            f"All {shut.damaged} responses are damaged: copy the bundle from the server again."
        )
    return NothingToOpen("There are no responses yet: a bundle holds those that have been mixed.")


def _chunks(
    source: Source, kept_as: dict[str, Layout], note: Callable[[bytes], object]
) -> Iterator[list[SealedResponse]]:
    """Responses to one questionnaire at a time, in the order of the source."""
    chunk: list[SealedResponse] = []
    for sealed in source.sealed():
        if sealed.questionnaire not in kept_as:
            continue
        note(sealed.tag)
        if chunk and (len(chunk) == AT_ONCE or chunk[0].questionnaire != sealed.questionnaire):
            yield chunk
            chunk = []
        chunk.append(sealed)
    if chunk:
        yield chunk


def _opened(
    chunks: Iterator[list[SealedResponse]], opener: Opener, count: int
) -> Iterator[tuple[str, Block, Unopened]]:
    if count <= FEW:
        for chunk in chunks:
            yield chunk[0].questionnaire, *opener.block(chunk)
        return
    # Spawned, not forked: a progress bar's thread may hold a lock at the moment of a fork.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[str, Future[tuple[Block, Unopened]]]] = deque()
    with ProcessPoolExecutor(PROCESSES, context, _start, (opener,)) as pool:
        for chunk in chunks:
            waiting.append((chunk[0].questionnaire, pool.submit(_open, chunk)))
            if len(waiting) > 2 * PROCESSES:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(
    waiting: deque[tuple[str, Future[tuple[Block, Unopened]]]],
) -> tuple[str, Block, Unopened]:
    name, future = waiting.popleft()
    try:
        return name, *future.result()
    except BrokenProcessPool as error:
        raise OpeningStopped("Opening was stopped from outside; there may be too little memory.") from error


_openers: list[Opener] = []
"""A worker's one opener; filled when the process starts."""


def _start(opener: Opener) -> None:
    _openers.append(opener)


def _open(chunk: list[SealedResponse]) -> tuple[Block, Unopened]:
    return _openers[0].block(chunk)
