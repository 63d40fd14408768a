"""A build as its user runs it: what it says, what it writes, what it leaves alone when it fails."""

import gzip
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.documents.page import read_page
from esrgraph.errors import FindingsError, InputError
from esrgraph.extraction.parser import parse_page
from esrgraph.rdf import store
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.record import Project
from esrgraph.release.folder import DataFolder, Release
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
    outcomes = [document["outcome"] for document in documents]
    assert (outcomes.count("published"), outcomes.count("merged"), outcomes.count("rejected")) == (14, 1, 2)
    assert manifest["counts"]["projects"] == 14
    assert manifest["base"] == HERE.base
    for document in documents:
        path = EXAMPLES / document["name"]
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


def test_the_same_pages_in_another_order_and_in_worker_processes_give_the_same_bytes(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.local._FEW", 0)
    paths = [path for path in EXAMPLES.rglob("*.*") if path.suffix in {".txt", ".html", ".pdf"}]
    random.Random(1).shuffle(paths)
    pages = tmp_path / "pages"
    for path in paths:
        target = pages / path.relative_to(EXAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy(EXAMPLES / "captures.csv", pages)
    build_release([pages], DataFolder(tmp_path / "data"), Options(jobs=2))
    other = DataFolder(tmp_path / "data").current()
    for name in (*DUMPS, "SHA256SUMS"):
        assert (other.dumps / name).read_bytes() == (release.dumps / name).read_bytes(), name


def below_another_base(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(iris=Iris("https://esr.example.fi/")))


def test_another_base_changes_every_own_iri_and_nothing_else(release: Release, kept: Kept) -> None:
    found = triples(DataFolder(kept(below_another_base)).current(), "esr.nt.gz")
    renamed = {line.replace("https://esr.example.fi/", HERE.base) for line in found}
    assert renamed == triples(release, "esr.nt.gz")


def contact_details() -> Iterator[str]:
    for path in EXAMPLES.glob("S*.*"):
        project = parse_page(read_page(path.read_bytes())).project
        yield from details(project)


def details(project: Project) -> Iterator[str]:
    contact = project.contact
    for field in (contact.name, contact.email, contact.phone):
        yield from (text for text in (field.raw, field.value) if text)
    yield from (contact.name.raw or "").replace(",", "").split()


def every_byte(folder: Path) -> bytes:
    """All files of a release, the compressed ones unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_no_byte_of_a_release_tells_of_a_contact_person(release: Release) -> None:
    content = every_byte(release.folder)
    found = [text for text in contact_details() if text.encode() in content and len(text) > 5]
    assert found == []


def with_contacts(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(include_contacts=True))


def test_the_search_would_find_a_contact_person(kept: Kept) -> None:
    content = every_byte(DataFolder(kept(with_contacts)).current().dumps)
    assert any(text.encode() in content for text in contact_details() if "@" in text)


def test_real_pages_leak_nothing_either(corpus: Path, tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    build_release([corpus], data, Options(strict=True))
    content = every_byte(data.current().folder)
    for path in corpus.glob("*.txt"):
        for text in details(parse_page(read_page(path.read_bytes())).project):
            assert len(text) < 6 or text.encode() not in content, path.name


def test_strict_releases_nothing_when_a_page_is_rejected(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with pytest.raises(FindingsError, match="2 documents were rejected and 2 fields"):
        build_release([EXAMPLES], data, Options(strict=True))
    assert data.releases() == ()


def test_only_unusable_documents_make_no_release(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with pytest.raises(InputError, match="None of the 2 documents"):
        build_release([EXAMPLES / "rejected"], data, Options())
    assert data.releases() == ()


def test_old_releases_are_pruned(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    for _ in range(3):
        build_release([EXAMPLES / "S39001.txt"], data, Options(keep=2))
    assert len(data.releases()) == 2


def test_progress_is_told_for_every_document(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    build_release([EXAMPLES], DataFolder(tmp_path), Options(), lambda *each: told.append(each))
    assert [done for stage, done, _ in told if stage == "Reading pages"] == list(range(1, 18))


@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8])
def test_a_build_killed_at_any_moment_leaves_the_release_as_it_was(tmp_path: Path, seconds: float) -> None:
    data = DataFolder(tmp_path / "data")
    build_release([EXAMPLES / "S39001.txt"], data, Options())
    before = data.current()
    command = [sys.executable, "-m", "esrgraph.cli", "build", str(EXAMPLES), "--data", str(data.path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    after = data.current()
    assert after == before or (after.manifest.exists() and after.store.exists())
    assert len(store.open_read_only(after.store)) > 0
    build_release([EXAMPLES / "S39001.txt"], data, Options())
    assert not list((data.path / "releases").glob(".building-*"))
