"""Files of the site's own that never depend on a release: text compressed for who takes it, and icons at their usual
addresses."""

from __future__ import annotations

import os
from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from esrgraph.web.http.responses import Content, reply

FOLDER = Path(__file__).parents[1] / "static"
_TEXT = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
_ICONS = ("favicon.ico", "apple-touch-icon.png")
"""Files that browsers ask for at the root."""
_DAY = {"Cache-Control": "max-age=86400"}


def routes() -> list[BaseRoute]:
    """`/static/...` and the icons."""
    return [Mount("/static", _StaticFiles(directory=FOLDER)), *(Route(f"/{name}", _icon) for name in _ICONS)]


async def _icon(request: Request) -> Response:
    return FileResponse(FOLDER / request.url.path.rpartition("/")[2], headers=_DAY)


class _StaticFiles(StaticFiles):
    """A folder whose text goes out as gzip where that is asked for; what was read of it is kept: a dozen files."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._read: dict[tuple[str, int], Content] = {}

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The response that gives a file."""
        media = guess_type(full_path)[0] or ""
        if media not in _TEXT:
            return super().file_response(full_path, stat_result, scope, status_code)
        known = (str(full_path), stat_result.st_mtime_ns)
        if known not in self._read:
            charset = "" if media == "image/svg+xml" else "; charset=utf-8"
            self._read[known] = Content(Path(full_path).read_bytes(), f"{media}{charset}")
        return reply(Request(scope), self._read[known], status_code)
