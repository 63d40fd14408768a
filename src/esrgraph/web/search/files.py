"""Results of a search to take along: a table for spreadsheets, and a feed of the newest projects."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

from esrgraph.rdf.formats import CSV
from esrgraph.search import Sort
from esrgraph.validation.report.spreadsheet import safe
from esrgraph.web.downloads.feeds import Entry, Feed, atom
from esrgraph.web.http.responses import Content
from esrgraph.web.http.words import SiteWords
from esrgraph.web.search.asking import Search
from esrgraph.web.search.found import FoundThing, plain
from esrgraph.web.search.parameters import SearchAddresses

MOST_ROWS = 2000
"""Rows of a table: as many results as there may be on a hundred pages."""
ENTRIES = 50
"""Projects of a feed."""
COLUMNS = ("kind", "key", "name", "applicant", "start", "end", "granted_euros", "region", "projects", "iri")


def table(search: Search) -> Content:
    """The first `MOST_ROWS` results as CSV (RFC 4180) that spreadsheets open: UTF-8 with a byte order mark."""
    results = search.run(replace(search.query(), offset=0, limit=MOST_ROWS))
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in _row(each)] for each in search.describe_hits(results))
    return Content(b"\xef\xbb\xbf" + buffer.getvalue().encode(), f"{CSV.media_type}; charset=utf-8")


def _row(found: FoundThing) -> tuple[str, ...]:
    about = found.about
    return (
        found.kind,
        found.key,
        plain(found.title),
        about.applicant.name.value if about.applicant else "",
        about.start or "",
        about.end or "",
        "" if about.granted is None else str(about.granted),
        about.within.name.value if about.within else "",
        "" if about.projects is None else str(about.projects),
        found.iri,
    )


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


def _entry(found: FoundThing, built: datetime, search: Search, words: SiteWords) -> Entry:
    about = found.about
    period = f"{words.day(about.start)}–{words.day(about.end or '')}" if about.start else ""
    told = [
        about.applicant.name.value if about.applicant else "",
        period,
        "" if about.granted is None else words.euros(about.granted),
    ]
    return Entry(
        id=found.iri,
        link=search.opened.iris.page(found.iri),
        title=f"{found.key} {plain(found.title)}",
        text=f"{' · '.join(filter(None, told))}. {plain(found.snippet)}",
        kind=found.kind,
        updated=datetime.fromisoformat(about.start).replace(tzinfo=UTC) if about.start else built,
    )
