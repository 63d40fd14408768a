"""Pages asked for by nobody when a server starts, so that the first reader finds loaded what they are made from."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Scope

from esrgraph.web.http.templating import read_templates

ADDRESSES = (
    *("/", "/?lang=sv", "/?lang=en", "/search?q=nuoret", "/network", "/places", "/organisations", "/quality"),
    *("/statistics", "/sparql", "/ontology"),
)
"""One for each thing that takes long to load: the tally, the numbers of a language, the index, the maps, the names, the
findings, the cubes, the examples, the terms."""
REHEARSAL = "esrgraph.rehearsal"
"""The extension (ASGI) that a request has that nobody made: nobody counts it."""


async def rehearse(app: ASGIApp, prefix: str = "", more: Iterable[str] = ()) -> None:
    """Read all templates, and make these pages below `prefix` and `more`, one after the other; what the application
    answers is not looked at."""
    await run_in_threadpool(read_templates)
    for address in (*ADDRESSES, *more):
        await app(_request(f"{prefix}{address}"), _wait, _drop)


def _request(address: str) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
        "client": None,
        "server": ("localhost", 80),
        "extensions": {REHEARSAL: {}},
    }


async def _wait() -> Message:
    """The next message of a client that sends nothing and stays."""
    await Event().wait()
    raise AssertionError("nobody sets the event")


async def _drop(_: Message) -> None:
    pass
