"""A body to an HTTP response: entity tag, 304 for what the client has, gzip for who takes it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

_WORTH_COMPRESSING = 1000
"""Bytes: what is shorter fits in one packet anyway."""


@dataclass(frozen=True)
class Content:
    """Bytes in a media type; `name` is one that was known for them before they were made."""

    body: bytes
    media: str
    name: str | None = None

    @cached_property
    def tag(self) -> str:
        """A name for exactly these bytes, for a strong entity tag."""
        return self.name or hashlib.blake2b(self.body, digest_size=12).hexdigest()

    @cached_property
    def zipped(self) -> bytes:
        """The body as gzip: kept as long as the content is."""
        return gzip.compress(self.body, compresslevel=5, mtime=0)

    @property
    def is_long(self) -> bool:
        """Whether it is worth compressing."""
        return len(self.body) >= _WORTH_COMPRESSING

    @property
    def size(self) -> int:
        """The bytes that it takes to keep."""
        return len(self.body)


class PackedContent:
    """A content that is kept as gzip only, as most clients take it: a page takes a sixth of the room."""

    is_long = True

    def __init__(self, content: Content) -> None:
        self.media, self.name = content.media, content.name
        self.tag, self.zipped = content.tag, content.zipped
        self.size = len(self.zipped)

    @property
    def body(self) -> bytes:
        """The bytes as they were."""
        return gzip.decompress(self.zipped)


def reply(
    request: Request, content: Content | PackedContent, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that gives `content`, or says that the client has it already.

    The encodings of one body have tags of their own, as strong tags must.
    """
    zipped = content.is_long and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{content.tag}{"-gzip" if zipped else ""}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    sent["Vary"] = ", ".join(filter(None, [sent.get("Vary"), "Accept-Encoding"]))
    if status == 200 and has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    if zipped:
        sent["Content-Encoding"] = "gzip"
    return Response(content.zipped if zipped else content.body, status, sent, content.media)


def not_modified(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    """The response to a client that has what goes by `tag` already, in whatever encoding; None for any other."""
    held = request.headers.get("if-none-match", "").replace("*", "")
    for each in (f'"{tag}"', f'"{tag}-gzip"') if held else ():
        if has(held, each):
            vary = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
            return Response(
                status_code=304, headers={"Cache-Control": "no-cache", **headers, "ETag": each, "Vary": vary}
            )
    return None


def has(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header names an entity tag; weak tags compare as strong ones do.

    >>> has('"a", W/"b"', '"b"'), has("*", '"b"'), has("", '"b"')
    (True, True, False)
    """
    named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in named or named == ["*"]
