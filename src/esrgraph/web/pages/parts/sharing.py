"""The projects that pass a filter to the organisations that share most of them, or of their municipalities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from esrgraph.release.tally import Rows, Tally
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened

MOST = 150
"""Organisations kept: those with the most projects among those that share anything."""

Pair = tuple[str, str, int]
"""Two organisations, by key, and how much they share."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: what organisations share (`projects` or `municipalities`), and which projects count.

    A project counts where it states the region and the objective (by key, "" for any), and where its planned period
    touches the years from `first` to `last` (None for any).
    """

    by: str = "projects"
    region: str = ""
    objective: str = ""
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """The organisations kept, by key with their projects, the most first; each two of them with how much they share,
    the most first; and how many organisations are `left_out` of those that share something. `projects` counts all
    that passed the filter."""

    organisations: Mapping[str, int]
    pairs: Sequence[Pair]
    left_out: int
    projects: int


@remembered(most=64)
def sharing(opened: Opened, filters: Filters) -> Sharing:
    """What organisations share in a release; the same numbers as the derived links between them, where nothing is
    filtered."""
    return shared_among(opened, _passing_projects(tally_of(opened), filters), filters.by)


def shared_among(opened: Opened, rows: Rows, by: str = "projects") -> Sharing:
    """What organisations share of some projects, or of the municipalities of these."""
    tally = tally_of(opened)
    keys = tally.links["organisation"].keys
    held = _matrix(tally, "organisation", rows)
    shared = held if by == "projects" else held @ _matrix(tally, "municipality", rows).T
    shared.data[:] = 1
    projects = held.sum(axis=1)
    linked = np.flatnonzero(shared @ (shared.sum(axis=0) > 1)).tolist()
    ranked = sorted(linked, key=lambda place: (-projects[place], keys[place]))
    kept = ranked[:MOST]
    return Sharing(
        {keys[place]: int(projects[place]) for place in kept},
        _pairs([keys[place] for place in kept], (shared[kept] @ shared[kept].T).toarray()),
        len(ranked) - len(kept),
        len(rows),
    )


def _matrix(tally: Tally, kind: str, rows: Rows) -> Any:
    """A sparse matrix that holds 1 where a thing of a kind (row) is linked with one of the projects (column)."""
    from scipy.sparse import csr_array  # takes long to import

    links = tally.links[kind]
    chosen = np.isin(links.projects, rows)
    places = links.things[chosen], links.projects[chosen]
    return csr_array((np.ones(len(places[0]), dtype="int32"), places), shape=(len(links.keys), len(tally.codes)))


def _pairs(keys: Sequence[str], shared: NDArray[np.int32]) -> list[Pair]:
    """Each two organisations that share something, by a table of how much; the most first, and then by key."""
    places = zip(*(each.tolist() for each in np.nonzero(shared)), strict=True)
    pairs = [(keys[one], keys[other], int(shared[one, other])) for one, other in places if keys[one] < keys[other]]
    return sorted(pairs, key=lambda pair: (-pair[2], pair))


def strongest(pairs: Iterable[Pair], most: int) -> list[Pair]:
    """The pairs that are among the first `most` of either organisation, so that none is left without.

    >>> strongest([("a", "b", 9), ("a", "c", 2), ("b", "c", 2), ("b", "d", 1)], most=1)
    [('a', 'b', 9), ('a', 'c', 2), ('b', 'd', 1)]
    """
    seen: Counter[str] = Counter()
    found = []
    for pair in pairs:
        ends = pair[:2]
        if any(seen[end] < most for end in ends):
            found.append(pair)
        seen.update(ends)
    return found


def _passing_projects(tally: Tally, filters: Filters) -> Rows:
    """The projects that count."""
    rows = tally.all
    for kind, key in (("region", filters.region), ("specific-objective", filters.objective)):
        if key:
            rows = np.intersect1d(rows, tally.projects_of(kind, [key]), assume_unique=True)
    if filters.first is not None:
        rows = _where(rows, (tally.ends[row] >= f"{filters.first:04}" for row in rows))
    if filters.last is not None:
        rows = _where(rows, ("" < tally.starts[row] < f"{filters.last + 1:04}" for row in rows))
    return rows


def _where(rows: Rows, passes: Iterable[bool]) -> Rows:
    passing: Rows = rows[np.fromiter(passes, dtype=bool, count=len(rows))]
    return passing
