"""Captures kept from one build to the next: the same result, less work, nothing kept that must not be."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from assembling import COUNT, Builder, copy_pages, documents_read, everything

from conftest import EXAMPLES
from esrgraph.documents.page import read_page
from esrgraph.documents.reader import Located
from esrgraph.extraction.parser import parse_page
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.encoding import PackedCapture, decompress
from esrgraph.ingest.local import checksum
from esrgraph.rdf.iris import HERE, Iris


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return documents_read(monkeypatch)


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


def test_a_build_that_fails_keeps_what_it_read(tmp_path: Path, read: list[str]) -> None:
    """What fails ends the process that reads, and another takes a second less to read lists than pages."""

    def interrupted(stage: str, done: int, total: int | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    header, *rows = (EXAMPLES / "list.csv").read_bytes().splitlines(keepends=True)
    build = Builder(tmp_path / "lists", tmp_path)
    build.pages.mkdir()
    for number, row in enumerate(rows):
        (build.pages / f"{number}.csv").write_bytes(header + row)
    folder = build.folder / "failed"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        assemble([build.pages], folder, HERE, cache=build.cache, progress=interrupted)
    read.clear()
    build()
    assert len(read) == len(rows) - 3
