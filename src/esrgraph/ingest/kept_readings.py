"""Readings of words in a file that processes and builds share, so that what a word may be is found out once.

Nothing depends on the file: what it lacks, or has no more as it was written, is found out again. Readings of the same
version of the code and of the morphology are in it alone, since its name says which.
"""

from __future__ import annotations

import atexit
import hashlib
import sqlite3
import zlib
from contextlib import suppress
from dataclasses import astuple
from functools import cache
from importlib.metadata import version
from pathlib import Path

import orjson

from esrgraph.language import morphology
from esrgraph.language.morphology import KEPT, WordAnalysis

_TABLE = "CREATE TABLE IF NOT EXISTS word (word BLOB PRIMARY KEY, readings BLOB, checksum INTEGER) WITHOUT ROWID"
_LOOK_UP = "SELECT CAST(readings AS BLOB), checksum FROM word WHERE word = ?"
_SAVE_EVERY = 256
"""So many new words at most are found out again when a process is killed."""
_PATIENCE = 1.0
"""Seconds to wait for another process that writes."""
_MOST_BYTES = 200_000_000
"""A larger file, of a million words, takes no more."""
_LIBRARIES = ("pyvoikko", "kfst-rs")


class KeptReadings:
    """A file of readings. One that is damaged is removed; one that cannot be used is done without."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new: dict[str, tuple[WordAnalysis, ...]] = {}
        self._file: sqlite3.Connection | None = None
        try:
            self._file = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA synchronous = OFF")
            self._file.execute(_TABLE)
        except sqlite3.Error as error:
            self._do_without(error)

    def get(self, word: str) -> tuple[WordAnalysis, ...] | None:
        """The readings of a word; None where the file lacks them, or they are damaged."""
        if self._file is None:
            return None
        try:
            row = self._file.execute(_LOOK_UP, (_key(word),)).fetchone()
        except sqlite3.Error as error:
            self._do_without(error)
            return None
        if row is None or _checksum(word, row[0] or b"") != row[1]:
            return None
        return tuple(
            WordAnalysis(lemma, sort, case, number, tuple(joints), *others)
            for lemma, sort, case, number, joints, *others in orjson.loads(row[0])
        )

    def put(self, word: str, readings: tuple[WordAnalysis, ...]) -> None:
        """Keep the readings of a word; they are in the file once there are some more, or the process ends."""
        if self._file is not None:
            self._new[word] = readings
            if len(self._new) >= _SAVE_EVERY:
                self.save()

    def save(self) -> None:
        """Write what is new."""
        new, self._new = self._new, {}
        rows = [(_key(word), written := _written(each), _checksum(word, written)) for word, each in new.items()]
        try:
            if self._file is not None and rows and self._path.stat().st_size < _MOST_BYTES:
                with self._file:
                    self._file.execute("BEGIN IMMEDIATE")
                    self._file.executemany("INSERT OR REPLACE INTO word VALUES (?, ?, ?)", rows)
        except (OSError, sqlite3.Error) as error:
            self._do_without(error)

    def _do_without(self, error: Exception) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if not isinstance(error, OSError | sqlite3.OperationalError):  # it is damaged, not busy, full or read-only
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


@cache
def keep_readings(path: Path) -> None:
    """From now on, have this process take the readings of words from a file, and keep new ones in it."""
    kept = KeptReadings(path)
    atexit.register(kept.save)
    KEPT.set(kept)


def readings_file(folder: Path) -> Path:
    """The file in a folder for readings of this version; those of others are removed."""
    own = f"words-{_version()}.sqlite"
    for path in folder.glob("words-*.sqlite*"):
        if not path.name.startswith(own):
            with suppress(OSError):
                path.unlink()
    return folder / own


@cache
def _version() -> str:
    """What readings are made with and written by: the code, and the libraries with their words."""
    digest = hashlib.sha256(" ".join(version(each) for each in _LIBRARIES).encode())
    for path in (morphology.__file__, __file__):
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


def _key(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")


def _written(readings: tuple[WordAnalysis, ...]) -> bytes:
    return orjson.dumps([astuple(each) for each in readings])


def _checksum(word: str, written: bytes) -> int:
    return zlib.crc32(written, zlib.crc32(_key(word)))
