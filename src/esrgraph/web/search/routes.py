"""Which address of the search is answered by what."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esrgraph.web.search.api import api_routes
from esrgraph.web.search.results_page import search_page
from esrgraph.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """`/search` and the same for programs."""

    async def search(request: Request) -> Response:
        return await run_in_threadpool(search_page, request, site.opened())

    return [Route("/search", search), *api_routes(site)]
