"""A file that lies compressed to a response: as it lies there for who takes gzip, unpacked as it is sent for others."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from esrgraph.web.http.responses import not_modified

_PIECE = 1 << 16


def reply_unpacked(
    request: Request, path: Path, media: str, tag: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that gives what is in a gzip file, in its own media type; `tag` names what is in it."""
    known = not_modified(request, tag, headers or {})
    if known:
        return known
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    sent = {"Cache-Control": "no-cache", **(headers or {}), "ETag": f'"{tag}{"-gzip" if zipped else ""}"'}
    sent["Vary"] = ", ".join(filter(None, [sent.get("Vary"), "Accept-Encoding"]))
    if zipped:
        return FileResponse(path, headers={**sent, "Content-Encoding": "gzip"}, media_type=media)
    if request.method == "HEAD":
        return Response(headers=sent, media_type=media)
    return StreamingResponse(_unzip(path), headers=sent, media_type=media)


def _unzip(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while piece := file.read(_PIECE):
            yield piece
