"""Solutions of a sh:sparql constraint to what they say: its sh:message with values, or `?message` (SHACL 5.3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal

from esrgraph.sparql.tokens import tokens
from esrgraph.validation.findings import PLACEHOLDER, Texts, fill_placeholders
from esrgraph.validation.shapes import Node, ShapesGraph, Term, sh


def templates(graph: ShapesGraph, constraint: Term, shape: Node) -> Texts:
    """The messages of a constraint, else those of its shape that have variables to fill in, by language."""
    if isinstance(constraint, Literal):
        return ()
    own, around = (_texts(graph.objects(node, sh("message"))) for node in (constraint, shape))
    return own or tuple(each for each in around if PLACEHOLDER.search(each[1]))


def speaks(graph: ShapesGraph, constraint: Term, shape: Node) -> bool:
    """Whether a constraint's results may have messages of their own."""
    if templates(graph, constraint, shape):
        return True
    queries = () if isinstance(constraint, Literal) else graph.objects(constraint, sh("select"))
    return any(token.variable == "message" for query in queries for token in tokens(query.value))


def result_message(found: Texts, values: Mapping[str, str]) -> Texts:
    """The message of a solution, the text of whose terms are `values` by variable; () for that of the shape."""
    if "message" in values:
        return (("", values["message"]),)
    return tuple((language, fill_placeholders(text, values)) for language, text in found)


def _texts(values: tuple[Term, ...]) -> Texts:
    return tuple((value.language or "", value.value) for value in values if isinstance(value, Literal))
