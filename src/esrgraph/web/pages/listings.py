"""Lists to begin from, as pages that are sorted by links, and as tables to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.sorted_table import (
    OF_FILES,
    OF_LISTS,
    demanded_order,
    headings,
    in_order,
    order_in,
    refuse_unknown,
    separator_in,
    unknown_parameters,
)
from esrgraph.web.http.table_file import TABLE_SUFFIXES, TableFile, attached, table_file
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.pages.parts.thing_table import cells_of
from esrgraph.web.pages.thing_lists import LISTINGS
from esrgraph.web.site import Opened, Site

_LANGUAGE = {"Vary": "Accept-Language"}


def routes(site: Site) -> list[Route]:
    """A route for each of the lists, as `/places`, `/places.csv` and `/places.xlsx`."""
    pages = [Route(f"/{name}", _answer_with(site, _page, name)) for name in LISTINGS]
    files = [
        Route(f"/{name}.{suffix}", _answer_with(site, _file, name, suffix))
        for name in LISTINGS
        for suffix in TABLE_SUFFIXES
    ]
    return [*pages, *files]


def _answer_with(site: Site, make: Callable[..., Content], name: str, *further: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        opened = site.opened()
        content = await run_in_threadpool(keep_page, request, opened, lambda: make(request, opened, name, *further))
        headers = {**_LANGUAGE, **(attached(f"esr-{name}.{further[0]}") if further else {})}
        return reply(request, content, headers=headers)

    return answer


def _page(request: Request, opened: Opened, name: str) -> Content:
    """The page, in the order that the address asks for; what it asks for and cannot have is told."""
    listing, query = LISTINGS[name], request.query_params
    reader = PageReader(choose_language(request), "lang" in query)
    table = listing.table(opened, reader)
    order = order_in(query, table.columns, listing.names)
    rows = in_order(listing.narrow(table.rows, query), table.columns, order, cells_of)
    shown = [each for each in table.columns if each.name in listing.on_page]
    return page(
        request,
        f"listing-{name}.html",
        "listing-ranked.html",
        **{"heading": listing.title, "rows": rows, **listing.values(opened, reader, query, rows)},
        columns=headings(request, shown, order or listing.usual),
        places=[table.columns.index(each) for each in shown],
        order=order,
        wrong_sort=None if order else query.get("sort"),
        unknown=unknown_parameters(query, (*OF_LISTS, *listing.parameters)),
        files=f"/{name}",
        kept={each: query[each] for each in ("sort", *listing.parameters) if each in query and each != "page"},
    )


def _file(request: Request, opened: Opened, name: str, suffix: str) -> Content:
    """All rows in the order that the address asks for."""
    listing, query = LISTINGS[name], request.query_params
    refuse_unknown(query, (*OF_FILES, *listing.parameters))
    words = SiteWords(choose_language(request))
    table = listing.table(opened, PageReader(words.language))
    order = demanded_order(query, table.columns, listing.names)
    rows = in_order(listing.narrow(listing.public(opened, table.rows), query), table.columns, order, cells_of)
    made = TableFile(words(listing.title), table.columns, map(cells_of, rows))
    return table_file(made, suffix, separator_in(query))
