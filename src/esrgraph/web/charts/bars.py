"""Figures to bars side by side, and to a column for each year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from esrgraph.web.charts.scales import Figure, Number, Tick, Unit, divisor, lines, percent, ticks

_LINE = 17
_BAR = 14
_GAP = 10
_AXIS = 22
_CHARACTERS = 44
"""What a line holds at the width of a phone, label and value together."""
_WRITTEN = {"number": 6, "euros": 13}
COLUMNS_HEIGHT = 200
COLUMNS_LEFT = 8
"""Per cent of the width that the axis takes."""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A figure's bar, widths in per cent: `y` of the first line of its label, `bar_y` of the bar itself."""

    figure: Figure
    lines: tuple[str, ...]
    y: int
    bar_y: int
    width: float
    second_width: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below one another; `thickness` is one bar's. Heights are pixels, widths per cent of the picture's."""

    rows: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    height: int
    thickness: int
    unit: Unit
    divisor: int
    paired: bool


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A figure's column: left edge and width in per cent, heights in pixels."""

    figure: Figure
    left: float
    width: float
    height: float
    second_height: float | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side; `height` of the tallest possible one in pixels."""

    columns: tuple[DrawnColumn, ...]
    ticks: tuple[Tick, ...]
    height: int
    unit: Unit
    divisor: int
    paired: bool


def bars(figures: Sequence[Figure], unit: Unit = "number") -> Bars:
    """A bar for each figure, in the order given; two thinner ones where any figure has a second value."""
    paired = any(figure.second is not None for figure in figures)
    scale = ticks(_values(figures))
    thickness = _BAR * 2 // 3 if paired else _BAR
    beside = _CHARACTERS - _WRITTEN[unit] * (2 if paired else 1)
    rows, y = [], 0
    for figure in figures:
        broken = lines(figure.label, _CHARACTERS)
        value_below = len(broken[-1]) > beside
        bar_y = y + (len(broken) + value_below) * _LINE + 4
        rows.append(_bar(figure, broken, y, bar_y, scale))
        y = bar_y + thickness * (2 if paired else 1) + _GAP
    return Bars(tuple(rows), scale, y + _AXIS, thickness, unit, divisor(unit, (tick.value for tick in scale)), paired)


def _bar(figure: Figure, broken: tuple[str, ...], y: int, bar_y: int, scale: tuple[Tick, ...]) -> DrawnBar:
    whole = scale[-1].value
    second = None if figure.second is None else percent(figure.second, whole)
    return DrawnBar(figure, broken, y + _LINE - 3, bar_y, percent(figure.value, whole), second)


def columns(figures: Sequence[Figure], unit: Unit = "number") -> Columns:
    """A column for each figure (its label is the year), two beside one another where any has a second value."""
    paired = any(figure.second is not None for figure in figures)
    scale = ticks(_values(figures))
    step = (100 - COLUMNS_LEFT) / max(1, len(figures))
    width = step * 0.8 / (2 if paired else 1)
    made = tuple(
        DrawnColumn(figure, round(COLUMNS_LEFT + step * (place + 0.1), 2), round(width, 2), *_heights(figure, scale))
        for place, figure in enumerate(figures)
    )
    return Columns(made, scale, COLUMNS_HEIGHT, unit, divisor(unit, (tick.value for tick in scale)), paired)


def _heights(figure: Figure, scale: tuple[Tick, ...]) -> tuple[float, float | None]:
    def height(value: Number | None) -> float:
        return round(percent(value, scale[-1].value) * COLUMNS_HEIGHT / 100, 1)

    return height(figure.value), None if figure.second is None else height(figure.second)


def _values(figures: Iterable[Figure]) -> list[Number | None]:
    return [value for figure in figures for value in (figure.value, figure.second)]
