"""Projects found to a chart, by what they have in common."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from esrgraph.mapping.kinds import NUMBERED
from esrgraph.release.tally import Rows
from esrgraph.web.charts.bars import bars, columns
from esrgraph.web.charts.scales import Figure, Unit
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import number_place
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.search.asking import Search
from esrgraph.web.search.facet_names import value_name
from esrgraph.web.search.parameters import MEASURES, Measure, SearchAddresses
from esrgraph.web.search.projects import measured, total, unpriced, without

BY = (
    "start",
    "fund",
    "programme-period",
    "priority-axis",
    "specific-objective",
    "organisation-type",
    "target-group",
    "region",
    "municipality",
    "authority",
    "organisation",
    "status",
)
"""What a chart can be drawn by: the year in which projects began, or a facet."""
_DRAWN = 40
"""Bars at most, the longest."""
_SEVERAL = ("organisation-type", "target-group", "region", "municipality", "organisation")
"""Of what a project can have several."""


def chart_view(search: Search, rows: Rows) -> Mapping[str, object]:
    """The chart that the address asks for as `?by=` and `?measure=`."""
    by = search.parameters.by if search.parameters.by in BY else BY[0]
    measure = search.parameters.measure
    unit: Unit = "number" if measure == "projects" else "euros"
    figures = _by_start(search, rows, measure) if by == "start" else _by_facet(search, rows, by, measure)
    return {
        "by": by,
        "ways": BY,
        "measure": measure,
        "measures": MEASURES,
        "columns": columns(figures, unit) if by == "start" and figures else None,
        "bars": bars(figures[:_DRAWN], unit) if by != "start" and figures else None,
        "not_drawn": max(0, len(figures) - _DRAWN) if by != "start" else 0,
        "without": without(search.opened, rows, by),
        "unpriced": unpriced(search.opened, rows, measure),
        "several": by in _SEVERAL,
        "undivided": by in ("organisation", "organisation-type") and measure != "projects",
    }


def _by_start(search: Search, rows: Rows, measure: Measure) -> list[Figure]:
    """A figure for each year from the first to the last in which any of the projects began."""
    starts = tally_of(search.opened).starts
    held: dict[int, list[int]] = {}
    for row in rows.tolist():
        if starts[row]:
            held.setdefault(int(starts[row][:4]), []).append(row)
    years = range(min(held), max(held) + 1) if held else range(0)
    return [
        Figure(str(year), total(search.opened, np.array(held[year]), measure) if year in held else 0) for year in years
    ]


def _by_facet(search: Search, rows: Rows, by: str, measure: Measure) -> list[Figure]:
    """A figure for each thing, the greatest first, objectives and axes by number; each leads to its own projects,
    but where the search has one of them already: projects that have both are not what it would find."""
    words, addresses = SiteWords(search.reader.language), SearchAddresses(search.parameters)
    found = measured(search.opened, by, rows, measure)

    def place(key: str) -> tuple[object, ...]:
        value = found[key]
        return number_place(key) if by in NUMBERED else (value is None, -(value or 0), key)

    return [
        Figure(
            value_name(by, key, search.opened, words),
            found[key],
            None if search.parameters.chosen(by) else addresses.with_(by, key),
        )
        for key in sorted(found, key=place)
    ]
