"""SHACL property paths to SPARQL property paths, which are also the text that results give for a path (SHACL 2.3.1)."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from esrgraph.validation.shapes import Node, Term, Triples, sh

_SUFFIXES = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_LIST_SIZE = 2
"""A list node has a first and a rest; any other path node says one thing."""


class Unsupported(Exception):
    """A construct is not on the compiler's list: whatever uses it is handed to the reference engine."""


def path_text(graph: Triples, path: Term) -> str:
    """A path as SPARQL: `<a>`, `^<a>`, `<a>/<b>`, `<a>|<b>`, `<a>*`; parts that are not plain stand in brackets.

    A node that says several things is read as the reference engine reads it: a list before all else.
    Raises Unsupported where the node is no path.
    """
    if isinstance(path, NamedNode):
        return str(path)
    if isinstance(path, Literal):
        raise Unsupported("a literal as path")
    if items := graph.items(path):
        return "/".join(_step(graph, item) for item in items)
    if (inverse := graph.value(path, "inversePath")) is not None:
        return f"^{_part(graph, inverse)}"
    if (alternatives := graph.value(path, "alternativePath")) is not None:
        return "|".join(_step(graph, item) for item in graph.items(alternatives))
    for name, suffix in _SUFFIXES.items():
        if (repeated := graph.value(path, name)) is not None:
            return f"{_part(graph, repeated)}{suffix}"
    raise Unsupported("a path that is not well-formed")


def _step(graph: Triples, path: Term) -> str:
    """A path as a part of a sequence or an alternative, where `^` binds closer than `/` and `|`."""
    text = path_text(graph, path)
    return text if text.startswith("^<") else _part(graph, path)


def _part(graph: Triples, path: Term) -> str:
    text = path_text(graph, path)
    return text if isinstance(path, NamedNode) else f"({text})"


def shape_path(graph: Triples, shape: Node) -> str | None:
    """The path of a property shape as SPARQL, None for a node shape.

    Raises Unsupported where the path is not well-formed, or is one that the reference engine reads differently:
    the inverse of anything but a property.
    """
    paths = graph.objects(shape, sh("path"))
    if not paths:
        return None
    if len(paths) > 1:
        raise Unsupported("several paths")
    _check(graph, paths[0])
    return path_text(graph, paths[0])


def _check(graph: Triples, path: Term) -> None:
    if isinstance(path, NamedNode | Literal):
        return
    kinds = graph.predicates(path)
    members = graph.items(path)
    if len(kinds) != (_LIST_SIZE if members else 1) or len(members) == 1:
        raise Unsupported("a path that is not well-formed")
    inverse = graph.value(path, "inversePath")
    if inverse is not None and not isinstance(inverse, NamedNode):
        raise Unsupported("the inverse of a complex path")
    alternatives = graph.value(path, "alternativePath")
    parts = graph.items(alternatives) if alternatives is not None else members
    if alternatives is not None and len(parts) < _LIST_SIZE:
        raise Unsupported("an alternative path of one part")
    for part in parts or [value for kind in kinds for value in graph.objects(path, kind)]:
        _check(graph, part)


def result_path(graph: Triples, shape: Node) -> str:
    """The path that a shape's results give: as `path_text`, "" for a node shape, the node itself if malformed."""
    paths = graph.objects(shape, sh("path"))
    if not paths:
        return ""
    try:
        return path_text(graph, paths[0])
    except Unsupported:
        return str(paths[0])
