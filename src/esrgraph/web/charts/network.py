"""Organisations, and what they share or where they work, as circles and lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from esrgraph.web.charts.label_placement import Mark, PlacedName, place, width_of
from esrgraph.web.charts.layout import Places, ellipse_layout, fit_layout, spring_layout
from esrgraph.web.charts.node_shapes import FAMILIES, shape

WIDTH, HEIGHT = 720, 600
MOST, MOST_PARTNERS = 150, 40

_MARGIN = 28
_ACROSS = 130
"""Half the width of an ego network, which leaves room for names on both sides."""
_MOST_LINKS = 500
_LEAST_RADIUS, _GREATEST_RADIUS = 4.0, 16.0
_KEY_RADIUS = 5.0
_WIDTHS = 4
_SIZE, _NARROW_SIZE = 12, 25
"""The size of letters in units of the drawing: on a wide screen, and on a phone, where the drawing is half as large."""
_LETTERS, _NARROW_LETTERS = 30, 16
_NAMES, _NARROW_NAMES = 30, 12
_LARGEST = 12
"""Nodes whose names others make room for."""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """An organisation or a place: `key` names it in links, `projects` counts its projects, and `family`, one of
    `FAMILIES`, says what it is."""

    key: str
    label: str
    projects: int
    href: str | None = None
    family: str = "unknown"


@dataclass(frozen=True, slots=True)
class NetworkLink:
    """Two organisations, by key, and how much they share, as projects or municipalities."""

    one: str
    other: str
    shared: int


@dataclass(frozen=True, slots=True)
class Circle:
    """A node in units of the drawing; `beside` are the places of the circles that it is linked to, with how much they
    share, the most first."""

    node: NetworkNode
    x: int
    y: int
    radius: float
    beside: tuple[tuple[int, int], ...]
    central: bool = False

    @property
    def path(self) -> str:
        """SVG path data of its shape, around its middle."""
        return shape(self.node.family, self.radius)


@dataclass(frozen=True, slots=True)
class Network:
    """A drawing of WIDTH x HEIGHT: `lines` are SVG path data by width, `names` for wide screens and for phones."""

    circles: tuple[Circle, ...]
    lines: tuple[tuple[int, str], ...]
    names: tuple[PlacedName, ...]
    narrow_names: tuple[PlacedName, ...]
    links: tuple[tuple[NetworkNode, NetworkNode, int], ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def key(self) -> Mapping[str, str]:
        """The families that there are, with their shape as path data around 0,0."""
        drawn = {circle.node.family for circle in self.circles}
        return {family: shape(family, _KEY_RADIUS) for family in FAMILIES if family in drawn}


def network(nodes: Iterable[NetworkNode], links: Iterable[NetworkLink], most: int = MOST) -> Network:
    """The `most` organisations with the most projects among those that share any, and their strongest links."""
    known, every = list(links), list(nodes)
    linked = {key for link in known for key in (link.one, link.other)}
    kept = sorted((node for node in every if node.key in linked), key=lambda node: (-node.projects, node.key))[:most]
    pairs = _pairs(kept, known)
    names = [width_of(_short(node.label, _LETTERS), _SIZE) for node in kept[:_LARGEST]]
    places = fit_layout(spring_layout(len(kept), pairs), _radii(kept), WIDTH, HEIGHT, _MARGIN, names)
    return _draw_network(kept, pairs, places, len(every) - len(kept))


def ego(
    centre: NetworkNode, partners: Iterable[NetworkNode], links: Iterable[NetworkLink], most: int = MOST_PARTNERS
) -> Network:
    """One organisation in the middle, those it shares the most with around it; links among these are drawn as well."""
    known = list(links)
    shared = Counter(
        {
            (link.other if link.one == centre.key else link.one): link.shared
            for link in known
            if centre.key in (link.one, link.other)
        }
    )
    every = sorted(partners, key=lambda node: (-shared[node.key], node.key))
    kept = [centre, *every[:most]]
    middle = np.array([[WIDTH / 2, HEIGHT / 2]])
    places = np.concatenate([middle, ellipse_layout(len(kept) - 1, WIDTH, HEIGHT, _ACROSS, HEIGHT / 2)])
    return _draw_network(kept, _pairs(kept, known), places, len(every) - len(kept) + 1, central=True)


def _pairs(nodes: Sequence[NetworkNode], links: Iterable[NetworkLink]) -> Mapping[tuple[int, int], int]:
    """The strongest links by the places of their ends; of two between the same ends the stronger."""
    at = {node.key: place for place, node in enumerate(nodes)}
    found: Counter[tuple[int, int]] = Counter()
    for link in links:
        if link.one in at and link.other in at and link.one != link.other:
            ends = sorted((at[link.one], at[link.other]))
            found[ends[0], ends[1]] = max(found[ends[0], ends[1]], link.shared)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_LINKS])


def _radii(nodes: Sequence[NetworkNode]) -> list[float]:
    greatest = max((node.projects for node in nodes), default=1) or 1
    reach = _GREATEST_RADIUS - _LEAST_RADIUS
    return [round(_LEAST_RADIUS + reach * sqrt(node.projects / greatest), 1) for node in nodes]


def _draw_network(
    nodes: Sequence[NetworkNode],
    pairs: Mapping[tuple[int, int], int],
    places: Places,
    left_out: int,
    *,
    central: bool = False,
) -> Network:
    beside: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, other), shared in pairs.items():
        beside[one].append((other, shared))
        beside[other].append((one, shared))
    circles = tuple(
        Circle(node, round(float(x)), round(float(y)), radius, tuple(beside[at]), central and at == 0)
        for at, (node, radius, (x, y)) in enumerate(zip(nodes, _radii(nodes), places, strict=True))
    )
    marks, short_marks = ([_mark(circle, most) for circle in circles] for most in (_LETTERS, _NARROW_LETTERS))
    return Network(
        circles=circles,
        lines=_lines(circles, pairs, central=central),
        names=place(marks, WIDTH, HEIGHT, _SIZE, obstacles=marks, most=len(marks) if central else _NAMES),
        narrow_names=place(
            short_marks, WIDTH, HEIGHT, _NARROW_SIZE, obstacles=marks, most=len(marks) if central else _NARROW_NAMES
        ),
        links=tuple((nodes[one], nodes[other], shared) for (one, other), shared in pairs.items()),
        left_out=left_out,
    )


def _lines(
    circles: Sequence[Circle], pairs: Mapping[tuple[int, int], int], *, central: bool
) -> tuple[tuple[int, str], ...]:
    """The lines of each width 1-4, thin ones first, so that strong ones lie above; 0 for those beside the centre's."""
    least, greatest = min(pairs.values(), default=1), max(pairs.values(), default=1)
    drawn: defaultdict[int, str] = defaultdict(str)
    for (one, other), shared in pairs.items():
        width = 0 if central and one else 1 + round((_WIDTHS - 1) * sqrt((shared - least) / max(1, greatest - least)))
        drawn[width] += f"M{circles[one].x} {circles[one].y}L{circles[other].x} {circles[other].y}"
    return tuple(sorted(drawn.items()))


def _mark(circle: Circle, most: int) -> Mark:
    return Mark(circle.x, circle.y, circle.radius, _short(circle.node.label, most))


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
