"""Where the pieces of a graph stand in the files of a release, so that the next one takes them as they are."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import IO, NamedTuple

from zlib_ng import zlib_ng

from esrgraph.release.dumps.gzip_blocks import GzipBlock, sum_of
from esrgraph.runtime.damaged import tell_damaged

_TABLES = """
PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;
CREATE TABLE made (version TEXT NOT NULL);
CREATE TABLE piece (digest BLOB PRIMARY KEY, place INTEGER, length INTEGER, crc INTEGER, size INTEGER, own_crc INTEGER)
WITHOUT ROWID;
"""
_MODULUS = 1 << 32

_DAMAGES = (OSError, sqlite3.Error, struct.error, TypeError, ValueError, OverflowError)
"""What reading a damaged index or file raises."""


class PieceFile(NamedTuple):
    """A file that holds pieces, and the one that says where."""

    content: Path
    marks: Path


class PieceMark(NamedTuple):
    """A piece in a file: what tells it from others, where its block begins, how long that is, the checksum and the
    number of the bytes that it holds, and a checksum over block and mark."""

    digest: bytes
    place: int
    length: int
    crc: int
    size: int
    own_crc: int


def mark(digest: bytes, place: int, block: GzipBlock) -> PieceMark:
    """The mark of a piece whose block stands at a place in a file."""
    return PieceMark(digest, place, len(block.deflated), block.crc, block.size, _own_crc(digest, block))


def _own_crc(digest: bytes, block: GzipBlock) -> int:
    return zlib_ng.crc32(b"%s %d %d" % (digest, block.crc, block.size), zlib_ng.crc32(block.deflated))


def write_marks(file: PieceFile, version: str, marks: Iterable[PieceMark]) -> None:
    """Write the index of a file; `version` is that of the code that makes its pieces."""
    file.marks.unlink(missing_ok=True)
    with closing(sqlite3.connect(file.marks)) as index:
        index.executescript(_TABLES)
        index.execute("INSERT INTO made VALUES (?)", (version,))
        index.executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)", marks)
        index.commit()


def read_pieces(*files: PieceFile) -> Iterator[tuple[bytes, GzipBlock]]:
    """The pieces of files, in their order, each with its digest."""
    for file in files:
        for each, block in _marked(file):
            yield each.digest, block


def whole_pieces(file: PieceFile) -> frozenset[bytes]:
    """The digests of the pieces that a file consists of; none where it, or its index, is not as it was written."""
    digests: set[bytes] = set()
    crc = size = 0
    with suppress(*_DAMAGES):
        for each, block in _marked(file):
            if each.own_crc != _own_crc(each.digest, block):
                return frozenset()
            digests.add(each.digest)
            crc, size = zlib_ng.crc32_combine(crc, block.crc, block.size), (size + block.size) % _MODULUS
        if (crc, size) == sum_of(file.content):
            return frozenset(digests)
    return frozenset()


def _marked(file: PieceFile) -> Iterator[tuple[PieceMark, GzipBlock]]:
    with file.content.open("rb") as content, closing(_connect(file.marks)) as index:
        for each in map(PieceMark._make, index.execute("SELECT * FROM piece ORDER BY place")):
            content.seek(each.place)
            yield each, GzipBlock(content.read(each.length), each.crc, each.size)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


class KeptPieces:
    """A file of an earlier release that pieces are taken from. None are where there is no such file, it is damaged,
    which the log then says, or other code made it."""

    def __init__(self, file: PieceFile | None, version: str) -> None:
        self._open: tuple[IO[bytes], sqlite3.Connection] | None = None
        if file is None:
            return
        self._folder = file.marks.parent
        if not (file.content.exists() and file.marks.exists()):
            return
        with suppress(OSError, sqlite3.Error), ExitStack() as stack:
            content = stack.enter_context(file.content.open("rb"))
            index = stack.enter_context(closing(_connect(file.marks)))
            if index.execute("SELECT version FROM made").fetchall() == [(version,)]:
                self._open = content, index
                self._stack = stack.pop_all()
            return
        tell_damaged(self._folder)

    def find(self, digest: bytes) -> GzipBlock | None:
        """The block of a piece, if it is there and as it was written."""
        if self._open is None:
            return None
        content, index = self._open
        with suppress(*_DAMAGES):
            found = index.execute("SELECT * FROM piece WHERE digest = ?", (digest,)).fetchone()
            if not found:
                return None
            each = PieceMark(*found)
            content.seek(each.place)
            block = GzipBlock(content.read(each.length), each.crc, each.size)
            if _own_crc(digest, block) == each.own_crc:
                return block
        tell_damaged(self._folder)
        return None

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            self._stack.close()
