"""A store to what the rules of `sparql/rules/` derive from it, as N-Triples."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QueryTriples, RdfFormat, Store

from esrgraph.resources import resources


def run_rules(store: Store, folder: Path) -> dict[str, Path]:
    """Run every rule, in the order of their names; returns the file that each wrote into `folder`, by the rule's name.

    A rule's result goes to its file as it comes: nothing is collected.
    """
    written = {}
    for rule in resources("sparql/rules", ".rq"):
        triples = store.query(rule.read_text(encoding="utf-8"))
        if not isinstance(triples, QueryTriples):
            raise TypeError(f"The rule {rule.name} is not a CONSTRUCT query")
        written[rule.stem] = folder / f"{rule.stem}.nt"
        triples.serialize(written[rule.stem], format=RdfFormat.N_TRIPLES)
    return written
