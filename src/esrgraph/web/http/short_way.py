"""The way of a request past the framework, to the one address that programs ask again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response
from starlette.types import ASGIApp, Receive, Scope, Send


class ShortWay:
    """Takes GET requests for `path` to `endpoint`, and all others the framework's way.

    A framework looks for the route, redirects, limits of bodies and what else it is made for with each request, which
    takes longer than to look a thing up. What failed is answered by the same handlers.
    """

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        handlers: Mapping[Any, Any],
        middleware: Iterable[Middleware],
    ) -> None:
        refusals = {kind: handler for kind, handler in handlers.items() if kind is not Exception}
        self._app, self._path = app, path
        self._handlers: tuple[dict[Any, Any], dict[int, Any]] = (refusals, {})
        answer: ASGIApp = request_response(endpoint)
        for each in middleware:
            answer = each.cls(answer, *each.args, **each.kwargs)
        self._answer = ServerErrorMiddleware(answer, handlers[Exception])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] == "http" and scope["path"] == self._path and scope["method"] == "GET":
            scope["starlette.exception_handlers"] = self._handlers
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)
