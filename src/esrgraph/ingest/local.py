"""Documents to packed captures: in processes of their own, one or as many as there are cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from itertools import chain, islice

from esrgraph.documents.reader import Document, Located, Location
from esrgraph.errors import DamagedDocument
from esrgraph.extraction.lists import is_list
from esrgraph.ingest.capture import Capture, Rejection, capture
from esrgraph.ingest.encoding import PackedCapture, pack
from esrgraph.ingest.list_capture import capture_list
from esrgraph.rdf.iris import Iris
from esrgraph.runtime.child import Children, Loss

CHUNK = 16
"""Documents sent to a process at once."""
_AHEAD = 3
"""Chunks under way for each process: enough that none waits, few enough that memory does not grow."""
_FEW = 384
"""Up to so many documents, a second process takes as long to load what it reads with as it then reads."""

_MOST_BYTES = 32_000_000
"""Bytes of documents out of a stream that are sent at once, whatever their number."""

Read = tuple[Located, PackedCapture]
"""A document, or its place, and what it gave."""


@dataclass(frozen=True, slots=True)
class Task:
    """How a document is read: the same in every process."""

    iris: Iris
    include_contacts: bool = False

    def __call__(self, document: Located) -> PackedCapture:
        """What a document gives; raises InputError where it is no longer there."""
        try:
            read = _read(document)
        except DamagedDocument as error:
            rejection = Rejection(error.message, error.remedy, is_lasting=False)
            return pack(Capture(document.name, "", rejection=rejection))
        if is_list(read.content):
            return pack(capture_list(read, self.iris))
        return pack(capture(read, self.iris, include_contacts=self.include_contacts))


def _read(document: Located) -> Document:
    return document.read() if isinstance(document, Location) else document


def checksum(document: Located) -> str:
    """The SHA-256 of a document's bytes, "" where they cannot be had."""
    try:
        return _read(document).sha256
    except DamagedDocument:
        return ""


def are_few(documents: int) -> bool:
    """Whether a second process would cost more than it saves."""
    return documents <= _FEW


def read_all(locations: Iterable[Located], task: Task, jobs: int = 1) -> Iterator[Read]:
    """What each document gives: in their order with one job, else in no fixed one; a document that ends the process it
    is read in gives a rejection. Many are read in `jobs` processes.

    Locations are asked for as they are needed, so memory does not grow with their number. Raises ReleaseError where no
    process can be started, and InputError where a document is no longer there.
    """
    coming = iter(locations)
    first = list(_first(coming))
    jobs = 1 if are_few(len(first)) else jobs
    under_way: dict[Future[list[PackedCapture | Loss]], Sequence[Located]] = {}
    with Children(jobs) as children:
        for chunk in chunks(chain(first, coming)):
            under_way[children.submit(task, chunk)] = chunk
            if len(under_way) >= _AHEAD * jobs:
                yield from _finished_chunks(under_way)
        while under_way:
            yield from _finished_chunks(under_way)


def _first(coming: Iterator[Located]) -> Iterator[Located]:
    """Those that show whether they are few: one more than few are, or fewer where they are large."""
    size = 0
    for each in islice(coming, _FEW + 1):
        yield each
        size += _bytes(each)
        if size > _MOST_BYTES:
            return


def _bytes(each: Located) -> int:
    """The bytes of a document that are in memory."""
    return len(each.content) if isinstance(each, Document) else 0


def chunks(locations: Iterator[Located]) -> Iterator[list[Located]]:
    """The documents, `CHUNK` at a time, or fewer where they are large."""
    chunk: list[Located] = []
    size = 0
    for each in locations:
        chunk.append(each)
        size += _bytes(each)
        if len(chunk) == CHUNK or size > _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _finished_chunks(
    under_way: dict[Future[list[PackedCapture | Loss]], Sequence[Located]],
) -> Iterator[Read]:
    """What the chunks give that are done first; they are no longer under way."""
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in [each for each in under_way if each in done]:
        chunk = under_way.pop(future)
        yield from zip(chunk, pack_captures(chunk, future.result()), strict=True)


def pack_captures(documents: Sequence[Located], results: Iterable[PackedCapture | Loss]) -> Iterator[PackedCapture]:
    """What documents gave, with a rejection for each that its process was lost over."""
    for document, result in zip(documents, results, strict=True):
        yield _pack_rejection(document, result) if isinstance(result, Loss) else result


def _pack_rejection(document: Located, loss: Loss) -> PackedCapture:
    return pack(Capture(document.name, checksum(document), rejection=lost_document(loss)))


def lost_document(loss: Loss) -> Rejection:
    """Why a document is not used that its process was lost over."""
    remedy = "Save the page again, or leave it out and report it"
    return Rejection(f"Reading it {loss.reason}", remedy, is_lasting=False)
