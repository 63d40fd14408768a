"""What programs can ask here, found from the host's name alone: RFC 9727, with the relations of FAIRiCat."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.formats import JSON_LD, TURTLE
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.signposts import LINK_SET, TypedLink, absolute, link_header, link_set
from esrgraph.web.site import PLACE_OF_ASSISTANT, Opened, Site

PLACE = "/.well-known/api-catalog"
_MEDIA = f'{LINK_SET}; profile="https://www.rfc-editor.org/info/rfc9727"'
_JSON, _HTML = "application/json", "text/html"
_APIS = {
    "/sparql": [
        TypedLink("/sparql", "service-desc", TURTLE.media_type),
        TypedLink("/how-to", "service-doc", _HTML),
        TypedLink("/dataset.ttl", "service-meta", TURTLE.media_type),
        TypedLink("/sparql-examples.ttl", "service-meta", TURTLE.media_type),
    ],
    "/search.json": [TypedLink("/openapi.json", "service-desc", _JSON), TypedLink("/open-data", "service-doc", _HTML)],
    "/reconcile": [
        TypedLink("/reconcile", "service-desc", _JSON),
        TypedLink("/reconcile.html", "service-doc", _HTML),
    ],
    "/queries/": [TypedLink("/queries/", "service-doc", _HTML)],
    "/dumps/": [
        TypedLink("/dataset", "service-doc", _HTML),
        TypedLink("/dataset.jsonld", "service-meta", JSON_LD.media_type),
    ],
    "/changes.atom": [TypedLink("/releases", "service-doc", _HTML)],
    "/events": [TypedLink("/releases", "service-doc", _HTML)],
}
"""Where each interface answers, with what describes it: to programs, to people, and what it gives."""
_FOR_ASSISTANTS = {PLACE_OF_ASSISTANT: [TypedLink("/open-data", "service-doc", _HTML)]}


def routes(site: Site) -> list[Route]:
    """`/.well-known/api-catalog`."""

    apis = {**_APIS, **(_FOR_ASSISTANTS if site.for_assistants else {})}

    async def catalogue(request: Request) -> Response:
        content = await run_in_threadpool(_catalogue, site.opened(), apis)
        links = [TypedLink(PLACE, "api-catalog", LINK_SET), *(TypedLink(place, "item") for place in apis)]
        return reply(request, content, headers={"Link": link_header(links)})

    return [Route(PLACE, catalogue)]


def _catalogue(opened: Opened, apis: Mapping[str, list[TypedLink]]) -> Content:
    entry = [*(TypedLink(place, "item") for place in apis), TypedLink(LICENCE, "license")]
    documents = [(PLACE, entry), *apis.items()]
    return link_set([(absolute(opened, place), links) for place, links in documents], opened, _MEDIA)
