"""A store to what the rules of `sparql/rules/` derive from it, as N-Triples."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QueryTriples, RdfFormat

from esrgraph.rdf.store import Graph
from esrgraph.resources import resources


def rules() -> tuple[Path, ...]:
    """Every rule, in the order of their names."""
    return resources("sparql/rules", ".rq")


def run_rule(graph: Graph, rule: Path, target: Path) -> None:
    """Write what a rule derives from a graph, as it comes: nothing is collected."""
    triples = graph.query(rule.read_text(encoding="utf-8"))
    if not isinstance(triples, QueryTriples):
        raise TypeError(f"The rule {rule.name} is not a CONSTRUCT query")
    triples.serialize(target, format=RdfFormat.N_TRIPLES)
