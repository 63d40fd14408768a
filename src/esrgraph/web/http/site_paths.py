"""Where addresses lead: redirects stay within the site, and paths are told as clients see them."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class OwnLocation:
    """Leaves of every Location the path alone: whoever asks must not decide where others are sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with redirects that are relative."""

        async def within(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = path_of(headers["location"])
            await send(message)

        await self.app(scope, receive, within)


def prefix_of(request: Request) -> str:
    """What stands before the site's paths where its base IRI has a path, as `/esr`; else empty."""
    prefix: str = getattr(request.state, "prefix", "")
    return prefix


def path_of(address: str) -> str:
    """An address without scheme and host; it begins with one slash, for two would begin a host.

    >>> path_of("http://evil.example/queries/?lang=sv"), path_of("http://a.example//evil.example/"), path_of("/a#b")
    ('/queries/?lang=sv', '/evil.example/', '/a#b')
    """
    parts = urlsplit(address)
    return urlunsplit(parts._replace(scheme="", netloc="", path=f"/{parts.path.lstrip('/')}"))
