"""How fast are answers? esrgraph's server against Oxigraph's over the same store, in one run.

    python -m benchmarks.serving DATA [--rounds N] [--rdflib-projects N]

DATA is a folder of releases (`esrgraph build`). Prints the median latency of both servers and their ratio: for the
look-up of a project by its code, for the description of an entity, for a repeated question, and for every query of the
catalogue with its defaults; then how 1,000 mixed requests of 32 clients fare. Every question is asked warm.

With rdflib-endpoint installed, the look-up is asked of it too, over the first N projects of the dump.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import local
from urllib.parse import quote, urlencode

from esrgraph.catalogue import catalogue
from esrgraph.iri import Iris
from esrgraph.precomputed import Precomputed
from esrgraph.query import bind
from esrgraph.query.inline import inline
from esrgraph.release import DataFolder, Release
from esrgraph.store import open_read_only, select

LOOK_UP = """PREFIX dct: <http://purl.org/dc/terms/> PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?project ?title ?granted WHERE {{ ?project esr:code "{code}" ; dct:title ?title .
OPTIONAL {{ ?project esr:grantedEuAndStateFunding ?granted }} }}"""
DESCRIPTION = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
{{ BIND(<{iri}> AS ?s) ?s ?p ?o }} UNION {{ <{iri}> ?link ?s . ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{iri}#")) }} }}"""
REPEATED = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?region (COUNT(?p) AS ?projects) WHERE { ?p esr:region ?region } GROUP BY ?region"""
CLIENTS, REQUESTS = 32, 1000


class Server:
    """A server on this machine, asked over connections that are kept open, one a thread."""

    def __init__(self, port: int) -> None:
        self.port, self._threads = port, local()

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Status and body."""
        if not hasattr(self._threads, "connection"):
            self._threads.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            return self._asked(path, accept)
        except RemoteDisconnected:  # the server closes connections that were idle for a while
            self._threads.connection.close()
            return self._asked(path, accept)

    def _asked(self, path: str, accept: str) -> tuple[int, bytes]:
        self._threads.connection.request("GET", path, headers={"Accept": accept})
        response = self._threads.connection.getresponse()
        return response.status, response.read()

    def milliseconds(self, path: str, accept: str) -> float:
        """How long one answer takes."""
        start = time.perf_counter()
        status, _ = self.get(path, accept)
        if status != 200:
            raise RuntimeError(f"{path[:200]}: status {status}")
        return (time.perf_counter() - start) * 1000


@contextmanager
def serving(*command: str) -> Iterator[Server]:
    """A server for as long as it is needed; `{port}` in the command is replaced."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([part.format(port=port) for part in command], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Return when something listens."""
    for _ in range(1200):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The server does not come up")


def sparql(text: str, endpoint: str) -> str:
    """The path that asks a query."""
    return f"{endpoint}?{urlencode({'query': text})}"


def compare(name: str, ours: Iterable[float], theirs: Iterable[float], peer: str = "oxigraph") -> None:
    """Print the medians and their ratio (below 1: esrgraph is faster)."""
    us, them = median(ours), median(theirs)
    print(f"{name:34} esrgraph {us:9.2f} ms   {peer} {them:9.2f} ms   ratio {us / them:7.3f}")


def alternating(rounds: Iterable[tuple[Callable[[], float], Callable[[], float]]]) -> tuple[list[float], list[float]]:
    """The times of both servers, asked in turn, so that what else the machine does hits both."""
    pairs = [(one(), other()) for one, other in rounds]
    return [one for one, _ in pairs], [other for _, other in pairs]


def look_ups(ours: Server, theirs: Server, codes: list[str], endpoint: str = "/query", peer: str = "oxigraph") -> None:
    """Each project by its code, once, so that nobody answers from memory."""
    json = "application/sparql-results+json"
    texts = [LOOK_UP.format(code=code) for code in codes]
    times = alternating(
        (
            lambda text=text: ours.milliseconds(sparql(text, "/sparql"), json),
            lambda text=text: theirs.milliseconds(sparql(text, endpoint), json),
        )
        for text in texts
    )
    compare(f"project by code, {len(codes)} projects", *times, peer)


def descriptions(ours: Server, theirs: Server, iris: list[str], base: str) -> None:
    """What is known of an entity, each once."""
    times = alternating(
        (
            lambda iri=iri: ours.milliseconds(f"/data/{quote(iri.removeprefix(f'{base}id/'))}.nt", "*/*"),
            lambda iri=iri: theirs.milliseconds(sparql(DESCRIPTION.format(iri=iri), "/query"), "application/n-triples"),
        )
        for iri in iris
    )
    compare(f"description, {len(iris)} entities", *times)


def repeated(ours: Server, theirs: Server, rounds: int) -> None:
    """One question again and again."""
    json = "application/sparql-results+json"
    times = alternating(
        [
            (
                lambda: ours.milliseconds(sparql(REPEATED, "/sparql"), json),
                lambda: theirs.milliseconds(sparql(REPEATED, "/query"), json),
            )
        ]
        * rounds
    )
    compare("the same question again", *times)


def questions(ours: Server, theirs: Server, release: Release) -> None:
    """Every query of the catalogue with its defaults: the answer made at build against the engine's."""
    known, slowest = Precomputed(release.queries), 0.0
    for query in map(known.query, catalogue()):
        form = "application/n-triples" if "CONSTRUCT" in query.text else "application/sparql-results+json"
        text = inline(query, bind(query, {}, Iris(release.base)))
        path = f"/queries/{query.name}"
        own = [ours.milliseconds(path, form) for _ in range(6)][1:]
        compare(query.name, own, [theirs.milliseconds(sparql(text, "/query"), form) for _ in range(1)])
        slowest = max(slowest, median(own))
    print(f"slowest answer of the catalogue with defaults: {slowest:.1f} ms")


def mixed(ours: Server, codes: list[str]) -> None:
    """Many clients at once, each with other questions."""
    names = [query.name for query in catalogue()]
    dice = random.Random(1)
    paths = [
        dice.choice(
            [
                sparql(LOOK_UP.format(code=dice.choice(codes)), "/sparql"),
                f"/data/project/{dice.choice(codes)}.ttl",
                f"/page/project/{dice.choice(codes)}",
                f"/queries/{dice.choice(names)}",
                f"/search?q={dice.choice(['nuoret', 'työllisyys', 'osaaminen', 'Lahti'])}",
                "/",
            ]
        )
        for _ in range(REQUESTS)
    ]
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        statuses = Counter(status for status, _ in clients.map(ours.get, paths))
    seconds = time.perf_counter() - start
    print(f"{REQUESTS} mixed requests of {CLIENTS} clients: {dict(statuses)}, {REQUESTS / seconds:.0f} a second")


def first_projects(release: Release, count: int, target: Path) -> list[str]:
    """Write the triples of the first projects of the dump; returns their codes."""
    start = f"<{release.base}id/project/".encode()
    codes: list[str] = []
    with gzip.open(release.dumps / "esr.nt.gz") as lines, target.open("wb") as output:
        for line in lines:
            if line.startswith(start):
                code = line[len(start) : len(start) + 6].decode()
                if code not in codes[-1:]:
                    codes.append(code)
                if len(codes) > count:
                    break
                output.write(line)
    return codes[:count]


def main() -> None:
    """Start the servers and ask them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--rdflib-projects", type=int, default=300)
    given = parser.parse_args()
    release = DataFolder(given.data).current()
    store = open_read_only(release.store)
    entities = select(
        store, "PREFIX esr: <https://w3id.org/esrgraph/ontology#> SELECT ?e ?c { ?e esr:code|esr:businessId ?c }"
    )
    dice = random.Random(1)
    dice.shuffle(entities)
    codes = [row["c"] or "" for row in entities if "/project/" in (row["e"] or "")]
    print(f"{len(codes):,} projects, {len(store):,} triples")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ours = stack.enter_context(serving("esrgraph", "serve", "--data", str(given.data), "--port", "{port}"))
        shutil.copytree(release.store, folder / "store")
        command = ("oxigraph", "serve-read-only", "--location", str(folder / "store"), "--bind", "127.0.0.1:{port}")
        theirs = stack.enter_context(serving(*command))
        look_ups(ours, theirs, codes[: given.rounds])
        descriptions(ours, theirs, [row["e"] or "" for row in islice(entities, given.rounds)], release.base)
        repeated(ours, theirs, given.rounds)
        questions(ours, theirs, release)
        mixed(ours, codes)
        if find_spec("rdflib_endpoint") is None:
            print("rdflib-endpoint is not installed: pip install 'rdflib-endpoint[cli]' to compare with it")
            return
        few = first_projects(release, given.rdflib_projects, folder / "few.nt")
        other = stack.enter_context(serving("rdflib-endpoint", "serve", str(folder / "few.nt"), "--port", "{port}"))
        look_ups(ours, other, few[:100], "/", "rdflib-endpoint")


if __name__ == "__main__":
    main()
