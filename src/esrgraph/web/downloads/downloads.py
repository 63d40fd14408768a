"""The files of releases: dumps, reports and descriptions, of the current one and of every one that is still there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.release.folder import Release
from esrgraph.web.downloads.serving import files, for_good, media_type, serve
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import reply
from esrgraph.web.http.templating import page
from esrgraph.web.site import Site

FOLDERS = ("dumps", "reports")
_ALONE = ("changes.json", "dataset.ttl")
"""Files of a release that stand in no folder; what names files of the operator is not among them."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to download, with its size in bytes."""

    name: str
    address: str
    size: int
    media: str


def routes(site: Site) -> list[Route]:
    """`/dumps/...`, `/reports/...`, and the same below `/releases/ID/`, where they never change."""

    def answering(folder: str, answer: Callable[..., Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            release = find_release(site, request.path_params.get("id"))
            return await run_in_threadpool(answer, request, release, folder)

        return endpoint

    async def alone(request: Request) -> Response:
        release, name = find_release(site, request.path_params["id"]), request.path_params["name"]
        if name not in _ALONE:
            raise Refusal(404, f"There is no file {name!r} of a release; there are {', '.join(_ALONE)}").for_people(
                "refused_file", name=name
            )
        return await run_in_threadpool(serve, request, release.folder, name, for_good())

    found = []
    for folder in FOLDERS:
        for start in ("", "/releases/{id}"):
            found.append(Route(f"{start}/{folder}/", answering(folder, _index)))
            found.append(Route(f"{start}/{folder}/{{name}}", answering(folder, _file)))
    return [*found, Route("/releases/{id}/{name}", alone)]


def find_release(site: Site, id: str | None) -> Release:
    """The release of that id, the current one for None; raises Refusal (404) for others."""
    if id is None:
        return site.data.current()
    known = {release.id: release for release in site.data.releases()}
    if id not in known:
        raise Refusal(404, f"There is no release {id!r}; there are {', '.join(reversed(known))}").for_people(
            "refused_release", name=id
        )
    return known[id]


def list_files(release: Release, folder: str, start: str) -> list[File]:
    """The files of a folder of a release, with addresses that begin with `start`."""
    paths = [
        path for path in files(release.folder / folder) if folder != "reports" or path.name.startswith("validation.")
    ]
    return [File(path.name, f"{start}/{folder}/{path.name}", path.stat().st_size, _kind(path)) for path in paths]


def _kind(path: Path) -> str:
    return (media_type(path.name) or "").partition(";")[0]


def _file(request: Request, release: Release, folder: str) -> Response:
    kept = for_good() if "id" in request.path_params else {}
    return serve(request, release.folder / folder, request.path_params["name"], kept)


def _index(request: Request, release: Release, folder: str) -> Response:
    start = f"/releases/{release.id}" if "id" in request.path_params else ""
    found = list_files(release, folder, start)
    content = page(request, "files.html", folder=folder, files=found, release=release.id)
    return reply(request, content, headers={"Vary": "Accept-Language"})
