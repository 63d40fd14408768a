"""A file that may be compressed, whatever it is called -> its content as a stream; nothing is held in memory."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import PurePosixPath
from typing import IO, Any, cast

from esrgraph.runtime.zstandard import zstd

BROKEN = (zlib.error, lzma.LZMAError, zstd.ZstdError, EOFError)
"""What the decompressors raise on what is damaged; some raise an `OSError` without a number: see `is_damage`."""


_HEAD = 64
_MOST_MEMORY = 128 * 1024**2
"""Bytes that the decompression of a file may take; Zstandard has the same limit by itself."""


@dataclass(frozen=True, slots=True)
class Compression:
    """A way of compressing one file: what its files begin with, how they are called, and how they are opened."""

    signature: bytes
    suffix: str
    open: Callable[[Any], Any]


def _open_xz(file: IO[bytes]) -> IO[bytes]:
    """Opens what `xz -9` makes, or less demanding; raises LZMAError where a file asks for more memory than that."""
    head = cast("BufferedReader", file).peek(_HEAD)[:_HEAD]
    lzma.LZMADecompressor(memlimit=_MOST_MEMORY).decompress(head, max_length=1)
    return cast("IO[bytes]", lzma.open(file))


COMPRESSIONS = (
    Compression(b"\x1f\x8b\x08", ".gz", gzip.open),
    Compression(b"BZh", ".bz2", bz2.open),
    Compression(b"\xfd7zXZ\x00", ".xz", _open_xz),
    Compression(b"\x28\xb5\x2f\xfd", ".zst", zstd.open),
)
_SUFFIXES = frozenset(each.suffix for each in COMPRESSIONS)
_LONGEST = max(len(each.signature) for each in COMPRESSIONS)


def find_compression(head: bytes) -> Compression | None:
    """How a file is compressed, told from its first bytes; None where it is not."""
    return next((each for each in COMPRESSIONS if head.startswith(each.signature)), None)


def decompress(file: IO[bytes]) -> IO[bytes]:
    """The content of a buffered file that is open at its start, one compression taken off; itself where it has none."""
    found = find_compression(cast("BufferedReader", file).peek(_LONGEST))
    return cast("IO[bytes]", found.open(file)) if found else file


def is_damage(error: Exception) -> bool:
    """Whether a decompressor says that its input is damaged, and not the system that a file cannot be read."""
    return isinstance(error, BROKEN) or (isinstance(error, OSError) and error.errno is None)


def plain_suffix(name: str) -> str:
    """The last suffix of a file's name, in small letters, without those that say how it is compressed.

    >>> plain_suffix("S39001.html.gz"), plain_suffix("S39001.TXT"), plain_suffix("S39001.gz")
    ('.html', '.txt', '')
    """
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem if path.suffix in _SUFFIXES else path.name).suffix
