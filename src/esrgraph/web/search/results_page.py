"""The page of a search: the form, the results and the facets, and a way on where nothing was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from esrgraph.search import Sort
from esrgraph.search.index_schema import group_of
from esrgraph.web.http.responses import reply
from esrgraph.web.http.sorted_table import unknown_parameters
from esrgraph.web.http.templating import address, page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.parts.summary import funding, granted_by_fund
from esrgraph.web.search.answers import pages_of
from esrgraph.web.search.asking import Search
from esrgraph.web.search.choices import COUNTED, Choosing
from esrgraph.web.search.facet_names import kind_name, place_of
from esrgraph.web.search.files import MOST_ROWS
from esrgraph.web.search.found import ThingHit
from esrgraph.web.search.opening import index_of
from esrgraph.web.search.parameters import NAMES, VIEWS, Pair, Parameters, SearchAddresses, own_names, read_parameters
from esrgraph.web.search.projects import projects_found
from esrgraph.web.search.views import VIEW_VALUES, wrong_ways
from esrgraph.web.search.ways import notices, ways
from esrgraph.web.site import Opened

_MOST_CHARACTERS = 300
"""Characters of a search that are looked at, and shown again."""
_MOST_NAMED = 60
"""Characters of the name of an organisation to choose."""
_OF_FACETS = ("more", "find")
"""Parameters of the page that say how its facets are shown."""
_IN_SIGHT = ("name", "prose")
"""Groups of fields that the title and the extract stand for."""
_MOST_WORDS = 2
"""Words told of a field."""


def search_page(request: Request, opened: Opened) -> Response:
    """The page, or the way to the page of the project or organisation whose code or business ID was searched for.

    A value that a parameter cannot have is told on the page (400), which shows the search without it.
    """
    query = QueryParams(own_names(request.scope["query_string"]))
    parameters, wrong = read_parameters(query)
    wrong += tuple(wrong_ways(parameters))
    may_jump = parameters.q.strip() and not wrong and not any(parameters.filters())
    jump = index_of(opened).jump(parameters.q) if may_jump else None
    if jump:
        language: dict[str, object] = {"lang": parameters.lang} if parameters.lang else {}
        place = opened.path(opened.iris.page(opened.iris.thing(*jump).value))
        return RedirectResponse(address(place, language), 302)
    search = Search.of(request, parameters, opened)
    told = {"wrong": wrong, "unknown": unknown_parameters(query, (*NAMES, *_OF_FACETS))}
    content = keep_page(request, opened, lambda: page(request, "search.html", **_values(request, search), **told))
    assert content is not None  # noqa: S101 - every search has a page
    return reply(request, content, 400 if wrong else 200, {"Vary": "Accept-Language"})


def _values(request: Request, search: Search) -> dict[str, object]:
    parameters, words = search.parameters, SiteWords(search.reader.language)
    as_list = parameters.view == "list"
    asked = search if as_list else search.among_projects()
    query = asked.query(COUNTED)
    results = asked.run(query if as_list else replace(query, offset=0, limit=0))
    named = request.query_params.get("find", "")[:_MOST_NAMED]
    choosing = Choosing(search, request.query_params.get("more", ""), named)
    addresses = SearchAddresses(parameters)
    has_projects = any(each.key == "project" for each in results.facets.get("kind", ()))
    rows = projects_found(search.opened, parameters) if has_projects else None
    summed = None if as_list and parameters.kind and "project" not in parameters.kind else rows
    seen = {} if as_list or rows is None else VIEW_VALUES[parameters.view](search, rows)
    return {
        "view": parameters.view,
        "views": [(each, addresses.shown_as(each)) for each in VIEWS] if rows is not None else [],
        "funding": None if summed is None else funding(search.opened, summed),
        "by_fund": [] if summed is None else granted_by_fund(search.opened, summed, search.reader),
        "seen": seen,
        "parameters": parameters,
        "asked": parameters.q[:_MOST_CHARACTERS],
        "is_cut": len(parameters.q) > _MOST_CHARACTERS,
        "most_characters": _MOST_CHARACTERS,
        "most_rows": MOST_ROWS,
        "results": results,
        "found": search.describe_hits(results) if as_list else [],
        "pages": pages_of(results.total, parameters.limit) if as_list else seen.get("pages", 1),
        "kinds": choosing.kinds(results) if as_list else [],
        "all_kinds": addresses.without("kind"),
        "chips": choosing.chips(),
        "clear": addresses.without(*(name for name, _ in parameters.filters() if name != "kind")),
        "facets": choosing.facets(results),
        "sorts": list(_sorts(parameters, addresses)),
        "kept": _hidden_pairs(parameters, "min", "max"),
        "kept_filters": _hidden_pairs(parameters, "q"),
        "kept_all": _hidden_pairs(parameters),
        "named": named,
        "addresses": addresses,
        "notices": list(notices(search, results)),
        "ways": list(ways(search, results)) if not results.total else [],
        "kind_name": lambda kind: kind_name(kind, words),
        "reasons": lambda each: _reasons(each, words),
    }


def _reasons(found: ThingHit, words: SiteWords) -> list[tuple[str, tuple[str, ...]]]:
    """Where each result has what was asked for, and which words those are where the page does not show them."""
    return [
        (place_of(field, words), () if group_of(field) in _IN_SIGHT else there[:_MOST_WORDS])
        for field, there in found.why
    ]


def _sorts(parameters: Parameters, addresses: SearchAddresses) -> Iterator[tuple[str, str, bool]]:
    """Each order with its address, and whether the results are in it: without words, the newest come first anyway."""
    usual = Sort.RELEVANCE if parameters.q.strip() else Sort.NEWEST
    chosen = usual if parameters.sort is Sort.RELEVANCE else parameters.sort
    for each in Sort:
        if each is not Sort.RELEVANCE or usual is each:
            href = addresses.without("sort") if each is usual else addresses.only("sort", each.value)
            yield each.value, href, each is chosen


def _hidden_pairs(parameters: Parameters, *entered: str) -> list[Pair]:
    """What a form keeps of the search beside what is entered in it."""
    pairs = [pair for pair in (*parameters.pairs(), *parameters.showing()) if pair[0] not in entered]
    return [*pairs, ("lang", parameters.lang)] if parameters.lang else pairs
