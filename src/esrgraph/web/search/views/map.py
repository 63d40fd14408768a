"""Projects found to a map of regions or municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from esrgraph.language.alphabet import alphabetical
from esrgraph.linking.schemes import load_schemes
from esrgraph.release.tally import Rows
from esrgraph.web.charts.map import Level, choropleth
from esrgraph.web.charts.scales import Figure
from esrgraph.web.pages.parts.facts import link
from esrgraph.web.pages.parts.summary import counts_of
from esrgraph.web.search.asking import Search
from esrgraph.web.search.parameters import MEASURES, SearchAddresses
from esrgraph.web.search.projects import measured, unpriced, without

LEVELS: tuple[Level, ...] = ("region", "municipality")


def map_view(search: Search, rows: Rows) -> Mapping[str, object]:
    """The map that the address asks for as `?by=` and `?measure=`; a place leads to its projects. One without any is
    empty only where places are known of at least half of them."""
    level: Level = "municipality" if search.parameters.by == "municipality" else "region"
    measure, addresses = search.parameters.measure, SearchAddresses(search.parameters)
    found = measured(search.opened, level, rows, measure)
    unplaced = without(search.opened, rows, level)
    empty = None if 2 * unplaced > len(rows) else 0
    known: dict[str, float | None] = {**dict.fromkeys(_places(search, level), empty), **found}
    names = {
        code: link(search.opened, search.opened.iris.concept(level, code).value, search.reader).name.value
        for code in known
    }
    leads = not search.parameters.chosen(level)
    figures = {
        code: Figure(names[code], known[code], addresses.with_(level, code) if leads and known[code] else None)
        for code in sorted(known, key=lambda code: alphabetical(names[code]))
    }
    return {
        "by": level,
        "ways": LEVELS,
        "measure": measure,
        "measures": MEASURES,
        "without": unplaced,
        "unpriced": unpriced(search.opened, rows, measure),
        "map": choropleth(level, figures, unit="number" if measure == "projects" else "euros") if found else None,
    }


def _places(search: Search, level: Level) -> Iterable[str]:
    """The places that are drawn whether they have any of the projects or not: all regions, and the municipalities that
    any project of the release has."""
    return load_schemes().regions.by_notation if level == "region" else counts_of(search.opened, level)
