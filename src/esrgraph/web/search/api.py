"""The search for programs: JSON, tables, Atom and GraphML, and their description (OpenAPI)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from typing import Annotated, Any

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from fastapi import Query as InQuery
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esrgraph.rdf.formats import ATOM, CSV, XLSX
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.web.http.problems import PROBLEM, Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.table_file import table_file
from esrgraph.web.search.answers import Answer, Suggestions, answer, suggestions
from esrgraph.web.search.asking import Search
from esrgraph.web.search.files import ENTRIES, MOST_ROWS, network_file, search_feed, table
from esrgraph.web.search.parameters import Parameters, TableParameters, Typed, own_names
from esrgraph.web.site import Site

_ABOUT = f"""
Full-text search over the projects of the EU's structural funds in Finland, the organisations in them, places,
authorities, objectives and target groups. Everything is read-only, needs no key, and may be asked from any origin.

The same parameters work in every address below and on the page `/search`. Of several values of one parameter any is
enough; different parameters must all hold: `?region=12&region=11&year=2018`. Names come in the language that `lang` or
the header Accept-Language asks for. Answers carry an ETag.

`/search.csv` and `/search.xlsx` hold up to {MOST_ROWS:,} projects, `/search.atom` the {ENTRIES} projects that
begin last. For questions beyond these there are `/queries/` and `/sparql`.
"""
_JSON, _CSV, _ATOM, _GRAPHML = "application/json", CSV.media_type, ATOM, "application/xml"
_NO_SUCH = "there is no such parameter; /openapi.json has all of them"
_WRONG: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "A parameter has a value that it cannot have, or is none.",
        "content": {PROBLEM: {}},
    },
}


class _Refusing(APIRoute):
    """A route that refuses what does not validate as every other address of the site does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            request.scope["query_string"] = own_names(request.scope["query_string"])
            try:
                return await handle(request)
            except RequestValidationError as error:
                reasons = {"extra_forbidden": _NO_SUCH}
                told = [
                    f"{'.'.join(map(str, each['loc'][1:]))}: {reasons.get(each['type'], each['msg'])}"
                    for each in error.errors()
                ]
                raise Refusal(422, "; ".join(told), known={"errors": told}) from error

        return handle_or_refuse


def api_routes(site: Site) -> list[BaseRoute]:
    """`/search.json`, `.csv`, `.xlsx`, `.atom`, `.graphml`, `/suggest.json`, and `/openapi.json` about them."""
    router = _router(site)
    described = get_openapi(
        title="EU structural-fund projects in Finland",
        version="1",
        summary="Search projects, organisations, places and target groups.",
        description=_ABOUT.strip(),
        license_info={"name": "CC BY 4.0", "url": LICENCE},
        routes=router.routes,
    )

    @cache
    def document(prefix: str) -> Content:
        servers = {"servers": [{"url": prefix}]} if prefix else {}
        return Content(orjson.dumps({**described, **servers}, option=orjson.OPT_INDENT_2), _JSON)

    async def openapi(request: Request) -> Response:
        return reply(request, document(prefix_of(request)))

    for route in router.routes:
        route.methods.add("HEAD")  # type: ignore[attr-defined]  # after the description, which would tell it twice
    return [*router.routes, Route("/openapi.json", openapi)]


def _router(site: Site) -> APIRouter:
    router = APIRouter(route_class=_Refusing, tags=["search"])

    def respond(request: Request, parameters: Parameters, make: Callable[[Search], Content]) -> Response:
        content = make(Search.of(request, parameters, site.opened()))
        return reply(request, content, headers={"Vary": "Accept-Language"})

    async def attached(request: Request, parameters: TableParameters, suffix: str) -> Response:
        for_people = suffix == "xlsx" or parameters.separator == "semicolon"

        def make(search: Search) -> Content:
            return table_file(table(search, for_people=for_people), suffix, parameters.separator)

        response = await to_thread.run_sync(respond, request, parameters, make, limiter=_of_files())
        response.headers["Content-Disposition"] = f'attachment; filename="esr-search.{suffix}"'
        return response

    @router.get("/search.json", summary="Search", responses=_ok(_JSON, Answer) | _WRONG)
    def search_json(request: Request, parameters: Annotated[Parameters, InQuery()]) -> Response:
        """One page of results, with the counts of every facet and the reasons why each was found."""
        return respond(request, parameters, lambda search: _json(answer(search)))

    @router.get("/search.csv", summary="Projects as a table", responses=_ok(_CSV) | _WRONG)
    async def search_csv(request: Request, parameters: Annotated[TableParameters, InQuery()]) -> Response:
        """The projects as CSV, UTF-8 with a byte order mark; `page` and `limit` do not matter.

        Where the search is narrowed to other kinds of things, these are the rows.
        """
        return await attached(request, parameters, "csv")

    @router.get("/search.xlsx", summary="Projects as a workbook", responses=_ok(XLSX) | _WRONG)
    async def search_xlsx(request: Request, parameters: Annotated[TableParameters, InQuery()]) -> Response:
        """The same table as an Excel workbook, with headings in the language asked for."""
        return await attached(request, parameters, "xlsx")

    @router.get("/search.graphml", summary="Organisations that share the projects", responses=_ok(_GRAPHML) | _WRONG)
    def search_graphml(request: Request, parameters: Annotated[Parameters, InQuery()]) -> Response:
        """The network of the organisations that share the projects found, as GraphML."""
        return respond(request, parameters, network_file)

    @router.get("/search.atom", summary="Newest projects as a feed", responses=_ok(_ATOM) | _WRONG)
    def search_atom(request: Request, parameters: Annotated[Parameters, InQuery()]) -> Response:
        """The projects among the results that were planned to begin last, as an Atom feed to subscribe to."""
        return respond(request, parameters, search_feed)

    @router.get("/suggest.json", summary="Names that begin so", responses=_ok(_JSON, Suggestions) | _WRONG)
    def suggest_json(request: Request, parameters: Annotated[Typed, InQuery()]) -> Response:
        """At most eight things whose name, or a word of it, begins with what is typed."""
        typed = Parameters.model_validate(parameters.model_dump())
        return respond(request, typed, lambda search: _json(suggestions(search, prefix_of(request))))

    return router


@cache
def _of_files() -> CapacityLimiter:
    """One thread for the tables, which take seconds to write, so that no page waits for them."""
    return CapacityLimiter(1)


def _ok(media: str, model: type[BaseModel] | None = None) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model} if model else {"content": {media: {"schema": {"type": "string"}}}}}


def _json(model: BaseModel) -> Content:
    return Content(model.model_dump_json().encode(), _JSON)
