"""Validation by pySHACL on rdflib, the reference engine: small graphs of triples to results."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pyoxigraph
import pyshacl
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult

from esrgraph.validation.compiler.outline import THIS, outline
from esrgraph.validation.compiler.paths import Unsupported, result_path
from esrgraph.validation.compiler.regex import translate
from esrgraph.validation.compiler.select import prefixes, prologue
from esrgraph.validation.findings import Result
from esrgraph.validation.reference.guards import Guard, Index, guard_of
from esrgraph.validation.reference.layers import Layers
from esrgraph.validation.reference.queried import failures
from esrgraph.validation.reference.selection import flattened
from esrgraph.validation.reference.terms import add, canonical, to_text
from esrgraph.validation.shapes import ShapesGraph, sh

_CONSTANTS = (sh("hasValue"), sh("targetNode"), pyoxigraph.NamedNode(str(RDF.first)))
_SWITCHES = tuple(map(sh, ("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint")))
_TRUE = pyoxigraph.Literal(True)


class _ReadOnce(SPARQLQueryHelper):
    """pySHACL's reader of sh:sparql, which looks for forbidden keywords and variables in each query text once.

    pySHACL itself does so for every focus node, with expressions that take the square of the text's length.
    """

    _bound: tuple[dict[str, Any], str] | None = None

    def pre_bind_variables(self, thisnode: Any, valuenode: Any = None, extravars: Any = None) -> Any:
        """The variables to bind for a focus node, and the text of the query."""
        pre_bind: Any = super().pre_bind_variables
        if valuenode is not None or extravars:
            return pre_bind(thisnode, valuenode, extravars)
        if self._bound is None:
            self._bound = pre_bind(thisnode)
        bindings, text = self._bound
        return ({**bindings, "this": thisnode} if "this" in bindings else bindings), text

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

    Where a query cannot have a solution because its focus node does not fit the outline, it is not run.
    """

    def __init__(self, store: Layers, index: Index) -> None:
        super().__init__(store=store, bind_namespaces="none")
        self._index = index

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> QueryResult:
        """The result of a query, given as text, with the bindings that pySHACL gives as the fifth argument."""
        text = str(query_object)
        guard = _guard(text)
        bindings = options.get("initBindings") or next(iter(args[3:4]), None) or {}
        if guard and "this" in bindings and not self._index.fits(guard, {THIS: to_text(bindings["this"])}):
            return _nothing()
        return super().query(_parsed(text), initBindings=bindings, use_store_provided=False)


def _nothing() -> QueryResult:
    result = QueryResult("SELECT")
    result.bindings = []
    return result


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Query:
    return prepareQuery(text)


@lru_cache(maxsize=1024)
def _guard(text: str) -> Guard | None:
    found = outline(text)
    return guard_of(found) if found else None


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
        self._index = Index()
        self._layers = Layers()
        self._graph = _ParsedOnce(self._layers, self._index)
        with _quiet(), failures():
            add(self._graph, self._index.add(context))
            setattr(pyshacl.helper, "SPARQLQueryHelperCls", _ReadOnce)  # noqa: B010 - where pySHACL looks for the class
            own = Graph(bind_namespaces="none")
            add(own, _for_pyshacl(flattened(shapes)))
            options = {"inplace": True, "logger": logging.Logger("pyshacl", logging.CRITICAL)}
            self._validator: Any = _Validator(
                DataGraph.from_rdflib_graph(self._graph), shacl_graph=own, options=options
            )

    def results(self, triples: Iterable[pyoxigraph.Triple]) -> set[Result]:
        """The results of all shapes on these triples together with the context.

        Raises ShapesError where pySHACL fails (SHACL 3.4.1), as it must for a sh:sparql that uses MINUS.
        """
        with _quiet(), failures():
            new = self._index.add(triples)
            self._layers.renew()
            add(self._graph, new)
            try:
                _, found, _ = self._validator.run()
                return {self._result(each) for each in found}
            finally:
                self._index.remove(new)

    def _result(self, found: tuple[str, BNode, list[tuple[Any, Any, Any]]]) -> Result:
        _, node, triples = found
        said = {p: o[1] if isinstance(o, tuple) else o for s, p, o in triples if s == node}
        path, stated = self._about[self._by_name[str(said[SH.sourceShape])]]
        given = said.get(SH.resultPath)
        value = said.get(SH.value)
        return Result(
            focus=to_text(said[SH.focusNode]),
            path=f"<{given}>" if isinstance(given, URIRef) else path,
            value="" if value is None else to_text(value),
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
