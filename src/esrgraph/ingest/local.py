"""Documents to packed captures: in this process, or in worker processes on all its cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from itertools import chain, islice

from esrgraph.documents.reader import Document, Location
from esrgraph.ingest.capture import capture
from esrgraph.ingest.encoding import Packed, pack
from esrgraph.rdf.iris import Iris
from esrgraph.runtime.parallel import processes

CHUNK = 16
"""Documents sent to a worker at once."""
_AHEAD = 3
"""Chunks under way for each worker: enough that none waits, few enough that memory does not grow."""
_FEW = 128
"""Up to so many documents, starting worker processes costs more than they save."""

Read = tuple[Location, Packed]
"""A document's place and what it gave."""


@dataclass(frozen=True, slots=True)
class Task:
    """How documents are read: the same in every process."""

    iris: Iris
    include_contacts: bool = False

    def __call__(self, documents: Iterable[Location | Document]) -> list[Packed]:
        """What documents give; raises InputError where one is no longer there."""
        read = (each.read() if isinstance(each, Location) else each for each in documents)
        return [pack(capture(each, self.iris, include_contacts=self.include_contacts)) for each in read]


def are_few(documents: int) -> bool:
    """Whether worker processes would cost more than they save."""
    return documents <= _FEW


def read_all(locations: Iterable[Location], task: Task, jobs: int = 1) -> Iterator[Read]:
    """What each document gives, in no fixed order; many are read in `jobs` worker processes.

    Locations are asked for as they are needed, so memory does not grow with their number. Raises ReleaseError where a
    worker process is killed.
    """
    coming = iter(locations)
    first = list(islice(coming, _FEW + 1))
    if jobs == 1 or are_few(len(first)):
        yield from ((location, task([location])[0]) for location in chain(first, coming))
    else:
        yield from _in_processes(chain(first, coming), task, jobs)


def chunks(locations: Iterator[Location]) -> Iterator[list[Location]]:
    """The locations, `CHUNK` at a time."""
    while chunk := list(islice(locations, CHUNK)):
        yield chunk


def _in_processes(locations: Iterator[Location], task: Task, jobs: int) -> Iterator[Read]:
    under_way: dict[Future[list[Packed]], Sequence[Location]] = {}
    with processes(jobs) as pool:
        for chunk in chunks(locations):
            under_way[pool.submit(task, chunk)] = chunk
            if len(under_way) >= _AHEAD * jobs:
                yield from _finished(under_way)
        while under_way:
            yield from _finished(under_way)


def _finished(under_way: dict[Future[list[Packed]], Sequence[Location]]) -> Iterator[Read]:
    """What the chunks give that are done first; they are no longer under way."""
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        yield from zip(under_way.pop(future), future.result(), strict=True)
