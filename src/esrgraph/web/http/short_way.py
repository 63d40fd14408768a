"""The way of a request past the framework, to the one address that programs ask again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_ORIGIN = b"origin"
"""What the scripts of other sites' pages send, about which the framework has more to say."""


class ShortWay:
    """Takes programs' GET requests for `path` to `endpoint`, and all others the framework's way.

    A framework looks for the route, redirects, limits of bodies and what else it is made for with each request, which
    takes longer than to look a thing up. What failed is answered by the same handlers.
    """

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        handlers: Mapping[Any, Any],
    ) -> None:
        self._app, self._path, self._endpoint, self._handlers = app, path, endpoint, handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if not self._leads_from(scope):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await self._endpoint(request)
        except Exception as error:
            kind = next(kind for kind in type(error).__mro__ if kind in self._handlers)
            response = await self._handlers[kind](request, error)
            if kind is Exception:
                await response(scope, receive, send)
                raise  # for the server's log
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Origin"]))
        await response(scope, receive, send)

    def _leads_from(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["path"] == self._path
            and scope["method"] == "GET"
            and not any(name == _ORIGIN for name, _ in scope["headers"])
        )
