"""Patterns of triples to the CONSTRUCT queries that fetch what matches them."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Skos


def about(subjects: Iterable[str], predicate: str | None) -> str:
    """The triples of some subjects, by their IRIs, with one property if that is given.

    >>> about(["x:a", "x:b"], None)
    'CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <x:a> <x:b> } ?s ?p ?o }'
    """
    nodes = [str(NamedNode(subject)) for subject in subjects]
    property_ = str(NamedNode(predicate)) if predicate else "?p"
    if len(nodes) == 1:
        return f"CONSTRUCT {{ {nodes[0]} {property_} ?o }} WHERE {{ {nodes[0]} {property_} ?o }}"
    return f"CONSTRUCT {{ ?s {property_} ?o }} WHERE {{ VALUES ?s {{ {' '.join(nodes)} }} ?s {property_} ?o }}"


def peers(subject: str, predicate: str) -> str:
    """All triples of a subject, and those with a property of what is in the same SKOS scheme, if it is in one."""
    node, property_ = NamedNode(subject), NamedNode(predicate)
    return (
        f"CONSTRUCT {{ {node} ?p ?o . ?s {property_} ?value }} WHERE {{ {{ {node} ?p ?o }} UNION "
        f"{{ {node} {Skos.inScheme} ?scheme . ?s {Skos.inScheme} ?scheme ; {property_} ?value }} }}"
    )


def pointing(predicate: str | None, object_: str | None) -> str:
    """The triples with a property and a value, both as N-Triples writes them, or either, or any.

    >>> pointing("<x:p>", None)
    'CONSTRUCT { ?s <x:p> ?o } WHERE { ?s <x:p> ?o }'
    """
    pattern = f"?s {predicate or '?p'} {object_ or '?o'}"
    return f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}"
