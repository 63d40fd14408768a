"""Makes the geometries of places from the map's borders: GeoSPARQL, as WKT in longitude and latitude (CRS84).

    python tools/geometries.py > ontology/geometry/places.ttl

Municipalities are those of the map (2016); sub-regions and regions are what lies around the municipalities that were
in them last, so that neighbours share their borders to the digit. A municipality's point is the centre that its scheme
has.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import orjson
from map_topology import CREDIT, etrs_tm35fin
from pyoxigraph import RdfFormat, parse

from esrgraph.linking.schemes import load_schemes
from esrgraph.resources import resource
from esrgraph.web.charts.geometry import Borders, Ring, around, municipalities, regions

DECIMALS = 4
"""Of a degree: 5 to 11 metres, where the borders are on a grid of 100."""
Degrees = tuple[float, float]
HEAD = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> .

<graph/geometry> dct:title "Kuntien, seutukuntien ja maakuntien rajat ja keskipisteet"@fi , \
"Kommunernas, de ekonomiska regionernas och landskapens gränser och mittpunkter"@sv , \
"Borders and centres of municipalities, sub-regions and regions"@en ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ;
    dct:source <https://whosonfirst.org/docs/licenses/> ;
    dct:rights "{credit} The centres of municipalities: National Land Survey of Finland, CC BY 4.0, from the data of \
the R package geofi by rOpenGov. The centres of sub-regions and regions: of their areas."@en .
"""


def degrees(east: float, north: float) -> Degrees:
    """Longitude and latitude of a point of ETRS-TM35FIN, found by going back from where a guess leads."""
    longitude, latitude = 26.0, 64.0
    for _ in range(30):
        x, y = etrs_tm35fin(longitude, latitude)
        right, up = etrs_tm35fin(longitude + 1e-4, latitude), etrs_tm35fin(longitude, latitude + 1e-4)
        a, b, c, d = right[0] - x, up[0] - x, right[1] - y, up[1] - y
        determinant = a * d - b * c
        longitude += 1e-4 * (d * (east - x) - b * (north - y)) / determinant
        latitude += 1e-4 * (a * (north - y) - c * (east - x)) / determinant
    return round(longitude, DECIMALS), round(latitude, DECIMALS)


def points(ring: Ring, arcs: Sequence[Sequence[Degrees]]) -> list[Degrees]:
    """The corners of a closed ring, the first again at its end."""
    found = [point for number in ring for point in (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]]
    once = [point for point, following in pairwise([*found, found[0]]) if point != following]
    return [*once, once[0]]


def area(ring: Sequence[Degrees]) -> float:
    """Twice the area, positive where the ring runs against the clock."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def has_inside(ring: Sequence[Degrees], other: Sequence[Degrees]) -> bool:
    """Whether another ring lies in a ring: by a corner that they do not share."""
    x, y = next((point for point in other if point not in ring), other[0])
    crossings = (
        (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0 for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return sum(crossings) % 2 == 1


def polygons(rings: Iterable[Sequence[Degrees]]) -> list[list[Sequence[Degrees]]]:
    """Rings, the largest first, each an outer one or a hole in the smallest outer one around it; outer ones run
    against the clock."""
    found: list[list[Sequence[Degrees]]] = []
    for ring in sorted((ring for ring in rings if len(ring) > 3), key=lambda ring: -abs(area(ring))):
        whole = [polygon for polygon in found if has_inside(polygon[0], ring)]
        outer = whole[-1] if whole and not any(has_inside(hole, ring) for hole in whole[-1][1:]) else None
        turned = ring if (area(ring) > 0) == (outer is None) else ring[::-1]
        if outer is None:
            found.append([turned])
        else:
            outer.append(turned)
    return found


def multipolygon(shape: Iterable[Iterable[Sequence[Degrees]]]) -> str:
    """A shape as WKT."""
    parts = (", ".join(f"({', '.join(f'{x} {y}' for x, y in ring)})" for ring in polygon) for polygon in shape)
    return f"MULTIPOLYGON({', '.join(f'({part})' for part in parts)})"


def centre(shape: Iterable[Iterable[Sequence[Degrees]]]) -> Degrees:
    """The centre of a shape's area."""
    east = north = whole = 0.0
    for (x0, y0), (x1, y1) in (corner for polygon in shape for ring in polygon for corner in pairwise(ring)):
        part = x0 * y1 - x1 * y0
        east, north, whole = east + (x0 + x1) * part, north + (y0 + y1) * part, whole + part
    return round(east / (3 * whole), DECIMALS), round(north / (3 * whole), DECIMALS)


def sub_regions() -> Borders:
    """The sub-regions, each around the municipalities that lay in it last; one that is no more, around those that
    ever did."""
    borders, memberships = municipalities(), load_schemes().memberships
    last = {membership[-1].sub_region for membership in memberships.values()}
    inside: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for code, rings in borders.rings.items():
        earlier = {each.sub_region for each in memberships[code]} - last
        for sub_region in (memberships[code][-1].sub_region, *earlier):
            inside[sub_region].update(number for ring in rings for number in ring)
    return Borders({code: tuple(around(arcs, borders.arcs)) for code, arcs in sorted(inside.items())}, borders.arcs)


def town_centres() -> dict[str, Degrees]:
    """The centres of municipalities by code, as their scheme has them."""
    text = resource("ontology", "schemes", "municipalities.ttl").read_bytes()
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for quad in parse(text, format=RdfFormat.TURTLE, base_iri="http://localhost/"):
        name = quad.predicate.value.rpartition("#")[2]
        if name in ("lat", "long"):
            found[quad.subject.value.rpartition("/")[2]][name] = float(quad.object.value)
    return {code: (round(at["long"], DECIMALS), round(at["lat"], DECIMALS)) for code, at in sorted(found.items())}


def described(place: str, shape: str | None, point: Degrees) -> Iterator[str]:
    """The lines of a place: its border, where it has one, and its centre, each a node of its own."""
    nodes = {"centroid": f"POINT({point[0]} {point[1]})"} | ({"geometry": shape} if shape else {})
    if shape:
        yield f"<{place}> geosparql:hasDefaultGeometry <{place}#geometry> ; geosparql:hasGeometry <{place}#geometry> ."
    yield f"<{place}> geosparql:hasCentroid <{place}#centroid> ."
    for name, text in nodes.items():
        yield f'<{place}#{name}> a geosparql:Geometry ; geosparql:asWKT "{text}"^^geosparql:wktLiteral .'


def main() -> None:
    """Write the Turtle to standard output."""
    file = orjson.loads(resource("ontology", "schemes", "municipalities.topojson").read_bytes())
    (step, _), (west, south) = file["transform"]["scale"], file["transform"]["translate"]
    arcs = [[degrees(west + step * x, south + step * y) for x, y in arc] for arc in municipalities().arcs]
    centres = town_centres()
    kinds = {"municipality": municipalities(), "sub-region": sub_regions(), "region": regions()}
    print(HEAD.format(credit=CREDIT))
    for kind, borders in kinds.items():
        shapes = {code: polygons(points(ring, arcs) for ring in rings) for code, rings in borders.rings.items()}
        for code in sorted(shapes.keys() | (centres.keys() if kind == "municipality" else set())):
            shape = shapes.get(code)
            point = centres.get(code) if kind == "municipality" else None
            told = described(f"id/{kind}/{code}", multipolygon(shape) if shape else None, point or centre(shape or []))
            print("\n".join(told))


if __name__ == "__main__":
    sys.exit(main())
