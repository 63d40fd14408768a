"""Headers that every response has: what a browser may do with a page, and that programs anywhere may read it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy; a response that needs another has its own."""

_ALWAYS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"access-control-allow-origin", b"*"),  # also where no Origin is named: what is kept serves all
)
_OVER_TLS = (*_ALWAYS, (b"strict-transport-security", b"max-age=31536000"))


class CommonHeaders:
    """Adds the headers that a response does not have yet; over TLS also that it is to stay so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                wanted = _OVER_TLS if scope["scheme"] == "https" else _ALWAYS
                present = {name for name, _ in message["headers"]}
                message["headers"] += [each for each in wanted if each[0] not in present]
            await send(message)

        await self.app(scope, receive, with_headers)


class AnswerToOptions:
    """Answers OPTIONS with the methods that an address takes; the questions of browsers (CORS) are answered before."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, but for a method that it does not take because it is this one."""
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self.app(scope, receive, send)
            return
        refused = False

        async def told(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 405:
                refused = True
                allowed = dict(message["headers"]).get(b"allow", b"")
                headers = [(b"allow", b", ".join(filter(None, [allowed, b"OPTIONS"]))), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 204, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
            elif not refused:
                await send(message)

        await self.app(scope, receive, told)
