"""Planned periods to bars over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from esrgraph.web.charts.scales import Tick, lines

FIRST_YEAR, LAST_YEAR = 2014, 2023
"""The years that a timeline shows at least: those in which projects of the period ran."""
MOST = 40

_LINE = 17
_BAR = 10
_GAP = 10
_AXIS = 22
_CHARACTERS = 26


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something planned from its first to its last day; None where the day is not known."""

    label: str
    start: date | None
    end: date | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A period's line: label above, bar below; `left` and `width` in per cent, `width` 0 where a day is not known."""

    period: TimelineRow
    lines: tuple[str, ...]
    y: int
    bar_y: int
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows over years; a tick stands where its year begins. `left_out` counts the periods that have no row."""

    rows: tuple[TimelineBar, ...]
    years: tuple[Tick, ...]
    height: int
    thickness: int
    left_out: int


def timeline(periods: Sequence[TimelineRow], most: int = MOST) -> Timeline:
    """The first `most` periods, in the order given."""
    days = [day for each in periods[:most] for day in (each.start, each.end) if day is not None]
    first = min([FIRST_YEAR, *(day.year for day in days)])
    last = max([LAST_YEAR, *(day.year for day in days)])
    start, whole = date(first, 1, 1), (date(last + 1, 1, 1) - date(first, 1, 1)).days
    rows, y = [], 0
    for period in periods[:most]:
        broken = lines(period.label, _CHARACTERS)
        bar_y = y + len(broken) * _LINE + 4
        left, width = _extent(period, start, whole)
        rows.append(TimelineBar(period, broken, y + _LINE - 3, bar_y, left, width))
        y = bar_y + _BAR + _GAP
    years = tuple(
        Tick(year, round((date(year, 1, 1) - start).days / whole * 100, 2)) for year in range(first, last + 1)
    )
    return Timeline(tuple(rows), years, y + _AXIS, _BAR, max(0, len(periods) - most))


def _extent(period: TimelineRow, start: date, whole: int) -> tuple[float, float]:
    if period.start is None or period.end is None or period.end < period.start:
        return 0, 0
    days = (period.end - period.start).days + 1
    return round((period.start - start).days / whole * 100, 2), round(days / whole * 100, 2)
