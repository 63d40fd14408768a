"""The same few pages assembled again and again."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from esrgraph.documents.reader import Location
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.local import Read, read_all
from esrgraph.rdf.iris import HERE, Iris

PAGES = ("S39001.txt", "S39001-capture-2.txt", "S39002.txt", "S39012.txt", "rejected")
COUNT = 6


def copy_pages(folder: Path) -> Path:
    folder.mkdir()
    for name in PAGES:
        copy = shutil.copytree if (EXAMPLES / name).is_dir() else shutil.copy
        copy(EXAMPLES / name, folder / name)
    return folder


def documents_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that are really read, as they are asked for."""
    names: list[str] = []

    def counting(locations: Iterator[Location], **options: Any) -> Iterator[Read]:
        return read_all((names.append(each.name) or each for each in locations), **options)

    monkeypatch.setattr("esrgraph.ingest.assemble.read_all", counting)
    return names


class Builder:
    """Assembles the same pages again and again into new folders, with the same cache."""

    def __init__(self, pages: Path, folder: Path) -> None:
        self.pages, self.folder, self.cache = pages, folder, folder / "cache" / "captures.sqlite"
        self._count = 0

    def __call__(self, *, cached: bool = True, iris: Iris = HERE, include_contacts: bool = False) -> Assembly:
        self._count += 1
        folder = self.folder / str(self._count)
        folder.mkdir()
        cache = self.cache if cached else None
        return assemble([self.pages], folder, iris, include_contacts=include_contacts, cache=cache)

    def entries(self) -> int:
        with closing(sqlite3.connect(self.cache)) as file:
            count: int = file.execute("SELECT COUNT(*) FROM entry").fetchone()[0]
        return count


def everything(assembly: Assembly) -> tuple[bytes, bytes, list[Any]]:
    return everything_in(assembly.ntriples.parent)


def everything_in(folder: Path) -> tuple[bytes, bytes, list[Any]]:
    """What was assembled into a folder."""
    with closing(sqlite3.connect(folder / "sources.sqlite")) as file:
        sources = file.execute("SELECT * FROM source ORDER BY code").fetchall()
    return (folder / "esr.nt").read_bytes(), (folder / "documents.jsonl").read_bytes(), sources
