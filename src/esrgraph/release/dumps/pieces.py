"""A sorted N-Triples file to pieces: runs of some things, cut where a thing's IRI says so.

What stands elsewhere in the file moves no cut, so from one build to the next a piece is the same, byte for byte, unless
one of its things is another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

from pyoxigraph import Quad, RdfFormat, parse

THING = re.compile(rb"([^#> \n]*+)[^\n]*+\n(?:\1[#> ][^\n]*+\n)*+")
"""All lines of a thing and of its parts; at the end of the first, what their subjects begin with is read."""
_ONE_IN = 8
"""Of so many things one ends a piece. A block leans on no other, so with 4 Turtle and JSON-LD are a fifth larger than
in one stretch; with 16, what changed takes twice as many others with it."""
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
        return sha256(self.lines).digest()[:16]

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
    """Where pieces end, from a line before `place` on: not between the parts of a thing and its own lines, where those
    of things stand whose names begin with its name."""
    begin = lines.rfind(b"\n", 0, max(place - 1, 0)) + 1
    around = _around(lines, begin)
    for thing, following in pairwise(chain(THING.finditer(lines, begin), (None,))):
        assert thing  # noqa: S101 - only the last is none
        if thing[1] == around or not (following and following[1].startswith(around or thing[1])):
            around = b""
        elif not around and _has_parts_alone(lines, thing):
            around = thing[1]
        if not around and (not crc32(thing[1]) % _ONE_IN or thing.end() == len(lines)):
            yield thing.end()


def _has_parts_alone(lines: mmap, thing: re.Match[bytes]) -> bool:
    """Whether a thing's own lines come later."""
    last = lines.rfind(b"\n", 0, thing.end() - 1) + 1
    return lines[last : last + len(thing[1]) + 1] == thing[1] + b"#"


def _around(lines: mmap, begin: int) -> bytes:
    """The name of the thing that a line stands within, between its parts and its own lines; empty if there is none."""
    subject = lines[begin : lines.find(b" ", begin)]
    name = re.split(b"[#>]", subject, maxsplit=1)[0]
    for length in range(1, len(name)):
        part, is_before_own = name[:length] + b"#", name[length : length + 1] < b">"
        if is_before_own:
            place = bisect_left(range(begin), part, key=lambda place: _line_from(lines, place))
            if _line_from(lines, place).startswith(part):
                return name[:length]
    return b""


def _line_from(lines: mmap, place: int) -> bytes:
    """The subject of the line that begins there, or of the next one."""
    start = lines.find(b"\n", place - 1) + 1 if place else 0
    return lines[start : lines.find(b" ", start)]
