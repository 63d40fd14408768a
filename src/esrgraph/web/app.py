"""Wires the HTTP side together: which module answers which address."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from esrgraph.release import DataFolder
from esrgraph.web import front, things
from esrgraph.web.headers import SecurityHeaders
from esrgraph.web.refusal import Refusal, refused
from esrgraph.web.site import Site

_PUBLISHERS = (front, things)
"""Every module has `routes(site)`."""


def make_app(data: DataFolder) -> FastAPI:
    """The application over a data folder; every request reads the release that is current when it comes."""
    site = Site(data)
    routes = [route for module in _PUBLISHERS for route in module.routes(site)]
    app = FastAPI(title="esrgraph", docs_url=None, redoc_url=None, openapi_url=None, routes=routes)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_exception_handler(Refusal, refused)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Retry-After"],
    )
    return app
