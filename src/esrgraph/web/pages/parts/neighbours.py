"""Which municipalities and regions border on one another, by the borders on the map, sea areas included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from esrgraph.linking.schemes import load_schemes
from esrgraph.web.charts.geometry import Borders, municipalities, regions


def neighbours(kind: str, code: str) -> tuple[str, ...]:
    """The codes of the places that border on a municipality or region; none where it has no shape.

    Municipalities that have merged since the map was drawn count as their successors.

    >>> neighbours("region", "21")
    ('02',)
    """
    return _beside(kind).get(code, ())


@cache
def _beside(kind: str) -> Mapping[str, tuple[str, ...]]:
    borders = municipalities() if kind == "municipality" else regions()
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for places in _places_sharing_arcs(borders):
        now = {_now(kind, code) for code in places}
        for code in (*places, *now):
            beside[code] |= now - {code}
    return {code: tuple(sorted(others)) for code, others in beside.items()}


def _places_sharing_arcs(borders: Borders) -> list[set[str]]:
    """The places on either side of each arc."""
    sides: defaultdict[int, set[str]] = defaultdict(set)
    for code, rings in borders.rings.items():
        for number in (number for ring in rings for number in ring):
            sides[max(number, ~number)].add(code)
    return [places for places in sides.values() if len(places) > 1]


def _now(kind: str, code: str) -> str:
    """The code of the place, or of the one that it has become part of."""
    concept = load_schemes().municipalities.by_notation.get(code) if kind == "municipality" else None
    return _now(kind, concept.successor) if concept and concept.successor else code
