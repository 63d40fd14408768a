"""Pages asked for by nobody when a server starts, so that the first reader finds loaded what they are made from."""

from __future__ import annotations

from asyncio import Event

from starlette.types import ASGIApp, Message, Scope

ADDRESSES = ("/", "/search?q=nuoret", "/network", "/places", "/organisations", "/quality")
"""One for each thing that takes long to load: the tally, the index, the maps, the names, the findings."""


async def rehearse(app: ASGIApp, prefix: str = "") -> None:
    """Make the pages below `prefix`, one after the other; what the application answers is not looked at."""
    for address in ADDRESSES:
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
    }


async def _wait() -> Message:
    """The next message of a client that sends nothing and stays."""
    await Event().wait()
    raise AssertionError("nobody sets the event")


async def _drop(_: Message) -> None:
    pass
