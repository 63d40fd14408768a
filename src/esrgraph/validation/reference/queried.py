"""What the query of a sh:sparql constraint can look at, and what pySHACL and rdflib raise where it is not SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph
from pyparsing import ParseException, ParseResults
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, ValidationFailure
from rdflib import OWL, RDF, RDFS, URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from esrgraph.errors import ShapesError
from esrgraph.validation.compiler.groups import Opaque, iris_in, read_group
from esrgraph.validation.compiler.select import prefixes, prologue
from esrgraph.validation.reference.selection import Predicates
from esrgraph.validation.shapes import Node, ShapesGraph, sh

_FAILURES = (
    ConstraintLoadError,
    ReportableRuntimeError,
    ShapeLoadError,
    ValidationFailure,
    ParseException,
    re.error,
    NotImplementedError,
)
"""What pySHACL, rdflib's SPARQL parser and Python's regular expressions raise on shapes that they cannot run."""
_PREFIXES = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""The prefixes that pySHACL declares in every query."""


@contextmanager
def failures() -> Iterator[None]:
    """Turn what pySHACL and rdflib raise on shapes that they cannot run into ShapesError."""
    try:
        yield
    except _FAILURES as error:
        message = getattr(error, "message", None) or str(error)
        raise ShapesError(f"The shapes cannot be run by pySHACL: {message}") from error


def queried_predicates(graph: ShapesGraph, constraint: Node) -> Predicates:
    """The IRIs in the query of a sh:sparql constraint; None where a variable or a negated path stands for any property.

    Raises ShapesError for a query that is not SPARQL.
    """
    select = "".join(each.value for each in graph.objects(constraint, sh("select")))
    text = prologue(prefixes(graph, constraint)) + re.sub(r"[$?]PATH\b", "<urn:path>", select)
    if _is_plain(text):
        return frozenset(pyoxigraph.NamedNode(iri) for iri in iris_in(text))
    with failures():
        tree = parseQuery(text)
    parts = list(_parts(tree))
    if any(_is_open(part) for part in parts):
        return None
    names = _PREFIXES | {str(part.prefix or ""): str(part.iri) for part in parts if _is(part, "PrefixDecl")}
    iris = {str(part) for part in parts if isinstance(part, URIRef)}
    iris.update(f"{names.get(part.prefix or '', '')}{part.localname}" for part in parts if _is(part, "pname"))
    return frozenset(pyoxigraph.NamedNode(iri) for iri in iris if ":" in iri)


def _is_plain(text: str) -> bool:
    """Whether a text is a query whose properties are all named; to read it so takes a fraction of rdflib's time."""
    try:
        pyoxigraph.Store().query(text)
        read_group(text)
    except (SyntaxError, Opaque):
        return False
    return True


def _parts(node: Any) -> Iterator[Any]:
    """A node of a query's parse tree, and all below it."""
    yield node
    below = dict.values(node) if isinstance(node, CompValue) else node if isinstance(node, list | ParseResults) else ()
    for each in below:
        yield from _parts(each)


def _is(part: Any, name: str) -> bool:
    return isinstance(part, CompValue) and part.name == name


def _is_open(part: Any) -> bool:
    """Whether a part of a query can match any property; the triples of one subject stand in one flat list."""
    if _is(part, "TriplesBlock"):
        return any(isinstance(predicate, Variable) for triple in part["triples"] for predicate in triple[1::3])
    return _is(part, "PathNegatedPropertySet")
