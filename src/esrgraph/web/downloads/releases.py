"""The releases that there are: a list for people and for programs."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.release.history import KINDS, Past
from esrgraph.web.downloads.downloads import FOLDERS, find_release, list_files
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.templating import page
from esrgraph.web.site import Site

_COUNTS = ("projects", "organisations", "triples", "documents", "rejected")


def routes(site: Site) -> list[Route]:
    """`/releases`, `/releases.json`, and one release's place in the list."""

    async def negotiated(request: Request) -> Response:
        media = choose(request.headers.get("accept"), ["text/html", "application/json"])
        content = await run_in_threadpool(_json if media == "application/json" else _page, request, site)
        return reply(request, content, headers={"Vary": "Accept, Accept-Language"})

    async def as_json(request: Request) -> Response:
        return reply(request, await run_in_threadpool(_json, request, site))

    async def one(request: Request) -> Response:
        release = find_release(site, request.path_params["id"])
        return RedirectResponse(f"/releases#{release.id}", 303)

    return [
        Route("/releases", negotiated),
        Route("/releases.json", as_json),
        Route("/releases/{id}", one),
    ]


def _tell_releases(site: Site) -> list[tuple[Past, dict[str, Any]]]:
    """What is told of each release, newest first."""
    current = site.data.current().id
    told = []
    for release in reversed(site.data.releases()):
        start, known = f"/releases/{release.id}", site.past(release)
        found = {folder: list_files(release, folder, start) for folder in FOLDERS}
        told.append((known, {"is_current": release.id == current, "start": start, "files": found}))
    return told


def _page(request: Request, site: Site) -> Content:
    return page(request, "releases.html", releases=_tell_releases(site), counts=_COUNTS, kinds=KINDS)


def _json(request: Request, site: Site) -> Content:
    releases = [
        {
            "id": known.id,
            "created": known.created.isoformat(),
            "current": about["is_current"],
            "base": known.base,
            "content_sha256": known.content_sha256,
            "previous": known.previous,
            "counts": {name: known.counts[name] for name in _COUNTS if name in known.counts},
            "changes": {kind: known.count(kind) for kind in KINDS},
            **{
                folder: [f"{prefix_of(request)}{file.address}" for file in files]
                for folder, files in about["files"].items()
            },
        }
        for known, about in _tell_releases(site)
    ]
    return Content(orjson.dumps({"releases": releases}, option=orjson.OPT_INDENT_2), "application/json")
