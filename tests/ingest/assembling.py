"""The same few pages assembled again and again."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from conftest import EXAMPLES
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.rdf.iris import HERE, Iris

PAGES = ("S39001.txt", "S39001-capture-2.txt", "S39002.txt", "S39012.txt", "rejected")
COUNT = 6


def copy_pages(folder: Path) -> Path:
    folder.mkdir()
    for name in PAGES:
        copy = shutil.copytree if (EXAMPLES / name).is_dir() else shutil.copy
        copy(EXAMPLES / name, folder / name)
    return folder


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
