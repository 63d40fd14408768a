"""The project's own shapes as a graph, and each of them by its code."""

from functools import cache

from rdflib import Graph, Namespace, URIRef

from conftest import ROOT

SHAPES = ROOT / "shapes"
ESSH = Namespace("https://w3id.org/esrgraph/shapes#")


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def coded() -> dict[str, URIRef]:
    """The property shapes by code."""
    return {str(code): shape for shape, code in shapes().subject_objects(ESSH.code)}  # type: ignore[misc]
