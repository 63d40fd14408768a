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
_PUSHES = 40


def spring_layout(count: int, links: Mapping[tuple[int, int], int]) -> Places:
    """Places of `count` nodes, the same for the same links (weights by pairs); a weak centre holds parts together."""
    import networkx as nx  # a quarter of a second of loading, paid at the first network

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((one, other, sqrt(weight)) for (one, other), weight in sorted(links.items()))
    graph.add_weighted_edges_from((node, count, 0.15) for node in range(count))
    found = nx.spring_layout(graph, k=1.6 / sqrt(count + 1), iterations=_ROUNDS, seed=_SEED, weight="weight")
    return np.array([found[node] for node in range(count)], dtype=np.float64).reshape(count, 2)


def fit_layout(places: Places, radii: Sequence[float], width: float, height: float, margin: float) -> Places:
    """The places spread over a drawing, circles pushed apart until none covers another, as far as there is room."""
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([width - 2 * margin, height - 2 * margin])
    spread: Places = (places - low) / np.where(high > low, high - low, 1) * room + margin
    reach = np.add.outer(radii, radii) + 3
    for _ in range(_PUSHES):
        distance = np.hypot(*(np.subtract.outer(spread[:, axis], spread[:, axis]) for axis in (0, 1)))
        np.fill_diagonal(distance, np.inf)
        push = np.clip(reach - distance, 0, None) / np.maximum(distance, 1) / 2
        if not push.any():
            break
        away = spread * push.sum(axis=1)[:, None] - push @ spread
        spread = np.clip(spread + away, margin, [width - margin, height - margin])
    return spread


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
