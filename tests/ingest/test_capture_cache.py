"""Captures kept from one build to the next: the same result, less work, nothing kept that must not be."""

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from assembling import COUNT, Builder, copy_pages, everything

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.documents.page import read_page
from esrgraph.documents.reader import Located, Location
from esrgraph.extraction.parser import parse_page
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.capture_cache import _PACKAGE, code_version, sources
from esrgraph.ingest.encoding import PackedCapture, decompress
from esrgraph.ingest.local import Read, checksum, read_all
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.release.folder import DataFolder
from kept import Kept
from test_architecture import IMPORTS, module_name


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that are really read, as they are asked for."""
    names: list[str] = []

    def counting(locations: Iterator[Location], **options: Any) -> Iterator[Read]:
        return read_all((names.append(each.name) or each for each in locations), **options)

    monkeypatch.setattr("esrgraph.ingest.assemble.read_all", counting)
    return names


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    return Builder(copy_pages(tmp_path / "pages"), tmp_path)


def test_the_result_is_the_same_with_a_cold_cache_a_warm_one_and_none(build: Builder, read: list[str]) -> None:
    without = everything(build(cached=False))
    cold = everything(build())
    read.clear()
    warm = everything(build())
    assert without == cold == warm
    assert read == []


def test_only_what_changed_is_read_and_the_rest_is_forgotten(build: Builder, read: list[str]) -> None:
    build()
    page = build.pages / "S39002.txt"
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (build.pages / "S39012.txt").unlink()
    read.clear()
    changed = everything(build())
    assert read == ["S39002.txt"]
    assert build.entries() == COUNT - 1
    assert changed == everything(build(cached=False))


def test_the_same_page_under_another_name_or_from_another_day_is_read_again(build: Builder, read: list[str]) -> None:
    build()
    (build.pages / "S39002.txt").rename(build.pages / "moved.txt")
    table = "file,url,retrieved\nS39012.txt,https://www.example.fi/12,2024-02-07\n"
    (build.pages / "captures.csv").write_text(table, encoding="utf-8")
    read.clear()
    assert everything(build()) == everything(build(cached=False))
    assert sorted(read[:2]) == ["S39012.txt", "moved.txt"]
    assert len(read) == 2 + COUNT


def test_an_empty_cache_is_asked_for_no_document(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def recorded(document: Located) -> str:
        asked.append(document)
        return checksum(document)

    monkeypatch.setattr("esrgraph.ingest.assemble.checksum", recorded)
    build()
    assert not asked
    build()
    assert len(asked) == COUNT


def test_another_base_or_other_code_uses_nothing_of_the_cache(
    build: Builder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    read.clear()
    build(iris=Iris("https://esr.example.fi/"))
    assert len(read) == COUNT
    monkeypatch.setattr("esrgraph.ingest.capture_cache.code_version", lambda: "later")
    build(iris=Iris("https://esr.example.fi/"))
    assert len(read) == 2 * COUNT


def told(path: Path) -> bytes:
    """Everything that a cache holds, unpacked."""
    with closing(sqlite3.connect(path)) as file:
        entries = [
            PackedCapture.from_bytes(packed, key) for key, packed in file.execute("SELECT key, packed FROM entry")
        ]
    assert len(entries) == COUNT
    plain = [text for each in entries for text in (each.rejection, each.organisations, each.problems)]
    packed = [decompress(text) for each in entries for text in (each.facts, each.places, each.triples)]
    return b"".join((*plain, *packed, *(zlib.decompress(each.lines) for each in entries)))


def test_contact_persons_are_in_no_cache_and_gone_after_a_build_without_them(build: Builder) -> None:
    email = parse_page(read_page((EXAMPLES / "S39001.txt").read_bytes())).project.contact.email.value
    assert email
    build(include_contacts=True)
    assert email.encode() in told(build.cache)
    build()
    assert email.encode() not in told(build.cache)


def test_a_build_that_fails_keeps_what_it_read(
    build: Builder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(stage: str, done: int, total: int | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    folder = build.folder / "failed"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        assemble([build.pages], folder, HERE, cache=build.cache, progress=interrupted)
    read.clear()
    build()
    assert len(read) == COUNT - 3


def without_a_cache(folder: Path) -> None:
    copy_pages(folder / "pages")
    build_release([folder / "pages"], DataFolder(folder), Options(cache=False))


def test_a_release_is_the_same_with_and_without(build: Builder, read: list[str], kept: Kept, tmp_path: Path) -> None:
    other = DataFolder(kept(without_a_cache))
    assert not other.cache.exists()
    data = DataFolder(tmp_path / "data")
    build.cache = data.cache
    build()
    read.clear()
    known = build_release([build.pages], data, Options()).release
    assert read == []
    assert (known.dumps / "SHA256SUMS").read_bytes() == (other.current().dumps / "SHA256SUMS").read_bytes()


def test_a_change_to_any_module_that_makes_a_capture_changes_the_code_version() -> None:
    needed, new = set(), {"esrgraph.ingest.encoding"}
    while new:
        needed |= new
        new = {each.imported for each in IMPORTS if each.importer in new} - needed

    files = [module_name(path) for path in sources()]
    assert needed <= set(files)
    rooms = {name.split(".")[1] for name in needed}
    assert not [name for name in files if name.split(".")[1] not in rooms]


def test_the_code_version_is_that_of_the_sources_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(_PACKAGE, tmp_path / "esrgraph", ignore=shutil.ignore_patterns("static", "__pycache__"))
    monkeypatch.setattr("esrgraph.ingest.capture_cache._PACKAGE", copy)
    versions = set()
    for changed in (None, "documents/formats/html.py", "record.py", "linking/targetgroups/__init__.py"):
        if changed:
            (copy / changed).write_text("another")
        code_version.cache_clear()
        versions.add(code_version())
    code_version.cache_clear()
    assert len(versions) == 4


def test_the_code_version_is_one_number_for_the_same_code() -> None:
    first = code_version()
    code_version.cache_clear()
    assert code_version() == first
