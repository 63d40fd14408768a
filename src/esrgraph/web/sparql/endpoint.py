"""The SPARQL endpoint: queries over the protocol, its description for programs, an editor for people."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.formats import by_media, by_name, of_form
from esrgraph.sparql import form
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import reply
from esrgraph.web.site import Site
from esrgraph.web.sparql import editor, service
from esrgraph.web.sparql.answer import respond
from esrgraph.web.sparql.protocol import ACCEPTED, Asked, read
from esrgraph.web.workers.question import Question

_HTML = "text/html"
_VARY = {"Vary": "Accept"}
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


def routes(site: Site) -> list[Route]:
    """`/sparql`."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS), **ACCEPTED})
        asked = await read(request, site.workers.limits)
        if asked.query is None:
            return await _introduction(request, site, asked)
        name = _format(request, asked, asked.query)
        if name == "html":
            return await editor.answered(request, site, asked)
        return await respond(request, site.workers, Question(asked.query, name, dataset=asked.dataset), _VARY)

    return [Route("/sparql", endpoint, methods=_METHODS)]


async def _introduction(request: Request, site: Site, asked: Asked) -> Response:
    """The service description in a format of RDF, or the editor for who prefers HTML."""
    offered = by_media(of_form("CONSTRUCT"))
    media = _HTML if asked.format == "html" else choose(request.headers.get("accept"), [*offered, _HTML])
    if media == _HTML:
        return await editor.empty(request, site)
    name = _named(asked.format, "CONSTRUCT") or offered[media or next(iter(offered))]
    content = await run_in_threadpool(service.description, site, name)
    return reply(request, content, headers=_VARY)


def _format(request: Request, asked: Asked, query: str) -> str:
    """The name of the format that an answer is to have, `html` for a page; raises Refusal where there is none."""
    kind = form(query)
    if asked.format == "html":
        return "html"
    named = _named(asked.format, kind)
    if named:
        return named
    offered = by_media(of_form(kind))
    media = choose(request.headers.get("accept"), [*offered, _HTML])
    if media is None:
        raise Refusal(406, f"The answer cannot be had as the Accept header asks; there are {', '.join(offered)}")
    return "html" if media == _HTML else offered[media]


def _named(name: str | None, kind: str | None) -> str | None:
    """The format that `?format=` means; None where it is not given."""
    if name is None:
        return None
    known = by_name(of_form(kind))
    if name.lower() not in known:
        names = ", ".join(each.name for each in of_form(kind))
        raise Refusal(400, f"format: {name!r} is none that this answer can have; there are {names}, html")
    return known[name.lower()].name
