"""The borders of municipalities and regions, from `ontology/schemes/municipalities.topojson`, as SVG path data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, groupby, pairwise

import orjson

from esrgraph.linking.schemes import load_schemes
from esrgraph.resources import resource

Point = tuple[int, int]
"""Easting and northing on the file's grid of 100 m, from its south-west corner."""
Ring = tuple[int, ...]
"""Numbers of arcs, `~number` for one that runs the other way (TopoJSON, section 2.1.4)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the grid."""

    west: int
    south: int
    east: int
    north: int

    @property
    def width(self) -> int:
        """From west to east."""
        return self.east - self.west

    @property
    def height(self) -> int:
        """From south to north."""
        return self.north - self.south

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        apart = self.east < other.west or other.east < self.west or self.north < other.south or other.north < self.south
        return not apart


@dataclass(frozen=True)
class Borders:
    """The shapes of places by code, and the arcs that their rings share."""

    rings: Mapping[str, tuple[Ring, ...]]
    arcs: tuple[tuple[Point, ...], ...]

    def box(self, codes: Iterable[str]) -> Box:
        """The least rectangle around some places; raises ValueError where none of them has a shape."""
        boxes = [self.boxes[code] for code in codes if code in self.boxes]
        if not boxes:
            raise ValueError("none of the places has a shape on the map")
        return _around_all(boxes)

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """The rectangle around each place."""
        return {
            code: _around_all([self._arc_boxes[max(number, ~number)] for ring in rings for number in ring])
            for code, rings in self.rings.items()
        }

    @cached_property
    def _arc_boxes(self) -> tuple[Box, ...]:
        return tuple(map(_box_of, self.arcs))

    def main_box(self, code: str) -> Box:
        """The rectangle around a place's largest part."""
        boxes = [_box_of(self._points(ring, 0)) for ring in self.rings[code]]
        return max(boxes, key=lambda box: box.width * box.height)

    def path(self, code: str, within: Box, unit: float, detail: float) -> str:
        """SVG path data of a place: `unit` grid steps are one step of the drawing, whose origin is north-west.

        Corners that spare less than `detail` (square steps of the drawing) are left out, alike on both sides.
        """
        area = detail * unit * unit
        drawn = (_draw_path(self._points(ring, area), within, unit) for ring in self.rings[code])
        return "".join(filter(None, drawn))

    def lines(self, within: Box, unit: float, detail: float) -> str:
        """SVG path data of the borders that meet a rectangle, each once, as `path` draws them."""
        area = detail * unit * unit
        return "".join(_line(self._points(run, area, closed=False), within, unit) for run in self._runs(within))

    def _runs(self, within: Box) -> Iterator[Ring]:
        """Arcs end to end, none of them twice, that meet a rectangle."""
        seen: set[int] = set()
        for ring in (ring for rings in self.rings.values() for ring in rings):
            fresh = [max(each, ~each) not in seen and self._arc_boxes[max(each, ~each)].meets(within) for each in ring]
            seen.update(max(each, ~each) for each in ring)
            for new, run in groupby(zip(fresh, ring, strict=True), lambda pair: pair[0]):
                if new:
                    yield tuple(number for _, number in run)

    def _points(self, ring: Ring, area: float, *, closed: bool = True) -> list[Point]:
        points = [point for number in ring for point in self._arc(number, area)[:-1]]
        return points if closed else [*points, self._arc(ring[-1], area)[-1]]

    def _arc(self, number: int, area: float) -> tuple[Point, ...]:
        return _simplify_arc(self.arcs[number], area) if number >= 0 else _simplify_arc(self.arcs[~number], area)[::-1]


def _box_of(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _around_all(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def _draw_path(points: Iterable[Point], within: Box, unit: float) -> str:
    line = _line(points, within, unit)
    return f"{line}z" if line else ""


def _line(points: Iterable[Point], within: Box, unit: float) -> str:
    placed = [(round((x - within.west) / unit), round((within.north - y) / unit)) for x, y in points]
    steps = [(x - last_x, y - last_y) for (last_x, last_y), (x, y) in pairwise(placed)]
    moved = [step for step in steps if step != (0, 0)]
    return f"M{_pair(*placed[0])}l{_join_steps(moved)}" if moved else ""


def _join_steps(steps: Iterable[Point]) -> str:
    """Relative steps, with no more separators than path data needs: `5 6-7 8`."""
    text = ""
    for x, y in steps:
        text += f"{' ' if text and x >= 0 else ''}{_pair(x, y)}"
    return text


def _pair(x: int, y: int) -> str:
    return f"{x}{' ' if y >= 0 else ''}{y}"


@cache
def _simplify_arc(arc: tuple[Point, ...], area: float) -> tuple[Point, ...]:
    """The arc without the corners whose triangles are smaller than `area` (Visvalingam and Whyatt 1993); ends stay.

    >>> _simplify_arc(((0, 0), (5, 1), (10, 0), (10, 10)), 6)
    ((0, 0), (10, 0), (10, 10))
    """
    points = list(arc)
    while len(points) > 2 + (arc[0] == arc[-1]):
        triangles = [
            abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2
            for (x0, y0), (x1, y1), (x2, y2) in zip(points, points[1:], points[2:], strict=False)
        ]
        least = min(triangles)
        if least >= area:
            break
        del points[triangles.index(least) + 1]
    return tuple(points)


@cache
def municipalities() -> Borders:
    """The municipalities of 2016, whose mergers since then the file still draws apart."""
    file = orjson.loads(resource("ontology", "schemes", "municipalities.topojson").read_bytes())
    arcs = tuple(
        tuple(accumulate(map(tuple, arc), lambda at, by: (at[0] + by[0], at[1] + by[1]))) for arc in file["arcs"]
    )
    shapes = file["objects"]["municipalities"]["geometries"]
    return Borders({each["id"]: tuple(tuple(ring) for part in each["arcs"] for ring in part) for each in shapes}, arcs)


@cache
def regions() -> Borders:
    """The regions, each around the municipalities that lay in it last."""
    parts = municipalities()
    memberships = load_schemes().memberships
    inside: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for code, rings in parts.rings.items():
        inside[memberships[code][-1].region].update(number for ring in rings for number in ring)
    return Borders({code: tuple(around(arcs, parts.arcs)) for code, arcs in sorted(inside.items())}, parts.arcs)


def around(numbers: Mapping[int, int], arcs: tuple[tuple[Point, ...], ...]) -> Iterator[Ring]:
    """The rings around areas side by side: the arcs that no neighbour runs the other way, end to end."""
    outer = [number for number in numbers if ~number not in numbers]
    ends = {
        number: (arcs[number][0], arcs[number][-1]) if number >= 0 else (arcs[~number][-1], arcs[~number][0])
        for number in outer
    }
    starting: defaultdict[Point, list[int]] = defaultdict(list)
    for number in outer:
        starting[ends[number][0]].append(number)
    while outer:
        ring = [outer[0]]
        while True:
            start, end = ends[ring[0]][0], ends[ring[-1]][1]
            outer.remove(ring[-1])
            starting[ends[ring[-1]][0]].remove(ring[-1])
            if end == start:
                break
            ring.append(starting[end][0])
        yield tuple(ring)
