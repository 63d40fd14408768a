"""The network of organisations that share projects or municipalities: as a picture with a form, GraphML and CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyoxigraph import DefaultGraph
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.vocabulary import Esr
from esrgraph.sparql.catalogue import Parameter
from esrgraph.web.charts.network import Network
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, PackedContent, reply
from esrgraph.web.http.sorted_table import separator_in
from esrgraph.web.http.table_file import attached, exact_csv, table_file
from esrgraph.web.http.templating import address, page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.page_cache import keep_page, known_page
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.pages.parts.query_fields import Choices, field
from esrgraph.web.pages.parts.shared_network import STRONGEST, draw_sharing, sharing_graphml, sharing_table
from esrgraph.web.pages.parts.sharing import MOST, Filters, sharing
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened, Site

_BY = ("projects", "municipalities")
_CONCEPTS = ("region", "objective")
_YEARS = ("from", "to")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class NetworkFilters:
    """The filters of an address: as text by parameter, as they are understood, and what is wrong with which."""

    given: Mapping[str, str]
    filters: Filters
    errors: Mapping[str, str]

    def address(self, path: str) -> str:
        """A path with the same filters."""
        return address(path, {name: text for name, text in self.given.items() if text})


def routes(site: Site) -> list[Route]:
    """`/network`, and as `.graphml`, `.csv` and `.xlsx`, with `by`, `region`, `objective`, `from` and `to`."""

    async def shown(request: Request) -> Response:
        content, status = await run_in_threadpool(_page, request, site.opened())
        return reply(request, content, status, headers={"Vary": "Accept-Language"})

    def data(write: Callable[[Opened, Filters], Content]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return reply(request, await run_in_threadpool(_write_answer, request, site.opened(), write))

        return endpoint

    async def spreadsheet(request: Request) -> Response:
        suffix = "xlsx" if request.url.path.endswith(".xlsx") else "csv"
        words = SiteWords(choose_language(request))
        write = partial(_spreadsheet, language=words.language, suffix=suffix)
        content = await run_in_threadpool(_write_answer, request, site.opened(), write)
        return reply(request, content, headers={"Vary": "Accept-Language", **attached(f"esr-network.{suffix}")})

    async def csv_or_spreadsheet(request: Request) -> Response:
        return await (data(_csv) if separator_in(request.query_params) == "comma" else spreadsheet)(request)

    return [
        Route("/network", shown),
        Route("/network.graphml", data(_graphml)),
        Route("/network.csv", csv_or_spreadsheet),
        Route("/network.xlsx", spreadsheet),
    ]


def _read_filters(request: Request, choices: Mapping[str, Choices], words: SiteWords) -> NetworkFilters:
    given = {name: request.query_params.get(name, "").strip() for name in ("by", *_CONCEPTS, *_YEARS)}
    by = given["by"] or _BY[0]
    errors = {} if by in _BY else {"by": words("network_wrong_by", value=by)}
    for name in _CONCEPTS:
        if given[name] and given[name] not in dict(choices[name]):
            errors[name] = words(f"network_wrong_{name}", value=given[name])
    years = {name: _year(given[name]) for name in _YEARS}
    errors |= {
        name: words("network_wrong_year", value=given[name], first=str(_FIRST_YEAR), last=str(_LAST_YEAR))
        for name, year in years.items()
        if given[name] and year is None
    }
    first, last = years["from"], years["to"]
    if first and last and first > last:
        errors["to"] = words("network_wrong_order")
    return NetworkFilters(given, Filters(by, given["region"], given["objective"], first, last), errors)


def _year(text: str) -> int | None:
    year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _choices(opened: Opened, words: SiteWords) -> dict[str, Choices]:
    """The regions and objectives that there are, by parameter."""
    return {
        name: tuple(each for each in field(Parameter(name, name, None, {}), "", None, opened, words).choices if each[0])
        for name in _CONCEPTS
    }


def _page(request: Request, opened: Opened) -> tuple[Content | PackedContent, int]:
    """The page, which is kept where its filters can be, and the status of the response."""
    known = known_page(request, opened)
    if known is not None:
        return known, 200
    words = SiteWords(choose_language(request))
    choices = _choices(opened, words)
    asked = _read_filters(request, choices, words)
    reader = PageReader(words.language, "lang" in request.query_params)
    found = None if asked.errors else sharing(opened, asked.filters)
    made = page(
        request,
        "network.html",
        asked=asked,
        choices=choices,
        ways=_BY,
        most=MOST,
        strongest=STRONGEST,
        first_year=_FIRST_YEAR,
        last_year=_LAST_YEAR,
        found=found,
        paged=_with_pages(opened),
        all_projects=len(tally_of(opened).codes),
        drawn=_draw_filtered(opened, asked.filters, reader) if found and found.pairs else None,
    )
    return (made, 400) if asked.errors else (keep_page(request, opened, lambda: made), 200)


@remembered(most=1)
def _with_pages(opened: Opened) -> int:
    """How many projects are known by their page, which tells who takes part; a list names the applicant alone."""
    listed = sum(1 for _ in opened.store.quads_for_pattern(None, Esr.knownFromList, None, DefaultGraph()))
    return len(tally_of(opened).codes) - listed


@remembered(most=64)
def _draw_filtered(opened: Opened, filters: Filters, reader: PageReader) -> Network:
    return draw_sharing(opened, sharing(opened, filters), reader)


def _write_answer(request: Request, opened: Opened, write: Callable[[Opened, Filters], Content]) -> Content:
    words = SiteWords("en")
    asked = _read_filters(request, _choices(opened, words), words)
    if asked.errors:
        name = next(iter(asked.errors))
        raise Refusal(400, f"parameter {name}: {asked.errors[name]}", known={"parameter": name})
    return write(opened, asked.filters)


@remembered(most=64)
def _csv(opened: Opened, filters: Filters) -> Content:
    return exact_csv(sharing_table(opened, sharing(opened, filters), SiteWords("en")))


@remembered(most=64)
def _spreadsheet(opened: Opened, filters: Filters, language: str, suffix: str) -> Content:
    table = sharing_table(opened, sharing(opened, filters), SiteWords(language))
    return table_file(table, suffix, "semicolon")


@remembered(most=64)
def _graphml(opened: Opened, filters: Filters) -> Content:
    return sharing_graphml(opened, sharing(opened, filters))
