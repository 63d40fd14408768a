"""Bytes to a gzip file (RFC 1952) of blocks that do not lean on one another, so that each fits into another file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END, BufferedIOBase
from pathlib import Path
from struct import Struct
from typing import IO, Any, NamedTuple

from zlib_ng import zlib_ng

_LEVEL = 5
"""As small as zlib's level 6, in a third of the time."""
_SIZE = 1 << 20
"""Bytes of a block that is no more than a stretch of what is written."""
_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""Neither name nor time."""
_END = b"\x03\0"
"""The last block, which is empty."""
_TRAILER = Struct("<II")
_MODULUS = 1 << 32


class GzipBlock(NamedTuple):
    """A deflated stretch of bytes (RFC 1951), with the checksum and the number of the bytes."""

    deflated: bytes
    crc: int
    size: int


def deflate(content: bytes) -> GzipBlock:
    """The bytes as a block of their own."""
    packer = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    deflated = packer.compress(content) + packer.flush(zlib_ng.Z_SYNC_FLUSH)
    return GzipBlock(deflated, zlib_ng.crc32(content), len(content))


def inflate(block: GzipBlock) -> bytes:
    """The bytes of a block."""
    return zlib_ng.decompressobj(-zlib_ng.MAX_WBITS).decompress(block.deflated)


class GzipBlocks(BufferedIOBase):
    """A gzip file that is written into, or put together of blocks; the same bytes give the same file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._file.write(_HEADER)
        self._waiting = bytearray()
        self._crc = self._size = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, content: Any, /) -> int:
        """Take bytes, which become blocks as there are enough of them."""
        self._waiting += content
        while len(self._waiting) >= _SIZE:
            self._add(deflate(bytes(self._waiting[:_SIZE])))
            del self._waiting[:_SIZE]
        return len(content)

    def add(self, block: GzipBlock) -> int:
        """Put a block after all that was written; returns where in the file it begins."""
        self._end_block()
        place = self._file.tell()
        self._add(block)
        return place

    def add_file(self, path: Path) -> None:
        """Put all that another such file holds after all that was written."""
        self._end_block()
        crc, size = sum_of(path)
        self._crc = zlib_ng.crc32_combine(self._crc, crc, size)
        self._size += size
        with path.open("rb") as other:
            end = other.seek(-_TRAILER.size - len(_END), SEEK_END)
            other.seek(len(_HEADER))
            while piece := other.read(min(_SIZE, end - other.tell())):
                self._file.write(piece)

    def finish(self) -> None:
        """End the file."""
        self._end_block()
        self._file.write(_END + _TRAILER.pack(self._crc, self._size % _MODULUS))

    def _end_block(self) -> None:
        if self._waiting:
            self._add(deflate(bytes(self._waiting)))
            self._waiting.clear()

    def _add(self, block: GzipBlock) -> None:
        self._file.write(block.deflated)
        self._crc = zlib_ng.crc32_combine(self._crc, block.crc, block.size)
        self._size += block.size


def sum_of(path: Path) -> tuple[int, int]:
    """The checksum and the number (modulo 2^32) of the bytes that such a file holds; raises OSError or struct.error
    where it is none."""
    with path.open("rb") as file:
        file.seek(-_TRAILER.size, SEEK_END)
        crc, size = _TRAILER.unpack(file.read())
    return crc, size


@contextmanager
def compressed_file(path: Path) -> Iterator[GzipBlocks]:
    """A file to write into, compressed with gzip; what is written whole is there at the end of the block."""
    with path.open("wb") as file:
        blocks = GzipBlocks(file)
        yield blocks
        blocks.finish()
