"""How fast are ten questions of different kinds, against Oxigraph's server and Virtuoso over the same triples?

    python -m benchmarks.mix DATA [--rounds N]

DATA is a folder of releases (`esrgraph build`). Each server is asked each question once (cold: nobody has asked it
before, though its files are in memory) and then N times more (warm: the median). Prints milliseconds, whether all gave
the same rows, and how the geometric means compare. Virtuoso is left out where it is not installed (Debian:
virtuoso-opensource-7).
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from statistics import geometric_mean, median
from tempfile import TemporaryDirectory

from benchmarks.servers import JSON, Server, esrgraph, oxigraph, virtuoso
from esrgraph.rdf.ontology import PREFIXES
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder, Release

QUESTIONS = {
    "project by code": """
        SELECT ?property ?value { ?project esr:code "{code}" ; ?property ?value FILTER(isIRI(?value)) }""",
    "projects by municipality": """
        SELECT ?municipality (COUNT(?project) AS ?projects) { ?project esr:municipality ?municipality }
        GROUP BY ?municipality""",
    "projects of one municipality": """
        SELECT ?project ?title ?applicant {
          ?project esr:municipality <{municipality}> ; dct:title ?title ; esr:applicant ?applicant }""",
    "sharing municipalities with one": """
        SELECT ?other (COUNT(DISTINCT ?municipality) AS ?shared) {
          { SELECT DISTINCT ?municipality { ?mine esr:participant <{organisation}> ; esr:municipality ?municipality } }
          ?theirs esr:municipality ?municipality ; esr:participant ?other FILTER(?other != <{organisation}>) }
        GROUP BY ?other""",
    "the same through esr:activeIn": """
        SELECT ?other (COUNT(?municipality) AS ?shared) {
          <{organisation}> esr:activeIn ?municipality . ?other esr:activeIn ?municipality
          FILTER(?other != <{organisation}>) }
        GROUP BY ?other""",
    "two hops by path alternation": """
        SELECT DISTINCT ?other {
          <{organisation}> (^(esr:applicant|esr:coImplementer)/(esr:applicant|esr:coImplementer)) ?one .
          ?one (^(esr:applicant|esr:coImplementer)/(esr:applicant|esr:coImplementer)) ?other }""",
    "two hops by esr:worksWith": """
        SELECT DISTINCT ?other { <{organisation}> esr:worksWith/esr:worksWith ?other }""",
    "funding by region and year": """
        SELECT ?region ?year (SUM(?granted) AS ?sum) {
          ?project esr:region ?region ; esr:plannedStart ?start ; esr:grantedEuAndStateFunding ?granted
          BIND(YEAR(?start) AS ?year) }
        GROUP BY ?region ?year""",
    "funding by objective": """
        SELECT ?objective (COUNT(?project) AS ?projects) (SUM(?granted) AS ?sum) {
          ?project esr:specificObjective ?objective ; esr:grantedEuAndStateFunding ?granted }
        GROUP BY ?objective""",
    "target groups of a region, with narrower": """
        SELECT ?group (COUNT(DISTINCT ?project) AS ?projects) {
          ?project esr:region <{region}> ; esr:directTargetGroup ?narrow . ?narrow skos:broader* ?group }
        GROUP BY ?group""",
}
LIMIT = 60_000.0
"""Milliseconds after which a server may give up."""
_CHOICES = {
    "code": "SELECT ?it { ?project esr:code ?it } ORDER BY ?it LIMIT 1",
    "municipality": "SELECT ?it { ?project esr:municipality ?it } GROUP BY ?it ORDER BY DESC(COUNT(*)) ?it LIMIT 1",
    "organisation": "SELECT ?it { ?it esr:businessId ?id ; esr:projectCount ?n } ORDER BY ABS(?n - 10) ?it LIMIT 1",
    "region": "SELECT ?it { ?project esr:region ?it } GROUP BY ?it ORDER BY DESC(COUNT(*)) ?it LIMIT 1",
}
"""The municipality and the region with the most projects, and an organisation with about ten: of the largest, the raw
form of sharing municipalities goes through a hundred million pairs."""


def prefixed(text: str) -> str:
    """A query with all prefixes declared."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + text


def questions(release: Release) -> dict[str, str]:
    """The questions about a release's own things."""
    store = open_read_only(release.store)
    chosen = {name: select(store, prefixed(text))[0]["it"] or "" for name, text in _CHOICES.items()}
    return {name: prefixed(_filled(text, chosen)) for name, text in QUESTIONS.items()}


def _filled(text: str, chosen: dict[str, str]) -> str:
    for name, value in chosen.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def rows(body: bytes) -> Counter[tuple[str, ...]]:
    """The rows of a result, numbers by value: servers write them in different ways."""
    result = json.loads(body)
    names = sorted(result["head"]["vars"])
    return Counter(tuple(_value(row.get(name)) for name in names) for row in result["results"]["bindings"])


def _value(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    if term["type"] != "uri" and term.get("datatype", "").rpartition("#")[2] in ("integer", "decimal", "int", "double"):
        return str(Decimal(term["value"]).normalize())
    return term["value"]


def measure(server: Server, text: str, rounds: int) -> tuple[float, float, Counter[tuple[str, ...]] | None]:
    """Milliseconds cold and warm, and the rows: `LIMIT` and None from a server that gives up."""
    path = server.sparql(text)
    try:
        cold, body = server.timed(path, JSON)
    except RuntimeError:
        return LIMIT, LIMIT, None
    return cold, median(server.milliseconds(path, JSON) for _ in range(rounds)), rows(body)


def compare(servers: dict[str, Server], asked: dict[str, str], rounds: int) -> None:
    """Print a line for each question, and the geometric means."""
    print(f"{'milliseconds, cold / warm':42}" + "".join(f"{name:>22}" for name in servers) + "      rows")
    cold: dict[str, list[float]] = {name: [] for name in servers}
    warm: dict[str, list[float]] = {name: [] for name in servers}
    for question, text in asked.items():
        found = {name: measure(server, text, rounds) for name, server in servers.items()}
        for name, (first, later, _) in found.items():
            cold[name].append(first)
            warm[name].append(later)
        results = [result for _, _, result in found.values() if result is not None]
        same = "the same" if all(result == results[0] for result in results) else "DIFFERENT"
        same += "" if len(results) == len(found) else f" ({LIMIT:g}: gave up)"
        figures = "".join(f"{first:>12.1f} /{later:>8.1f}" for first, later, _ in found.values())
        print(f"{question:42}{figures}{results[0].total():>10} {same}")
    own, *peers = servers
    for kind, times in (("cold", cold), ("warm", warm)):
        means = {name: geometric_mean(each) for name, each in times.items()}
        best = min(peers, key=means.__getitem__)
        listed = ", ".join(f"{name} {mean:.1f} ms" for name, mean in means.items())
        print(f"geometric mean {kind}: {listed}; {own} / {best}: ratio {means[own] / means[best]:.3f}")


def main() -> None:
    """Start the servers and ask them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    release = DataFolder(given.data).current()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = {
            "esrgraph": stack.enter_context(esrgraph(given.data)),
            "Oxigraph's server": stack.enter_context(oxigraph(release, folder)),
        }
        if shutil.which("virtuoso-t"):
            servers["Virtuoso"] = stack.enter_context(virtuoso(release, folder / "virtuoso"))
        compare(servers, questions(release), given.rounds)


if __name__ == "__main__":
    main()
