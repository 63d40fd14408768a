"""Statistics: projects and money by one or two things, as a page with a table and a picture, and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.rdf.formats import CSV_WITH_HEADER, TRIPLES, by_media
from esrgraph.release.cube.cubes import DIMENSIONS
from esrgraph.release.cube.projects import NOT_KNOWN
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, PackedContent, reply
from esrgraph.web.http.sorted_table import demanded_order, headings, in_order, order_in, separator_in
from esrgraph.web.http.table_file import TABLE_SUFFIXES, TableFile, attached, table_file
from esrgraph.web.http.templating import address, page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.parts.aggregates import DIVIDED, Kept, cube_of, sums
from esrgraph.web.pages.parts.facts import PageReader, link, years_of
from esrgraph.web.pages.parts.tabulated import DEFAULTS, Asked, Tabulated
from esrgraph.web.site import Opened, Site

BY = tuple(name for name in DIMENSIONS if name not in ("fund", "programme-period"))
"""What there is a row for each of."""
ACROSS = ("", *DIMENSIONS)
"""What there is a column for each of; nothing, where there is one column alone."""
_MEASURES = ("projects", "granted", "realised", "granted-divided", "realised-divided")
_CELL = ("measure", "unit", "value", "projects", "known")


def routes(site: Site) -> list[Route]:
    """`/statistics`, also as `.csv` and `.xlsx`, and where the names of cubes, their codes and their graph lead."""

    async def shown(request: Request) -> Response:
        content, status = await run_in_threadpool(_answer, request, site.opened())
        return reply(request, content, status, headers={"Vary": "Accept-Language"})

    async def data(request: Request) -> Response:
        content = await run_in_threadpool(_write_csv, request, site.opened())
        return reply(request, content, headers={"Vary": "Accept-Language"})

    async def spreadsheet(request: Request) -> Response:
        suffix = "xlsx" if request.url.path.endswith(".xlsx") else "csv"
        content = await run_in_threadpool(_spreadsheet, request, site.opened(), suffix)
        return reply(request, content, headers={"Vary": "Accept-Language", **attached(f"esr-statistics.{suffix}")})

    async def csv_or_spreadsheet(request: Request) -> Response:
        return await (data if separator_in(request.query_params) == "comma" else spreadsheet)(request)

    async def named(request: Request) -> Response:
        """People are led to the page, programs to the graph."""
        graph = site.opened().iris.graph("statistics").value
        media = choose(request.headers.get("accept"), ("text/html", *by_media(TRIPLES)))
        target = "/statistics" if media == "text/html" else f"/graph-store?{urlencode({'graph': graph})}"
        return RedirectResponse(target, 303, headers={"Vary": "Accept"})

    names = ("/graph/statistics", "/dataset/cube/{name}", "/dataset/code-list/{name}")
    return [
        Route("/statistics", shown),
        Route("/statistics.csv", csv_or_spreadsheet),
        Route("/statistics.xlsx", spreadsheet),
        *(Route(name, named) for name in names),
    ]


def _read(request: Request, opened: Opened, words: SiteWords) -> Asked:
    """The parameters of a request; a fund or period by its key."""
    values = {name: request.query_params.get(name, "").strip() or usual for name, usual in DEFAULTS.items()}
    known = {"measure": _MEASURES, "by": BY, "across": ACROSS}
    errors = {
        name: words("statistics_wrong", value=values[name], known=", ".join(filter(None, names)))
        for name, names in known.items()
        if values[name] not in names
    }
    iris = {"fund": "fund", "period": "programme-period"}
    chosen = {name: _concept(opened, kind, values[name]) for name, kind in iris.items()}
    for name, kind in iris.items():
        if chosen[name] not in ("", *_members(opened, kind)):
            keys = (iri.rpartition("/")[2] for iri in _members(opened, kind))
            errors[name] = words("statistics_wrong", value=values[name], known=", ".join(keys))
    asked = Asked(values, Kept(**chosen), errors)
    if not errors:
        if values["by"] == values["across"] or not cube_of(asked.dimensions, "projects"):
            errors["across"] = words("statistics_not_together")
        elif not _is_measured(asked):
            errors["measure"] = words("statistics_not_measured")
    return asked


def _is_measured(asked: Asked) -> bool:
    """Whether a cube has the measure; amounts are divided between regions alone."""
    if asked.measure.endswith(DIVIDED) and "region" not in asked.dimensions:
        return False
    return cube_of(asked.dimensions, asked.measure) is not None


def _concept(opened: Opened, kind: str, key: str) -> str:
    return opened.iris.concept(kind, key).value if key else ""


def _members(opened: Opened, dimension: str) -> list[str]:
    """The members of a dimension that projects have, sorted, by IRI."""
    return sorted(key for (key,) in sums(opened, (dimension,), "projects", Kept()) if key != NOT_KNOWN)


def _answer(request: Request, opened: Opened) -> tuple[Content | PackedContent, int]:
    words = SiteWords(choose_language(request))
    if not sums(opened, ("year",), "projects", Kept()):
        raise Refusal(404, f"The release {opened.release.id} has no statistics").for_people("refused_statistics")
    asked = _read(request, opened, words)
    if asked.errors:
        return _page(request, opened, asked), 400
    return keep_page(request, opened, lambda: _page(request, opened, asked)), 200


def _choice(opened: Opened, kind: str, iri: str, reader: PageReader) -> tuple[str, str]:
    key = iri.rpartition("/")[2]
    return key, years_of(key) if kind == "programme-period" else link(opened, iri, reader).name.value


def _page(request: Request, opened: Opened, asked: Asked) -> Content:
    reader = PageReader(choose_language(request), "lang" in request.query_params)
    made = None if asked.errors else Tabulated(opened, asked, reader)
    order = order_in(request.query_params, made.table_columns) if made else None
    choices = {"fund": "fund", "period": "programme-period"}
    return page(
        request,
        "statistics.html",
        asked=asked,
        options={"measure": _MEASURES, "by": BY, "across": ACROSS},
        choices={
            name: [_choice(opened, kind, iri, reader) for iri in _members(opened, kind)]
            for name, kind in choices.items()
        },
        table=made,
        lines=in_order(made.lines, made.table_columns, order, made.cells) if made else [],
        columns=headings(request, made.table_columns, order, "#answer") if made else [],
        wrong_sort=None if order or made is None else request.query_params.get("sort"),
        files={suffix: _file_address(request, asked, suffix) for suffix in TABLE_SUFFIXES},
    )


def _file_address(request: Request, asked: Asked, suffix: str) -> str:
    """Where the table is to be had as a file that spreadsheets in the reader's language open."""
    words = SiteWords(choose_language(request))
    own = {**(words.spreadsheet if suffix == "csv" else {}), "lang": words.language}
    if suffix == "xlsx" or words.spreadsheet:
        own |= {name: value for name, value in request.query_params.items() if name == "sort"}
    return address(asked.address(f"/statistics.{suffix}"), {**own})


def _spreadsheet(request: Request, opened: Opened, suffix: str) -> Content:
    """The table as the page shows it, as CSV with semicolons or a workbook."""
    words = SiteWords(choose_language(request))
    made = Tabulated(opened, _demanded(request, opened), PageReader(words.language))
    order = demanded_order(request.query_params, made.table_columns)
    rows = map(made.cells, in_order(made.lines, made.table_columns, order, made.cells))
    return table_file(TableFile(words("statistics_title"), made.table_columns, rows), suffix, "semicolon")


def _demanded(request: Request, opened: Opened) -> Asked:
    """The parameters of a program; raises Refusal (400) for what cannot be had."""
    asked = _read(request, opened, SiteWords("en"))
    if asked.errors:
        name, reason = next(iter(asked.errors.items()))
        raise Refusal(400, f"parameter {name}: {reason}", known={"parameter": name})
    return asked


def _write_csv(request: Request, opened: Opened) -> Content:
    """The cells, one a row: members by key and name, the value with its unit, how many projects it is of, and of how
    many the amount is known."""
    asked = _demanded(request, opened)
    made = Tabulated(opened, asked, PageReader(choose_language(request)))
    output = StringIO()
    rows = csv.writer(output, lineterminator="\r\n")
    names = [name.replace("-", "_") for name in asked.dimensions]
    rows.writerow([*(column for name in names for column in (name, f"{name}_name")), *_CELL])
    unit = "EUR" if made.in_euros else "projects"
    for cell, numbers in sorted(sums(opened, asked.dimensions, asked.measure, asked.kept).items()):
        keys = [
            each
            for name, member in zip(asked.dimensions, cell, strict=True)
            for each in (member.rpartition("/")[2] or "not-known", made.name(name, member))
        ]
        known = made.known(numbers) if made.in_euros else int(numbers["projects"])
        rows.writerow([*keys, asked.measure, unit, f"{made.value(numbers):f}", int(numbers["projects"]), known])
    return Content(output.getvalue().encode(), CSV_WITH_HEADER)
