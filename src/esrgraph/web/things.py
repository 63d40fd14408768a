"""Linked data: the IRI of a thing leads to what is known of it, in the format that was asked for."""

from __future__ import annotations

from io import BytesIO

from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.serialize import in_order, write_rdf
from esrgraph.web.negotiation import choose
from esrgraph.web.refusal import Refusal
from esrgraph.web.reply import Content, reply
from esrgraph.web.site import Opened, Site

FORMATS = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("jsonld", "application/ld+json"),
    "nt": ("ntriples", "application/n-triples"),
    "rdf": ("rdfxml", "application/rdf+xml"),
}
_SUFFIXES = {media: suffix for suffix, (_, media) in FORMATS.items()}


def routes(site: Site) -> list[Route]:
    """`/id/...` and `/data/....<suffix>`."""

    async def thing(request: Request) -> Response:
        media = choose(request.headers.get("accept"), list(_SUFFIXES))
        suffix = _SUFFIXES[media or "text/turtle"]
        address = f"/data/{request.path_params['path']}.{suffix}"
        return RedirectResponse(address, status_code=303, headers={"Vary": "Accept"})

    async def description(request: Request) -> Response:
        path, suffix = request.path_params["path"], request.path_params["suffix"]
        if suffix not in FORMATS:
            raise Refusal(404, f"There is no format .{suffix}; there are {', '.join(FORMATS)}")
        return reply(request, await run_in_threadpool(_description, site.opened(), path, suffix))

    return [Route("/id/{path:path}", thing), Route("/data/{path:path}.{suffix}", description)]


def _description(opened: Opened, path: str, suffix: str) -> Content:
    name, media = FORMATS[suffix]
    output = BytesIO()
    write_rdf(in_order(_described(opened, f"{opened.iris.base}id/{path}")), output, name, opened.iris.base)
    return Content(output.getvalue(), media)


def _described(opened: Opened, iri: str) -> list[Quad]:
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise Refusal(404, f"{iri} is no IRI") from error
    quads = opened.triples("describe", thing=thing)
    if not quads:
        raise Refusal(404, f"Nothing is known of {iri}")
    return quads
