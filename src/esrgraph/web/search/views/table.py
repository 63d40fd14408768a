"""Projects found to a page of a table whose columns can be sorted by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from esrgraph.release.tally import Rows
from esrgraph.search import Sort
from esrgraph.web.http.sorted_table import Heading, Order
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import ThingLink
from esrgraph.web.search.asking import Search
from esrgraph.web.search.parameters import SearchAddresses
from esrgraph.web.search.views.columns import BY_NAME, COLUMNS, ProjectCells, in_order

ROWS = 50
"""Projects on one page."""
_ON_PAGE = tuple(each for each in COLUMNS if each.on_page)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row: the project, and by column what it is linked with, or what it states; `is_unnamed` says
    whether its applicant is not named because it may be a natural person."""

    link: ThingLink
    is_unnamed: bool
    things: Mapping[str, Sequence[ThingLink]]
    values: Mapping[str, object]


def order_of(search: Search) -> Order:
    """What a table is sorted by: what the address says as `?order=`, or what the list of the same search is."""
    asked = search.parameters.order
    name = asked.removeprefix("-")
    if name in BY_NAME:
        return Order(name, asked.startswith("-"))
    return Order("granted_euros" if search.parameters.sort is Sort.GRANTED else "start")


def table_view(search: Search, rows: Rows) -> Mapping[str, object]:
    """A page of the table, `?page=` from 1; nothing where there is no such page."""
    order, cells = order_of(search), ProjectCells(search.opened, search.reader)
    pages = max(1, -(-len(rows) // ROWS))
    first = (search.parameters.page - 1) * ROWS
    shown = in_order(search.opened, search.reader, rows, order)[first : first + ROWS]
    if not len(shown):
        return {}
    return {
        "headings": list(_headings(search, order)),
        "columns": _ON_PAGE,
        "rows": [_row(cells, int(row)) for row in shown],
        "pages": pages,
    }


def _headings(search: Search, order: Order) -> Iterator[Heading]:
    words, addresses = SiteWords(search.reader.language), SearchAddresses(search.parameters)
    for column in _ON_PAGE:
        now = order.column == column.name
        href = addresses.only("order", str(Order(column.name, now and not order.turned)))
        sorted_ = ("descending" if order.descends(COLUMNS) else "ascending") if now else None
        yield Heading(column.name, words(f"views_column_{column.name}"), column.type, href, sorted_)


def _row(cells: ProjectCells, row: int) -> ProjectRow:
    return ProjectRow(
        cells.link(row),
        cells.is_unnamed(row),
        {each.name: cells.things(each, row) for each in _ON_PAGE if each.kind},
        {each.name: cells.cell(each, row) for each in _ON_PAGE if not each.kind},
    )
