"""Names beside marks, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Corners = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_LETTER = 0.56
"""The width of an average letter in a sans-serif typeface, as a share of its size."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something with a name: its middle and radius in units of the drawing."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True)
class PlacedName:
    """Where a name stands: `x` of its anchor, `y` of its base line."""

    x: int
    y: int
    anchor: Anchor
    text: str


def place(
    marks: Sequence[Mark],
    width: float,
    height: float,
    size: float,
    *,
    centred: bool = False,
    obstacles: Iterable[Mark] = (),
    most: int = 30,
) -> tuple[PlacedName, ...]:
    """The names that have room, the first marks first, at a letter size in units of the drawing.

    `centred` names stand on their marks, others beside them, outwards if there is room, and never on an obstacle.
    """
    taken: list[Corners] = [_around(mark) for mark in obstacles]
    placed: list[PlacedName] = []
    for mark in marks:
        if len(placed) == most:
            break
        names = list(_on(mark, size) if centred else _beside(mark, size, leftward=mark.x < width / 2))
        inside = [name for name in names if _within(extent(name, size), width, height)]
        found = _clear(inside, size, taken)
        if found:
            taken.append(extent(found, size))
            placed.append(found)
    return tuple(placed)


def _clear(names: Iterable[PlacedName], size: float, taken: Sequence[Corners]) -> PlacedName | None:
    return next((name for name in names if not any(_meet(extent(name, size), other) for other in taken)), None)


def _within(corners: Corners, width: float, height: float) -> bool:
    return corners[0] >= 0 and corners[1] >= 0 and corners[2] <= width and corners[3] <= height


def extent(name: PlacedName, size: float) -> Corners:
    """About the room that a name takes."""
    wide = width_of(name.text, size)
    left = name.x - {"start": 0, "middle": wide / 2, "end": wide}[name.anchor]
    return left, name.y - size * 0.85, left + wide, name.y + size * 0.3


def width_of(text: str, size: float) -> float:
    """About the width of a text."""
    return len(text) * size * _LETTER


def _on(mark: Mark, size: float) -> Iterator[PlacedName]:
    for up in (0.35, -0.9, 1.6):
        yield PlacedName(round(mark.x), round(mark.y + up * size), "middle", mark.text)


def _beside(mark: Mark, size: float, *, leftward: bool) -> Iterator[PlacedName]:
    gap = mark.radius + size / 4
    right = PlacedName(round(mark.x + gap), round(mark.y + size * 0.35), "start", mark.text)
    left = PlacedName(round(mark.x - gap), round(mark.y + size * 0.35), "end", mark.text)
    yield from (left, right) if leftward else (right, left)
    yield PlacedName(round(mark.x), round(mark.y - gap - size * 0.1), "middle", mark.text)
    yield PlacedName(round(mark.x), round(mark.y + gap + size * 0.75), "middle", mark.text)


def _around(mark: Mark) -> Corners:
    return mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius


def _meet(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
