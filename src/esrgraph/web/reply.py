"""A body to an HTTP response: entity tag, 304 for what the client has, gzip for who takes it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from starlette.requests import Request
from starlette.responses import Response

_WORTH_COMPRESSING = 1000
"""Bytes: what is shorter fits in one packet anyway."""


@dataclass(frozen=True)
class Content:
    """Bytes in a media type."""

    body: bytes
    media: str

    @cached_property
    def tag(self) -> str:
        """A name for exactly these bytes, for a strong entity tag."""
        return hashlib.blake2b(self.body, digest_size=12).hexdigest()


def reply(request: Request, content: Content, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The response that gives `content`, or says that the client has it already.

    The encodings of one body have tags of their own, as strong tags must.
    """
    zipped = len(content.body) >= _WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{content.tag}{"-gzip" if zipped else ""}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    sent["Vary"] = ", ".join(filter(None, [sent.get("Vary"), "Accept-Encoding"]))
    if status == 200 and has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    if zipped:
        sent["Content-Encoding"] = "gzip"
    return Response(_gzipped(content.body) if zipped else content.body, status, sent, content.media)


def has(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header names an entity tag; weak tags compare as strong ones do.

    >>> has('"a", W/"b"', '"b"'), has("*", '"b"'), has("", '"b"')
    (True, True, False)
    """
    named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in named or named == ["*"]


@lru_cache(maxsize=128)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=5, mtime=0)
