"""The first page."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.web.pages import page
from esrgraph.web.reply import Content, reply
from esrgraph.web.site import Opened, Site


def routes(site: Site) -> list[Route]:
    """`/`."""

    async def front(request: Request) -> Response:
        return reply(request, await run_in_threadpool(_page, request, site.opened()))

    return [Route("/", front)]


def _page(request: Request, opened: Opened) -> Content:
    projects = [_linked(row, opened) for row in opened.rows("projects")]
    return page(request, "front.html", projects=projects, release=opened.release.id)


def _linked(row: dict[str, str | None], opened: Opened) -> dict[str, str | None]:
    iri = row["project"] or ""
    links = {
        name: opened.path(opened.iris.data(iri, suffix)) for name, suffix in (("turtle", "ttl"), ("jsonld", "jsonld"))
    }
    return row | links
