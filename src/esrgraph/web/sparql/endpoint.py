"""The SPARQL endpoint: queries over the protocol, its description for programs, an editor for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple, Self

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

PATH = "/sparql"
_HTML, _PAGE = "text/html", "html"
_VARY = {"Vary": "Accept"}
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


def routes(site: Site) -> list[Route]:
    """`/sparql`."""
    return [Route(PATH, endpoint(site), methods=_METHODS)]


def endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """What answers there."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS), **ACCEPTED})
        asked = await read(request, site.workers.limits)
        if asked.query is None:
            return await _introduction(request, site, asked)
        name = _format(request, asked, asked.query)
        if name == _PAGE:
            return await editor.editor_answer(request, site, asked)
        return await respond(request, site, Question(asked.query, name, dataset=asked.dataset), _VARY)

    return answer


async def _introduction(request: Request, site: Site, asked: ProtocolRequest) -> Response:
    """The service description in a format of RDF, or the editor for who prefers HTML."""
    offered = _Offered.of(TRIPLES)
    name = offered.named(asked) or offered.accepted(request) or TRIPLES[0].name
    if name == _PAGE:
        return await editor.empty(request, site)
    content = await run_in_threadpool(service.description, site, name)
    return reply(request, content, headers=_VARY)


def _format(request: Request, asked: ProtocolRequest, query: str) -> str:
    """The name of the format that an answer is to have, `html` for a page; raises Refusal where there is none."""
    kind = form(query)
    offered = _offered(kind)
    name = offered.named(asked) or offered.accepted(request)
    if name is None:
        there = ", ".join(by_media(of_form(kind)))
        raise Refusal(406, f"The answer cannot be had as the Accept header asks; there are {there}")
    return name


class _Offered(NamedTuple):
    """The names of formats by what a request may call them, and by their media types."""

    names: dict[str, str]
    media: dict[str, str]

    @classmethod
    def of(cls, formats: tuple[Serialization, ...]) -> Self:
        """These formats, and the page."""
        names = {_PAGE: _PAGE, _HTML: _PAGE} | {name: each.name for name, each in by_name(formats).items()}
        return cls(names, by_media(formats) | {_HTML: _PAGE})

    def named(self, asked: ProtocolRequest) -> str | None:
        """The format that the request names, if it is one of these: clients name one whatever they ask."""
        return next((self.names[name] for name in asked.formats if name in self.names), None)

    def accepted(self, request: Request) -> str | None:
        """The format that the Accept header prefers; None where it allows none of these."""
        media = choose(request.headers.get("accept"), self.media)
        return self.media[media] if media else None


@cache
def _offered(kind: str | None) -> _Offered:
    """The formats of the answer to a query of that form."""
    return _Offered.of(of_form(kind))
