"""Every answer of the application, told to those who count and log."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from esrgraph.web.http.warmup import REHEARSAL
from esrgraph.web.operation.answered import Answered

Observer = Callable[[Answered], None]


class ObservedRequests:
    """Tells `observers` of each request that somebody made and that was answered."""

    def __init__(self, app: ASGIApp, observers: Sequence[Observer]) -> None:
        self._app, self._observers = app, observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http" or REHEARSAL in scope.get("extensions", {}):
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 500, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            answered = Answered(
                scope["method"],
                scope["path"],
                scope["query_string"].decode("latin-1"),
                status,
                size,
                time.perf_counter() - began,
                scope["client"][0] if scope["client"] else "",
            )
            for observe in self._observers:
                observe(answered)
