"""Pages that are the same for every reader of a language, kept as they were made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from esrgraph.web.http.cache import Cache
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, Packed
from esrgraph.web.site import Opened

_PAGES: Cache[Packed] = Cache(256_000_000)
"""By release, address and language: room for the pages of 20,000 projects."""
Page = TypeVar("Page", Content, Content | None)


def kept(request: Request, opened: Opened, make: Callable[[], Page]) -> Packed | Page:
    """The page at an address, made where it is not kept; None, which is not kept, where `make` gives None."""
    known = known_page(request, opened)
    if known is not None:
        return known
    made = make()
    if made is not None:
        _PAGES.put(_name(request, opened), Packed(made))
    return made


def known_page(request: Request, opened: Opened) -> Packed | None:
    """The page at an address, if it is kept."""
    return _PAGES.get(_name(request, opened))


def _name(request: Request, opened: Opened) -> str:
    scope = request.scope
    address = f"{scope['path']}\n{scope['query_string'].decode('latin-1')}"
    return f"{opened.release.folder}\n{address}\n{choose_language(request)}"
