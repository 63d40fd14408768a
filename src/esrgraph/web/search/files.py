"""Results of a search to take along: a table for spreadsheets, and a feed of the newest projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from esrgraph.release.tally import Rows
from esrgraph.search import MOST_HITS, Sort
from esrgraph.web.downloads.feeds import Feed, FeedEntry, atom
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.table_file import Cell, ColumnType, FileColumn, TableFile
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.shared_network import sharing_graphml
from esrgraph.web.pages.parts.sharing import shared_among
from esrgraph.web.search.asking import Search
from esrgraph.web.search.facet_names import kind_name
from esrgraph.web.search.found import ThingHit, plain
from esrgraph.web.search.parameters import SearchAddresses
from esrgraph.web.search.projects import projects_found
from esrgraph.web.search.views import wrong_ways
from esrgraph.web.search.views.columns import BY_NAME, COLUMNS, ProjectCells, in_order
from esrgraph.web.search.views.table import order_of

MOST_ROWS = 50_000
"""Rows of a table."""
ENTRIES = 50
"""Projects of a feed."""
_THING_COLUMNS = ("kind", "key", "name", "region", "projects", "iri")


def table(search: Search, *, for_people: bool) -> TableFile:
    """The first `MOST_ROWS` projects of a search, or the other things that it is narrowed to, as a table.

    The kinds of things have their names in the reader's language where it is `for_people`.
    """
    if "order" in wrong_ways(search.parameters):
        raise Refusal(422, f"order: there is no column {search.parameters.order!r}; there are {', '.join(BY_NAME)}")
    words, kinds = SiteWords(search.reader.language), search.parameters.chosen("kind")
    named = partial(kind_name, words=words) if for_people else str
    title = words("search_title_for", words=search.parameters.q) if search.parameters.q.strip() else words("nav_search")
    if kinds and "project" not in kinds:
        columns = [_column(name, "number" if name == "projects" else "text", words) for name in _THING_COLUMNS]
        return TableFile(title, columns, (_thing_row(each, named) for each in _things(search)))
    rows = projects_found(search.opened, search.parameters)
    ordered = in_order(search.opened, search.reader, rows, order_of(search))[:MOST_ROWS]
    columns = [
        _column("kind", "text", words),
        *(_column(each.name, each.type, words) for each in COLUMNS),
        _column("iri", "text", words),
    ]
    return TableFile(title, columns, _project_rows(search, ordered, named("project")))


def _column(name: str, type_: ColumnType, words: SiteWords) -> FileColumn:
    return FileColumn(name, words(f"views_column_{name}"), type_)


def _project_rows(search: Search, rows: Rows, kind: str) -> Iterator[list[Cell]]:
    cells, iris = ProjectCells(search.opened, search.reader), search.opened.iris
    for row in rows.tolist():
        values = [cells.cell(each, row) for each in COLUMNS]
        yield [kind, *values, iris.project(str(values[0])).value]


def _things(search: Search) -> list[ThingHit]:
    return search.describe_hits(search.run(replace(search.query(), offset=0, limit=MOST_HITS)))


def _thing_row(found: ThingHit, named: Callable[[str], str]) -> list[Cell]:
    about = found.about
    within = about.within.name.value if about.within else ""
    return [named(found.kind), found.key, plain(found.title), within, about.projects, found.iri]


def network_file(search: Search) -> Content:
    """The network of the organisations that share the projects found, as GraphML."""
    rows = projects_found(search.opened, search.parameters)
    return sharing_graphml(search.opened, shared_among(search.opened, rows))


def search_feed(search: Search) -> Content:
    """The projects among the results that were planned to begin last, as Atom."""
    words, iris = SiteWords(search.reader.language), search.opened.iris
    query = search.query()
    filters = {**query.filters, "kind": ("project",)}
    results = search.run(replace(query, filters=filters, sort=Sort.NEWEST, offset=0, limit=ENTRIES))
    built = search.opened.past().created
    addresses = SearchAddresses(search.parameters)
    return atom(
        Feed(
            title=words("search_feed", words=search.parameters.q.strip() or words("search_feed_all")),
            language=search.reader.language,
            home=f"{iris.base}{addresses.same().removeprefix('/')}",
            address=(address := f"{iris.base}{addresses.same('/search.atom').removeprefix('/')}"),
            first=address,
            next=None,
            updated=built,
            entries=tuple(_entry(each, built, search, words) for each in search.describe_hits(results)),
        )
    )


def _entry(found: ThingHit, built: datetime, search: Search, words: SiteWords) -> FeedEntry:
    about = found.about
    period = f"{words.day(about.start)}–{words.day(about.end or '')}" if about.start else ""
    told = [
        about.applicant.name.value if about.applicant else "",
        period,
        "" if about.granted is None else words.euros(about.granted),
    ]
    return FeedEntry(
        id=found.iri,
        link=search.opened.iris.page(found.iri),
        title=f"{found.key} {plain(found.title)}",
        text=f"{' · '.join(filter(None, told))}. {plain(found.snippet)}",
        kind=found.kind,
        updated=datetime.fromisoformat(about.start).replace(tzinfo=UTC) if about.start else built,
    )
