"""Regions and the municipalities that lay in them, by the days of a project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate

from benchmarks.corpus.data import rows
from benchmarks.corpus.draw import Draw
from esrgraph.linking import schemes

FIRST_DAY, LAST_DAY = date(2014, 9, 1), date(2023, 12, 31)
"""No project begins earlier or ends later."""
_UNINFLECTED = ("Sydösterbotten", "Jakobstadsregionen")
"""Pages give Swedish names of sub-regions as they are."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A municipality in one sub-region and region, as pages name them, and the first and last day of that."""

    municipality: str
    sub_region: str
    start: date
    end: date

    def covers(self, start: date, end: date) -> bool:
        """Whether it lay there on all days from start to end."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its names, who grants support in it, what its addresses look like, and what lay in it when."""

    code: str
    name: str
    genitive: str
    coordinator: str
    own_ely: str
    council: str
    postcode: str
    area_code: str
    centre: str
    stays: tuple[Stay, ...]

    def municipalities(self, start: date, end: date) -> list[Stay]:
        """What lay in the region, in one and the same sub-region, on all days from start to end."""
        return [stay for stay in self.stays if stay.covers(start, end)]

    def former(self, start: date) -> list[Stay]:
        """The municipalities that had been merged into others before that day."""
        names = {stay.municipality for stay in self.stays if stay.end >= start}
        return [stay for stay in self.stays if stay.municipality not in names and _was_merged(stay)]


def _was_merged(stay: Stay) -> bool:
    (concept, *_) = schemes.load_schemes().municipalities.concepts_named(stay.municipality)
    return concept.valid_to == stay.end


def home(region: Region, draw: Draw) -> str:
    """A municipality that lay in the region all the time; half of the time its centre."""
    return region.centre if draw.chance(0.5) else draw.one(region.municipalities(FIRST_DAY, LAST_DAY)).municipality


@cache
def regions() -> tuple[Region, ...]:
    """The regions of mainland Finland; Åland had a programme of its own."""
    stays = _stays()
    return tuple(_region(row, tuple(stays[row["region"]])) for row in rows("regions"))


@cache
def _weights() -> tuple[float, ...]:
    return tuple(accumulate(float(row["weight"]) for row in rows("regions")))


def draw_region(draw: Draw) -> Region:
    """A region, by the number of its organisations and projects."""
    return draw.weighted(regions(), _weights())


def _region(row: dict[str, str], stays: tuple[Stay, ...]) -> Region:
    known = schemes.load_schemes()
    name, genitive = known.regions.by_notation[row["region"]].finnish_names[:2]
    authorities = {
        column: known.authorities.by_notation[row[column]].label for column in ("coordinator", "own_ely", "council")
    }
    return Region(
        code=row["region"],
        name=name,
        genitive=genitive,
        **authorities,
        postcode=row["postcode"],
        area_code=row["area_code"],
        centre=row["centre"],
        stays=stays,
    )


def _stays() -> dict[str, list[Stay]]:
    known = schemes.load_schemes()
    found: dict[str, list[Stay]] = {code: [] for code in known.regions.by_notation}
    for notation, concept in known.municipalities.by_notation.items():
        for place in known.memberships[notation]:
            starts = (day for day in (concept.valid_from, place.valid_from) if day)
            ends = (day for day in (concept.valid_to, place.valid_to) if day)
            label, genitive = known.sub_regions.by_notation[place.sub_region].finnish_names[:2]
            sub_region = label if label in _UNINFLECTED else genitive
            stay = Stay(concept.label, sub_region, max(starts, default=date.min), min(ends, default=date.max))
            found[place.region].append(stay)
    return found
