"""A build's store and N-Triples file to the documents that can be found: projects, organisations, and what describes
them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import orjson
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from esrgraph.mapping.kinds import KINDS, SEARCHED
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.search.analysis import compose_characters
from esrgraph.search.document import SearchDocument, SearchText
from esrgraph.search.everyday_names import EverydayNames
from esrgraph.search.kept import KeptEntries
from esrgraph.search.linked_things import LinkedThings
from esrgraph.search.projects import Projects

_BY_NAME = ("programme-period", "fund", "status")
"""Kinds that projects are narrowed by and that are no things to be found: projects of one are found by its name."""
_NAMES = (Skos.prefLabel, Skos.altLabel)
_PLACED_BY = (Esr.withinRegion, Esr.withinSubRegion, Esr.activeIn, Esr.organisationType)
_OF_A_NAMED = (*_NAMES, Esr.projectCount, Esr.businessId, Skos.notation)
_PLACES = ("municipality", "sub-region", "region")
_CALLED_OTHERWISE = ("organisation", "authority")
"""Kinds whose things have everyday names."""


class FoundThing(NamedTuple):
    """A thing that can be found: `digest` is one of all that its document is made of, which `read` gives."""

    digest: bytes
    read: Callable[[], SearchDocument]


class Documents:
    """The documents of one store, each as it is asked for: the order is by kind and IRI, and memory does not grow.

    Projects are read from the N-Triples file, which holds what the store does. Of so many `parts`, all of one size, the
    documents are those of that number `part` (from 0).
    """

    def __init__(
        self, store: Store, ntriples: Path, iris: Iris, kept: KeptEntries, part: int = 0, parts: int = 1
    ) -> None:
        self._store = store
        self._ntriples = ntriples
        self._iris = iris
        self._kept = kept
        self._part, self._parts = part, parts
        self._linked = LinkedThings(store, iris)
        self._everyday = EverydayNames(self._names_of("organisation"), self._names_of(*_PLACES))

    def __iter__(self) -> Iterator[FoundThing]:
        for kind in SEARCHED:
            iris = sorted(thing.value for thing in self._of_type(kind))
            start, end = (len(iris) * each // self._parts for each in (self._part, self._part + 1))
            things = self._found_projects if kind == "project" else partial(self._found_things, kind)
            yield from things(iris[start:end])

    def _found_projects(self, iris: Sequence[str]) -> Iterator[FoundThing]:
        projects = Projects(self._ntriples, self._linked, self._iris, self._kept, iris[0] if iris else "")
        for iri, key in self._keys("project", iris):
            block = projects.block(iri)
            yield FoundThing(projects.digest(block), partial(projects.document, key, iri, block))

    def _found_things(self, kind: str, iris: Sequence[str]) -> Iterator[FoundThing]:
        for iri, key in self._keys(kind, iris):
            if not self._linked.may_be_person(NamedNode(iri)):
                yield self._named(kind, key, iri)

    def _keys(self, kind: str, iris: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Each IRI with its key, of those that are below the base."""
        parsed = ((iri, self._iris.parse(iri)) for iri in iris)
        return ((iri, found[1]) for iri, found in parsed if found and found[0] == kind)

    def _of_type(self, kind: str) -> Iterator[NamedNode]:
        quads = self._store.quads_for_pattern(None, Rdf.type, KINDS[kind].type, DefaultGraph())
        return (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))

    def facet_names(self) -> Iterator[tuple[str, str, str, str]]:
        """Facet, key, language and name of every value that projects are narrowed by and not found as a thing."""
        for quad in self._store.quads_for_pattern(None, Rdf.type, Skos.Concept, DefaultGraph()):
            kind, key = self._iris.parse(quad.subject.value) or ("", "")  # type: ignore[union-attr]  # no triple terms
            if kind in _BY_NAME:
                yield kind, key, "", key
                names = self._linked.values(quad.subject, _NAMES)  # type: ignore[arg-type]
                yield from (
                    (kind, key, name.language or "", name.value) for _, name in names if isinstance(name, Literal)
                )

    def _named(self, kind: str, key: str, iri: str) -> FoundThing:
        document = SearchDocument(kind, key, iri)
        document.add_facet("kind", kind)
        self._describe(document, NamedNode(iri))
        return FoundThing(_digest(document), lambda: document)

    def _describe(self, document: SearchDocument, thing: NamedNode) -> None:
        """An organisation, a place or another concept: its names, and where it belongs."""
        self._linked.place(document, (value for _, value in self._linked.values(thing, _PLACED_BY)))
        for predicate, value in self._linked.values(thing, _OF_A_NAMED):
            if predicate in _NAMES and isinstance(value, Literal):
                name = "name" if predicate == Skos.prefLabel else "other-name"
                document.texts.append(SearchText(name, value.language or "", compose_characters(value.value)))
            elif predicate == Esr.projectCount:
                document.projects = int(value.value)
            elif predicate == Esr.businessId or (predicate == Skos.notation and "." in value.value):
                document.codes.append(value.value)
        document.projects = document.projects or self._naming(document.kind, thing)
        document.texts += self._everyday_names(document)
        document.texts.sort()

    def _everyday_names(self, document: SearchDocument) -> list[SearchText]:
        """What an organisation or authority is called too, beside the names that it has."""
        if document.kind not in _CALLED_OTHERWISE:
            return []
        names = {text.text for text in document.texts if text.field in ("name", "other-name")}
        others = {other for name in names for other in self._everyday.of(name)} - names
        return [SearchText("other-name", "", compose_characters(other)) for other in others]

    def _names_of(self, *kinds: str) -> Iterator[str]:
        """The names of all things of some kinds that cannot be people."""
        for kind in kinds:
            for thing in self._of_type(kind):
                if not self._linked.may_be_person(thing):
                    yield from (name.value for _, name in self._linked.values(thing, _NAMES))

    def _naming(self, kind: str, thing: NamedNode) -> int:
        """How many projects are linked with a thing whose number the rules do not derive."""
        links = (self._store.quads_for_pattern(None, term, thing, DefaultGraph()) for term in KINDS[kind].of_project)
        return len({quad.subject for each in links for quad in each})


def _digest(document: SearchDocument) -> bytes:
    """A digest of a document."""
    made_of = orjson.dumps(document, default=_in_order, option=orjson.OPT_SORT_KEYS)
    return blake2b(made_of, digest_size=16).digest()


def _in_order(value: set[str] | tuple[str, ...]) -> list[str]:
    return sorted(value) if isinstance(value, set) else list(value)
