"""A release's dump into a graph of a store, in chunks, going on where an earlier attempt stopped."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode

from esrgraph.errors import EndpointError, ReleaseError
from esrgraph.runtime.progress import Progress
from esrgraph.stores.push.store_server import Server

_STAGE = "Loading the triples"


@dataclass(frozen=True, slots=True)
class Loading:
    """`dump` is compressed N-Triples: `triples` different ones, a line each, without blank nodes."""

    dump: Path
    triples: int
    server: Server
    graph: NamedNode
    chunk: int
    progress: Progress

    def run(self) -> int:
        """Make the graph hold the dump's triples; returns how many were sent.

        How far an earlier attempt came is what the store itself counts: chunks arrive in order, so the whole chunks
        below that number are there. The chunk that broke off is sent again, which adds nothing twice. Where the count
        is wrong in the end, because the chunks had another size or the graph another writer, all are sent once more.

        Raises:
            ReleaseError: the dump cannot be read.
            EndpointError: the server fails, or does not hold the dump's number of triples even then.
        """
        held = self.server.count(self.graph)
        if held == self.triples:
            return 0
        start = held // self.chunk * self.chunk if held < self.triples else 0
        sent = self._send(start)
        held = self.server.count(self.graph)
        if held != self.triples and start:
            sent += self._send(0)
            held = self.server.count(self.graph)
        if held != self.triples:
            raise EndpointError(
                f"{self.graph.value} holds {held} triples, and the release {self.triples}; nothing was switched"
            )
        return sent

    def _send(self, start: int) -> int:
        """Send the triples from number `start` on, into the graph as it is, or emptied where all are sent.

        The first request has no triples: a server that asks for a login does so before it gets much to read.
        """
        (self.server.add if start else self.server.replace)(self.graph, b"")
        done = start
        for lines in self._chunks(start):
            self.progress(_STAGE, done, self.triples)
            self.server.add(self.graph, b"".join(lines))
            done += len(lines)
        self.progress(_STAGE, done, self.triples)
        return done - start

    def _chunks(self, start: int) -> Iterator[list[bytes]]:
        try:
            with gzip.open(self.dump) as file:
                lines = islice(file, start, None)
                while chunk := list(islice(lines, self.chunk)):
                    yield chunk
        except (OSError, EOFError, zlib.error) as error:
            raise ReleaseError(f"The dump {self.dump} cannot be read: {error}; build the release again") from error
