"""Projects to a map of places: how many there are in each, what was granted to them, or that for each inhabitant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from pyoxigraph import NamedNode

from esrgraph.language.alphabet import alphabetical
from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.tally import Rows, Tally
from esrgraph.web.charts.map import Level, Map, choropleth
from esrgraph.web.charts.scales import Figure
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingFacts, link
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened

Shown = Literal["projects", "granted", "inhabitant"]
"""What a map shows of a place: its projects, the EU and state funding granted to them in euros (of whole projects, in
each of their places), or for each inhabitant (each project's shared equally among its regions)."""


_POPULATION, _POPULATION_DAY = (NamedNode(f"{Esr.NAMESPACE}{name}") for name in ("population", "populationDate"))


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """A map, what it shows, and what else it can: of how many of `projects` places are `known`; `population_day` is
    the day (YYYY-MM-DD) whose population is divided by, "" on other maps."""

    map: Map
    shown: Shown
    ways: tuple[Shown, ...]
    known: int
    projects: int
    population_day: str

    @property
    def is_partial(self) -> bool:
        """Whether places are known of too few projects for a place without any to be empty."""
        return 2 * self.known < self.projects


def map_projects(
    opened: Opened,
    level: Level,
    rows: Rows,
    reader: PageReader,
    wanted: str = "",
    *,
    codes: Iterable[str] = (),
    marked: Iterable[str] = (),
    near: bool = False,
) -> PlaceMap | None:
    """The map of projects, by name in its table; None where no place is known. `codes` are the places (all regions
    without any), `marked` those outlined, and `near` shows only what is around them. What is `wanted` is one of Shown.
    """
    table = tally_of(opened)
    counts = table.counts(level, rows)
    places = [*codes] or [*load_schemes().regions.by_notation]
    if not any(code in counts for code in places):
        return None
    people = populations(opened) if level == "region" else {}
    ways = tuple(each for each in get_args(Shown) if each != "inhabitant" or people)
    shown: Shown = next((each for each in ways if each == wanted), "projects")
    known = int(np.isin(rows, table.links[level].projects).sum())
    values = _values(table, level, rows, shown, people)
    links = {code: link(opened, opened.iris.concept(level, code).value, reader) for code in places}
    empty = None if 2 * known < len(rows) else 0
    figures = {
        code: Figure(
            links[code].name.value,
            values.get(code) if code in counts else empty,
            f"{links[code].path}{reader.suffix}",
        )
        for code in sorted(places, key=lambda code: alphabetical(links[code].name.value))
    }
    drawn = choropleth(
        level, figures, tuple(marked), tuple(places) if near else (), "number" if shown == "projects" else "euros"
    )
    day = max(day for _, day in people.values()) if shown == "inhabitant" else ""
    return PlaceMap(drawn, shown, ways, known, len(rows), day)


def _values(
    table: Tally, level: Level, rows: Rows, shown: Shown, people: Mapping[str, tuple[int, str]]
) -> Mapping[str, float]:
    """What is shown of each place that has any of the projects, as far as it is known."""
    if shown == "projects":
        return table.counts(level, rows)
    if shown == "granted":
        return table.money(level, rows)
    shared = table.links[level].shares(rows, table.granted)
    return {code: amount / people[code][0] for code, amount in shared.items() if code in people}


@remembered(most=1)
def populations(opened: Opened) -> Mapping[str, tuple[int, str]]:
    """How many live in each region, by code, and on which day (YYYY-MM-DD); without those where that is not known."""
    found = {}
    for code in load_schemes().regions.by_notation:
        facts = ThingFacts(opened, opened.iris.concept("region", code).value)
        people, day = facts.number(_POPULATION), facts.value(_POPULATION_DAY)
        if people and day:
            found[code] = (int(people), day)
    return found
