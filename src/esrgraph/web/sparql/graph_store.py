"""The graphs of the release whole: reading by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from esrgraph.rdf.formats import MEDIA, TRIPLES, by_media
from esrgraph.rdf.serialize import in_order, write_rdf
from esrgraph.release.dumps.rdf import RDF_FILES
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, not_modified, reply
from esrgraph.web.site import Opened, Site

_DUMPS = {name: file for file, name in RDF_FILES.items()}
_PIECE = 1 << 16
_VARY = {"Vary": "Accept"}


def routes(site: Site) -> list[Route]:
    """`/graph-store`; what would change a graph gets 405."""

    async def graph(request: Request) -> Response:
        named = request.query_params.getlist("graph")
        if len(named) + ("default" in request.query_params) != 1:
            raise Refusal(400, "Ask for one graph: ?default, or ?graph= with its IRI")
        opened = site.opened()
        if not named:
            return _default(request, opened)
        name = _format(request, [each.name for each in TRIPLES])
        return reply(request, await run_in_threadpool(_named_content, opened, named[0], name), headers=_VARY)

    return [Route("/graph-store", graph)]


def _format(request: Request, names: list[str]) -> str:
    offered = {media: name for media, name in by_media(TRIPLES).items() if name in names}
    media = choose(request.headers.get("accept"), list(offered))
    if media is None:
        raise Refusal(406, f"The graph can be had as {', '.join(offered)}")
    return offered[media]


def _named_content(opened: Opened, iri: str, name: str) -> Content:
    try:
        graph = NamedNode(iri)
    except ValueError as error:
        raise Refusal(400, f"graph: {iri!r} is no absolute IRI") from error
    if not opened.store.contains_named_graph(graph):
        raise Refusal(404, f"The release has no graph {iri}")
    output = BytesIO()
    quads = in_order(opened.store.quads_for_pattern(None, None, None, graph))
    write_rdf((quad.triple for quad in quads), output, name, opened.iris.base)
    return Content(output.getvalue(), MEDIA[name])


def _default(request: Request, opened: Opened) -> Response:
    """The default graph from its dump, as it lies there: compressed, if the client takes that."""
    name = _format(request, list(_DUMPS))
    dump = opened.release.dumps / _DUMPS[name]
    if not dump.is_file():
        raise Refusal(404, "This release has no dumps")
    known = not_modified(request, f"{opened.release.id}-{name}", _VARY)
    if known:
        return known
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{opened.release.id}-{name}{"-gzip" if zipped else ""}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
    if request.method == "HEAD" and not zipped:
        return Response(headers=headers, media_type=MEDIA[name])
    if zipped:
        return FileResponse(dump, headers={**headers, "Content-Encoding": "gzip"}, media_type=MEDIA[name])
    return StreamingResponse(_unzip(dump), headers=headers, media_type=MEDIA[name])


def _unzip(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while piece := file.read(_PIECE):
            yield piece
