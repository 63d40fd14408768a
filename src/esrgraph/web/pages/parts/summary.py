"""Projects that have something in common, as those of a place, to what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from esrgraph.release.tally import Rows, Tally, read_tally, stated_in, tally
from esrgraph.web.charts.bars import Columns, columns
from esrgraph.web.charts.scales import Figure
from esrgraph.web.charts.timeline import FIRST_YEAR
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link, years_of
from esrgraph.web.site import Opened

MANY = 10
"""Projects from which on their beginnings are shown by year."""
LAST_START = 2022
"""The last year that the picture of beginnings shows at least."""
_SHOWN = 20
"""Things of a kind that are kept, those with the most projects."""
_KINDS = ("organisation", "target-group", "specific-objective", "organisation-type")


@dataclass(frozen=True, slots=True, eq=False)
class Funding:
    """The EU and state funding of whole projects in euros: `granted` of the `priced` projects that state it;
    `compared_...` of those that state both amounts."""

    rows: Rows
    granted: float
    priced: int
    compared: int
    compared_granted: float
    compared_realised: float

    @property
    def projects(self) -> int:
        """How many they are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class ProjectsSummary(Funding):
    """What some projects add up to. `running` is None where the status of none is known. `most` holds, by kind, things
    with their number of projects, the most first, and `many` how many things there are."""

    running: int | None
    years: Columns | None
    most: Mapping[str, tuple[tuple[str, int], ...]]
    many: Mapping[str, int]


@remembered(most=2048)
def summary(opened: Opened, kind: str, keys: tuple[str, ...]) -> ProjectsSummary:
    """What the projects that are linked with any of the things of a kind add up to."""
    table = tally_of(opened)
    rows = table.projects_of(kind, keys)
    counts = {each: table.counts(each, rows) for each in _KINDS}
    statuses = table.counts("status", rows)
    return ProjectsSummary(
        *_amounts(table, rows),
        statuses.get("active", 0) if statuses else None,
        years_begun(table, rows) if len(rows) >= MANY else None,
        {each: most(found)[:_SHOWN] for each, found in counts.items()},
        {each: len(found) for each, found in counts.items()},
    )


def funding(opened: Opened, rows: Rows) -> Funding:
    """The funding of some projects."""
    return Funding(*_amounts(tally_of(opened), rows))


def _amounts(table: Tally, rows: Rows) -> tuple[Rows, float, int, int, float, float]:
    """The values of `Funding`, in their order."""
    granted, realised = table.granted[rows], table.realised[rows]
    both = ~np.isnan(granted) & ~np.isnan(realised)
    return (
        rows,
        float(np.nansum(granted)),
        int((~np.isnan(granted)).sum()),
        int(both.sum()),
        float(granted[both].sum()),
        float(realised[both].sum()),
    )


def periods_of(opened: Opened) -> str:
    """The programme periods that there are projects of, in order, as they are written: `2007–2013, 2014–2020`."""
    return ", ".join(years_of(key) for key in sorted(counts_of(opened, "programme-period")))


class Granted(NamedTuple):
    """What a fund and the state granted to projects, in euros: to those of one programme period, or to all where
    `period` is empty."""

    fund: ThingLink
    period: str
    amount: float


def granted_by_fund(opened: Opened, rows: Rows, reader: PageReader) -> list[Granted]:
    """What was granted to some projects by fund, and by period where they are of several; the largest amount first."""
    table = tally_of(opened)
    periods = sorted(table.counts("programme-period", rows))
    parts = {each: np.intersect1d(rows, table.projects_of("programme-period", [each])) for each in periods}
    money = [
        (key, period.replace("-", "–"), amount)
        for period, own in (parts if len(parts) > 1 else {"": rows}).items()
        for key, amount in table.money("fund", own).items()
        if amount
    ]
    return [
        Granted(link(opened, opened.iris.concept("fund", key).value, reader), period, amount)
        for key, period, amount in sorted(money, key=lambda each: (-each[2], each))
    ]


def most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Keys with their numbers, the greatest first; of equals, by key."""
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def years_begun(table: Tally, rows: Rows) -> Columns:
    """The projects by the year that they began in, from the first of the programme."""
    began = Counter(int(table.starts[row][:4]) for row in rows if table.starts[row])
    last = max([LAST_START, *began])
    return columns([Figure(str(year), began[year]) for year in range(min([FIRST_YEAR, *began]), last + 1)])


@remembered(most=64)
def counts_of(opened: Opened, kind: str) -> Mapping[str, int]:
    """How many of all projects each thing of a kind has."""
    return tally_of(opened).counts(kind)


@remembered(most=64)
def money_of(opened: Opened, kind: str) -> Mapping[str, float]:
    """What was granted to the projects of each thing of a kind."""
    return tally_of(opened).money(kind)


@remembered(most=1)
def tally_of(opened: Opened) -> Tally:
    """The tally of a release; where it was built without one, or without a part of it, the store is gone through."""
    try:
        return read_tally(opened.release.tally)
    except (FileNotFoundError, KeyError):
        return tally(stated_in(opened.store), opened.iris)
