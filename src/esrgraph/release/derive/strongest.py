"""A sparse matrix with a row for each thing to the pairs of things whose rows are most alike: those with the highest
products.

The answer is exact: every two rows are compared, but for those of different groups that cannot come to enough. They are
taken some at a time, so the memory stays small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

_ROWS = 256
"""Rows taken at a time: where there are 100,000 of them, the product fills a third of a gigabyte at most."""

Pair = tuple[str, str, int]
"""Two things, the one whose name sorts first in front, and the product of their rows."""
_Others = tuple[list[int], list[int]]
"""Rows, and the products with them."""


class Apart(NamedTuple):
    """The rows of each group, and the most (in parts) that two rows come to which have no group in common."""

    groups: Sequence[Sequence[int]]
    most: int


def strongest_of(
    rows: Any, names: Sequence[str], most: int, *, parts: int = 1, nearest: bool = False, apart: Apart | None = None
) -> Iterator[Pair]:
    """The pairs that are among the `most` strongest of either thing, sorted.

    `rows` is a sparse matrix, `names` the sorted names of its rows. Products are counted in whole `parts` of 1, so that
    the same rows give the same pairs on every machine. Of equals, the first by name are taken, or the `nearest` in the
    order of names, which spreads the choice over all of them. A row of one group that finds enough in it is not
    compared with those `apart` from it.
    """
    from numpy import arange, array  # numpy takes long to import, and only a build needs it

    everything = arange(len(names))
    strongest: dict[int, _Others] = {}
    groups = apart.groups if apart else ()
    memberships = Counter(chain.from_iterable(groups))
    for group in groups:
        own = [one for one in group if memberships[one] == 1]
        strongest.update(_strongest(rows, array(own, dtype="int64"), array(group), most, parts, nearest))
    enough = {one for one, (_, counts) in strongest.items() if apart and _are_enough(counts, most, apart.most)}
    rest = [one for one in range(len(names)) if one not in enough]
    strongest.update(_strongest(rows, array(rest, dtype="int64"), everything, most, parts, nearest))
    pairs: dict[tuple[int, int], int] = {}
    for one, (others, counts) in strongest.items():
        for other, count in zip(others, counts, strict=True):
            pairs[min(one, other), max(one, other)] = count
    for (one, other), count in sorted(pairs.items()):
        yield names[one], names[other], count


def _are_enough(counts: list[int], most: int, apart: int) -> bool:
    return len(counts) == most and min(counts) > apart


def _strongest(
    rows: Any, these: Any, among: Any, most: int, parts: int, nearest: bool
) -> Iterator[tuple[int, _Others]]:
    """Each of these rows with the `most` among some others that have the highest products with it, and these."""
    compared = rows[among].T
    for start in range(0, len(these), _ROWS):
        block = these[start : start + _ROWS]
        products = rows[block] @ compared
        for row, one in enumerate(block.tolist()):
            part = slice(products.indptr[row], products.indptr[row + 1])
            counts = (products.data[part] * parts).round().astype("int64")
            others = among[products.indices[part]]
            order = abs(others - one) * 2 + (others < one) if nearest else others
            yield one, _highest(one, others, counts, order, most)


def _highest(one: int, others: Any, counts: Any, order: Any, most: int) -> _Others:
    """The `most` others with the highest counts, and these; of equal counts, the lowest in order."""
    is_other = others != one
    others, counts, order = others[is_other], counts[is_other], order[is_other]
    if len(others) > most:
        worst_last = order - counts * (order.max() + 1)  # no two are the same, so the choice is never open
        chosen = worst_last.argpartition(most)[:most]
        others, counts = others[chosen], counts[chosen]
    return others.tolist(), counts.tolist()
