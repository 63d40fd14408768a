"""What does a server stand under many clients at once? esrgraph's beside Oxigraph's over the same store, in one run.

    python -m benchmarks.load DATA [--seconds 60] [--clients 32] [--turns 3] [--kind KIND] [--processes N]
        [--against OTHER/src]

DATA is a folder of releases (`esrgraph build`), which is only read. Each server is asked in turns, so that what else
the machine does hits all: for look-ups of projects by their codes, for the data and for the pages of projects, for
mixed questions over SPARQL, and for mixed requests of a site. No question is asked twice of one server. Prints answers
a second, latency (p50, p99), and the milliseconds of the processor that the server takes for an answer.

With `--processes`, esrgraph serves a second time, by so many; with `--against`, the code of another source tree does,
too.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

import httptools
import uvloop

from benchmarks.servers import Server, esrgraph, oxigraph
from benchmarks.serving import DESCRIPTION, LOOK_UP
from benchmarks.soak import family
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql.catalogue import catalogue

JSON, TRIPLES, HTML = "application/sparql-results+json", "application/n-triples", "text/html"
QUESTIONS = (
    LOOK_UP,
    """PREFIX dct: <http://purl.org/dc/terms/> PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?project ?title ?euros {{ ?project esr:applicant <{organisation}> ; dct:title ?title
OPTIONAL {{ ?project esr:grantedEuAndStateFunding ?euros }} }}""",
    """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?municipality (COUNT(?project) AS ?projects) {{
?project esr:participant <{organisation}> ; esr:municipality ?municipality }} GROUP BY ?municipality""",
    """PREFIX esr: <https://w3id.org/esrgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?other ?name {{ <{organisation}> esr:worksWith ?other . ?other skos:prefLabel ?name }} ORDER BY ?name""",
    """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
ASK {{ ?project esr:code "{code}" ; esr:region/esr:municipality?/^esr:region ?other }}""",
)
_QUIET = 0.05
"""Seconds of the processor in one of the clock that a server takes at most while it has nothing to do."""
Asked = tuple[str, str]
"""A path, and the media type that is wanted."""


class Things(NamedTuple):
    """What can be asked for: codes of projects, IRIs of organisations, the base IRI."""

    codes: list[str]
    organisations: list[str]
    base: str


def things(release: Release) -> Things:
    """Those of a release, in an order of chance that is always the same."""
    store = open_read_only(release.store)
    text = "PREFIX esr: <https://w3id.org/esrgraph/ontology#> SELECT DISTINCT ?it {{ {} }}"
    codes = sorted(row["it"] or "" for row in select(store, text.format("?project esr:code ?it")))
    organisations = sorted(row["it"] or "" for row in select(store, text.format("?project esr:applicant ?it")))
    for each in (codes, organisations):
        random.Random(1).shuffle(each)
    return Things(codes, organisations, release.base)


def fresh(texts: Iterable[str], things: Things) -> Iterator[str]:
    """Texts with codes and organisations, without end; a round after the first says so, and is new to any memory."""
    pairs = zip(cycle(things.codes), cycle(things.organisations), strict=False)
    for number, (text, (code, organisation)) in enumerate(zip(cycle(texts), pairs, strict=False)):
        round_ = number // len(things.codes)
        yield text.format(code=code, organisation=organisation, iri=f"{things.base}id/project/{code}") + " " * round_


def look_ups(server: Server, things: Things) -> Iterator[Asked]:
    """A project by its code."""
    return ((server.sparql(text), JSON) for text in fresh([LOOK_UP], things))


def data(server: Server, things: Things) -> Iterator[Asked]:
    """All that is known of a project."""
    if server.endpoint == "/sparql":
        return ((f"/data/project/{code}.nt", TRIPLES) for code in cycle(things.codes))
    return ((server.sparql(text), TRIPLES) for text in fresh([DESCRIPTION], things))


def pages(server: Server, things: Things) -> Iterator[Asked]:
    """The page of a project."""
    return ((f"/page/project/{code}", HTML) for code in cycle(things.codes))


def questions(server: Server, things: Things) -> Iterator[Asked]:
    """Small questions of five kinds."""
    return ((server.sparql(text), JSON) for text in fresh(QUESTIONS, things))


def requests(server: Server, things: Things) -> Iterator[Asked]:
    """What people and programs ask of a site."""
    dice, names = random.Random(1), [query.name for query in catalogue()]
    for code, text in zip(cycle(things.codes), fresh(QUESTIONS, things), strict=False):
        yield dice.choice(
            [
                (server.sparql(text), JSON),
                (f"/data/project/{code}.ttl", "text/turtle"),
                (f"/page/project/{code}", HTML),
                (f"/queries/{dice.choice(names)}", "*/*"),
                (f"/search?q={quote(dice.choice(['nuoret', 'työllisyys', 'osaaminen', 'Lahti']))}", HTML),
                ("/", HTML),
            ]
        )


KINDS = {
    "look-ups by code": look_ups,
    "data of projects": data,
    "mixed questions": questions,
    "pages of projects": pages,
    "mixed requests": requests,
}
OF_A_SITE = {"pages of projects", "mixed requests"}
"""What only esrgraph answers."""


class Client(asyncio.Protocol):
    """Asks for one thing after the other over one connection until the time is over; keeps how long answers took."""

    def __init__(self, asked: Iterator[Asked], end: float, took: list[float]) -> None:
        self._asked, self._end, self._took = asked, end, took
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """No server ends a connection on which it is asked."""
        if not self.over.done():
            self.over.set_exception(RuntimeError(f"{self._path[:200]}: the connection ended: {exc}"))

    def on_message_complete(self) -> None:
        """The answer is there."""
        now = time.perf_counter()
        self._took.append(now - self._begun)
        if (status := self._parser.get_status_code()) != 200:
            self.over.set_exception(RuntimeError(f"{self._path[:200]}: status {status}"))
        elif now < self._end:
            self._ask()
        else:
            self.over.set_result(None)

    def _ask(self) -> None:
        self._path, media = next(self._asked)
        self._parser = httptools.HttpResponseParser(self)
        self._begun = time.perf_counter()
        self._transport.write(f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nAccept: {media}\r\n\r\n".encode())


async def ask(port: int, asked: Iterator[Asked], clients: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds."""
    took: list[float] = []
    end, loop = time.perf_counter() + seconds, asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Client(asked, end, took), "127.0.0.1", port) for _ in range(clients)]
    await asyncio.gather(*(client.over for _, client in made))
    for transport, _ in made:
        transport.close()
    return took


def processor(server: int) -> float:
    """Seconds of the processor that a process and those that it has started have taken."""
    ticks = 0
    for each in family(server):
        with suppress(OSError):  # one that has ended
            user, system = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]
            ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def settle(server: int) -> None:
    """Wait until a server that has just started has nothing to do."""
    before = math.inf
    while (now := processor(server)) - before > _QUIET or before == math.inf:
        before = now
        time.sleep(1)


class Load:
    """One server under one kind of requests, in turns."""

    def __init__(self, server: Server, asked: Iterator[Asked]) -> None:
        self._server, self._asked = server, asked
        self._took: list[float] = []
        self._seconds = self._worked = 0.0

    def turn(self, clients: int, seconds: float) -> None:
        """Ask for a while."""
        start, before = time.perf_counter(), processor(self._server.process)
        self._took += uvloop.run(ask(self._server.port, self._asked, clients, seconds))
        self._seconds += time.perf_counter() - start
        self._worked += processor(self._server.process) - before

    def __str__(self) -> str:
        cuts, count = quantiles(self._took, n=100), len(self._took)
        return (
            f"{count / self._seconds:7.0f} a second   p50 {cuts[49] * 1000:6.1f} ms   p99 {cuts[98] * 1000:6.1f} ms"
            f"   processor {self._worked / count * 1000:6.2f} ms"
        )


def main() -> None:
    """Start the servers and ask them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seconds", type=float, default=60, help="for each server and kind")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--against", type=Path, help="the source tree of another version")
    parser.add_argument("--processes", type=int, help="those of a second server of esrgraph")
    parser.add_argument("--kind", action="append", choices=KINDS, help="may be given several times; all if not at all")
    given = parser.parse_args()
    release = DataFolder(given.data).current()
    known = things(release)
    print(f"{len(known.codes):,} projects, {given.clients} clients, {given.seconds:g} s each in {given.turns} turns")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = {"esrgraph": stack.enter_context(esrgraph(given.data))}
        if given.processes:
            several = esrgraph(given.data, "--processes", str(given.processes))
            servers[f"{given.processes} processes"] = stack.enter_context(several)
        if given.against:
            servers["against"] = stack.enter_context(esrgraph(given.data, source=given.against))
        servers["oxigraph"] = stack.enter_context(oxigraph(release, folder))
        for server in servers.values():
            settle(server.process)
        for kind in given.kind or KINDS:
            loads = {
                name: Load(server, KINDS[kind](server, known))
                for name, server in servers.items()
                if name != "oxigraph" or kind not in OF_A_SITE
            }
            for _ in range(given.turns):
                for load in loads.values():
                    load.turn(given.clients, given.seconds / given.turns)
            for name, load in loads.items():
                print(f"{kind:18} {name:11} {load}", flush=True)


if __name__ == "__main__":
    main()
