"""A capture as it is kept and sent: plain columns, compressed, with a checksum once it is bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from zlib_ng import zlib_ng

from esrgraph.ingest.capture import Capture, Rejection
from esrgraph.record import Problem, Severity
from esrgraph.runtime.zstandard import compress, zstd

_LEVEL = 2
"""Of what a release will hold as it is: as small as zlib's level 1, in two thirds of the time."""
_PLAIN = 7
"""Columns that are no bytes."""
_LENGTH = struct.Struct("<I")
_FRAME = struct.Struct("<II")
"""The checksum of all that follows it, and the length of the head in bytes."""


class PackedCapture(NamedTuple):
    """The columns of a capture; what is `bytes` is JSON, the last four compressed: see `decompress`."""

    name: str
    sha256: str
    code: str | None
    richness: int
    size: int
    is_row: bool
    day: str | None
    rejection: bytes
    organisations: bytes
    problems: bytes
    others: bytes
    """The captures of the document's further pages, each as its length and its bytes."""
    facts: bytes
    places: bytes
    lines: bytes
    """Deflated, as a release holds them."""
    triples: bytes
    """N-Triples lines, not JSON."""

    @property
    def rejected(self) -> Rejection | None:
        """Why the document cannot be used, where it cannot."""
        told = orjson.loads(self.rejection)
        return Rejection(**told) if told else None

    @property
    def found(self) -> tuple[Problem, ...]:
        """The problems met in reading the document."""
        told = orjson.loads(self.problems)
        return tuple(Problem(**each | {"severity": Severity(each["severity"])}) for each in told)

    def pages(self) -> Iterator[PackedCapture]:
        """The captures of each page of the document; raises ValueError where one is not as it was written."""
        yield self
        start = 0
        while start < len(self.others):
            (length,) = _LENGTH.unpack_from(self.others, start)
            start += _LENGTH.size
            yield PackedCapture.from_bytes(self.others[start : start + length])
            start += length

    def to_bytes(self, key: bytes = b"") -> bytes:
        """The columns as one string of bytes, which `from_bytes` reads; `key` is what it is kept under."""
        columns: tuple[Any, ...] = self
        plain, blobs = columns[:_PLAIN], columns[_PLAIN:]
        head = orjson.dumps([*plain, *map(len, blobs)])
        content = b"".join((head, *blobs))
        return _FRAME.pack(zlib_ng.crc32(content, zlib_ng.crc32(key)), len(head)) + content

    @classmethod
    def from_bytes(cls, framed: bytes, key: bytes = b"") -> PackedCapture:
        """The columns again; raises ValueError where they are not as they were written, and under this key."""
        try:
            checksum, length = _FRAME.unpack_from(framed)
        except (struct.error, TypeError) as error:
            raise ValueError("an entry is cut off, or is no bytes") from error
        content = memoryview(framed)[_FRAME.size :]
        if zlib_ng.crc32(content, zlib_ng.crc32(key)) != checksum:
            raise ValueError("an entry does not have its checksum")
        head = orjson.loads(content[:length])
        plain, lengths = head[:_PLAIN], head[_PLAIN:]
        blobs, start = [], length
        for each in lengths:
            blobs.append(bytes(content[start : start + each]))
            start += each
        return cls(*plain, *blobs)


def pack(capture: Capture) -> PackedCapture:
    """The columns of a capture."""
    return PackedCapture(
        name=capture.name,
        sha256=capture.sha256,
        code=capture.code,
        richness=capture.richness,
        size=capture.size,
        is_row=capture.is_row,
        day=capture.day,
        rejection=orjson.dumps(capture.rejection),
        organisations=orjson.dumps(capture.organisations),
        problems=orjson.dumps(capture.problems),
        others=b"".join(
            _LENGTH.pack(len(each)) + each for each in (pack(other).to_bytes() for other in capture.others)
        ),
        facts=compress(orjson.dumps(capture.facts)),
        places=compress(orjson.dumps(capture.places)),
        lines=zlib_ng.compress(orjson.dumps(capture.lines), _LEVEL),
        triples=compress(capture.triples),
    )


def decompress(column: bytes) -> bytes:
    """What a compressed column holds, other than lines."""
    return zstd.decompress(column)
