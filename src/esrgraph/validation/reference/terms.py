"""Terms and triples between pyoxigraph, which the package uses, and rdflib, which pySHACL uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from esrgraph.validation.shapes import Term


def canonical(term: Term) -> Term:
    """A term as Oxigraph keeps it: `"01"^^xsd:integer` is `"1"^^xsd:integer` there."""
    if not isinstance(term, pyoxigraph.Literal) or term.language or term.datatype.value.endswith("#string"):
        return term
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(pyoxigraph.BlankNode("b"), pyoxigraph.NamedNode("urn:p"), term))
    return cast(Term, next(iter(store)).object)


def add(graph: Graph, triples: Iterable[pyoxigraph.Triple]) -> None:
    """Add triples to a graph."""
    for each in triples:
        graph.add((_to_rdflib(each.subject), _to_rdflib(each.predicate), _to_rdflib(each.object)))


@lru_cache(maxsize=65536)
def _iri(text: str) -> URIRef:
    return URIRef(text)


def _to_rdflib(term: Any) -> Identifier:
    if isinstance(term, pyoxigraph.NamedNode):
        return _iri(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    return _literal(term)


@lru_cache(maxsize=8192)
def _literal(term: pyoxigraph.Literal) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value.endswith("#string") else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def to_plain(term: Any) -> str:
    """The plain text of an rdflib term: an IRI as it is, what a literal says as Oxigraph keeps it, `_:` and a name."""
    if not isinstance(term, Literal):
        return f"_:{term}" if isinstance(term, BNode) else str(term)
    datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
    return str(canonical(pyoxigraph.Literal(str(term), datatype=datatype)).value)


def to_text(term: Any) -> str:
    """An rdflib term as N-Triples."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if term.language:
        return str(pyoxigraph.Literal(str(term), language=term.language))
    datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
    return str(canonical(pyoxigraph.Literal(str(term), datatype=datatype)))
