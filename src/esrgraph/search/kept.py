"""What was made for an index, kept from one build to the next, so that it is made again only of what has changed.

Entries are found by digests of all that they are made of, but for the code, the schemes, the libraries and the base of
the IRIs, which are the same for a whole build: what was made with others is not looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Self

from zlib_ng import zlib_ng

from esrgraph.errors import ReleaseError
from esrgraph.rdf.iris import Iris
from esrgraph.runtime.code_version import package_version
from esrgraph.runtime.damaged import have_folder, remove, tell_damaged
from esrgraph.runtime.zstandard import compress, zstd

_TABLES = """
PRAGMA synchronous = OFF;
PRAGMA journal_mode = OFF;
CREATE TABLE made (stamp TEXT NOT NULL);
CREATE TABLE entry (key BLOB PRIMARY KEY, packed BLOB NOT NULL);
"""
_CHECKSUM = 4
"""Bytes before each entry: a checksum over its key and what follows."""
_DAMAGES = (sqlite3.DatabaseError, zstd.ZstdError, TypeError, ValueError)
"""What reading an entry raises that is not as it was written."""


class KeptEntries:
    """Gives entries out of the file of the last build, and writes all that this one asked for or made into a new file,
    which takes its place at the end: what is of no use any more is not in it. Entries of `others` it gives, too.

    A file that is damaged, or was made with other code, is as none. Without a path, nothing is kept. Raises
    ReleaseError where the new file cannot be written.
    """

    def __init__(self, path: Path | None, iris: Iris, others: Iterable[Path] = ()) -> None:
        self._path = path
        stamp = f"{package_version()} {iris.base}"
        self._old = [(each, old) for each in (path, *others) if each and (old := _opened(each, stamp))]
        if path:
            self._unfinished = path.with_name(f"{path.name}.new")
            self._new = self._begun(stamp)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for __, old in self._old:
            old.close()
        if not self._path:
            return
        if kind is None:
            self._write("COMMIT")
        self._new.close()
        if kind is None:
            try:
                self._unfinished.replace(self._path)
            except OSError as error:
                raise self._unwritable(error) from error
        else:
            self._unfinished.unlink(missing_ok=True)

    def get(self, key: bytes) -> bytes | None:
        """The entry of that key; None where no file has one that can be read."""
        for path, old in self._old:
            try:
                row = old.execute("SELECT packed FROM entry WHERE key = ?", (key,)).fetchone()
                entry = _unpack(key, row[0]) if row else None
            except _DAMAGES:
                tell_damaged(path)
                continue
            if entry is not None:
                self._keep(key, row[0])
                return entry
        return None

    def put(self, key: bytes, entry: bytes) -> None:
        """Keep an entry for the next build."""
        if self._path:
            self._keep(key, _pack(key, entry))

    def _keep(self, key: bytes, packed: bytes) -> None:
        if self._path:
            self._write("INSERT OR IGNORE INTO entry VALUES (?, ?)", key, packed)

    def _begun(self, stamp: str) -> sqlite3.Connection:
        try:
            have_folder(self._unfinished.parent)
            remove(self._unfinished)
            if self._path and self._path.is_dir():  # it could not be opened, and a file cannot take its place
                remove(self._path)
            new = sqlite3.connect(self._unfinished, isolation_level=None)
            new.executescript(_TABLES)
            new.execute("INSERT INTO made VALUES (?)", (stamp,))
            new.execute("BEGIN")
        except (OSError, sqlite3.Error) as error:
            raise self._unwritable(error) from error
        return new

    def _write(self, sql: str, *values: bytes) -> None:
        try:
            self._new.execute(sql, values)
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> ReleaseError:
        return ReleaseError(f"The cache {self._unfinished} cannot be written ({error}); build with --no-cache")


def _pack(key: bytes, entry: bytes) -> bytes:
    packed = compress(entry)
    return _checksum(key, packed) + packed


def _unpack(key: bytes, kept: bytes) -> bytes:
    """What `_pack` was given; raises one of `_DAMAGES` where the bytes are not what it made of it."""
    packed = kept[_CHECKSUM:]
    if kept[:_CHECKSUM] != _checksum(key, packed):
        raise ValueError
    return zstd.decompress(packed)


def _checksum(key: bytes, packed: bytes) -> bytes:
    return zlib_ng.crc32(packed, zlib_ng.crc32(key)).to_bytes(_CHECKSUM)


def _opened(path: Path, stamp: str) -> sqlite3.Connection | None:
    """The file of the last build; None where there is none that can be used."""
    if not path.exists():
        return None
    with suppress(sqlite3.Error), ExitStack() as stack:
        file = stack.enter_context(closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)))
        (made,) = file.execute("SELECT stamp FROM made").fetchone() or (None,)
        if made == stamp:
            file.execute("SELECT packed FROM entry LIMIT 0")
            stack.pop_all()
            return file
        if made:  # of other code
            return None
    tell_damaged(path)
    return None
