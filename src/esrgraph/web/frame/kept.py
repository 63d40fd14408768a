"""Pages that are the same for every reader of a language, kept as they were made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from esrgraph.web.frame.language import choose_language
from esrgraph.web.frame.reply import Content
from esrgraph.web.site import Opened
from esrgraph.web.sparql.cache import Cache

_PAGES = Cache(64_000_000)
"""By release, address and language."""


Page = TypeVar("Page", Content, Content | None)


def kept(request: Request, opened: Opened, make: Callable[[], Page]) -> Content | Page:
    """The page at an address, made where it is not kept; None, which is not kept, where `make` gives None."""
    name = f"{opened.release.folder}\n{request.url.path}\n{request.url.query}\n{choose_language(request)}"
    known = _PAGES.get(name)
    if known is not None:
        return known
    made = make()
    if made is not None:
        _PAGES.put(name, made)
    return made
