"""A sorted N-Triples file to pieces: runs of some things, cut where a thing's IRI says so.

What stands elsewhere in the file moves no cut, so from one build to the next a piece is the same, byte for byte, unless
one of its things is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

from pyoxigraph import Quad, RdfFormat, parse

THING = re.compile(rb"([^#> \n]*+)[^\n]*+\n(?:\1[#> ][^\n]*+\n)*+")
"""All lines of a thing and of its parts; at the end of the first, what their subjects begin with is read."""
_ONE_IN = 16
"""Of so many things one ends a piece. A block leans on no other, so with 4 Turtle and JSON-LD are a fifth larger; with
more, what changed takes more others with it."""
_SHARE = 32 << 20
"""Bytes of the file that one task takes."""

Share = tuple[int, int]
"""The pieces of a file that begin from one place in it (bytes) to before another."""


@dataclass(frozen=True)
class Piece:
    """Whole things, as N-Triples lines in order. They are this program's own, and are not checked again."""

    lines: bytes

    @cached_property
    def digest(self) -> bytes:
        """What tells the piece from every other one."""
        return blake2b(self.lines, digest_size=16).digest()

    @cached_property
    def triples(self) -> list[Quad]:
        """The lines, parsed once for all that is made of them."""
        return list(parse(self.lines, format=RdfFormat.N_TRIPLES, lenient=True))


def shares_of(ntriples: Path) -> list[Share]:
    """The file in shares for as many tasks."""
    size = ntriples.stat().st_size
    return [(start, min(start + _SHARE, size)) for start in range(0, size, _SHARE)]


def pieces(ntriples: Path, share: Share) -> Iterator[Piece]:
    """The pieces of a share of a file that is not empty, in their order; every share is read by itself."""
    with ntriples.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        start = 0
        for end in _ends(lines, share[0]):
            if start >= share[1]:
                return
            if start >= share[0]:
                yield Piece(lines[start:end])
            start = end


def _ends(lines: mmap, place: int) -> Iterator[int]:
    """Where pieces end, from a line before `place` on."""
    begin = lines.rfind(b"\n", 0, max(place - 1, 0)) + 1
    for thing in THING.finditer(lines, begin):
        if not crc32(thing[1]) % _ONE_IN or thing.end() == len(lines):
            yield thing.end()
