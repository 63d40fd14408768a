"""A sorted N-Triples file to what VoID tells of it: how much of what there is, and where it links to; in one pass."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos

_TYPE, _FUND, _PERIOD = (str(term).encode() for term in (Rdf.type, Esr.fund, Esr.programmePeriod))
_MATCHES = {
    *(f"<{Skos.NAMESPACE}{name}Match>".encode() for name in ("exact", "close", "broad", "narrow", "related")),
    str(Schema.sameAs).encode(),
}

_LOOKED_AT = {_FUND, _PERIOD, *_MATCHES}
_FEW = 12
"""Facts of a thing of which many others have the like."""
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


def statistics(ntriples: Path, iris: Iris) -> Statistics:
    """Count a sorted N-Triples file without parsing its literals, which is several times as fast."""
    own = f"<{iris.base}id/".encode()
    subjects = entities = 0
    by_types: dict[tuple[bytes, ...], Counter[bytes]] = defaultdict(Counter)
    classes: Counter[bytes] = Counter()
    links: Counter[tuple[bytes, str]] = Counter()
    of_projects: dict[bytes, Counter[bytes]] = {_FUND: Counter(), _PERIOD: Counter()}
    examples: dict[str, str] = {}
    objects = _DistinctValues()
    alike: Counter[tuple[tuple[bytes, ...], tuple[bytes, ...]]] = Counter()
    with ntriples.open("rb") as file:
        for subject, lines in groupby((line.split(b" ", 2) for line in file), key=itemgetter(0)):
            _, predicates, values = zip(*lines, strict=True)
            subjects += 1
            entities += subject.startswith(own)
            first, count = predicates.index(_TYPE) if _TYPE in predicates else 0, predicates.count(_TYPE)
            types = values[first : first + count]
            if len(predicates) <= _FEW:
                alike[types, predicates] += 1
            else:
                by_types[types].update(predicates)
            objects.add(values)
            for each in types:
                classes[each] += 1
            if b"#" not in subject:
                for each in types:
                    examples.setdefault(_iri(each), _iri(subject))
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
    return Statistics(
        triples=sum(each.total() for each in by_types.values()),
        subjects=subjects,
        entities=entities,
        objects=objects.count(),
        classes=_named(classes),
        properties=_named(sum(by_types.values(), Counter())),
        by_class={
            _iri(kind): _named(sum((counts for types, counts in by_types.items() if kind in types), Counter()))
            for kind in classes
        },
        links=Counter({(_iri(term), where): count for (term, where), count in links.items()}),
        funds=_keys(of_projects[_FUND]),
        periods=_keys(of_projects[_PERIOD]),
        examples=examples,
    )


class _DistinctValues:
    """Counts what differs by 64 bits of each value, which are not kept twice: eight bytes a value."""

    def __init__(self) -> None:
        self._known = np.empty(0, np.int64)
        self._new = array("q")

    def add(self, values: Iterable[bytes]) -> None:
        self._new.extend(map(hash, values))
        if len(self._new) > max(_TOGETHER, len(self._known)):
            self.count()

    def count(self) -> int:
        self._known = np.union1d(self._known, np.frombuffer(self._new, np.int64))
        self._new = array("q")
        return len(self._known)


def _named(counted: Counter[bytes]) -> Counter[str]:
    return Counter({_iri(term): count for term, count in counted.items()})


def _keys(counted: Counter[bytes]) -> Counter[str]:
    """The same numbers by the last part of each IRI."""
    return Counter({_iri(term).rpartition("/")[2]: count for term, count in counted.items()})


def _iri(term: bytes) -> str:
    """The IRI of a term in N-Triples, with or without the line's end after it."""
    return term[1 : term.index(b">")].decode()
