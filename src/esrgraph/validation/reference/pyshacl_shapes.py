"""A shapes graph to one that pySHACL reads as SHACL says, with the constraints of some of its shapes only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from esrgraph.errors import ShapesError
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.sparql.tokens import tokens
from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.compiler.regex import translate
from esrgraph.validation.compiler.select import prefixes, prologue
from esrgraph.validation.reference.terms import canonical
from esrgraph.validation.shapes import TARGETS, Node, ShapesGraph, sh

_LEADING = frozenset((*TARGETS, *map(sh, ("property", "path", "deactivated")), Rdf.type))
"""What a shape says of where it leads, which is no constraint of its own."""
_CONSTANTS = (sh("hasValue"), sh("targetNode"), NamedNode(f"{Rdf.NAMESPACE}first"))
_SWITCHES = tuple(map(sh, ("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint")))
_TRUE = Literal(True)
CONSTRAINT = "# constraint "
"""Stands in the last line of a query's text before the name of its constraint."""
_REFUSED = frozenset("ASK CONSTRUCT DESCRIBE FROM GRAPH SERVICE".split())
"""Words of queries that are no SELECT (SHACL 5.1), or look beyond the one graph that is validated."""


def for_pyshacl(shapes: ShapesGraph, asked: Collection[Node]) -> Iterator[Triple]:
    """The triples of a shapes graph, without the constraints of shapes that are neither asked for nor conditions.

    A condition that is not asked for has no targets: another node without constraints leads from these to its parts.

    Constants are written as a store writes them, since data comes out of one; `$` in a pattern is the end of the text,
    as in XPath, and not the end of its last line; only `true` switches on, not `1`; the prefixes of a query are put
    into its text, because pySHACL does not look for them in imports (SHACL 5.2.1), and in a last line `CONSTRAINT` with
    the name of what asks it. Messages are left out: pySHACL takes what it fills in for regular expressions.

    Raises ShapesError for a query that nobody can run.
    """
    needed = {*asked, *(part for each in shapes.conditions for part in shapes.parts_below(each))}
    silent = frozenset(shapes.nodes) - needed
    leaders = {node: BlankNode() for node in needed - set(asked)}
    queries = {value for _, value in shapes.pairs(sh("sparql"))}
    for triple in shapes.triples:
        subject: Any = triple.subject
        value: Any = triple.object
        if subject in silent and triple.predicate not in _LEADING:
            continue
        if triple.predicate in _CONSTANTS:
            value = canonical(value)
        elif triple.predicate in _SWITCHES and value != _TRUE:
            value = Literal(False)
        elif triple.predicate == sh("pattern"):
            value = _pattern(shapes, subject, value)
        elif triple.predicate == sh("select") and subject in queries:
            text = _query(prologue(prefixes(shapes, subject)) + value.value)
            value = Literal(f"{text}\n{CONSTRAINT}{subject.value}")
        elif triple.predicate == sh("message") or (triple.predicate == sh("prefixes") and subject in queries):
            continue
        if subject in leaders and triple.predicate in _LEADING - {Rdf.type}:
            yield Triple(leaders[subject], triple.predicate, value)
            if triple.predicate in TARGETS:
                continue
        yield Triple(subject, triple.predicate, value)


def _query(text: str) -> str:
    """The text of a query; what rdflib would ignore, or fail on with errors of any kind, is refused here."""
    if used := sorted(_REFUSED & {token.keyword for token in tokens(text)}):
        raise ShapesError(f"The shapes cannot be run by pySHACL: a sh:select has to be a SELECT without {used[0]}")
    try:
        Store().query(text)
    except SyntaxError as error:
        raise ShapesError(f"The shapes cannot be run by pySHACL: a sh:select is not SPARQL: {error.msg}") from error
    return text


def _pattern(shapes: ShapesGraph, shape: Any, pattern: Any) -> Any:
    flags = "".join(each.value for each in shapes.objects(shape, sh("flags")))
    try:
        return Literal(translate(pattern.value, flags).python)
    except Unsupported:
        return pattern
