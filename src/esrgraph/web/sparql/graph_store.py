"""The graphs of the release whole: reading by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.formats import MEDIA, N_TRIPLES, TRIPLES, by_media
from esrgraph.rdf.serialize import in_order
from esrgraph.release.dumps import graph_files
from esrgraph.release.dumps.piece_forms import RDF_FILES
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.packed_file import reply_unpacked
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.rdf_content import rdf_content
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.dereferencing import PROFILES
from esrgraph.web.site import Opened, Site

_VARY = {"Vary": "Accept"}


def routes(site: Site) -> list[Route]:
    """`/graph-store`; what would change a graph gets 405."""

    async def graph(request: Request) -> Response:
        named = request.query_params.getlist("graph")
        if len(named) + ("default" in request.query_params) != 1:
            raise Refusal(400, "Ask for one graph: ?default, or ?graph= with its IRI")
        opened = site.opened()
        dumps = _dumps(opened, named[0] if named else None)
        if dumps:
            return _dumped(request, opened, dumps)
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
    quads = in_order(opened.store.quads_for_pattern(None, None, None, graph))
    return rdf_content((quad.triple for quad in quads), name, opened.iris.base)


def _dumps(opened: Opened, iri: str | None) -> dict[str, Path]:
    """The dumps of a graph (None: the default one) by their formats; none of a named graph that is small enough to be
    written when it is asked for."""
    folder = opened.release.dumps
    if iri is None:
        return {name: folder / file for file, name in RDF_FILES.items()}
    views = {opened.iris.graph(name).value: graph_files(folder)[name] for name in PROFILES}
    return {N_TRIPLES.name: views[iri]} if iri in views else {}


def _dumped(request: Request, opened: Opened, dumps: dict[str, Path]) -> Response:
    """A graph from its dump, as it lies there: compressed, if the client takes that."""
    name = _format(request, list(dumps))
    dump = dumps[name]
    if not dump.is_file():
        raise Refusal(404, "This release has no dump of the graph")
    return reply_unpacked(request, dump, MEDIA[name], f"{opened.release.id}-{dump.name}", _VARY)
