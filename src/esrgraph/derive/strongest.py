"""A sparse matrix with a row for each thing to the pairs of things whose rows are most alike: those with the highest
products.

Every two rows are compared, some rows at a time, so the answer is exact and the memory stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_ROWS = 256
"""Rows taken at a time: where there are 100,000 of them, the product fills a third of a gigabyte at most."""

Pair = tuple[str, str, int]
"""Two things, the one whose name sorts first in front, and the product of their rows."""


def strongest_of(
    rows: Any, names: Sequence[str], most: int, *, parts: int = 1, nearest: bool = False
) -> Iterator[Pair]:
    """The pairs that are among the `most` strongest of either thing, sorted.

    `rows` is a sparse matrix, `names` the sorted names of its rows. Products are counted in whole `parts` of 1, so that
    the same rows give the same pairs on every machine. Of equals, the first by name are taken, or the `nearest` in the
    order of names, which spreads the choice over all of them.
    """
    pairs: dict[tuple[int, int], int] = {}
    for start in range(0, len(names), _ROWS):
        products = rows[start : start + _ROWS] @ rows.T
        for row in range(products.shape[0]):
            one, part = start + row, slice(products.indptr[row], products.indptr[row + 1])
            counts = (products.data[part] * parts).round().astype("int64")
            others = products.indices[part].astype("int64")
            order = abs(others - one) * 2 + (others < one) if nearest else others
            for other, count in _strongest(one, others, counts, order, most):
                pairs[min(one, other), max(one, other)] = count
    for (one, other), count in sorted(pairs.items()):
        yield names[one], names[other], count


def _strongest(one: int, others: Any, counts: Any, order: Any, most: int) -> Iterator[tuple[int, int]]:
    """The `most` others with the highest counts, and these; of equal counts, the lowest in order."""
    is_other = others != one
    others, counts, order = others[is_other], counts[is_other], order[is_other]
    if len(others) > most:
        worst_last = order - counts * (order.max() + 1)  # no two are the same, so the choice is never open
        chosen = worst_last.argpartition(most)[:most]
        others, counts = others[chosen], counts[chosen]
    yield from zip(others.tolist(), counts.tolist(), strict=True)
