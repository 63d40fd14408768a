"""Projects found to a page of a table whose columns can be sorted by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from esrgraph.release.tally import Rows
from esrgraph.search import Sort
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import ThingLink
from esrgraph.web.search.asking import Search
from esrgraph.web.search.parameters import MOST_PAGES, SearchAddresses
from esrgraph.web.search.views.columns import BY_NAME, COLUMNS, ProjectCells, ProjectColumn, in_order

ROWS = 50
"""Projects on one page."""
_GREATEST_FIRST = ("euros", "day")
"""The types of columns whose greatest values stand first when they are sorted by."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: where sorting by it leads, and how it is sorted now, as `aria-sort` has it."""

    column: ProjectColumn
    text: str
    href: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row: the project, and by column what it is linked with, or what it states."""

    link: ThingLink
    things: Mapping[str, Sequence[ThingLink]]
    values: Mapping[str, object]


def order_of(search: Search) -> str:
    """What a table is sorted by: what the address says, or what the list of the same search is."""
    order = search.parameters.order
    if order.removeprefix("-") in BY_NAME:
        return order
    return "-granted_euros" if search.parameters.sort is Sort.GRANTED else "-start"


def table_view(search: Search, rows: Rows) -> Mapping[str, object]:
    """A page of the table, `?page=` from 1; nothing where there is no such page."""
    order, cells = order_of(search), ProjectCells(search.opened, search.reader)
    pages = min(max(1, -(-len(rows) // ROWS)), MOST_PAGES)
    first = (search.parameters.page - 1) * ROWS
    shown = in_order(search.opened, search.reader, rows, order)[first : first + ROWS]
    if not len(shown):
        return {}
    return {
        "headings": list(_headings(search, order)),
        "rows": [_row(cells, int(row)) for row in shown],
        "pages": pages,
    }


def _headings(search: Search, order: str) -> Iterator[Heading]:
    words, addresses = SiteWords(search.reader.language), SearchAddresses(search.parameters)
    for column in COLUMNS:
        if column.on_page:
            usual = f"-{column.name}" if column.type in _GREATEST_FIRST else column.name
            is_sorted = order.removeprefix("-") == column.name
            other = order.removeprefix("-") if order.startswith("-") else f"-{order}"
            now = ("descending" if order.startswith("-") else "ascending") if is_sorted else None
            href = addresses.only("order", other if is_sorted else usual)
            yield Heading(column, words(f"views_column_{column.name}"), href, now)


def _row(cells: ProjectCells, row: int) -> ProjectRow:
    shown = [each for each in COLUMNS if each.on_page]
    return ProjectRow(
        cells.link(row),
        {each.name: cells.things(each, row) for each in shown if each.kind},
        {each.name: cells.cell(each, row) for each in shown if not each.kind},
    )
