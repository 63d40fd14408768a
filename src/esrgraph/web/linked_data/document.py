"""A published graph that is a document: a page for people, RDF for programs, at one address and at one each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyoxigraph import Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.jsonld import jsonld
from esrgraph.rdf.ontology import PREFIXES
from esrgraph.rdf.serialize import FORMATS as RDF_FORMATS
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.dereferencing import FORMATS, SUFFIXES
from esrgraph.web.site import Opened, Site


def document_routes(
    site: Site,
    place: str,
    triples: Callable[[Opened], Iterable[Triple]],
    html: Callable[[Request, Opened], Content],
) -> list[Route]:
    """`place`, where Accept decides, and `place.html`, `place.ttl`, `place.jsonld`, `place.nt`, `place.rdf`."""

    async def negotiated(request: Request) -> Response:
        media = choose(request.headers.get("accept"), (*SUFFIXES, "text/html"))
        if media is None:
            raise Refusal(
                406, f"There is none of the media types asked for; there are {', '.join(SUFFIXES)}, text/html"
            )
        suffix = "html" if media == "text/html" else SUFFIXES[media]
        return await answer(request, suffix, {"Vary": "Accept", "Content-Location": f"{place}.{suffix}"})

    async def fixed(request: Request) -> Response:
        return await answer(request, request.path_params["suffix"], {})

    async def answer(request: Request, suffix: str, headers: dict[str, str]) -> Response:
        opened = site.opened()
        if suffix == "html":
            content = await run_in_threadpool(html, request, opened)
            headers["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Language"]))
        elif suffix in FORMATS:
            content = await run_in_threadpool(_rdf, triples, opened, suffix)
        else:
            raise Refusal(404, f"There is no format .{suffix} of {place}; there are {', '.join(('html', *FORMATS))}")
        return reply(request, content, headers={**headers, "Link": _links(place, suffix)})

    return [Route(place, negotiated), Route(f"{place}.{{suffix}}", fixed)]


def _rdf(triples: Callable[[Opened], Iterable[Triple]], opened: Opened, suffix: str) -> Content:
    name, media = FORMATS[suffix]
    found = sorted(triples(opened), key=lambda triple: (str(triple.subject), str(triple)))
    if name == "jsonld":
        return Content(b"".join(jsonld(found, opened.iris.base)), media)
    return Content(serialize(found, format=RDF_FORMATS[name], prefixes=PREFIXES) or b"", media)


def _links(place: str, suffix: str) -> str:
    medias = {"html": "text/html"} | {each: media for each, (_, media) in FORMATS.items()}
    return ", ".join(
        f'<{place}.{each}>; rel="alternate"; type="{media}"' for each, media in medias.items() if each != suffix
    )
