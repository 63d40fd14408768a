"""A selection of the statistics to a table with its picture, for one reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from esrgraph.mapping.kinds import NUMBERED
from esrgraph.release.cube.cubes import DIMENSIONS, MEASURES, YEARS
from esrgraph.release.cube.projects import NOT_KNOWN
from esrgraph.web.charts.bars import Bars, bars
from esrgraph.web.charts.scales import Figure
from esrgraph.web.http.table_file import Cell, FileColumn
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.aggregates import Kept, Numbers, sums, whole_of
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link, number_place
from esrgraph.web.site import Opened

DEFAULTS: Mapping[str, str] = {"measure": "projects", "by": "region", "across": "", "fund": "", "period": ""}
"""What is asked for where an address does not say."""
_COUNTED = {"projects": "measure_projects", "known": "known"}
_DRAWN = 40
"""Bars, those of the largest values; the table has the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: values by parameter, and by parameter why one cannot be had."""

    values: Mapping[str, str]
    kept: Kept
    errors: Mapping[str, str]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What is counted by."""
        return tuple(filter(None, (self.values["by"], self.values["across"])))

    @property
    def measure(self) -> str:
        """What is counted."""
        return self.values["measure"]

    def address(self, path: str) -> str:
        """The path with what differs from the defaults."""
        given = [(name, value) for name, value in self.values.items() if value != DEFAULTS[name]]
        return f"{path}?{urlencode(given)}" if given else path


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table: its thing by name and link, its numbers, and those of its cells (None: no projects)."""

    label: str
    link: ThingLink | None
    numbers: Numbers
    cells: tuple[Numbers | None, ...]


class Tabulated:
    """The table of what is asked for, to one reader."""

    def __init__(self, opened: Opened, asked: Asked, reader: PageReader) -> None:
        self._opened, self._asked, self._reader = opened, asked, reader
        self._words = SiteWords(reader.language)
        self.measure, self.in_euros = asked.measure, MEASURES[asked.measure].in_euros
        self.by, self.across = asked.values["by"], asked.values["across"]
        self.columns = self._in_order(self.across, self._sums(self.across)) if self.across else []
        self.lines = list(self._lines())
        self.notes = [name for name in asked.dimensions if not DIMENSIONS[name].adds_up]

    def _sums(self, *dimensions: str) -> dict[tuple[str, ...], Numbers]:
        """Of what is not told apart by region, amounts are not divided."""
        measure = self.measure if "region" in dimensions else whole_of(self.measure)
        return sums(self._opened, dimensions, measure, self._asked.kept)

    def value(self, numbers: Numbers) -> Decimal:
        """What is asked for, among the numbers of a cell; 0 where no amount is known."""
        return numbers[self.measure if self.measure in numbers else whole_of(self.measure)]

    def shown(self, numbers: Numbers | None) -> str:
        """The value as the reader's language writes it: nothing where there are no projects, a dash where no amount is
        known."""
        if numbers is None:
            return ""
        if self.in_euros:
            return self._words.euros(self.value(numbers)) if self.known(numbers) else "–"
        return self._words.number(self.value(numbers))

    def known(self, numbers: Numbers) -> int:
        """Of how many projects the amount is known."""
        return int(numbers[f"{whole_of(self.measure)}-known"])

    def _lines(self) -> Iterator[TableLine]:
        alone = self._sums(self.by)
        both = self._sums(self.by, self.across) if self.across else {}
        for member in self._in_order(self.by, alone):
            cells = tuple(both.get((member, column)) for column in self.columns)
            yield TableLine(self.name(self.by, member), self._link(self.by, member), alone[(member,)], cells)

    def _in_order(self, dimension: str, found: Mapping[tuple[str, ...], Numbers]) -> list[str]:
        """Years and what has a number in its order, all else the greatest first; what is not known at the end."""

        def place(member: str) -> tuple[object, ...]:
            if dimension in YEARS:
                return member == NOT_KNOWN, member
            if dimension in NUMBERED:
                return member == NOT_KNOWN, number_place(member.rpartition("/")[2]), member
            return member == NOT_KNOWN, -self.value(found[(member,)]), member

        return sorted((member for (member,) in found), key=place)

    def _link(self, dimension: str, member: str) -> ThingLink | None:
        """The page of a member, where it has one."""
        return None if dimension in YEARS or member == NOT_KNOWN else link(self._opened, member, self._reader)

    def name(self, dimension: str, member: str) -> str:
        """What a member is called, with the number that the programme gives it and, of earlier ones, the period."""
        found = self._link(dimension, member)
        if found is None:
            return self._words("statistics_not_known") if member == NOT_KNOWN else member
        if dimension not in NUMBERED:
            return found.name.value
        period = f" ({found.key[:9].replace('-', '–')})" if found.key.count("-") > 1 else ""
        return f"{found.number}. {found.name.value}{period}"

    @property
    def table_columns(self) -> tuple[FileColumn, ...]:
        """The columns of the table."""
        words, type_ = self._words, "euros" if self.in_euros else "number"
        measure = words(f"statistics_measure_{self.measure.replace('-', '_')}")
        named = [("name", words(f"statistics_by_{self.by.replace('-', '_')}"), "text")]
        named += [("value", words("statistics_together") if self.across else measure, type_)]
        named += [(_key(each), self.name(self.across, each), type_) for each in self.columns]
        if self.in_euros and not self.across:
            named += [(name, words(f"statistics_{word}"), "number") for name, word in _COUNTED.items()]
        return tuple(FileColumn(name, heading, of) for name, heading, of in named)  # type: ignore[arg-type]

    def cells(self, line: TableLine) -> tuple[Cell, ...]:
        """The cells of a row, in the order of columns."""
        own = (line.label, self._cell(line.numbers), *map(self._cell, line.cells))
        if self.in_euros and not self.across:
            return *own, int(line.numbers["projects"]), self.known(line.numbers)
        return own

    def _cell(self, numbers: Numbers | None) -> Cell:
        """The value; None where there are no projects, or no amount is known."""
        return None if numbers is None or (self.in_euros and not self.known(numbers)) else self.value(numbers)

    @property
    def whole(self) -> Numbers:
        """The numbers of all projects that are counted, each once; there are some where there are lines."""
        (numbers,) = self._sums().values()
        return numbers

    @property
    def column_totals(self) -> list[Numbers]:
        """The numbers of each column, each project counted once."""
        found = self._sums(self.across)
        return [found[(column,)] for column in self.columns]

    @property
    def by_fund(self) -> list[tuple[str, Numbers]]:
        """The numbers of each fund: money of different funds is told apart."""
        found = self._sums("fund")
        return [(self.name("fund", each), found[(each,)]) for each in self._in_order("fund", found)]

    @property
    def picture(self) -> Bars:
        """The values by what there are rows for."""
        drawn = [Figure(each.label, self.value(each.numbers), self.href(each)) for each in self.lines]
        return bars([each for each in drawn if each.value][:_DRAWN], "euros" if self.in_euros else "number")

    def href(self, line: TableLine) -> str | None:
        """The address of the page that a row leads to."""
        return f"{line.link.path}{self._reader.suffix}" if line.link else None


def _key(member: str) -> str:
    """What a column is called in addresses."""
    return f"column-{member.rpartition('/')[2]}" if member != NOT_KNOWN else "column-not-known"
