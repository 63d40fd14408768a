"""A shapes graph cut down to some of its shapes, and the predicates that they can look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

from pyoxigraph import NamedNode, Triple

from esrgraph.rdf.vocabulary import Rdf, Rdfs
from esrgraph.validation.compiler.compile import parts_below
from esrgraph.validation.compiler.targets import is_target
from esrgraph.validation.shapes import CLASSES, TARGETS, Node, ShapesGraph, sh

_SUBCLASS = NamedNode(f"{Rdfs.NAMESPACE}subClassOf")

Predicates = frozenset[NamedNode] | None
"""The predicates that shapes can look at; None for all."""

ReadPredicates = Callable[[ShapesGraph, Node], Predicates]
"""Gives the predicates that the query of a sh:sparql constraint speaks of."""


def only(graph: ShapesGraph, shapes: Collection[Node]) -> ShapesGraph:
    """The graph with results for these shapes only; whatever they refer to stays defined.

    Targets of other shapes go, and so do the sh:property links that lead to none of these, but for those of shapes
    that are conditions of others.
    """
    leads = {node: any(part in shapes for part in parts_below(graph, node)) for node in graph.nodes}
    dropped: set[tuple[object, object, object]] = set()
    for node in graph.nodes:
        for target in TARGETS if not leads[node] else ():
            dropped.update((node, target, value) for value in graph.objects(node, target))
        if not leads[node]:
            dropped.update((node, Rdf.type, value) for value in CLASSES)
        elif node not in graph.conditions:
            parts = graph.objects(node, sh("property"))
            dropped.update((node, sh("property"), part) for part in parts if not leads.get(part, True))  # type: ignore[arg-type]
    kept = (each for each in graph.triples if (each.subject, each.predicate, each.object) not in dropped)
    return ShapesGraph(kept)


def flattened(graph: ShapesGraph) -> ShapesGraph:
    """The graph with targets on property shapes themselves, where node shapes pass them on through sh:property.

    The results are the same (SHACL 4.7.2): the focus nodes of the property shape are those of the node shape. pySHACL
    reads the constraints of a property shape anew for every node that is passed on, but once for all its own targets.
    """
    triples = set(graph.triples)
    for node in graph.nodes:
        if _passes_on(graph, node):
            targets = [(each, value) for each in TARGETS for value in graph.objects(node, each)]
            for part in cast("tuple[Node, ...]", graph.objects(node, sh("property"))):
                triples.discard(Triple(node, sh("property"), part))
                triples.update(Triple(part, predicate, value) for predicate, value in targets)
    return ShapesGraph(triples)


def _passes_on(graph: ShapesGraph, node: Node) -> bool:
    """Whether a shape is a node shape that is run, that nothing refers to, and whose parts are no constraint on it."""
    said = {each.value.removeprefix(sh("").value) for each in graph.predicates(node)}
    referred = node in graph.conditions or any(value == node for _, value in graph.pairs(sh("property")))
    is_class = any(kind in CLASSES for kind in graph.objects(node, Rdf.type))
    has_siblings = graph.pairs(sh("qualifiedValueShapesDisjoint"))
    return not (referred or is_class or has_siblings or said & {"path", "closed", "deactivated"})


def has_targets(graph: ShapesGraph) -> bool:
    """Whether any shape of the graph would be run."""
    return any(is_target(graph, node) for node in graph.nodes)


def predicates_of(graph: ShapesGraph, read: ReadPredicates) -> Predicates:
    """Every predicate that the shapes of a graph can look at in data.

    A path, a target or a pair of properties stands as an object in the shapes graph; sh:closed looks at everything.
    """
    if graph.pairs(sh("closed")):
        return None
    found = {each.object for each in graph.triples if isinstance(each.object, NamedNode)}
    found |= {Rdf.type, _SUBCLASS}
    for _, constraint in graph.pairs(sh("sparql")):
        more = read(graph, cast(Node, constraint))
        if more is None:
            return None
        found |= more
    return frozenset(found)
