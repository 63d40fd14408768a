"""Where organisations are active to the pairs of them that share the most municipalities.

As a query this joins every two organisations in every municipality and outgrows any engine; as the product of a sparse
matrix with its own transpose, taken some rows at a time, it is exact and small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf
from esrgraph.release.derive.strongest import Pair, strongest_of

STRONGEST = 25
"""How many pairs every organisation brings in."""


def strongest_pairs(links: Iterable[tuple[str, str]], most: int = STRONGEST) -> list[Pair]:
    """The pairs that are among the `most` strongest of either organisation, sorted; of equals, the first by IRI.

    `links` are organisations, each with a municipality that it is active in, in any order.

    >>> strongest_pairs([("a", "1"), ("a", "2"), ("b", "1"), ("b", "2"), ("c", "2")], most=1)
    [('a', 'b', 2), ('a', 'c', 1)]
    """
    distinct = set(links)
    if not distinct:
        return []
    names = sorted({organisation for organisation, _ in distinct})
    return list(strongest_of(_matrix(distinct, names), names, most))


def _matrix(links: set[tuple[str, str]], names: list[str]) -> Any:
    """A sparse matrix that holds 1 where an organisation (row, as in `names`) is active in a municipality (column)."""
    from numpy import ones  # scipy and numpy take long to import, and only a build needs them
    from scipy.sparse import csr_array

    columns = {name: position for position, name in enumerate(sorted({municipality for _, municipality in links}))}
    rows = {name: position for position, name in enumerate(names)}
    positions = [rows[one] for one, _ in links], [columns[other] for _, other in links]
    return csr_array((ones(len(links), dtype="int32"), positions), shape=(len(rows), len(columns)))


def shared_area_triples(pairs: Iterable[Pair], iris: Iris) -> Iterator[Triple]:
    """Each pair as a node of its own, at the organisation in front."""
    for first, second, municipalities in pairs:
        _, key = iris.parse(second) or ("", second)
        node = iris.part(NamedNode(first), f"shares-area-with-{key}")
        yield Triple(node, Rdf.type, Esr.SharedArea)
        yield Triple(node, Esr.sharingOrganisation, NamedNode(first))
        yield Triple(node, Esr.sharingOrganisation, NamedNode(second))
        yield Triple(node, Esr.sharedMunicipalities, Literal(municipalities))
