"""Pages that are the same for every reader of a language, kept as they were made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, PackedContent
from esrgraph.web.http.result_cache import Cache
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

_MOST = 256_000_000
"""Bytes: room for the pages of 20,000 projects."""
Page = TypeVar("Page", Content, Content | None)


def keep_page(request: Request, opened: Opened, make: Callable[[], Page]) -> PackedContent | Page:
    """The page at an address, made where it is not kept; None, which is not kept, where `make` gives None."""
    known = known_page(request, opened)
    if known is not None:
        return known
    made = make()
    if made is not None:
        _pages(opened).put(_name(request), PackedContent(made))
    return made


def known_page(request: Request, opened: Opened) -> PackedContent | None:
    """The page at an address, if it is kept."""
    return _pages(opened).get(_name(request))


@remembered(most=1)
def _pages(_: Opened) -> Cache[PackedContent]:
    """Those of a release, by address, language and prefix: in the moment of a switch, that of another release."""
    return Cache(_MOST)


def _name(request: Request) -> str:
    scope = request.scope
    address = f"{scope['path']}\n{scope['query_string'].decode('latin-1')}"
    return f"{address}\n{choose_language(request)}\n{prefix_of(request)}"
