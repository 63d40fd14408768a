"""A build as its user runs it: what it says, what it writes, what it leaves alone when it fails."""

import gzip
import hashlib
import shutil
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest
from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, Store, parse

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.errors import FindingsError, InputError
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
    assert outcomes == {"published": 20, "listed": 4, "merged": 1, "rejected": 2, "skipped": 2}
    assert manifest["counts"]["projects"] == 20
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


def test_the_richer_capture_is_published_whatever_the_order(release: Release, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((EXAMPLES / "S39001-capture-2.txt").read_bytes())
    (tmp_path / "b.txt").write_bytes((EXAMPLES / "S39001.txt").read_bytes())
    summary = build_release([tmp_path], DataFolder(tmp_path / "data"), Options())
    assert (summary.counts.projects, summary.merged) == (1, [("a.txt", "S39001")])


def below_another_base(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(iris=Iris("https://esr.example.fi/")))


def test_another_base_changes_every_own_iri_and_nothing_else(release: Release, kept: Kept) -> None:
    found = triples(DataFolder(kept(below_another_base)).current(), "esr.nt.gz")
    renamed = {line.replace("https://esr.example.fi/", HERE.base) for line in found}
    assert renamed == triples(release, "esr.nt.gz")


def test_strict_releases_nothing_when_a_page_is_rejected_and_progress_tells_of_every_document(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    told: list[tuple[str, int, int | None]] = []
    with pytest.raises(FindingsError, match="2 documents were rejected and 2 fields"):
        build_release([EXAMPLES], data, Options(strict=True), lambda *each: told.append(each))
    assert data.releases() == ()
    assert [done for stage, done, _ in told if stage == "Reading pages"] == list(range(1, 22)), "all were read"


def test_files_that_are_no_pages_are_named_with_their_reason_and_no_error(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy2(EXAMPLES / "S39001.txt", pages / "projekti.php?projektikoodi=S39001")
    (pages / "README").write_text("These pages are made up.\n")
    (pages / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (pages / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    with ZipFile(pages / "some.zip", "w") as archive:
        archive.write(EXAMPLES / "S39002.txt", "good.xhtml")
        archive.write(EXAMPLES / "S39003.txt", "damaged.txt")
    content = (pages / "some.zip").read_bytes()
    (pages / "some.zip").write_bytes(content.replace(b"Hankekoodi: S39003", b"Hankekoodi: S39999"))
    summary = build_release([pages], DataFolder(tmp_path / "data"), Options())
    assert summary.counts.projects == 2
    assert [name for name, _ in summary.rejected] == ["broken.zip", "some.zip/damaged.txt"]
    assert [name for name, _ in summary.skipped] == ["README", "logo.png"]
    outcomes = map(orjson.loads, summary.release.documents.read_bytes().splitlines())
    assert {each["name"]: each["message"] for each in outcomes if each["outcome"] == "skipped"} == {
        "README": "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it",
        "logo.png": "The file looks like a PNG image",
    }
    strict = Options(strict=True)
    with pytest.raises(FindingsError, match="2 documents were rejected"):
        build_release([pages], DataFolder(tmp_path / "data"), strict)
    for name in ("broken.zip", "some.zip"):
        (pages / name).unlink()
    assert build_release([pages], DataFolder(tmp_path / "data"), strict).counts.projects == 1


def test_only_unusable_documents_make_no_release(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with pytest.raises(InputError, match="None of the 2 documents"):
        build_release([EXAMPLES / "rejected"], data, Options())
    assert data.releases() == ()


def two_releases(folder: Path) -> None:
    for _ in range(2):
        build_release([EXAMPLES / "S39001.txt"], DataFolder(folder), Options())


def test_old_releases_are_pruned(kept: Kept, tmp_path: Path) -> None:
    data = DataFolder(Path(shutil.copytree(kept(two_releases), tmp_path / "data", symlinks=True)))
    _, last = data.releases()
    build_release([EXAMPLES / "S39001.txt"], data, Options(keep=2))
    assert data.releases() == (last, data.current())


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
