"""The ontology's files to what its documentation shows: classes and properties with labels, comments and relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from esrgraph.rdf.prefixes import prefix_namespaces
from esrgraph.rdf.serialize import PREFIXES as DATA_PREFIXES
from esrgraph.rdf.vocabulary import Esr, Rdf, Rdfs, Schema
from esrgraph.resources import resource

IRI = Esr.NAMESPACE.removesuffix("#")
"""The ontology itself."""
FILES = ("esr.ttl", "evidence.ttl", "derived.ttl", "alignments.ttl")
PREFIXES = {**DATA_PREFIXES, **prefix_namespaces("adms dcat essh eurio legal org rdf rov sh spdx vann vcard void")}
"""Of everything that is published: the data, the ontology, the shapes, the description of the dataset."""

_OWL = PREFIXES["owl"]
_KINDS = {"Class": "class", "ObjectProperty": "object-property", "DatatypeProperty": "datatype-property"}
_WIDER = tuple(f"{Rdfs.NAMESPACE}{name}" for name in ("subClassOf", "subPropertyOf"))
_RELATIONS = (*_WIDER, f"{Rdfs.NAMESPACE}seeAlso")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology; texts by language, everything else as IRIs.

    `kind` is `class`, `object-property` or `datatype-property`, `module` the file that declares it: `esr` (the core),
    `evidence` or `derived`. `relations` are pairs of a predicate (a kind of, a neighbour of) and a term of any
    vocabulary.
    """

    iri: str
    kind: str
    labels: dict[str, str]
    comments: dict[str, str]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]
    disjoint: tuple[str, ...]
    module: str = "esr"

    @property
    def name(self) -> str:
        """The local name, which is its anchor in the documentation."""
        return self.iri.removeprefix(Esr.NAMESPACE)


@dataclass(frozen=True)
class Ontology:
    """The terms in the order of the files, and what is said of the ontology itself: texts by predicate and language."""

    terms: tuple[Term, ...]
    about: dict[str, dict[str, str]]

    @cached_property
    def by_iri(self) -> dict[str, Term]:
        """The terms by their IRIs."""
        return {term.iri: term for term in self.terms}

    def of_kind(self, kind: str, module: str = "") -> list[Term]:
        """The terms of one kind, in the order of the files; those of one module, if it is named."""
        return [term for term in self.terms if term.kind == kind and module in ("", term.module)]

    def with_domain(self, iri: str) -> list[Term]:
        """The properties that things of a class have."""
        return [term for term in self.terms if iri in term.domains]

    def with_range(self, iri: str) -> list[Term]:
        """The properties that lead to things of a class."""
        return [term for term in self.terms if iri in term.ranges]


@cache
def ontology() -> Ontology:
    """The ontology and its alignments; raises SchemeError where a file is missing."""
    by_subject: dict[str, list[Quad]] = defaultdict(list)
    modules: dict[str, str] = {}
    for name in FILES:
        for quad in _quads_of(name):
            if isinstance(quad.subject, NamedNode):
                by_subject[quad.subject.value].append(quad)
                modules.setdefault(quad.subject.value, name.removesuffix(".ttl"))
    found = (_term(iri, about, modules[iri]) for iri, about in by_subject.items() if iri.startswith(Esr.NAMESPACE))
    about = {quad.predicate.value: _texts(by_subject[IRI], quad.predicate.value) for quad in by_subject[IRI]}
    return Ontology(tuple(term for term in found if term), about)


def quads() -> list[Quad]:
    """Every triple of the ontology's files, in their order."""
    return [quad for name in FILES for quad in _quads_of(name)]


def _quads_of(name: str) -> Iterator[Quad]:
    yield from parse(path=str(resource("ontology", name)), format=RdfFormat.TURTLE)


def shorten_iri(iri: str) -> str:
    """An IRI with the prefix that the documentation uses for its namespace, or whole where it has none.

    >>> shorten_iri("http://www.w3.org/2004/02/skos/core#Concept"), shorten_iri("https://example.fi/")
    ('skos:Concept', 'https://example.fi/')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _term(iri: str, about: list[Quad], module: str) -> Term | None:
    types = [value.removeprefix(_OWL) for value in _iris(about, Rdf.type.value)]
    kind = next((_KINDS[each] for each in types if each in _KINDS), None)
    if kind is None:
        return None
    return Term(
        iri,
        kind,
        _texts(about, Rdfs.label.value),
        _texts(about, f"{Rdfs.NAMESPACE}comment"),
        _iris(about, f"{Rdfs.NAMESPACE}domain", f"{Schema.NAMESPACE}domainIncludes"),
        _iris(about, f"{Rdfs.NAMESPACE}range", f"{Schema.NAMESPACE}rangeIncludes"),
        tuple((predicate, value) for predicate in _RELATIONS for value in _iris(about, predicate)),
        _iris(about, f"{_OWL}disjointWith"),
        module,
    )


def _iris(about: Iterable[Quad], *predicates: str) -> tuple[str, ...]:
    chosen = (quad.object for quad in about if quad.predicate.value in predicates)
    return tuple(each.value for each in chosen if isinstance(each, NamedNode))


def _texts(about: Iterable[Quad], predicate: str) -> dict[str, str]:
    """The values of a predicate by language; what has none, an IRI too, under the empty one."""
    chosen = [quad.object for quad in about if quad.predicate.value == predicate]
    return {each.language or "" if isinstance(each, Literal) else "": getattr(each, "value", "") for each in chosen}
