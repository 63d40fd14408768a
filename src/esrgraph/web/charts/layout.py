"""Where the nodes of a network stand: pulled together by their links, or around one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]
"""A row of x and y for each node."""

_SEED = 20140101
_ROUNDS = 30
_PUSHES = 60
_NAME_HEIGHT = 16


def spring_layout(count: int, links: Mapping[tuple[int, int], int]) -> Places:
    """Places of `count` nodes, the same for the same links (weights by pairs); a weak centre holds parts together."""
    import networkx as nx  # a quarter of a second of loading, paid at the first network

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((one, other, sqrt(weight)) for (one, other), weight in sorted(links.items()))
    graph.add_weighted_edges_from((node, count, 0.15) for node in range(count))
    found = nx.spring_layout(graph, k=1.6 / sqrt(count + 1), iterations=_ROUNDS, seed=_SEED, weight="weight")
    return np.array([found[node] for node in range(count)], dtype=np.float64).reshape(count, 2)


def fit_layout(
    places: Places, radii: Sequence[float], width: float, height: float, margin: float, names: Sequence[float] = ()
) -> Places:
    """The places spread over a drawing, circles pushed apart until none covers another, as far as there is room.

    `names` are the widths of the names that the first circles shall have room for below them.
    """
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([width - 2 * margin, height - 2 * margin])
    even = places.argsort(axis=0).argsort(axis=0) / max(1, len(places) - 1)
    mixed = ((places - low) / np.where(high > low, high - low, 1) + even) / 2
    spread: Places = mixed * room + margin
    reach = np.add.outer(radii, radii) + 3
    for _ in range(_PUSHES):
        spread = _clear_names(spread, np.array(radii), names)
        distance = np.hypot(*(np.subtract.outer(spread[:, axis], spread[:, axis]) for axis in (0, 1)))
        np.fill_diagonal(distance, np.inf)
        push = np.clip(reach - distance, 0, None) / np.maximum(distance, 1) / 2
        away = spread * push.sum(axis=1)[:, None] - push @ spread
        spread = np.clip(spread + away, margin, [width - margin, height - margin])
    return spread


def _clear_names(places: Places, radii: NDArray[np.float64], names: Sequence[float]) -> Places:
    """The places with the other circles moved up or down, half of the way out of the names below the first ones."""
    moved = places.copy()
    for at, wide in enumerate(names):
        across = np.abs(moved[:, 0] - moved[at, 0])
        down = moved[:, 1] - moved[at, 1] - radii[at] - _NAME_HEIGHT / 2
        over = radii + _NAME_HEIGHT / 2 + 2 - np.abs(down)
        within = (across < wide / 2 + radii) & (over > 0)
        within[at] = False
        moved[within, 1] += np.where(down < 0, -over, over)[within] / 2
    return moved


def ellipse_layout(count: int, width: float, height: float, across: float, down: float) -> Places:
    """Places of `count` nodes on an ellipse around the middle, right and left by turns from the top, a line apart.

    `across` and `down` are the halves of its axes.
    """
    side = np.arange(count) // 2
    on_side = np.where(np.arange(count) % 2 == 0, (count + 1) // 2, count // 2)
    up = 1 - 2 * (side + 1) / (on_side + 1)
    right = np.where(np.arange(count) % 2 == 0, 1, -1)
    places: Places = np.column_stack([width / 2 + right * across * np.sqrt(1 - up**2), height / 2 - up * down])
    return places
