"""Makes the map of the municipalities that the pictures draw: WGS84 polygons to shared borders in ETRS-TM35FIN.

    python tools/map_topology.py municipalities.geojson > ontology/schemes/municipalities.topojson

The polygons share their corners exactly; each border between two municipalities becomes one arc, so that whoever
simplifies arcs leaves no gaps. The result is TopoJSON in metres (EPSG:3067), rounded to `GRID` metres.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import atan, atan2, atanh, cos, cosh, radians, sin, sinh, sqrt
from pathlib import Path
from typing import Any

GRID = 100
CREDIT = (
    "Municipalities of Finland as of 2016, sea areas included. Derived from Who's On First localadmin geometries "
    "(https://whosonfirst.org/docs/licenses/), whose origin is the National Land Survey of Finland (CC BY 4.0, "
    "https://creativecommons.org/licenses/by/4.0/). Simplified to about 1.3 km, projected to ETRS-TM35FIN, "
    "rounded to 100 m."
)

Point = tuple[float, float]


def etrs_tm35fin(longitude: float, latitude: float) -> Point:
    """Easting and northing in metres of degrees on the GRS80 ellipsoid: Krüger's series of JHS 197, good to a metre.

    >>> [round(each) for each in etrs_tm35fin(27, 60)]
    [500000, 6651411]
    """
    flattening = 1 / 298.257222101
    third = flattening / (2 - flattening)
    eccentricity = sqrt(flattening * (2 - flattening))
    rectifying = 6378137 / (1 + third) * (1 + third**2 / 4 + third**4 / 64)
    series = (
        third / 2 - 2 / 3 * third**2 + 5 / 16 * third**3,
        13 / 48 * third**2 - 3 / 5 * third**3,
        61 / 240 * third**3,
    )
    phi, turn = radians(latitude), radians(longitude - 27)
    beta = atan(sinh(atanh(sin(phi)) - eccentricity * atanh(eccentricity * sin(phi))))
    eta = atanh(cos(beta) * sin(turn))
    xi = atan2(sin(beta), cos(beta) * cos(turn))
    east = eta + sum(h * cos(2 * n * xi) * sinh(2 * n * eta) for n, h in enumerate(series, 1))
    north = xi + sum(h * sin(2 * n * xi) * cosh(2 * n * eta) for n, h in enumerate(series, 1))
    return 500000 + 0.9996 * rectifying * east, 0.9996 * rectifying * north


def polygons(feature: dict[str, Any]) -> list[list[list[Point]]]:
    """The polygons of a feature, each a list of closed rings of degrees."""
    geometry = feature["geometry"]
    nested = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[[(point[0], point[1]) for point in ring] for ring in polygon] for polygon in nested]


class Topology:
    """Arcs shared by rings: a ring becomes the numbers of its arcs, `~number` where it runs the other way."""

    def __init__(self, rings: Iterator[list[Point]]) -> None:
        neighbours: dict[Point, set[Point]] = defaultdict(set)
        for ring in rings:
            for one, other in pairwise(ring):
                neighbours[one].add(other)
                neighbours[other].add(one)
        self._junctions = {point for point, others in neighbours.items() if len(others) != 2}
        self._numbers: dict[tuple[Point, ...], int] = {}

    def arcs_of(self, ring: list[Point]) -> list[int]:
        """The numbers of a closed ring's arcs, in order."""
        start = next((place for place, point in enumerate(ring) if point in self._junctions), None)
        if start is None:
            start = ring.index(min(ring))
        turned = ring[start:-1] + ring[: start + 1]
        numbers, arc = [], turned[:1]
        for point in turned[1:]:
            arc.append(point)
            if point in self._junctions or point == turned[0]:
                numbers.append(self._number(tuple(arc)))
                arc = [point]
        return numbers

    def _number(self, arc: tuple[Point, ...]) -> int:
        if arc[::-1] in self._numbers:
            return ~self._numbers[arc[::-1]]
        return self._numbers.setdefault(arc, len(self._numbers))

    @property
    def arcs(self) -> list[tuple[Point, ...]]:
        """Every arc once, by number."""
        return list(self._numbers)


def topojson(features: list[dict[str, Any]]) -> str:
    """The features as TopoJSON, a line for each municipality and each arc."""
    topology = Topology(ring for feature in features for polygon in polygons(feature) for ring in polygon)
    shapes = [
        {
            "type": "MultiPolygon",
            "id": feature["properties"]["code"],
            "arcs": [[topology.arcs_of(ring) for ring in polygon] for polygon in polygons(feature)],
        }
        for feature in sorted(features, key=lambda feature: str(feature["properties"]["code"]))
    ]
    placed = [[etrs_tm35fin(*point) for point in arc] for arc in topology.arcs]
    west = GRID * (min(x for arc in placed for x, _ in arc) // GRID)
    south = GRID * (min(y for arc in placed for _, y in arc) // GRID)
    gridded = [[(round((x - west) / GRID), round((y - south) / GRID)) for x, y in arc] for arc in placed]
    head = {"type": "Topology", "crs": "EPSG:3067", "attribution": CREDIT}
    head |= {"transform": {"scale": [GRID, GRID], "translate": [round(west), round(south)]}}
    return (
        json.dumps(head, ensure_ascii=False)[:-1]
        + ',\n"objects": {"municipalities": {"type": "GeometryCollection", "geometries": [\n'
        + ",\n".join(json.dumps(shape, separators=(",", ":")) for shape in shapes)
        + '\n]}},\n"arcs": [\n'
        + ",\n".join(json.dumps(list(steps(arc)), separators=(",", ":")) for arc in gridded)
        + "\n]}\n"
    )


def steps(arc: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The first point, then the way from each point to the next; points that fell together stand once."""
    last = (0, 0)
    for place, (x, y) in enumerate(arc):
        step = (x - last[0], y - last[1])
        if place == 0 or step != (0, 0):
            yield step
        last = (x, y)


def main() -> int:
    """Read the GeoJSON named on the command line, write TopoJSON to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("geojson", type=Path)
    features = json.loads(parser.parse_args().geojson.read_text(encoding="utf-8"))["features"]
    sys.stdout.write(topojson(features))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
