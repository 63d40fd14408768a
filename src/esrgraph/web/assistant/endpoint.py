"""The server over HTTP (streamable HTTP), as an address of the site: each request stands alone, and ends."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from esrgraph.web.assistant.server import make_server
from esrgraph.web.http.problems import Refusal
from esrgraph.web.site import PLACE_OF_ASSISTANT, Site

_LARGEST = 1_000_000
"""Bytes of a request."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class AssistantEndpoint:
    """`/mcp`, to be answered while `running`."""

    exposed_headers = ("Mcp-Session-Id", "Mcp-Protocol-Version")
    """Headers of answers that scripts of other sites may read."""

    def __init__(self, site: Site) -> None:
        self._site = site
        server = make_server(site)
        server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=_LARGEST,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # see _check_host
        )
        self._sessions = server.session_manager

    @property
    def route(self) -> Route:
        """The address."""
        return Route(PLACE_OF_ASSISTANT, self)

    def running(self) -> AbstractAsyncContextManager[None]:
        """To be entered once, for as long as requests are answered."""
        return self._sessions.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises Refusal for what is no POST, or was meant for another host."""
        request = Request(scope)
        if request.method != "POST":
            told = (
                "This address is for assistants, which POST messages of the Model Context Protocol; people: /open-data"
            )
            raise Refusal(405, told, headers={"Allow": "POST"})
        self._check_host(request)
        await self._sessions.handle_request(scope, receive, send)

    def _check_host(self, request: Request) -> None:
        """Refuse a request whose page was made to believe that this address is its own (DNS rebinding)."""
        base = urlsplit(self._site.opened().iris.base)
        if _host_name(request.headers.get("host", "")) not in {base.hostname, *_LOOPBACK}:
            raise Refusal(421, f"This server is {base.netloc}; ask it by that name, and let a proxy pass the Host on")


def _host_name(host: str) -> str | None:
    """The name in a Host header, without the port; None where it is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
