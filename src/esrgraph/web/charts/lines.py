"""Shares over time to lines: one for each dimension, a point for each release, evenly spaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esrgraph.web.charts.scales import percent

_WIDTH, _HEIGHT = 340, 140


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A name with its points (x, y) in the picture's units."""

    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The points as the value of `points` of a polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines in a picture that is so wide and high; 100 % is at its top, 0 at its bottom."""

    lines: tuple[ChartLine, ...]
    width: int = _WIDTH
    height: int = _HEIGHT


def line_chart(shares: Sequence[Mapping[str, float]], names: Sequence[str]) -> LineChart:
    """The lines of shares (0-1) by name, one mapping a release, oldest first; a name that one lacks has no point there.

    >>> line_chart([{"a": 0.5}, {"a": 1.0}], ["a", "b"]).lines
    (ChartLine(name='a', points=((0.0, 70.0), (340.0, 0.0))),)
    """
    last = max(len(shares) - 1, 1)
    lines = (
        ChartLine(
            name,
            tuple(
                (_WIDTH * at / last, round(_HEIGHT - percent(each[name], 1) * _HEIGHT / 100, 2))
                for at, each in enumerate(shares)
                if name in each
            ),
        )
        for name in names
    )
    return LineChart(tuple(line for line in lines if line.points))
