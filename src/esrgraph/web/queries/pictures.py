"""The first rows of an answer to the picture that the query's header asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from esrgraph.linking.schemes import load_schemes
from esrgraph.sparql.catalogue import View
from esrgraph.sparql.results import NUMBERS
from esrgraph.web.charts.bars import Bars, Columns, bars, columns
from esrgraph.web.charts.map import Level, Map, choropleth
from esrgraph.web.charts.network import Network, NetworkLink, NetworkNode, network
from esrgraph.web.charts.scales import Figure, Number, Unit
from esrgraph.web.charts.small_multiples import Multiples, Series, multiples
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.pictured import node
from esrgraph.web.queries.cells import Rows, column_name
from esrgraph.web.site import Opened

MOST_BARS, MOST_LINES = 25, 150
"""Rows that are drawn, the first ones; the table has the others."""
_LEVELS: tuple[Level, ...] = ("municipality", "region")

Drawn = Bars | Columns | Multiples | Map | Network
Values = tuple[object, ...]
"""What a row has in the columns of the view, in that order."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; `measures` name its values. `first` is how many of the rows are drawn, where there are more."""

    drawn: Drawn
    measures: tuple[str, ...]
    first: int | None

    @property
    def macro(self) -> str:
        """The macro of `parts/pictures.html` that shows it."""
        return type(self.drawn).__name__.lower()


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the rows are drawn for: one reader of a release."""

    opened: Opened
    reader: PageReader
    unit: Unit

    def address(self, row: Values) -> str | None:
        """The page of the first thing of this site in a row."""
        iris = (each.value for each in row if isinstance(each, NamedNode))
        here = next((iri for iri in iris if self.opened.iris.parse(iri)), None)
        return None if here is None else f"{self.opened.path(self.opened.iris.page(here))}{self.reader.suffix}"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of view: what draws it, which columns are values, and how many rows it draws (None: all)."""

    draw: Callable[[list[tuple[Values, Values]], _Drawing], Drawn | None]
    measures: slice
    most: int | None = None


def picture(view: View | None, rows: Rows, opened: Opened, reader: PageReader) -> Picture | None:
    """The picture of an answer; None where the query asks for none, or the answer has nothing to draw."""
    if view is None or not rows.terms or not set(view.columns) <= set(rows.names):
        return None
    places = [rows.names.index(name) for name in view.columns]
    pairs = [(tuple(row[place] for place in places), row) for row in rows.terms]
    kind, words = _KINDS[view.kind], SiteWords(reader.language)
    measures = tuple(column_name(name, words) for name in view.columns[kind.measures])
    drawing = _Drawing(opened, reader, "euros" if any("€" in each for each in measures) else "number")
    first = pairs[: kind.most]
    drawn = kind.draw(first, drawing)
    if drawn is None:
        return None
    return Picture(drawn, measures, len(first) if rows.more or len(first) < len(pairs) else None)


def _bars(rows: list[tuple[Values, Values]], drawing: _Drawing) -> Bars:
    figures = [
        Figure(_text(label), _number(value), drawing.address(row), *map(_number, second))
        for (label, value, *second), row in rows
    ]
    return bars(figures, drawing.unit)


def _lines(rows: list[tuple[Values, Values]], drawing: _Drawing) -> Columns | Multiples | None:
    """Columns by year; where the rows are of several things, those of each by themselves."""
    values: defaultdict[str, dict[int, Decimal]] = defaultdict(dict)
    addresses: dict[str, str | None] = {}
    for (year, value, *name), row in rows:
        label, at, number = _text(name[0]) if name else "", _number(year), _number(value)
        if at is not None and number is not None:
            values[label][int(at)] = number
            addresses.setdefault(label, drawing.address(row))
    series = tuple(Series(label, found, addresses[label]) for label, found in values.items())
    if len(series) > 1:
        return multiples(series, drawing.unit)
    return columns(list(_by_year(series[0].values)), drawing.unit) if series else None


def _by_year(values: Mapping[int, Number]) -> Iterator[Figure]:
    for year in range(min(values), max(values) + 1):
        yield Figure(str(year), values.get(year))


def _map(rows: list[tuple[Values, Values]], drawing: _Drawing) -> Map | None:
    """The places with their values; without any, the places are marked. Those of one region are shown from near."""
    iris = drawing.opened.iris
    found = {iris.parse(place.value): values for (place, *values), _ in rows if isinstance(place, NamedNode)}
    level = next((each for each in _LEVELS if all(thing and thing[0] == each for thing in found)), None)
    if level is None or not found:
        return None
    figures = {}
    for thing, values in found.items():
        _, code = thing or ("", "")
        named = link(drawing.opened, iris.concept(level, code).value, drawing.reader)
        value = _number(values[0]) if values else None
        figures[code] = Figure(named.name.value, value, f"{named.path}{drawing.reader.suffix}")
    marked = () if any(figure.value is not None for figure in figures.values()) else tuple(figures)
    near = tuple(figures) if level == "municipality" and _in_one_region(figures) else ()
    return choropleth(level, figures, marked, near, drawing.unit)


def _in_one_region(codes: Mapping[str, Figure]) -> bool:
    memberships = load_schemes().memberships
    return len({memberships[code][-1].region for code in codes if memberships.get(code)}) == 1


def _network(rows: list[tuple[Values, Values]], drawing: _Drawing) -> Network | None:
    links = [
        NetworkLink(one.value, other.value, int(_number(weight) or 0))
        for (one, other, weight), _ in rows
        if isinstance(one, NamedNode) and isinstance(other, NamedNode)
    ]
    ends = dict.fromkeys(iri for each in links for iri in (each.one, each.other))
    nodes = tuple(node(drawing.opened, iri, drawing.reader) for iri in ends)
    return _laid_out(drawing.opened, nodes, tuple(links)) if nodes else None


@remembered(most=64)
def _laid_out(_: Opened, nodes: tuple[NetworkNode, ...], links: tuple[NetworkLink, ...]) -> Network:
    return network(nodes, links, most=len(nodes))


def _text(term: object) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else "–"


def _number(term: object) -> Decimal | None:
    """The number that a literal is; None where it is none."""
    if isinstance(term, Literal) and term.datatype in NUMBERS and re.fullmatch(r"[+-]?\d+(\.\d+)?", term.value):
        return Decimal(term.value)
    return None


_KINDS: Mapping[str, _Kind] = {
    "bar": _Kind(_bars, slice(1, 3), MOST_BARS),
    "line": _Kind(_lines, slice(1, 2)),
    "map": _Kind(_map, slice(1, 2)),
    "network": _Kind(_network, slice(2, 3), MOST_LINES),
}
