"""How fast are answers? esrgraph's server against Oxigraph's over the same store, in one run.

    python -m benchmarks.serving DATA [--rounds N] [--rdflib-projects N]

DATA is a folder of releases (`esrgraph build`). Prints the median latency of both servers and their ratio: for the
look-up of a project by its code, for the description of an entity, for a repeated question, and for every query of the
catalogue with its defaults; then how 1,000 mixed requests of 32 clients fare. Descriptions of the
same extent are asked: facts, parts, links from elsewhere, names. Then how many pages a second 16 clients get.

With rdflib-endpoint installed, the look-up is asked of it too, over the first N projects of the dump.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from benchmarks.servers import JSON, Server, esrgraph, oxigraph, rdflib_endpoint
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql import bind
from esrgraph.sparql.catalogue import catalogue
from esrgraph.sparql.inline import inline
from esrgraph.sparql.precomputed import Precomputed

LOOK_UP = """PREFIX dct: <http://purl.org/dc/terms/> PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?project ?title ?granted WHERE {{ ?project esr:code "{code}" ; dct:title ?title .
OPTIONAL {{ ?project esr:grantedEuAndStateFunding ?granted }} }}"""
DESCRIPTION = """PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT {{ ?s ?p ?o . ?in ?to <{iri}> . ?near skos:prefLabel ?label . ?project dct:title ?title }} WHERE {{
  {{ <{iri}> ?p ?o BIND(<{iri}> AS ?s) }}
  UNION {{ <{iri}> ?link ?s . FILTER(STRSTARTS(STR(?s), "{iri}#")) ?s ?p ?o }}
  UNION {{ SELECT ?in ?to {{ ?in ?to <{iri}> }} LIMIT 100 }}
  UNION {{ <{iri}> ?link ?near . ?near skos:prefLabel ?label }}
  UNION {{ SELECT ?project ?title {{ ?project ?to <{iri}> ; dct:title ?title }} LIMIT 100 }} }}"""
REPEATED = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?region (COUNT(?p) AS ?projects) WHERE { ?p esr:region ?region } GROUP BY ?region"""
CLIENTS, REQUESTS, PAGE_CLIENTS = 32, 1000, 16


def compare(name: str, ours: Iterable[float], theirs: Iterable[float], peer: str = "oxigraph") -> None:
    """Print the medians and their ratio (below 1: esrgraph is faster)."""
    us, them = median(ours), median(theirs)
    print(f"{name:34} esrgraph {us:9.2f} ms   {peer} {them:9.2f} ms   ratio {us / them:7.3f}")


def alternating(rounds: Iterable[tuple[Callable[[], float], Callable[[], float]]]) -> tuple[list[float], list[float]]:
    """The times of both servers, asked in turn, so that what else the machine does hits both."""
    pairs = [(one(), other()) for one, other in rounds]
    return [one for one, _ in pairs], [other for _, other in pairs]


def look_ups(ours: Server, theirs: Server, codes: list[str], peer: str = "oxigraph") -> None:
    """Each project by its code, once, so that nobody answers from memory."""
    texts = [LOOK_UP.format(code=code) for code in codes]
    times = alternating(
        (
            lambda text=text: ours.milliseconds(ours.sparql(text), JSON),
            lambda text=text: theirs.milliseconds(theirs.sparql(text), JSON),
        )
        for text in texts
    )
    compare(f"project by code, {len(codes)} projects", *times, peer)


def descriptions(ours: Server, theirs: Server, iris: list[str], base: str) -> None:
    """What is known of an entity, each once."""
    times = alternating(
        (
            lambda iri=iri: ours.milliseconds(f"/data/{quote(iri.removeprefix(f'{base}id/'))}.nt", "*/*"),
            lambda iri=iri: theirs.milliseconds(theirs.sparql(DESCRIPTION.format(iri=iri)), "application/n-triples"),
        )
        for iri in iris
    )
    compare(f"description, {len(iris)} entities", *times)


def repeated(ours: Server, theirs: Server, rounds: int) -> None:
    """One question again and again."""
    times = alternating(
        [
            (
                lambda: ours.milliseconds(ours.sparql(REPEATED), JSON),
                lambda: theirs.milliseconds(theirs.sparql(REPEATED), JSON),
            )
        ]
        * rounds
    )
    compare("the same question again", *times)


def questions(ours: Server, theirs: Server, release: Release) -> None:
    """Every query of the catalogue with its defaults: the answer made at build against the engine's."""
    known, slowest = Precomputed(release.queries), 0.0
    for query in map(known.query, catalogue()):
        form = "application/n-triples" if "CONSTRUCT" in query.text else JSON
        text = inline(query, bind(query, {}, Iris(release.base)))
        path = f"/queries/{query.name}"
        own = [ours.milliseconds(path, form) for _ in range(6)][1:]
        compare(query.name, own, [theirs.milliseconds(theirs.sparql(text), form)])
        slowest = max(slowest, median(own))
    print(f"slowest answer of the catalogue with defaults: {slowest:.1f} ms")


def pages(ours: Server, paths: list[str]) -> None:
    """Pages of entities asked by many clients, of a server that has not made them yet and of one that has."""
    for state in ("first", "again"):
        start = time.perf_counter()
        with ThreadPoolExecutor(PAGE_CLIENTS) as clients:
            times = sorted(clients.map(lambda path: ours.milliseconds(path, "text/html"), paths))
        rate = len(times) / (time.perf_counter() - start)
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        print(
            f"{len(paths)} pages asked {state} by {PAGE_CLIENTS} clients: {rate:.0f} a second,"
            f" p50 {p50:.1f} ms, p99 {p99:.1f} ms"
        )


def mixed(ours: Server, codes: list[str]) -> None:
    """Many clients at once, each with other questions."""
    names = [query.name for query in catalogue()]
    dice = random.Random(1)
    paths = [
        dice.choice(
            [
                ours.sparql(LOOK_UP.format(code=dice.choice(codes))),
                f"/data/project/{dice.choice(codes)}.ttl",
                f"/page/project/{dice.choice(codes)}",
                f"/queries/{dice.choice(names)}",
                f"/search?q={quote(dice.choice(['nuoret', 'työllisyys', 'osaaminen', 'Lahti']))}",
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
        ours = stack.enter_context(esrgraph(given.data))
        theirs = stack.enter_context(oxigraph(release, folder))
        look_ups(ours, theirs, codes[: given.rounds])
        descriptions(ours, theirs, [row["e"] or "" for row in islice(entities, given.rounds)], release.base)
        repeated(ours, theirs, given.rounds)
        questions(ours, theirs, release)
        pages(ours, [f"/page/{quote((row['e'] or '').removeprefix(f'{release.base}id/'))}" for row in entities[:1000]])
        mixed(ours, codes)
        if shutil.which("rdflib-endpoint") is None:
            print("rdflib-endpoint is not installed: pip install 'rdflib-endpoint[cli]' to compare with it")
            return
        few = first_projects(release, given.rdflib_projects, folder / "few.nt")
        other = stack.enter_context(rdflib_endpoint(folder / "few.nt"))
        look_ups(ours, other, few[:100], "rdflib-endpoint")


if __name__ == "__main__":
    main()
