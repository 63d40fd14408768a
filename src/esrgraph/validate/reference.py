"""Validation by pySHACL on rdflib, the reference engine: small graphs of triples to results."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import pyoxigraph
import pyshacl
from pyparsing import ParseException, ParseResults
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, ValidationFailure
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef, Variable
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier

from esrgraph.errors import ShapesError
from esrgraph.finding import Result
from esrgraph.shacl.paths import Unsupported, result_path
from esrgraph.shacl.regex import translate
from esrgraph.shacl.select import prefixes, prologue
from esrgraph.shapes import Node, ShapesGraph, Term, sh
from esrgraph.validate.guards import Guards, guards_of
from esrgraph.validate.selection import Predicates, flattened

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
_CONSTANTS = (sh("hasValue"), sh("targetNode"), pyoxigraph.NamedNode(str(RDF.first)))
_SWITCHES = tuple(map(sh, ("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint")))
_TRUE = pyoxigraph.Literal(True)
_PREFIXES = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
"""The prefixes that pySHACL declares in every query."""

Triple = tuple[Identifier, Identifier, Identifier]


class _ReadOnce(SPARQLQueryHelper):
    """pySHACL's reader of sh:sparql, which looks for forbidden keywords in each query text once.

    pySHACL itself does so for every focus node, with expressions that take the square of the text's length.
    """

    def check_invalid_sparql(self, sparql_text: str, valuenode: Any = None, extravars: Any = None) -> bool:
        """True; raises ValidationFailure for what SHACL 5.3.1 and appendix A forbid."""
        return _is_allowed(sparql_text, valuenode is not None, tuple(extravars or ()))


@lru_cache(maxsize=1024)
def _is_allowed(text: str, has_value: bool, variables: tuple[str, ...]) -> bool:
    kind: Any = SPARQLQueryHelper
    reader = kind(None, None, text)
    return bool(reader.check_invalid_sparql(text, valuenode=has_value or None, extravars=variables))


class _ParsedOnce(Graph):
    """A graph in memory that parses each query text once: pySHACL asks the same one for every focus node.

    Where a query cannot have a solution because the focus node has, or has not, a certain property, it is not run.
    """

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> QueryResult:
        """The result of a query, given as text, with the bindings that pySHACL gives as the fifth argument."""
        query, guards = _parsed(str(query_object))
        bindings = options.get("initBindings") or next(iter(args[3:4]), None) or {}
        if "this" in bindings and not guards.hold(self, bindings["this"]):
            return _nothing()
        return super().query(query, initBindings=bindings, use_store_provided=False)


def _nothing() -> QueryResult:
    result = QueryResult("SELECT")
    result.bindings = []
    return result


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[Query, Guards]:
    query = prepareQuery(text)
    return query, guards_of(query, text)


class _Validator(pyshacl.Validator):
    """A validator whose report is the results as pySHACL made them, not yet a graph."""

    @classmethod
    def create_validation_report(cls, sg: Any, conforms: bool, results: list[Any]) -> tuple[list[Any], str]:
        """Nothing but the results; the text would be made for nobody."""
        return results, ""


class Reference:
    """One shapes graph and the context that all data share, ready to validate many small graphs.

    Raises ShapesError for shapes that pySHACL cannot load.
    """

    def __init__(self, shapes: ShapesGraph, context: Iterable[pyoxigraph.Triple]) -> None:
        self._shapes = shapes
        self._by_name = {node.value: node for node in shapes.nodes}
        self._about = {node: (result_path(shapes, node), shapes.shape(node)) for node in shapes.nodes}
        self._graph = _ParsedOnce()
        with _quiet(), _failures():
            _add(self._graph, context)
            setattr(pyshacl.helper, "SPARQLQueryHelperCls", _ReadOnce)  # noqa: B010 - where pySHACL looks for the class
            own = Graph(bind_namespaces="none")
            _add(own, _for_pyshacl(flattened(shapes)))
            options = {"inplace": True, "logger": logging.Logger("pyshacl", logging.CRITICAL)}
            self._validator: Any = _Validator(
                DataGraph.from_rdflib_graph(self._graph), shacl_graph=own, options=options
            )

    def results(self, triples: Iterable[pyoxigraph.Triple]) -> set[Result]:
        """The results of all shapes on these triples together with the context.

        Raises ShapesError where pySHACL fails (SHACL 3.4.1), as it must for a sh:sparql that uses MINUS.
        """
        with _quiet(), _failures():
            added = _add(self._graph, triples)
            try:
                _, found, _ = self._validator.run()
                return {self._result(each) for each in found}
            finally:
                for triple in added:
                    self._graph.remove(triple)

    def _result(self, found: tuple[str, BNode, list[tuple[Any, Any, Any]]]) -> Result:
        _, node, triples = found
        said = {p: o[1] if isinstance(o, tuple) else o for s, p, o in triples if s == node}
        path, stated = self._about[self._by_name[str(said[SH.sourceShape])]]
        given = said.get(SH.resultPath)
        value = said.get(SH.value)
        return Result(
            focus=_text(said[SH.focusNode]),
            path=f"<{given}>" if isinstance(given, URIRef) else path,
            value="" if value is None else _text(value),
            component=str(said[SH.sourceConstraintComponent]).rpartition("#")[2],
            severity=stated.severity,
            shape=stated.iri,
            code=stated.code,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without rdflib's notes on every literal that is ill-formed: finding those is what validation is for."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        message = getattr(error, "message", None) or str(error)
        raise ShapesError(f"The shapes cannot be run by pySHACL: {message}") from error


def _for_pyshacl(shapes: ShapesGraph) -> Iterator[pyoxigraph.Triple]:
    """The shapes graph so that pySHACL reads it as SHACL says, and quickly.

    Constants are written as a store writes them, since data comes out of one; `$` in a pattern is the end of the text,
    as in XPath, and not the end of its last line; only `true` switches on, not `1`; the prefixes of a query are put
    into its text, because pySHACL gathers declared ones anew for every focus node.
    """
    constraints = {value for _, value in shapes.pairs(sh("sparql"))}
    for triple in shapes.triples:
        subject: Any = triple.subject
        value: Any = triple.object
        if triple.predicate == sh("prefixes") and triple.subject in constraints:
            continue
        if triple.predicate in _CONSTANTS:
            value = canonical(value)
        elif triple.predicate in _SWITCHES and value != _TRUE:
            value = pyoxigraph.Literal(False)
        elif triple.predicate == sh("pattern"):
            value = _pattern(shapes, triple.subject, value)
        elif triple.predicate == sh("select") and triple.subject in constraints:
            value = pyoxigraph.Literal(prologue(prefixes(shapes, subject)) + value.value)
        yield pyoxigraph.Triple(triple.subject, triple.predicate, value)


def _pattern(shapes: ShapesGraph, shape: Any, pattern: Any) -> Any:
    flags = "".join(each.value for each in shapes.objects(shape, sh("flags")))
    try:
        return pyoxigraph.Literal(translate(pattern.value, flags).python)
    except Unsupported:
        return pattern


def canonical(term: Term) -> Term:
    """A term as Oxigraph keeps it: `"01"^^xsd:integer` is `"1"^^xsd:integer` there."""
    if not isinstance(term, pyoxigraph.Literal) or term.language or term.datatype.value.endswith("#string"):
        return term
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(pyoxigraph.BlankNode("b"), pyoxigraph.NamedNode("urn:p"), term))
    return cast(Term, next(iter(store)).object)


def queried_predicates(graph: ShapesGraph, constraint: Node) -> Predicates:
    """The IRIs in the query of a sh:sparql constraint; None where a variable or a negated path stands for any property.

    Raises ShapesError for a query that is not SPARQL.
    """
    text = "".join(each.value for each in graph.objects(constraint, sh("select")))
    with _failures():
        tree = parseQuery(prologue(prefixes(graph, constraint)) + re.sub(r"[$?]PATH\b", "<urn:path>", text))
    parts = list(_parts(tree))
    if any(_is_open(part) for part in parts):
        return None
    names = _PREFIXES | {str(part.prefix or ""): str(part.iri) for part in parts if _is(part, "PrefixDecl")}
    iris = {str(part) for part in parts if isinstance(part, URIRef)}
    iris.update(f"{names.get(part.prefix or '', '')}{part.localname}" for part in parts if _is(part, "pname"))
    return frozenset(pyoxigraph.NamedNode(iri) for iri in iris if ":" in iri)


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


def _add(graph: Graph, triples: Iterable[pyoxigraph.Triple]) -> list[Triple]:
    """Add triples to a graph; returns those that were not there before."""
    added = []
    for each in triples:
        triple = (_to_rdflib(each.subject), _to_rdflib(each.predicate), _to_rdflib(each.object))
        if triple not in graph:
            graph.add(triple)
            added.append(triple)
    return added


@lru_cache(maxsize=65536)
def _iri(text: str) -> URIRef:
    return URIRef(text)


def _to_rdflib(term: Any) -> Identifier:
    if isinstance(term, pyoxigraph.NamedNode):
        return _iri(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value.endswith("#string") else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def _text(term: Any) -> str:
    """An rdflib term as N-Triples."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if term.language:
        return str(pyoxigraph.Literal(str(term), language=term.language))
    datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
    return str(canonical(pyoxigraph.Literal(str(term), datatype=datatype)))
