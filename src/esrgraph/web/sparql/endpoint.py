"""The SPARQL endpoint: queries over the protocol, its description for programs, an editor for people."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.formats import TRIPLES, Serialization, by_media, by_name, of_form
from esrgraph.sparql import form
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import reply
from esrgraph.web.site import Site
from esrgraph.web.sparql import editor, service
from esrgraph.web.sparql.answer import respond
from esrgraph.web.sparql.protocol import ACCEPTED, ProtocolRequest, read
from esrgraph.web.workers.question import Question

_HTML, _PAGE = "text/html", "html"
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
        if name == _PAGE:
            return await editor.editor_answer(request, site, asked)
        return await respond(request, site.workers, Question(asked.query, name, dataset=asked.dataset), _VARY)

    return [Route("/sparql", endpoint, methods=_METHODS)]


async def _introduction(request: Request, site: Site, asked: ProtocolRequest) -> Response:
    """The service description in a format of RDF, or the editor for who prefers HTML."""
    name = _named_format(asked, TRIPLES) or _accepted(request, TRIPLES) or TRIPLES[0].name
    if name == _PAGE:
        return await editor.empty(request, site)
    content = await run_in_threadpool(service.description, site, name)
    return reply(request, content, headers=_VARY)


def _format(request: Request, asked: ProtocolRequest, query: str) -> str:
    """The name of the format that an answer is to have, `html` for a page; raises Refusal where there is none."""
    formats = of_form(form(query))
    name = _named_format(asked, formats) or _accepted(request, formats)
    if name is None:
        offered = ", ".join(by_media(formats))
        raise Refusal(406, f"The answer cannot be had as the Accept header asks; there are {offered}")
    return name


def _named_format(asked: ProtocolRequest, formats: tuple[Serialization, ...]) -> str | None:
    """The format that the request names, if it is one of these: clients name one whatever they ask."""
    known = {_PAGE: _PAGE, _HTML: _PAGE} | {name: each.name for name, each in by_name(formats).items()}
    return next((known[name] for name in asked.formats if name in known), None)


def _accepted(request: Request, formats: tuple[Serialization, ...]) -> str | None:
    """The format that the Accept header prefers; None where it allows none of these."""
    offered = by_media(formats) | {_HTML: _PAGE}
    media = choose(request.headers.get("accept"), offered)
    return offered[media] if media else None
