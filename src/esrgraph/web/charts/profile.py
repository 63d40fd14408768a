"""A project's sustainability assessment beside the average of its objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esrgraph.web.charts.scales import Tick, lines, percent

GREATEST = 10
"""Impacts are assessed from 0 to 10."""

_LINE = 17
_BAR = 10
_GAP = 12
_HEADING = 30
_AXIS = 22
_CHARACTERS, _BOLD_CHARACTERS = 46, 38


@dataclass(frozen=True, slots=True)
class DrawnImpact:
    """An assessment, 0-10 (None: not assessed), and what it is on average in the projects of the objective."""

    value: int | None
    average: float | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """One of the fifteen criteria."""

    label: str
    direct: DrawnImpact
    indirect: DrawnImpact


@dataclass(frozen=True, slots=True)
class DrawnDimension:
    """Criteria under one heading."""

    label: str
    criteria: tuple[Assessed, ...]


@dataclass(frozen=True, slots=True)
class ImpactBar:
    """An impact's bar: `width` and the average's place in per cent of the scale."""

    impact: DrawnImpact
    y: int
    width: float
    average: float | None


@dataclass(frozen=True, slots=True)
class DrawnCriterion:
    """A criterion's lines and bars."""

    assessed: Assessed
    lines: tuple[str, ...]
    y: int
    bars: tuple[ImpactBar, ImpactBar]


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """A dimension's heading and criteria."""

    label: str
    lines: tuple[str, ...]
    y: int
    criteria: tuple[DrawnCriterion, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Groups below one another; heights are pixels, widths per cent."""

    groups: tuple[DrawnGroup, ...]
    ticks: tuple[Tick, ...]
    height: int
    thickness: int
    averaged: bool


def profile(dimensions: Sequence[DrawnDimension]) -> Profile:
    """Two bars for each criterion, direct above indirect."""
    groups, y = [], 0
    for dimension in dimensions:
        heading, made = y + _HEADING - 10, []
        title = lines(dimension.label, _BOLD_CHARACTERS)
        y += _HEADING + (len(title) - 1) * _LINE
        for assessed in dimension.criteria:
            broken = lines(assessed.label, _CHARACTERS)
            top = y + len(broken) * _LINE + 3
            bars = (_bar(assessed.direct, top), _bar(assessed.indirect, top + _BAR + 2))
            made.append(DrawnCriterion(assessed, broken, y + _LINE - 4, bars))
            y = top + 2 * _BAR + 2 + _GAP
        groups.append(DrawnGroup(dimension.label, title, heading, tuple(made)))
    impacts = [each for dimension in dimensions for one in dimension.criteria for each in (one.direct, one.indirect)]
    scale = tuple(Tick(value, percent(value, GREATEST)) for value in (0, 5, 10))
    return Profile(tuple(groups), scale, y + _AXIS, _BAR, any(each.average is not None for each in impacts))


def _bar(impact: DrawnImpact, y: int) -> ImpactBar:
    average = None if impact.average is None else percent(impact.average, GREATEST)
    return ImpactBar(impact, y, percent(impact.value, GREATEST), average)
