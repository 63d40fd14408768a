"""A file of a release to a response: its media type and checksum, ranges of it, 304 for who has it already."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from esrgraph.rdf.formats import CSV_WITH_HEADER, PARQUET, QUADS, SARIF, TRIPLES, TURTLE, XLSX
from esrgraph.release.dumps.checksums import FILE_NAME as SHA256SUMS
from esrgraph.release.dumps.checksums import read_checksums
from esrgraph.web.http.packed_file import reply_unpacked
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import has

CSVM = "application/csvm+json"
_MEDIA = {
    "csv-metadata.json": CSVM,
    ".csv": CSV_WITH_HEADER,
    ".graphml": "application/xml",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".parquet": PARQUET,
    ".sarif": SARIF,
    ".ttl": TURTLE.media_type,
    ".xlsx": XLSX,
    ".txt": "text/plain; charset=utf-8",
    SHA256SUMS: "text/plain; charset=utf-8",
}
"""By how a file's name ends; files of other names are not served."""
_UNPACKED = {each.suffix: each.media_type for each in (*TRIPLES, *QUADS)}
"""The media types of what is in files whose names end in `.gz` after such a suffix."""
_FOR_GOOD = "public, max-age=31536000, immutable"
_DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
"""The content security policy of a report, which is one file with its style inside."""


def media_type(name: str) -> str | None:
    """The media type of a file that is served, by its name; None for every other."""
    return next((media for end, media in _MEDIA.items() if name.endswith(end)), None)


def files(folder: Path) -> list[Path]:
    """The files of a folder that are served, by name."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and media_type(path.name))


def serve(request: Request, folder: Path, name: str, headers: Mapping[str, str] | None = None) -> Response:
    """The response that gives the file `name` of a folder, or the part of it that a Range header asks for.

    Only names that the folder lists are served, so a name cannot lead out of it. Raises Refusal (404) for others.
    Without its `.gz`, a name stands for what is in the file: clients that cannot unpack files can unpack responses.
    """
    known = {path.name: path for path in files(folder)}
    inside = _UNPACKED.get(name.rpartition(".")[2])
    if inside and f"{name}.gz" in known:
        packed = known[f"{name}.gz"]
        tag = _checksums(folder).get(packed.name, f"{packed.stat().st_mtime_ns:x}")[:32]
        return reply_unpacked(request, packed, inside, f"{tag}-unpacked", headers)
    path = known.get(name)
    if path is None:
        raise Refusal(404, f"There is no file {name!r}; there are {', '.join(known)}").for_people(
            "refused_file", name=name
        )
    sent = {"Cache-Control": "no-cache", **(headers or {})}
    sent |= _file_headers(path)
    response = FileResponse(path, 200, sent, media_type(name), stat_result=path.stat())
    if _is_known(request, response):
        kept = ("etag", "last-modified", "cache-control", "link", "repr-digest")
        return Response(
            status_code=304, headers={each: response.headers[each] for each in kept if each in response.headers}
        )
    return response


def for_good(headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """The headers of what never changes: a file at the address of its release."""
    return {**(headers or {}), "Cache-Control": _FOR_GOOD}


def _file_headers(path: Path) -> dict[str, str]:
    """What is known of a file beside its bytes: its checksum (RFC 9530), the description of a table's columns."""
    headers = {}
    digest = _checksums(path.parent).get(path.name)
    if digest:
        coded = base64.b64encode(bytes.fromhex(digest)).decode()
        headers = {"ETag": f'"{digest[:32]}"', "Repr-Digest": f"sha-256=:{coded}:"}
    tables = [each.name for each in files(path.parent) if media_type(each.name) == CSVM]
    if path.suffix == ".csv" and tables:
        headers["Link"] = f'<{tables[0]}>; rel="describedby"; type="{CSVM}"'
    if path.suffix == ".html":
        headers["Content-Security-Policy"] = _DOCUMENT
    return headers


def _checksums(folder: Path) -> dict[str, str]:
    return read_checksums(folder) if (folder / SHA256SUMS).is_file() else {}


def _is_known(request: Request, response: Response) -> bool:
    """Whether the client has the file as it is (RFC 9110, section 13.2.2)."""
    tags, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if tags is not None:
        return has(tags, response.headers["etag"])
    try:
        return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(
            response.headers["last-modified"]
        )
    except (TypeError, ValueError):
        return False
