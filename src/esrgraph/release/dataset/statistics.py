"""A sorted N-Triples file to what VoID tells of it: how much of what there is, and where it links to; in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos

_TYPE, _FUND, _PERIOD = (str(term).encode() for term in (Rdf.type, Esr.fund, Esr.programmePeriod))
_MATCHES = {f"<{Skos.NAMESPACE}{name}Match>".encode() for name in ("exact", "close", "broad", "narrow", "related")}


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a graph; classes, properties and links by their IRIs.

    `entities` are the subjects below the base, `links` the matches to things of others by property and by the
    namespace of what they lead to, `funds` and `periods` the projects of each, `examples` the first thing of each
    class.
    """

    triples: int
    subjects: int
    entities: int
    classes: Counter[str]
    properties: Counter[str]
    links: Counter[tuple[str, str]]
    funds: Counter[str]
    periods: Counter[str]
    examples: dict[str, str]

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the classes and properties, in order."""
        return sorted({namespace(iri) for iri in (*self.classes, *self.properties)})


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
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    links: Counter[tuple[bytes, str]] = Counter()
    of_projects: dict[bytes, Counter[bytes]] = {_FUND: Counter(), _PERIOD: Counter()}
    examples: dict[str, str] = {}
    with ntriples.open("rb") as file:
        for subject, lines in groupby((line.split(b" ", 2) for line in file), key=lambda parts: parts[0]):
            subjects += 1
            entities += subject.startswith(own)
            for _, predicate, value in lines:
                properties[predicate] += 1
                if predicate == _TYPE:
                    classes[value] += 1
                    if b"#" not in subject:
                        examples.setdefault(_iri(value), _iri(subject))
                elif predicate in of_projects:
                    of_projects[predicate][value] += 1
                elif predicate in _MATCHES and subject.startswith(own) and not value.startswith(own):
                    links[predicate, namespace(_iri(value))] += 1
    return Statistics(
        triples=properties.total(),
        subjects=subjects,
        entities=entities,
        classes=Counter({_iri(term): count for term, count in classes.items()}),
        properties=Counter({_iri(term): count for term, count in properties.items()}),
        links=Counter({(_iri(term), where): count for (term, where), count in links.items()}),
        funds=_keys(of_projects[_FUND]),
        periods=_keys(of_projects[_PERIOD]),
        examples=examples,
    )


def _keys(counted: Counter[bytes]) -> Counter[str]:
    """The same numbers by the last part of each IRI."""
    return Counter({_iri(term).rpartition("/")[2]: count for term, count in counted.items()})


def _iri(term: bytes) -> str:
    """The IRI of a term in N-Triples, with or without the line's end after it."""
    return term[1 : term.index(b">")].decode()
