"""What a build writes: its release agrees with itself, and is that of any other base."""

import gzip
import hashlib
from collections import Counter
from pathlib import Path

import orjson
import pytest
from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, Store, parse

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf import store
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.vocabulary import Esr, Prov, Rdf, Xsd
from esrgraph.release.folder import DataFolder, Release
from esrgraph.resources import resource
from kept import Kept

DUMPS = {"esr.nt.gz": RdfFormat.N_TRIPLES, "esr.ttl.gz": RdfFormat.TURTLE, "esr.jsonld.gz": RdfFormat.JSON_LD}


@pytest.fixture(scope="session")
def release(data: DataFolder) -> Release:
    return data.current()


def triples(release: Release, name: str) -> set[str]:
    with gzip.open(release.dumps / name) as file:
        return {str(quad.triple) for quad in parse(file, format=DUMPS[name])}


def test_the_summary_and_the_manifest_agree(release: Release) -> None:
    manifest = orjson.loads(release.manifest.read_bytes())
    documents = list(map(orjson.loads, release.documents.read_bytes().splitlines()))
    outcomes = Counter(document["outcome"] for document in documents)
    assert outcomes == {"published": 22, "listed": 4, "merged": 1, "rejected": 2, "skipped": 2}
    assert manifest["counts"]["projects"] == 22
    assert manifest["base"] == HERE.base
    for document in documents:
        if document["outcome"] == "skipped":
            continue
        path = EXAMPLES / document["name"].partition("#")[0]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == document["sha256"]


def test_the_dumps_and_the_store_hold_the_same_triples(release: Release) -> None:
    first, second, third = (triples(release, name) for name in DUMPS)
    assert first == second == third
    quads = store.open_read_only(release.store).quads_for_pattern(None, None, None, DefaultGraph())
    assert first == {str(quad.triple) for quad in quads}


def test_the_ntriples_dump_is_sorted_and_has_no_blank_node(release: Release) -> None:
    with gzip.open(release.dumps / "esr.nt.gz") as file:
        lines = file.read().splitlines()
    assert lines == sorted(set(lines))
    assert not any(line.startswith(b"_:") or b" _:" in line for line in lines)


def test_the_checksums_are_right(release: Release) -> None:
    for line in (release.dumps / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((release.dumps / name).read_bytes()).hexdigest() == digest


def below_another_base(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(iris=Iris("https://esr.example.fi/")))


def test_the_store_is_published_without_the_logs_of_its_library(release: Release) -> None:
    assert not list(release.store.glob("LOG*"))
    assert len(store.open_read_only(release.store))


def test_another_base_changes_every_own_iri_and_nothing_else(release: Release, kept: Kept) -> None:
    found = triples(DataFolder(kept(below_another_base)).current(), "esr.nt.gz")
    renamed = {line.replace("https://esr.example.fi/", HERE.base) for line in found}
    assert renamed == triples(release, "esr.nt.gz")


def test_the_days_of_pages_are_known_though_some_have_none() -> None:
    graph = Store()
    for name, day in (("a", "2016-06-30"), ("b", "2019-01-31"), ("c", None)):
        project, source = HERE.project(name), HERE.part(HERE.project(name), "source")
        graph.add(Quad(project, Prov.wasDerivedFrom, source))
        graph.add(Quad(source, Rdf.type, Esr.SourceDocument))
        if day:
            graph.add(Quad(source, Esr.retrieved, Literal(day, datatype=Xsd.date)))
    query = resource("sparql", "pages", "captured.rq").read_text("utf-8")
    assert store.select(graph, query) == [{"first": "2016-06-30", "last": "2019-01-31", "undated": "1"}]
