"""The targets of shapes to SPARQL patterns that bind their focus nodes (SHACL 2.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, NamedNode

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.shapes import CLASSES, Node, ShapesGraph, Term, sh

Focus = Callable[[str], str]
"""Gives the pattern that binds a variable to focus nodes, for a variable such as `?this`."""

Classes = Callable[[NamedNode], tuple[NamedNode, ...]]
"""Gives a class and its subclasses in the data: `rdfs:subClassOf*`, turned round."""


def focuses(graph: ShapesGraph, shape: Node, classes: Classes) -> list[Focus]:
    """One pattern a target declaration of a shape, none where it has no targets; one query each keeps plans simple."""
    return [
        *(_instances(each, classes) for each in graph.objects(shape, sh("targetClass"))),
        *(_instances(each, classes) for each in _implicit(graph, shape)),
        *(_node(each) for each in graph.objects(shape, sh("targetNode"))),
        *(_subjects(each) for each in graph.objects(shape, sh("targetSubjectsOf"))),
        *(_objects(each) for each in graph.objects(shape, sh("targetObjectsOf"))),
    ]


def is_target(graph: ShapesGraph, shape: Node) -> bool:
    """Whether a shape has targets of its own."""
    names = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
    return any(graph.value(shape, name) is not None for name in names) or any(_implicit(graph, shape))


def _implicit(graph: ShapesGraph, shape: Node) -> Iterator[Term]:
    """The shape itself where it is a class, too (SHACL 2.1.3.3)."""
    if any(kind in CLASSES for kind in graph.objects(shape, Rdf.type)):
        yield shape


def instances_pattern(variable: str, names: tuple[NamedNode, ...], kind: str) -> str:
    """The pattern of a variable that is an instance of one of these classes, which the variable `kind` is then."""
    if len(names) == 1:
        return f"{variable} a {names[0]} ."
    return f"{variable} a {kind} . VALUES {kind} {{ {' '.join(map(str, names))} }}"


def _instances(name: Term, classes: Classes) -> Focus:
    if not isinstance(name, NamedNode):
        raise Unsupported("a class without an IRI as target")
    names = classes(name)
    return lambda variable: instances_pattern(variable, names, f"{variable}_class")


def _node(node: Term) -> Focus:
    if isinstance(node, BlankNode):
        raise Unsupported("a blank node as target")
    return lambda variable: f"VALUES {variable} {{ {node} }}"


def _subjects(predicate: Term) -> Focus:
    return lambda variable: f"{variable} {predicate} {variable}_object ."


def _objects(predicate: Term) -> Focus:
    return lambda variable: f"{variable}_subject {predicate} {variable} ."
