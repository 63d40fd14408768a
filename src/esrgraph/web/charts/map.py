"""Figures of places to a map of Finland, whole or around some of the places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from esrgraph.linking.schemes import load_schemes
from esrgraph.web.charts.geometry import Borders, Box, municipalities, regions
from esrgraph.web.charts.label_placement import Mark, PlacedName, place
from esrgraph.web.charts.map_classes import MapClass, classes, tone_of
from esrgraph.web.charts.scales import Figure, Unit, divisor

Level = Literal["municipality", "region"]

_GRID = 13
"""Steps of 100 m to one unit of the drawing of the whole country."""
_DETAIL = 3.0
"""Square units: corners of less are left out of the whole country."""
_OUTSIDE, _UNKNOWN = -1, -2
_ZOOMED_WIDTH = 400
_LETTER_SIZE = 13
_LEAST_VIEW = 1000
"""Steps of 100 m: a map shows at least 100 km."""


@dataclass(frozen=True, slots=True)
class _MapSheet:
    """What part of the country is drawn, how many steps of 100 m are a unit, and the borders in it as path data."""

    box: Box
    unit: float
    paths: Mapping[str, str]
    lines: str


@dataclass(frozen=True, slots=True)
class MapShape:
    """A place on the map: SVG path data, and its figure where it has one."""

    path: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Tone:
    """Places of one colour: `tone` 0-5; None where there is no figure, or one that is not known (`unknown`); `marked`
    ones have an outline."""

    tone: int | None
    unknown: bool
    marked: bool
    shapes: tuple[MapShape, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A map in units of its drawing: `lines` are the borders of regions, `missing` the figures that have no shape."""

    width: int
    height: int
    tones: tuple[Tone, ...]
    lines: str
    steps: tuple[MapClass, ...]
    names: tuple[PlacedName, ...]
    figures: tuple[Figure, ...]
    missing: tuple[Figure, ...]
    zoomed: bool
    unit: Unit
    divisor: int

    @property
    def unknown(self) -> bool:
        """Whether any place has a figure that is not known."""
        return any(tone.unknown for tone in self.tones)


def choropleth(
    level: Level,
    figures: Mapping[str, Figure],
    marked: Collection[str] = (),
    zoom: Collection[str] = (),
    unit: Unit = "number",
) -> Map:
    """The map of figures by code (municipality `167`, region `12`); `zoom` names the places to show from near.

    The municipalities are those of 2016. One that has merged since and has no figure takes its successor's; one that
    had merged before is marked and shown as its successor, and its figure is among the missing.
    """
    borders = _borders(level)
    near = {shape for code in zoom if (shape := _shape_of(code, borders)) is not None}
    outlined = {_shape_of(code, borders) for code in marked}
    outlined |= {code for code in borders.rings if _with_figure(code, figures) in marked}
    shown = {code: figures.get(_with_figure(code, figures)) for code in borders.rings}
    known = [figure.value for figure in shown.values() if figure is not None and figure.value is not None]
    steps = classes(known, unit)
    sheet = _near(level, frozenset(near)) if near else _whole(level)
    return Map(
        width=round(sheet.box.width / sheet.unit),
        height=round(sheet.box.height / sheet.unit),
        tones=_tones(sheet.paths, shown, outlined, steps),
        lines=sheet.lines,
        steps=steps,
        names=_names(borders, {code: figure.label for code in near if (figure := shown[code])}, sheet),
        figures=tuple(figures.values()),
        missing=tuple(figure for code, figure in figures.items() if code not in borders.rings),
        zoomed=bool(near),
        unit=unit,
        divisor=divisor(unit, (step.greatest for step in steps)),
    )


def _tones(
    paths: Mapping[str, str],
    shown: Mapping[str, Figure | None],
    outlined: Collection[str | None],
    steps: tuple[MapClass, ...],
) -> tuple[Tone, ...]:
    def key(code: str) -> tuple[bool, int]:
        figure = shown[code]
        if figure is None or not steps:
            return code in outlined, _OUTSIDE
        return code in outlined, _UNKNOWN if figure.value is None else tone_of(figure.value, steps)

    return tuple(
        Tone(
            tone if tone >= 0 else None,
            tone == _UNKNOWN,
            marked,
            tuple(MapShape(paths[code], shown[code]) for code in codes),
        )
        for (marked, tone), codes in groupby(sorted(paths, key=lambda code: (key(code), code)), key)
    )


def _shape_of(code: str, borders: Borders) -> str | None:
    """The code itself or the successor that has a shape; None where there is none."""
    while code not in borders.rings:
        successor = _successor(code)
        if successor is None:
            return None
        code = successor
    return code


def _with_figure(code: str, figures: Mapping[str, Figure]) -> str:
    """The code itself or, where it has no figure, the successor that has one."""
    successor = _successor(code)
    return code if code in figures or successor is None else _with_figure(successor, figures)


def _successor(code: str) -> str | None:
    concept = load_schemes().municipalities.by_notation.get(code)
    return concept.successor if concept else None


def _borders(level: Level) -> Borders:
    return municipalities() if level == "municipality" else regions()


@cache
def _whole(level: Level) -> _MapSheet:
    borders = _borders(level)
    box = borders.box(borders.rings)
    paths = {code: borders.path(code, box, _GRID, _DETAIL) for code in borders.rings}
    return _MapSheet(box, _GRID, paths, regions().lines(box, _GRID, _DETAIL) if level == "municipality" else "")


def _near(level: Level, codes: Collection[str]) -> _MapSheet:
    """The places with room around them, neither flat nor thin."""
    borders = _borders(level)
    box = borders.box(codes)
    width = max(_LEAST_VIEW, 1.2 * box.width, 0.8 * box.height)
    height = max(0.6 * width, 1.2 * box.height)
    west, south = (box.west + box.east - width) / 2, (box.south + box.north - height) / 2
    view = Box(round(west), round(south), round(west + width), round(south + height))
    unit = width / _ZOOMED_WIDTH
    paths = {code: borders.path(code, view, unit, 0) for code in borders.rings if borders.boxes[code].meets(view)}
    return _MapSheet(view, unit, paths, regions().lines(view, unit, 0) if level == "municipality" else "")


def _names(borders: Borders, labels: Mapping[str, str], sheet: _MapSheet) -> tuple[PlacedName, ...]:
    """As many of the names as have room, those of the largest places first."""
    sized = [(borders.main_box(code), label) for code, label in labels.items()]
    box, unit = sheet.box, sheet.unit
    marks = [
        Mark(
            (each.west + each.width / 2 - box.west) / unit, (box.north - each.north + each.height / 2) / unit, 0, label
        )
        for each, label in sorted(sized, key=lambda pair: (-pair[0].width * pair[0].height, pair[1]))
    ]
    return place(marks, box.width / unit, box.height / unit, size=_LETTER_SIZE, centred=True)
