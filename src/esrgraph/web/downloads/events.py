"""The releases' events as one stream (LDES): its root, which grows with each release, and pages that never change."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from io import BytesIO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.rdf.formats import JSON_LD, MEDIA, N_QUADS, TRIG, by_media
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.serialize import write_quads
from esrgraph.rdf.vocabulary import Dct, Rdf
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.release.events import PAGE, Announced, announced
from esrgraph.release.events.write import page_name, page_of, relations, stream_of, timestamp
from esrgraph.release.folder import Release
from esrgraph.web.downloads.downloads import find_release
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.memory import remembered
from esrgraph.web.site import Site

_FORMATS = by_media((TRIG, N_QUADS, JSON_LD))
_VARY = {"Vary": "Accept"}
_FINAL = {**_VARY, "Cache-Control": "public, max-age=604800, immutable"}
"""As DCAT-AP Feeds has it for pages to which nothing is added."""
_TITLE = "Changes of the projects, from release to release"


def routes(site: Site) -> list[Route]:
    """`/events`, its pages `/events/RELEASE/NUMBER`, and what its events are called."""

    async def root(request: Request) -> Response:
        name = _format(request)
        return reply(request, await run_in_threadpool(_root, site, name), headers=_VARY)

    async def page(request: Request) -> Response:
        name = _format(request)
        release = _find(site, request.path_params["id"])
        return reply(request, await run_in_threadpool(_page, release, request.path_params["number"], name), 200, _FINAL)

    async def event(request: Request) -> Response:
        told = _announced(site, _find(site, request.path_params["id"]))
        codes = [each.code for each in told.events] if told else []
        code = request.path_params["code"]
        if code not in codes:
            raise Refusal(404, f"The release tells of no change of the project {code!r}")
        return RedirectResponse(f"/events/{request.path_params['id']}/{codes.index(code) // PAGE + 1}", 303)

    return [
        Route("/events", root),
        Route("/events/{id}/{number:int}", page),
        Route("/events/{id}/project/{code}", event),
    ]


def _format(request: Request) -> str:
    media = choose(request.headers.get("accept"), _FORMATS)
    if media is None:
        raise Refusal(406, f"The events can be had as {', '.join(_FORMATS)}", headers=_VARY)
    return _FORMATS[media]


def _find(site: Site, id: str) -> Release:
    """The release of that id. One before the oldest that there is has gone, with its events (410)."""
    oldest = next(iter(site.data.releases()), None)
    if oldest and id < oldest.id:
        raise Refusal(410, f"The release {id} has been removed; every project that there is has a later event")
    return find_release(site, id)


@remembered(most=64)
def _announced(site: Site, release: Release) -> Announced | None:
    return announced(release)


def _page(release: Release, number: int, name: str) -> Content:
    path = release.events / page_name(number)
    if not path.is_file():
        raise Refusal(404, f"The release {release.id} has no page {number} of events")
    body = gzip.decompress(path.read_bytes())
    return Content(body, MEDIA[name]) if name == N_QUADS.name else _written(parse(body, RdfFormat.N_QUADS), name)


def _root(site: Site, name: str) -> Content:
    return _written(_root_quads(site), name)


def _written(quads: Iterable[Quad], name: str) -> Content:
    output = BytesIO()
    write_quads(quads, output, name)
    return Content(output.getvalue(), MEDIA[name])


def _root_quads(site: Site) -> Iterator[Quad]:
    """What the stream is, how long its events are kept, and where the pages of each release begin."""
    base = site.opened().iris.base
    known = (_announced(site, release) for release in site.data.releases())
    told = [each for each in known if each and each.base == base]
    stream, root = stream_of(base), NamedNode(f"{base}events")
    yield Quad(stream, Rdf.type, term_of("ldes:EventStream"))
    yield Quad(stream, term_of("tree:view"), root)
    yield Quad(stream, NamedNode(f"{Dct.NAMESPACE}title"), Literal(_TITLE, language="en"))
    yield Quad(stream, NamedNode(f"{Dct.NAMESPACE}license"), NamedNode(LICENCE))
    yield Quad(stream, term_of("ldes:timestampPath"), term_of("as:published"))
    yield Quad(stream, term_of("ldes:versionOfPath"), term_of("as:object"))
    for kind in ("Create", "Update", "Delete"):
        yield Quad(stream, term_of(f"ldes:version{kind}Object"), term_of(f"as:{kind}"))
    yield Quad(root, Rdf.type, term_of("tree:Node"))
    if told and not told[0].first:
        policy = NamedNode(f"{base}events#retention")
        yield Quad(root, term_of("ldes:retentionPolicy"), policy)
        yield Quad(policy, Rdf.type, term_of("ldes:RetentionPolicy"))
        yield Quad(policy, term_of("ldes:startingFrom"), timestamp(told[0].created))
    for each in told:
        if each.events:
            yield from relations(root, page_of(base, each.release, 1), each.created)
