"""The releases that there are: a list for people and for programs."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.release.history import KINDS, Past
from esrgraph.web.downloads.downloads import FOLDERS, find_release, list_files
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.sorted_table import (
    OF_FILES,
    OF_LISTS,
    Order,
    demanded_order,
    headings,
    in_order,
    order_in,
    refuse_unknown,
    separator_in,
    unknown_parameters,
)
from esrgraph.web.http.table_file import TABLE_SUFFIXES, Cell, FileColumn, TableFile, attached, table_file
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.site import Site

_COUNTS = ("projects", "organisations", "triples", "documents", "rejected")


def routes(site: Site) -> list[Route]:
    """`/releases`, also as `.json`, `.csv` and `.xlsx`, and one release's place in the list."""

    async def negotiated(request: Request) -> Response:
        media = choose(request.headers.get("accept"), ["text/html", "application/json"])
        content = await run_in_threadpool(_json if media == "application/json" else _page, request, site)
        return reply(request, content, headers={"Vary": "Accept, Accept-Language"})

    async def as_json(request: Request) -> Response:
        return reply(request, await run_in_threadpool(_json, request, site))

    async def one(request: Request) -> Response:
        release = find_release(site, request.path_params["id"])
        return RedirectResponse(f"/releases#{release.id}", 303)

    async def as_table(request: Request) -> Response:
        suffix = request.url.path.rpartition(".")[2]
        content = await run_in_threadpool(_table, request, site, suffix)
        return reply(request, content, headers={"Vary": "Accept-Language", **attached(f"esr-releases.{suffix}")})

    return [
        Route("/releases", negotiated),
        Route("/releases.json", as_json),
        *(Route(f"/releases.{suffix}", as_table) for suffix in TABLE_SUFFIXES),
        Route("/releases/{id}", one),
    ]


def _tell_releases(site: Site) -> list[tuple[Past, dict[str, Any]]]:
    """What is told of each release, newest first."""
    current = site.data.current().id
    told = []
    for release in reversed(site.data.releases()):
        start, known = f"/releases/{release.id}", site.past(release)
        found = {folder: list_files(release, folder, start) for folder in FOLDERS}
        told.append((known, {"is_current": release.id == current, "start": start, "files": found}))
    return told


def _columns(words: SiteWords) -> list[FileColumn]:
    """The columns of the table of releases."""
    numbers = [FileColumn(name, words(f"release_{name}"), "number") for name in _COUNTS]
    changes = [FileColumn(kind, words(f"releases_{kind}"), "number") for kind in KINDS]
    return [
        FileColumn("created", words("releases_created"), "day"),
        *numbers,
        *changes,
        FileColumn("id", words("releases_id")),
    ]


def _cells(known: Past) -> tuple[Cell, ...]:
    """Those of a release; the moment is in UTC, and what it changed is not known where none came before it."""
    changes = (known.count(kind) if known.previous else None for kind in KINDS)
    return known.created.replace(tzinfo=None), *(known.counts.get(name) for name in _COUNTS), *changes, known.id


def _page(request: Request, site: Site) -> Content:
    told, columns = _tell_releases(site), _columns(SiteWords(choose_language(request)))
    order = order_in(request.query_params, columns)
    return page(
        request,
        "releases.html",
        releases=in_order(told, columns, order, lambda each: _cells(each[0])),
        columns=headings(request, columns[:-1], order or Order("created")),
        cells=_cells,
        wrong_sort=None if order else request.query_params.get("sort"),
        unknown=unknown_parameters(request.query_params, OF_LISTS),
        kept={"sort": str(order)} if order else {},
        counts=_COUNTS,
        kinds=KINDS,
    )


def _table(request: Request, site: Site, suffix: str) -> Content:
    """All releases as a file, in the order that the address asks for."""
    refuse_unknown(request.query_params, OF_FILES)
    words = SiteWords(choose_language(request))
    columns = _columns(words)
    order = demanded_order(request.query_params, columns)
    rows = in_order([_cells(known) for known, _ in _tell_releases(site)], columns, order, lambda cells: cells)
    return table_file(TableFile(words("releases"), columns, rows), suffix, separator_in(request.query_params))


def _json(request: Request, site: Site) -> Content:
    releases = [
        {
            "id": known.id,
            "created": known.created.isoformat(),
            "current": about["is_current"],
            "base": known.base,
            "content_sha256": known.content_sha256,
            "previous": known.previous,
            "counts": {name: known.counts[name] for name in _COUNTS if name in known.counts},
            "changes": {kind: known.count(kind) for kind in KINDS},
            **{
                folder: [f"{prefix_of(request)}{file.address}" for file in files]
                for folder, files in about["files"].items()
            },
        }
        for known, about in _tell_releases(site)
    ]
    return Content(orjson.dumps({"releases": releases}, option=orjson.OPT_INDENT_2), "application/json")
