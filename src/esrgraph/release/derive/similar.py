"""Projects to the pairs of them that are most alike: where they work, for whom, and under which objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from math import ceil
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Xsd
from esrgraph.release.derive.strongest import Apart, Pair, strongest_of

MOST = 5
"""How many pairs every project brings in."""
LEAST = 40
"""Per cent: projects with nothing but the objective in common come to 33 and are not called similar."""
FACETS = (Esr.municipality, Esr.directTargetGroup, Esr.specificObjective)
"""The last one parts projects into groups: almost all have one objective, and find what is like them under it."""
_PARTS = 1_000_000
"""How finely likeness is told apart before it is rounded to hundredths."""


def similar_triples(store: Store, iris: Iris) -> Iterator[Triple]:
    """Each pair of similar projects as a node of its own, at the project whose IRI sorts first."""
    for first, second, hundredths in similar_pairs([list(_links(store, facet)) for facet in FACETS]):
        _, key = iris.parse(second) or ("", second)
        node = iris.part(NamedNode(first), f"similar-to-{key}")
        yield Triple(node, Rdf.type, Esr.ProjectSimilarity)
        yield Triple(node, Esr.similarProject, NamedNode(first))
        yield Triple(node, Esr.similarProject, NamedNode(second))
        yield Triple(node, Esr.similarity, Literal(f"{Decimal(hundredths) / 100:f}", datatype=Xsd.decimal))


def _links(store: Store, facet: NamedNode) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, facet, None):
        yield quad.subject.value, quad.object.value  # type: ignore[union-attr]  # resources at both ends


def similar_pairs(facets: list[list[tuple[str, str]]], most: int = MOST) -> list[Pair]:
    """The pairs that are among the `most` most alike of either project, with their likeness in hundredths; sorted.

    A facet is what projects name of one kind. In each, the likeness is the cosine of the two sets: 1 where they are
    equal, 0 where they share nothing. Of a pair, it is the mean over the facets. Of equals, those with the nearest
    names are taken, for codes are given in the order of time.

    >>> similar_pairs([[("a", "Kuopio"), ("b", "Kuopio")], [("a", "youth"), ("b", "youth"), ("b", "men")]])
    [('a', 'b', 85)]
    """
    names = sorted({project for project, _ in chain.from_iterable(facets)})
    if not names:
        return []
    places = {name: row for row, name in enumerate(names)}
    rows, apart = _matrix(facets, places), _apart(facets, places)
    pairs = strongest_of(rows, names, most, parts=_PARTS, nearest=True, apart=apart)
    rounded = ((first, second, round(likeness * 100 / _PARTS)) for first, second, likeness in pairs)
    return [pair for pair in rounded if pair[2] >= LEAST]


def _apart(facets: list[list[tuple[str, str]]], rows: Mapping[str, int]) -> Apart:
    """The projects that name each value of the last facet: two without a common one are alike in all other facets at
    most."""
    groups: dict[str, list[int]] = {}
    for project, value in sorted(set(facets[-1])):
        groups.setdefault(value, []).append(rows[project])
    return Apart(tuple(groups.values()), ceil((len(facets) - 1) * _PARTS / len(facets)))


def _matrix(facets: list[list[tuple[str, str]]], rows: Mapping[str, int]) -> Any:
    """A sparse matrix with a row for each project, so weighed that the product of two rows is their likeness."""
    from scipy.sparse import csr_array  # scipy takes long to import, and only a build needs it

    columns: dict[tuple[int, str], int] = {}
    found: list[tuple[float, int, int]] = []
    for number, facet in enumerate(facets):
        size = Counter(project for project, _ in facet)
        for project, value in sorted(facet):
            column = columns.setdefault((number, value), len(columns))
            found.append(((len(facets) * size[project]) ** -0.5, rows[project], column))
    weights, positions, places = zip(*found, strict=True)
    return csr_array((weights, (positions, places)), shape=(len(rows), len(columns)))
