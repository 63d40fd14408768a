"""Wires the HTTP side together: which module answers which address."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from pyoxigraph import DefaultGraph, NamedNode
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from esrgraph.errors import EsrgraphError, UpstreamError
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.web import reconcile, search
from esrgraph.web.assistant import require_sdk
from esrgraph.web.downloads import api_catalog, dataset, downloads, events, feeds, releases
from esrgraph.web.http import static_files
from esrgraph.web.http.headers import AnswerToOptions, CommonHeaders
from esrgraph.web.http.prefix import Prefix, prefix_of_release
from esrgraph.web.http.problems import Refusal, answer_fault, answer_refusal
from esrgraph.web.http.short_way import ShortWay
from esrgraph.web.http.site_paths import OwnLocation
from esrgraph.web.http.warmup import rehearse
from esrgraph.web.linked_data import dereferencing as things
from esrgraph.web.linked_data import ontology, signposts
from esrgraph.web.operation.health import Health
from esrgraph.web.operation.observed import ObservedRequests
from esrgraph.web.pages import about, crawling, front, listings, network, quality, statistics, thing
from esrgraph.web.queries import routes as queries
from esrgraph.web.site import Site
from esrgraph.web.sparql import endpoint as sparql
from esrgraph.web.sparql import examples, graph_store, how_to
from esrgraph.web.workers.failure import tell_failure
from esrgraph.web.workers.limits import DEFAULTS, Limits
from esrgraph.web.workers.pool import Workers

if TYPE_CHECKING:
    from esrgraph.web.assistant.endpoint import AssistantEndpoint

_LOG = logging.getLogger(__name__)
_LATER = {"Retry-After": "10"}
_EXPOSED = ("Content-Location", "Content-Range", "ETag", "Link", "Repr-Digest", "Retry-After")
_THREADS = 1
"""Threads that make pages, while the event loop has another: the store lets go of the interpreter with every look-up,
and with more threads most time goes by in handing it over. A store elsewhere is waited for in many threads."""
_YOUNG = 10_000
"""Objects made before circles are looked for among them: an answer makes some hundred, and leaves hardly any."""
_LOOK = 1.0
"""Seconds from one look for a new release to the next, which are beside those of every request."""
_PUBLISHERS = (
    sparql,
    things,
    front,
    search,
    listings,
    queries,
    reconcile,
    graph_store,
    how_to,
    examples,
    statistics,  # before `dataset`, which takes all names below it
    dataset,
    downloads,
    releases,
    feeds,
    events,
    signposts,
    api_catalog,
    ontology,
    network,
    quality,
    about,
    crawling,
    thing,
)
"""Every module has `routes(site)`; of two that answer an address, the first does. What is asked most is tried first."""


class _Application(FastAPI):
    """Whatever it answers, be it to a request that failed, has the headers of every response."""

    def build_middleware_stack(self) -> ASGIApp:
        """What requests go through, from the outside in."""
        site: Site = self.state.site
        stack: ASGIApp = AnswerToOptions(OwnLocation(super().build_middleware_stack()))
        stack = ShortWay(stack, sparql.PATH, sparql.endpoint(site), self.exception_handlers)
        if self.state.observers:
            stack = ObservedRequests(stack, self.state.observers)
        return CommonHeaders(Health(Prefix(stack, site.data, self.state.prefix_stripped), site))


def make_app(
    data: DataFolder,
    limits: Limits = DEFAULTS,
    *,
    rehearsed: bool = False,
    prefix_stripped: bool = False,
    for_assistants: bool = False,
) -> FastAPI:
    """The application over a data folder; every request reads the release that is current when it comes.

    With `rehearsed`, it makes some pages by itself when it starts, so that nobody has to wait for what takes long to
    load. Where the base IRI has a path, requests have it too, unless it is `prefix_stripped` by a proxy. It speaks the
    Model Context Protocol, too, where it is `for_assistants`; raises InputError where the library for it is missing.
    """
    site = Site(data, Workers(data, limits), for_assistants=for_assistants)
    assistant = _assistant_endpoint(site) if for_assistants else None
    routes = [route for module in _PUBLISHERS for route in module.routes(site)]
    app = _Application(
        title="esrgraph",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=[assistant.route, *routes] if assistant else routes,
        lifespan=_lifespan(site, rehearsed, assistant),
    )
    app.state.site, app.state.data, app.state.prefix_stripped, app.state.observers = site, data, prefix_stripped, []
    app.routes.extend(static_files.routes())
    for unanswered in (Refusal, HTTPException):
        app.add_exception_handler(unanswered, answer_refusal)
    app.add_exception_handler(UpstreamError, _failed)
    app.add_exception_handler(Exception, answer_fault)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=[*_EXPOSED, *(assistant.exposed_headers if assistant else ())],
    )
    return app


def _assistant_endpoint(site: Site) -> AssistantEndpoint:
    """Loaded only where it is wanted: its library is an extra, and large."""
    require_sdk()
    from esrgraph.web.assistant.endpoint import AssistantEndpoint

    return AssistantEndpoint(site)


async def _failed(request: Request, error: Exception) -> Response:
    """The response to a request for what a store elsewhere has, and could not be asked for."""
    assert isinstance(error, UpstreamError)  # noqa: S101 - the type that this handler is registered for
    _LOG.error("%s", error)
    status, detail = tell_failure(error)
    return await answer_refusal(request, Refusal(status, f"{detail}; try again in a while", headers=_LATER))


def _lifespan(
    site: Site, rehearsed: bool, assistant: AssistantEndpoint | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        site.workers.start()
        release = site.data.last()
        if release is None or release.endpoint is None:
            current_default_thread_limiter().total_tokens = _THREADS
        gc.collect()
        gc.freeze()  # what is there now stays: to look through it again and again would only delay answers
        thresholds = gc.get_threshold()
        gc.set_threshold(_YOUNG)
        tasks = [asyncio.ensure_future(_follow(site))]
        if rehearsed:
            prefix = prefix_of_release(release) if release and not app.state.prefix_stripped else ""
            site.is_rehearsed = False
            tasks.append(asyncio.ensure_future(_rehearse(app, site, prefix)))
        async with assistant.running() if assistant else nullcontext():
            yield
        for task in tasks:
            task.cancel()
        site.workers.close()
        gc.set_threshold(*thresholds)

    return lifespan


async def _rehearse(app: FastAPI, site: Site, prefix: str) -> None:
    """Make pages that nobody asks for, and keep what they have left in memory from being looked through."""
    try:
        await rehearse(app, prefix, await asyncio.to_thread(_things, site))
    finally:
        gc.collect()
        gc.freeze()
        site.is_rehearsed = True


def _things(site: Site) -> list[str]:
    """The pages of a project and of its applicant; none where there is no release, or none of these in it."""
    with suppress(EsrgraphError):
        opened = site.opened()
        found = next(opened.store.quads_for_pattern(None, Esr.applicant, None, DefaultGraph()), None)
        iris = (found.subject, found.object) if found else ()
        return [opened.path(opened.iris.page(iri.value)) for iri in iris if isinstance(iri, NamedNode)]
    return []


async def _follow(site: Site) -> None:
    """Take up each new release soon, whether anybody asks or not: until then the files of the old one are held open,
    and may be deleted already."""
    while True:
        await asyncio.sleep(_LOOK)
        with suppress(EsrgraphError):  # whoever asks is told
            await asyncio.to_thread(site.opened)
