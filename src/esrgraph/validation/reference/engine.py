"""Validation by pySHACL on rdflib, the reference engine: the referee for small graphs, and for what cannot be compiled.

It validates a whole graph as SHACL says, and slowly: esrgraph's own shapes take it about a sixth of a second a project.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

import pyoxigraph
import pyshacl
from pyparsing import ParseException
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, ValidationFailure
from rdflib import Graph
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier, URIRef

from esrgraph.errors import ShapesError
from esrgraph.validation.compiler.paths import result_path
from esrgraph.validation.findings import ValidationResult
from esrgraph.validation.reference.pyshacl_shapes import for_pyshacl
from esrgraph.validation.reference.terms import add, to_text
from esrgraph.validation.shapes import Node, ShapesGraph

LARGEST = 100_000
"""Triples of the largest graph that it takes: about 350 projects, on which it works for a minute."""

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


class _ParsedOnce(Graph):
    """A graph that parses the text of a query once, where pySHACL asks the same one of every focus node."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> QueryResult:
        """The result of a query."""
        return super().query(_parse_query(str(query_object)), *args, **options)


@lru_cache(maxsize=1024)
def _parse_query(text: str) -> Query:
    return prepareQuery(text)


def results(store: pyoxigraph.Store, shapes: ShapesGraph, asked: Collection[Node]) -> set[ValidationResult]:
    """The results of some of the shapes of a graph on the default graph of a store.

    Raises:
        ShapesError: the graph is too large for pySHACL, or pySHACL fails on the shapes (SHACL 3.4.1), as it must for
            a sh:sparql that uses MINUS.
    """
    data, own = _ParsedOnce(bind_namespaces="none"), Graph(bind_namespaces="none")
    with _quiet(), _failures():
        add(data, _triples(store))
        add(own, for_pyshacl(shapes, asked))
        _, report, _ = pyshacl.validate(data, shacl_graph=own, inplace=True)
        if isinstance(report, ValidationFailure):
            raise report
    by_name = {node.value: node for node in asked}
    found = ((by_name.get(str(report.value(each, SH.sourceShape))), each) for each in report.objects(None, SH.result))
    return {_result(report, each, shapes, node) for node, each in found if node is not None}


def _triples(store: pyoxigraph.Store) -> list[pyoxigraph.Triple]:
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    triples = [quad.triple for quad in islice(quads, LARGEST + 1)]
    if len(triples) > LARGEST:
        raise ShapesError(
            f"pySHACL takes a graph of at most {LARGEST:,} triples (about 350 projects), and this one is larger. "
            "Validate fewer pages at a time, or with shapes that can be compiled: --engine compiled tells which cannot"
        )
    return triples


def _result(report: Graph, found: Identifier, shapes: ShapesGraph, node: Node) -> ValidationResult:
    path, value, stated = report.value(found, SH.resultPath), report.value(found, SH.value), shapes.shape(node)
    return ValidationResult(
        focus=to_text(report.value(found, SH.focusNode)),
        path=to_text(path) if isinstance(path, URIRef) else result_path(shapes, node),
        value="" if value is None else to_text(value),
        component=str(report.value(found, SH.sourceConstraintComponent)).rpartition("#")[2],
        severity=stated.severity,
        shape=stated.iri,
        code=stated.code,
    )


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what pySHACL and rdflib raise on shapes that they cannot run into ShapesError."""
    try:
        yield
    except _FAILURES as error:
        message = getattr(error, "message", None) or str(error)
        raise ShapesError(f"The shapes cannot be run by pySHACL: {message}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Without notes on literals that are ill-formed, which validation is to find, and on what is raised besides."""
    level = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
