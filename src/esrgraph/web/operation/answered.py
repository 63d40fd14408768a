"""Requests as they were answered: for who counts and logs them."""

from __future__ import annotations

from typing import NamedTuple

_KINDS = {
    "": "front",
    "id": "thing",
    "page": "page",
    "data": "data",
    "sparql": "sparql",
    "queries": "question",
    "search": "search",
    "suggest": "search",
    "reconcile": "reconcile",
    "dumps": "file",
    "reports": "file",
    "events": "file",
    "graph": "file",
    "static": "static",
    "mcp": "assistant",
}


class Answered(NamedTuple):
    """A request and what became of it: `path` below the site's own, `query` without its question mark, `status` of the
    response, `size` of its body in bytes, `seconds` from the request to the end of the response; `client` is an
    address, "" where it is not known."""

    method: str
    path: str
    query: str
    status: int
    size: int
    seconds: float
    client: str

    @property
    def kind(self) -> str:
        """What was asked for, in few words, so that figures by kind stay few: `page`, `sparql`, `list` ...

        >>> Answered("GET", "/search.csv", "", 200, 0, 0.0, "").kind
        'search'
        """
        first = self.path.removeprefix("/").partition("/")[0].partition(".")[0]
        return _KINDS.get(first, "list")
