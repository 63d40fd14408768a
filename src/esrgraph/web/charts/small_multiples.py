"""Figures by year of several things to small pictures side by side, all of the same scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from esrgraph.web.charts.scales import Number, Tick, Unit, divisor, percent, ticks

HEIGHT = 70
"""Pixels of the tallest possible column."""


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one thing by year: `label` in the page's language, `href` of its page."""

    label: str
    values: Mapping[int, Number]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Upright:
    """A year's column: left edge in per cent of the width, height in pixels; `greatest` of its series."""

    year: int
    value: Number
    left: float
    height: float
    greatest: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A series and its columns."""

    series: Series
    columns: tuple[Upright, ...]


@dataclass(frozen=True, slots=True)
class Multiples:
    """Panels of one scale over the same years; `width` of a column in per cent, `height` in pixels."""

    panels: tuple[Panel, ...]
    years: tuple[int, int]
    width: float
    ticks: tuple[Tick, ...]
    height: int
    unit: Unit
    divisor: int


def multiples(series: tuple[Series, ...], unit: Unit = "number") -> Multiples:
    """A panel for each series that has a figure, in the order given; raises ValueError where none has."""
    known = [each for each in series if each.values]
    years = [year for each in known for year in each.values]
    first, last = min(years), max(years)
    step = 100 / (last - first + 1)
    scale = ticks([value for each in known for value in each.values.values()], most=2)
    panels = tuple(Panel(each, _columns(each, first, step, scale[-1].value)) for each in known)
    short = divisor(unit, (tick.value for tick in scale))
    return Multiples(panels, (first, last), round(step * 0.8, 2), scale, HEIGHT, unit, short)


def _columns(series: Series, first: int, step: float, whole: Number) -> tuple[Upright, ...]:
    greatest = max(series.values, key=lambda year: (series.values[year], -year))
    return tuple(
        Upright(
            year,
            value,
            round((year - first + 0.1) * step, 2),
            round(percent(value, whole) * HEIGHT / 100, 1),
            year == greatest,
        )
        for year, value in sorted(series.values.items())
    )
