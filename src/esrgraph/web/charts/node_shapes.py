"""What a node of a network is, to the shape that it is drawn in: told apart by eyes that see no colours too."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin, sqrt

FAMILIES: Mapping[str, int] = {
    "education": 0,
    "municipal": 4,
    "enterprise": 3,
    "association": -4,
    "public": 6,
    "unknown": 0,
    "place": 0,
}
"""What nodes are, in the order of the key, with the corners of their shape: 0 is a circle, -4 a square that stands on a
corner."""


def shape(family: str, radius: float) -> str:
    """SVG path data of a node around 0,0, about as large in area as a circle of that radius.

    >>> shape("municipal", 10)
    'M8.86 -8.86L8.86 8.86L-8.86 8.86L-8.86 -8.86z'
    """
    corners = FAMILIES[family]
    if not corners:
        half = f"a{radius:g} {radius:g} 0 1 0 "
        return f"M{-radius:g} 0{half}{2 * radius:g} 0{half}{-2 * radius:g} 0z"
    number = abs(corners)
    reach = radius * min(1.4, sqrt(2 * pi / (number * sin(2 * pi / number))))
    first = pi / 4 if corners == 4 else 0
    angles = (first + 2 * pi * place / number for place in range(number))
    points = [f"{reach * sin(angle):.3g} {-reach * cos(angle):.3g}" for angle in angles]
    return f"M{'L'.join(points)}z"
