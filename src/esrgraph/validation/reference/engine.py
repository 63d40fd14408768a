"""Validation by pySHACL on rdflib, the reference engine: the referee for small graphs, and for what cannot be compiled.

It validates a whole graph as SHACL says, and slowly: esrgraph's own shapes take it about a sixth of a second a project.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

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
from esrgraph.validation.findings import Texts, ValidationResult
from esrgraph.validation.messages import result_message, speaks, templates
from esrgraph.validation.reference.pyshacl_shapes import CONSTRAINT, for_pyshacl
from esrgraph.validation.reference.terms import add, to_plain, to_text
from esrgraph.validation.shapes import Node, ShapesGraph, sh

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


_Solutions = defaultdict[tuple[str, Any], list[dict[str, Any]]]
"""The solutions of constraints' queries, by the constraint's name and the focus node."""


class _Found(NamedTuple):
    """What a result is about."""

    focus: Any
    path: Any
    value: Any

    @classmethod
    def of(cls, report: Graph, found: Identifier) -> _Found:
        """Of a result in a report."""
        return cls(*(report.value(found, name) for name in (SH.focusNode, SH.resultPath, SH.value)))


class _ParsedOnce(Graph):
    """A graph that parses the text of a query once, where pySHACL asks the same one of every focus node, and keeps the
    solutions of those of constraints.
    """

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self.solutions: _Solutions = defaultdict(list)

    def query(
        self,
        query_object: str | Query,
        processor: Any = "sparql",
        result: Any = "sparql",
        initNs: Any = None,  # noqa: N803 - rdflib's names
        initBindings: Any = None,  # noqa: N803
        *args: Any,
        **options: Any,
    ) -> QueryResult:
        """The result of a query."""
        text = str(query_object)
        found = super().query(_parse_query(text), processor, result, initNs, initBindings, *args, **options)
        name = text.rpartition(CONSTRAINT)[2] if CONSTRAINT in text else ""
        if name and found.type == "SELECT":
            focus = (initBindings or {}).get("this")
            self.solutions[name, focus] += [row.asdict() for row in found]  # type: ignore[union-attr]
        return found


@lru_cache(maxsize=1024)
def _parse_query(text: str) -> Query:
    return prepareQuery(text)


def results(store: pyoxigraph.Store, shapes: ShapesGraph, asked: Collection[Node]) -> set[ValidationResult]:
    """The results of some of the shapes of a graph on the default graph of a store.

    Raises:
        ShapesError: the graph is too large for pySHACL, or pySHACL fails on the shapes (SHACL 3.4.1), as it must for
            a sh:sparql that uses MINUS.
    """
    data, own = _ParsedOnce(), Graph(bind_namespaces="none")
    with _quiet(), _failures():
        add(data, _triples(store))
        add(own, for_pyshacl(shapes, asked))
        _, report, _ = pyshacl.validate(data, shacl_graph=own, inplace=True)
        if isinstance(report, ValidationFailure):
            raise report
    by_name = {node.value: node for node in asked}
    found = ((by_name.get(str(report.value(each, SH.sourceShape))), each) for each in report.objects(None, SH.result))
    results = set()
    for node, each in found:
        if node is not None:
            result, about = _result(report, each, shapes, node), _Found.of(report, each)
            results |= {replace(result, message=text) for text in _messages(shapes, node, about, data.solutions)}
    return results


def _messages(shapes: ShapesGraph, node: Node, found: _Found, solutions: _Solutions) -> set[Texts]:
    """What the solutions behind a result of a shape's sh:sparql say, () where that is left to the shape."""
    said: set[Texts] = set()
    for constraint in shapes.objects(node, sh("sparql")):
        own, has_own = templates(shapes, constraint, node), speaks(shapes, constraint, node)
        for each in solutions[constraint.value, found.focus]:
            if each.get("value") in (None, found.value) and each.get("path") in (None, found.path):
                said.add(result_message(own, {name: to_plain(term) for name, term in each.items()}) if has_own else ())
    return said or {()}


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
