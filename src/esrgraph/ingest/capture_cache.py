"""Captures kept from one build to the next, so that a document that has not changed is not read again.

What a document gives depends on its bytes, its name, where and when it was captured, the base of the IRIs, on whether
contact persons are included, and on the code, the schemes and the libraries. The last three are the same for a whole
build: a cache that was made with others is emptied, so it never holds contact persons' data after a build without.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Self

from esrgraph.documents.reader import Located
from esrgraph.errors import ReleaseError
from esrgraph.ingest.encoding import PackedCapture
from esrgraph.rdf.iris import Iris
from esrgraph.resources import resource
from esrgraph.runtime.code_version import PACKAGE, sources_of, version_of
from esrgraph.runtime.damaged import have_folder, remove

_TABLES = """
BEGIN;
CREATE TABLE made (stamp TEXT NOT NULL);
CREATE TABLE entry (key BLOB PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID;
COMMIT;
"""
_LOOK = """
DELETE FROM used;
SELECT key, packed FROM entry LIMIT 0;
"""
"""Fails where a table is missing."""
_COMMIT_EVERY = 1000
"""So many new entries at most are lost when a build is killed."""
_PACKAGE = PACKAGE
_SOURCES = """
    errors record resources language rdf documents extraction lists linking mapping
    runtime.zstandard ingest.capture ingest.encoding ingest.list_capture
""".split()
"""The rooms and modules that make a capture: a change elsewhere leaves the cache as it is."""


class CaptureCache:
    """A SQLite file of packed captures. What a build did not ask for is forgotten at its end.

    A file that is damaged, or is no cache, is replaced by an empty one; `notices` says so. Where it `is_empty` at
    first, no document need be asked for. Raises ReleaseError where the file cannot be written.
    """

    def __init__(self, path: Path, iris: Iris, *, include_contacts: bool = False) -> None:
        self._path = path
        self._stamp = f"{code_version()} {include_contacts} {iris.base}"
        self._new = 0
        self.notices: list[str] = []
        try:
            have_folder(path.parent)
            self._file = self._opened()
            self.is_empty = not self._file.execute("SELECT key FROM entry LIMIT 1").fetchall()
        except (OSError, sqlite3.Error) as error:
            raise ReleaseError(f"The cache {path} cannot be written ({error}); build with --no-cache") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._file.execute("DELETE FROM entry WHERE key NOT IN (SELECT key FROM used)")
            self._file.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._start_again(str(error))
        self._file.close()

    def get(self, location: Located, sha256: str) -> PackedCapture | None:
        """What a document gave when it was last read; None where it, or anything that counts, has changed."""
        key = _key(location, sha256)
        try:
            row = self._file.execute("SELECT packed FROM entry WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            packed = PackedCapture.from_bytes(row[0], key)
            self._file.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
        except (sqlite3.DatabaseError, ValueError) as error:
            self._start_again(str(error))
            return None
        return packed

    def put(self, location: Located, packed: PackedCapture) -> None:
        """Keep what a document gave."""
        key = _key(location, packed.sha256)
        try:
            self._file.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (key, packed.to_bytes(key)))
            self._file.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
            self._new += 1
            if self._new % _COMMIT_EVERY == 0:
                self._file.execute("COMMIT")
                self._file.execute("BEGIN")
        except sqlite3.DatabaseError as error:
            self._start_again(str(error))

    def _opened(self) -> sqlite3.Connection:
        """The file, in a transaction; an empty one where it cannot be read."""
        try:
            return self._begun()
        except sqlite3.DatabaseError as error:
            return self._emptied(str(error))

    def _start_again(self, reason: str) -> None:
        self._file.close()
        self._file = self._emptied(reason)

    def _emptied(self, reason: str) -> sqlite3.Connection:
        self.notices.append(f"The cache {self._path} was damaged ({reason}) and is made again; nothing else is lost")
        for left in self._path.parent.glob(f"{self._path.name}*"):
            remove(left)
        return self._begun()

    def _begun(self) -> sqlite3.Connection:
        """The file, in a transaction; a new one where it was made with other code or settings."""
        file, made = _connect(self._path)
        if made != (self._stamp,):
            file.close()
            self._path.unlink()
            file, _ = _connect(self._path)
            file.execute("INSERT INTO made VALUES (?)", (self._stamp,))
        file.execute("BEGIN")
        return file


def holds_contacts(path: Path) -> bool:
    """Whether a cache may hold data of contact persons: it was made with them, or does not say how it was made."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            stamps = [str(stamp).split(" ") for (stamp,) in file.execute("SELECT stamp FROM made")]
    except sqlite3.Error:
        return True
    return not stamps or any(stamp[1:2] != ["False"] for stamp in stamps)


def _connect(path: Path) -> tuple[sqlite3.Connection, tuple[str] | None]:
    """The file, and the stamp that it was made with, if it has one; it is closed again where it cannot be read."""
    is_new = not path.exists() or not path.stat().st_size
    file = sqlite3.connect(path, isolation_level=None)
    try:
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA secure_delete = ON")  # what a withdrawn page said is not left in free space
        file.executescript(_TABLES if is_new else _LOOK)
        return file, file.execute("SELECT stamp FROM made").fetchone()
    except sqlite3.DatabaseError:
        file.close()
        raise


def _key(location: Located, sha256: str) -> bytes:
    day = location.retrieved.isoformat() if location.retrieved else ""
    told = (sha256, location.name, location.url or "", day)
    return hashlib.sha256("\0".join(told).encode()).digest()


def sources() -> list[Path]:
    """The files of the code that makes a capture, in order."""
    return sources_of(_SOURCES, _PACKAGE)


@cache
def code_version() -> str:
    """A SHA-256 over what a capture is made with: the sources, the schemes, and the libraries.

    Two processes with the same code version make the same capture of the same document.
    """
    return version_of([*sources(), *sorted(resource("ontology", "schemes").iterdir())])
