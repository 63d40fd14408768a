"""A store to what documents take from the things that they are linked with: labels, and where these belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

import orjson
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr, Skos
from esrgraph.search.analysis import compose_characters
from esrgraph.search.document import SearchDocument, SearchText

_AROUND = (Esr.withinRegion, Esr.withinSubRegion, Dct.isReplacedBy)
_FOLLOWED = (Skos.broader, *_AROUND)
"""What leads on to things that a document takes something from, too."""
_LOOKED_AT = (Skos.prefLabel, Esr.mayBePerson, Esr.organisationType, *_FOLLOWED)
"""All that is looked at here of a thing that a project is linked with."""
_TERMS = (NamedNode, Literal)
_CACHED = 16_384


class LinkedThings:
    """Looks up things, each as it is asked for; those asked for most are remembered, so that memory does not grow."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self.objects = lru_cache(_CACHED)(self._objects)
        self.may_be_person = lru_cache(_CACHED)(self._may_be_person)
        self.labels = lru_cache(_CACHED)(self._labels)
        self.broader = lru_cache(_CACHED)(self._broader)
        self.facets = lru_cache(_CACHED)(self._facets)
        self.names = lru_cache(_CACHED)(self._names)
        self.digest = lru_cache(_CACHED)(self._digest)

    def values(self, thing: NamedNode, terms: tuple[NamedNode, ...]) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
        """The values of some properties: to look for each takes less than to read all that a thing has."""
        for term in terms:
            for quad in self._store.quads_for_pattern(thing, term, None, DefaultGraph()):
                if isinstance(quad.object, _TERMS):
                    yield term, quad.object

    def _objects(self, thing: NamedNode, *terms: NamedNode) -> tuple[NamedNode, ...]:
        """The things that some properties lead to."""
        return tuple(value for _, value in self.values(thing, terms) if isinstance(value, NamedNode))

    def _may_be_person(self, thing: NamedNode) -> bool:
        """Whether a beneficiary may be a natural person, who is not to be found by name."""
        return Quad(thing, Esr.mayBePerson, Literal(True)) in self._store

    def place(self, document: SearchDocument, values: Iterable[NamedNode | Literal]) -> None:
        """Make things facets' values of a document, and of municipalities the places that they lie within."""
        for kind, key in {each for value in values for each in self.facets(value)}:
            document.add_facet(kind, key)

    def _facets(self, thing: NamedNode | Literal) -> tuple[tuple[str, str], ...]:
        """Kind and key of a thing, and of a municipality those of the places that it lies within and of the
        municipality that it became part of."""
        kind_and_key = self._iris.parse(thing.value)
        if not kind_and_key:
            return ()
        is_municipality = kind_and_key[0] == "municipality" and isinstance(thing, NamedNode)
        around = self.objects(thing, *_AROUND) if is_municipality else ()
        return (kind_and_key, *(each for place in around for each in self.facets(place)))

    def _names(self, field: str, thing: NamedNode) -> tuple[SearchText, ...]:
        """Its labels as texts of a field."""
        return tuple(SearchText(field, language, text) for language, text in self.labels(thing))

    def _labels(self, thing: NamedNode) -> tuple[tuple[str, str], ...]:
        """Language and text of its preferred labels; a label that another language shares stands once."""
        labels: dict[str, str] = {}
        for _, value in self.values(thing, (Skos.prefLabel,)):
            if isinstance(value, Literal):
                language = value.language or ""
                label = compose_characters(value.value)
                known = labels.get(label)
                labels[label] = "fi" if "fi" in (known, language) else language
        return tuple(sorted((language, text) for text, language in labels.items()))

    def _broader(self, thing: NamedNode) -> tuple[str, ...]:
        """Its key and, of a target group, those of all broader ones."""
        kind, key = self._iris.parse(thing.value) or ("", "")
        wider = self.objects(thing, Skos.broader) if kind == "target-group" else ()
        return tuple({key, *(each for broader in wider for each in self.broader(broader))} - {""})

    def _digest(self, iri: str) -> bytes:
        """A digest of all that a project's document may take from the thing, and from those that it leads to."""
        values = list(self.values(NamedNode(iri), _LOOKED_AT))
        stated = sorted((str(term), str(value)) for term, value in values)
        further = sorted({value.value for term, value in values if term in _FOLLOWED and isinstance(value, NamedNode)})
        digests = b"".join(self.digest(each) for each in further if each != iri)
        return blake2b(orjson.dumps(stated) + digests, digest_size=16).digest()
