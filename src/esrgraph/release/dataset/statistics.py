"""A graph in pieces to what VoID tells of it: how much of what there is, and where it links to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import orjson

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos
from esrgraph.release.dumps.gzip_blocks import inflate
from esrgraph.release.dumps.piece_forms import PieceForm
from esrgraph.release.dumps.piece_index import PieceFile, read_pieces
from esrgraph.release.dumps.pieces import Piece

_TYPE, _FUND, _PERIOD = (str(term).encode() for term in (Rdf.type, Esr.fund, Esr.programmePeriod))
_MATCHES = {
    *(f"<{Skos.NAMESPACE}{name}Match>".encode() for name in ("exact", "close", "broad", "narrow", "related")),
    str(Schema.sameAs).encode(),
}

_LOOKED_AT = {_FUND, _PERIOD, *_MATCHES}
_HASH = np.dtype(np.int64)
_TOGETHER = 1_000_000
"""Values that are looked through together for what is new; as many as are known, once those are more."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a graph; classes, properties and links by their IRIs.

    `entities` are the subjects below the base, `by_class` the triples of each property whose subject is of a class,
    `objects` how many different values there are, `links` the matches to things of others by property and by the
    namespace of what they lead to, `funds` and `periods` the projects of each, `examples` the first thing of each
    class.
    """

    triples: int
    subjects: int
    entities: int
    objects: int
    classes: Counter[str]
    properties: Counter[str]
    by_class: Mapping[str, Counter[str]]
    links: Counter[tuple[str, str]]
    funds: Counter[str]
    periods: Counter[str]
    examples: dict[str, str]

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the classes and properties, in order."""
        return sorted({namespace(iri) for iri in (*self.classes, *self.properties)})


class CubeSize(NamedTuple):
    """How many observations the graph of statistics has, and triples with what describes them."""

    observations: int
    triples: int


def namespace(iri: str) -> str:
    """An IRI up to its last `#` or `/`: what it has in common with its neighbours.

    >>> namespace("http://www.wikidata.org/entity/Q5980")
    'http://www.wikidata.org/entity/'
    """
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def counts_form(iris: Iris) -> PieceForm:
    """What is counted of each piece of a graph."""
    return PieceForm("counts.gz", partial(_count, own=f"<{iris.base}id/".encode()))


def _count(piece: Piece, own: bytes) -> bytes:
    """A piece counted without parsing its literals, which is several times as fast: a line of JSON, and eight bytes for
    each of its different values."""
    subjects = entities = 0
    by_types: dict[tuple[bytes, ...], Counter[bytes]] = defaultdict(Counter)
    links: Counter[tuple[bytes, str]] = Counter()
    of_projects: dict[bytes, Counter[bytes]] = {_FUND: Counter(), _PERIOD: Counter()}
    examples: dict[bytes, str] = {}
    classes: Counter[bytes] = Counter()
    distinct: set[bytes] = set()
    alike: Counter[tuple[tuple[bytes, ...], tuple[bytes, ...]]] = Counter()
    for subject, lines in groupby((line.split(b" ", 2) for line in piece.lines.splitlines()), key=itemgetter(0)):
        _, predicates, values = zip(*lines, strict=True)
        subjects += 1
        entities += subject.startswith(own)
        first, count = predicates.index(_TYPE) if _TYPE in predicates else 0, predicates.count(_TYPE)
        types = values[first : first + count]
        alike[types, predicates] += 1
        distinct.update(values)
        classes.update(types)
        if b"#" not in subject:
            for each in types:
                examples.setdefault(each, _iri(subject))
        if _LOOKED_AT.isdisjoint(predicates):
            continue
        for predicate, value in zip(predicates, values, strict=True):
            if predicate in of_projects:
                of_projects[predicate][value] += 1
            elif predicate in _MATCHES and subject.startswith(own) and not value.startswith(own):
                links[predicate, namespace(_iri(value))] += 1
    for (types, predicates), count in alike.items():
        for each in predicates:
            by_types[types][each] += count
    counted = {
        "subjects": subjects,
        "entities": entities,
        "classes": _named(classes),
        "by_types": [([_iri(each) for each in types], _named(counts)) for types, counts in by_types.items()],
        "links": [(_iri(term), where, number) for (term, where), number in links.items()],
        "funds": _keys(of_projects[_FUND]),
        "periods": _keys(of_projects[_PERIOD]),
        "examples": {_iri(kind): example for kind, example in examples.items()},
    }
    hashes = (blake2b(each, digest_size=_HASH.itemsize).digest() for each in distinct)
    return b"".join((orjson.dumps(counted), b"\n", *sorted(hashes)))


def statistics(counts: Sequence[PieceFile]) -> Statistics:
    """The counts of all pieces, as `counts_form` has them, together."""
    numbers: Counter[str] = Counter()
    counters: dict[str, Counter[str]] = {name: Counter() for name in ("classes", "funds", "periods")}
    by_types: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    links: Counter[tuple[str, str]] = Counter()
    examples: dict[str, str] = {}
    objects = _DistinctValues()
    for _, block in read_pieces(*counts):
        line, _, hashes = inflate(block).partition(b"\n")
        counted = orjson.loads(line)
        numbers.update({name: counted[name] for name in ("subjects", "entities")})
        for name, counter in counters.items():
            counter.update(counted[name])
        for types, properties in counted["by_types"]:
            by_types[tuple(types)].update(properties)
        for term, where, number in counted["links"]:
            links[term, where] += number
        examples = counted["examples"] | examples
        objects.add(hashes)
    return Statistics(
        triples=sum(each.total() for each in by_types.values()),
        subjects=numbers["subjects"],
        entities=numbers["entities"],
        objects=objects.count(),
        classes=counters["classes"],
        properties=sum(by_types.values(), Counter()),
        by_class={
            kind: sum((properties for types, properties in by_types.items() if kind in types), Counter())
            for kind in counters["classes"]
        },
        links=links,
        funds=counters["funds"],
        periods=counters["periods"],
        examples=examples,
    )


class _DistinctValues:
    """Counts what differs by 64 bits of each value, which are not kept twice: eight bytes a value."""

    def __init__(self) -> None:
        self._known = np.empty(0, _HASH)
        self._new = bytearray()

    def add(self, hashes: bytes) -> None:
        self._new += hashes
        if len(self._new) > max(_TOGETHER * _HASH.itemsize, self._known.nbytes):
            self.count()

    def count(self) -> int:
        met = np.concatenate((self._known, np.frombuffer(bytes(self._new), _HASH)))
        met.sort()  # and not `unique`, which takes twenty times as long for what has hardly anything twice
        self._known = met[np.diff(met, prepend=~met[:1]) != 0]
        self._new.clear()
        return len(self._known)


def _named(counted: Counter[bytes]) -> Counter[str]:
    return Counter({_iri(term): count for term, count in counted.items()})


def _keys(counted: Counter[bytes]) -> Counter[str]:
    """The same numbers by the last part of each IRI."""
    return Counter({_iri(term).rpartition("/")[2]: count for term, count in counted.items()})


def _iri(term: bytes) -> str:
    """The IRI of a term in N-Triples, with or without the line's end after it."""
    return term[1 : term.index(b">")].decode()
