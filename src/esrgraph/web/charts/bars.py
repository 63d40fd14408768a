"""Figures to bars side by side, and to a column for each year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from esrgraph.web.charts.scales import Figure, Number, Tick, Unit, divisor, percent, ticks

_BAR = 14
COLUMNS_HEIGHT = 200
_LABELLED, _LABELLED_WIDE = 34, 64
"""Characters that the labels of all columns may have, at the width of a phone and of half a page: with more, the
greatest value alone is labelled."""
_YEARS, _YEARS_WIDE = 12, 24
"""Columns that all have their year below."""


Room = Literal["all", "wide", "none"]
"""Where something is shown: everywhere, but on phones, or nowhere."""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A figure's bar, widths in per cent of the longest one's."""

    figure: Figure
    width: float
    second_width: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below one another; `thickness` is one bar's, in pixels."""

    rows: tuple[DrawnBar, ...]
    thickness: int
    unit: Unit
    paired: bool


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A figure's column: left edge and width in per cent, heights in pixels, and where its value and year are shown."""

    figure: Figure
    left: float
    width: float
    height: float
    second_height: float | None
    labelled: Room
    named: Room

    @property
    def anchor(self) -> str:
        """How a value wider than the column stands by it, so that it stays within the picture."""
        middle = self.left + self.width / 2
        return "start" if middle < 8 else "end" if middle > 92 else "middle"


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
    whole = max([1, *(value for value in _values(figures) if value is not None)])
    rows = (
        DrawnBar(each, percent(each.value, whole), None if each.second is None else percent(each.second, whole))
        for each in figures
    )
    return Bars(tuple(rows), _BAR * 2 // 3 if paired else _BAR, unit, paired)


def columns(figures: Sequence[Figure], unit: Unit = "number") -> Columns:
    """A column for each figure (its label is the year), two beside one another where any has a second value."""
    paired = any(figure.second is not None for figure in figures)
    scale = ticks(_values(figures))
    step = 100 / max(1, len(figures))
    width = step * 0.8 / (2 if paired else 1)
    by = divisor(unit, (tick.value for tick in scale))
    made = tuple(
        DrawnColumn(figure, round(step * (place + 0.1), 2), round(width, 2), *_heights(figure, scale), labelled, named)
        for place, (figure, labelled, named) in enumerate(
            zip(figures, _labelled(figures, by, paired=paired), _named(len(figures)), strict=True)
        )
    )
    return Columns(made, scale, COLUMNS_HEIGHT, unit, by, paired)


def _labelled(figures: Sequence[Figure], by: int, *, paired: bool) -> list[Room]:
    """Where there is room for the value of each figure: for those of pairs there is none."""
    values = [float(figure.value or 0) for figure in figures]
    letters = len(values) * max((len(f"{value / by:.0f}") for value in values), default=0)
    if paired:
        return ["none"] * len(values)
    room: Room = "all" if letters <= _LABELLED else "wide" if letters <= _LABELLED_WIDE else "none"
    greatest = values.index(max(values)) if values else -1
    return ["all" if place == greatest else room for place in range(len(values))]


def _named(count: int) -> list[Room]:
    """Where there is room for each year: on a phone, or everywhere, for every second one alone if there are many."""
    between: Room = "all" if count <= _YEARS else "wide" if count <= _YEARS_WIDE else "none"
    return ["all" if place % 2 == 0 else between for place in range(count)]


def _heights(figure: Figure, scale: tuple[Tick, ...]) -> tuple[float, float | None]:
    def height(value: Number | None) -> float:
        return round(percent(value, scale[-1].value) * COLUMNS_HEIGHT / 100, 1)

    return height(figure.value), None if figure.second is None else height(figure.second)


def _values(figures: Iterable[Figure]) -> list[Number | None]:
    return [value for figure in figures for value in (figure.value, figure.second)]
