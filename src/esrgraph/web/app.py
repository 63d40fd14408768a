"""Wires the HTTP side together: which module answers which address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from esrgraph.release import DataFolder
from esrgraph.web import search
from esrgraph.web.files import dataset, downloads, feeds, releases
from esrgraph.web.frame.headers import SecurityHeaders
from esrgraph.web.frame.refusal import Refusal, refused
from esrgraph.web.queries import routes as queries
from esrgraph.web.site import Site
from esrgraph.web.sparql import endpoint as sparql
from esrgraph.web.sparql import graph_store
from esrgraph.web.sparql.limits import DEFAULTS, Limits
from esrgraph.web.sparql.workers import Workers
from esrgraph.web.things import dereferencing as things
from esrgraph.web.things import generic, ontology
from esrgraph.web.views import about, crawling, front, listings, network, quality

_PUBLISHERS = (
    front,
    search,
    things,
    listings,
    queries,
    sparql,
    graph_store,
    dataset,
    downloads,
    releases,
    feeds,
    ontology,
    network,
    quality,
    about,
    crawling,
    generic,
)
"""Every module has `routes(site)`; of two that answer an address, the first does."""


def make_app(data: DataFolder, limits: Limits = DEFAULTS) -> FastAPI:
    """The application over a data folder; every request reads the release that is current when it comes."""
    site = Site(data, Workers(data, limits))
    routes = [route for module in _PUBLISHERS for route in module.routes(site)]
    app = FastAPI(
        title="esrgraph", docs_url=None, redoc_url=None, openapi_url=None, routes=routes, lifespan=_lifespan(site)
    )
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    for unanswered in (Refusal, HTTPException):
        app.add_exception_handler(unanswered, refused)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["Content-Location", "Content-Range", "ETag", "Link", "Repr-Digest", "Retry-After"],
    )
    return app


def _lifespan(site: Site) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        site.workers.start()
        yield
        site.workers.close()

    return lifespan
