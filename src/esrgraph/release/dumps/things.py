"""A sorted N-Triples file to the things that it tells of, one after the other, in bounded memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import SEEK_END
from itertools import groupby, islice, takewhile
from mmap import ACCESS_READ, mmap
from operator import itemgetter
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.release.dumps.pieces import THING

_BATCH = 10_000
"""Lines parsed at a time."""
_BLOCK = 1 << 20
"""Bytes of lines read at a time."""

Values = dict[NamedNode, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True)
class Thing:
    """A subject with the values of its properties, in the order of the file."""

    iri: str
    values: Values

    def all(self, term: NamedNode) -> list[NamedNode | Literal]:
        """Every value of a property."""
        return self.values.get(term, [])

    def text(self, term: NamedNode) -> str | None:
        """The first value of a property, as text."""
        values = self.all(term)
        return values[0].value if values else None

    def is_a(self, kind: NamedNode) -> bool:
        """Whether the class is among its types."""
        return kind in self.all(Rdf.type)


def things(ntriples: Path, start: str, terms: Iterable[NamedNode]) -> Iterator[Thing]:
    """The things whose IRI begins with `start`, with the values of these properties; those that have none are left out.

    In byte order the parts of a thing (`...#applicant`) come before the thing itself.
    """
    wanted = {str(term).encode() for term in terms}
    lines = (line for line in lines_about(ntriples, start) if line.split(b" ", 2)[1] in wanted)
    for iri, facts in groupby(parse_things(lines), key=itemgetter(0)):
        values: Values = {}
        for _, term, value in facts:
            values.setdefault(term, []).append(value)
        yield Thing(iri, values)


def values_of(ntriples: Path, terms: Iterable[str]) -> dict[NamedNode, list[tuple[str, str]]]:
    """By property, the IRI of each subject that has it, with the text of the value: of those given as N-Triples terms.

    To read them in one pass takes a third of looking up each in a store.
    """
    wanted = {term.encode() for term in terms}
    found: dict[NamedNode, list[tuple[str, str]]] = {}
    with ntriples.open("rb") as lines:
        for iri, term, value in parse_things(line for line in lines if line.split(b" ", 2)[1] in wanted):
            found.setdefault(term, []).append((iri, value.value))
    return found


def key_of(iri: str, iris: Iris) -> str:
    """What tells a thing from others of its kind: a project's code, a concept's notation; the IRI of a foreign thing.

    >>> key_of("http://localhost:8000/id/project/S39001#applicant", Iris())
    'S39001'
    """
    kind_and_key = iris.parse(iri)
    return kind_and_key[1] if kind_and_key else iri


def lines_about(ntriples: Path, start: str, since: str = "") -> Iterator[bytes]:
    """The lines whose subject's IRI begins with `start`, from the one on that begins with `since`, if that is given:
    they stand together, and only they are read."""
    first, begun = f"<{start}".encode(), f"<{since or start}".encode()
    with ntriples.open("rb") as file:
        size = file.seek(0, SEEK_END)
        _seek(file, bisect_left(range(size), begun, key=lambda offset: _line_from(file, offset)))
        while lines := file.readlines(_BLOCK):
            if not lines[-1].startswith(first):
                yield from takewhile(lambda line: line.startswith(first), lines)
                return
            yield from lines


def blocks_about(ntriples: Path, start: str, since: str = "") -> Iterator[tuple[bytes, bytes]]:
    """The same lines as blocks, each with the IRI of the thing that it and its parts are about: so they come in a tenth
    of the time."""
    begun = f"<{since or start}".encode()
    with ntriples.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        place = bisect_left(range(len(lines)), begun, key=lambda offset: _line_from(file, offset))
        _seek(file, place)
        for thing in THING.finditer(lines, file.tell()):
            if not thing[1].startswith(b"<" + start.encode()):
                return
            yield thing[1][1:], thing[0]


def _seek(file: IO[bytes], offset: int) -> None:
    """Go to where the first line begins that does not begin before `offset`."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline()


def _line_from(file: IO[bytes], offset: int) -> bytes:
    """The first line that does not begin before `offset`, or what sorts after every line."""
    _seek(file, offset)
    return file.readline() or b"\xff"


def parse_things(lines: Iterable[bytes]) -> Iterator[tuple[str, NamedNode, NamedNode | Literal]]:
    """The triples of N-Triples lines without blank nodes: the subject's IRI, the property, the value.

    The lines are this program's own, and are not checked again.
    """
    lines = iter(lines)
    while batch := b"".join(islice(lines, _BATCH)):
        for subject, predicate, value, _ in parse(batch, format=RdfFormat.N_TRIPLES, lenient=True):
            yield subject.value, predicate, value
