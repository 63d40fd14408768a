"""A site below the path of its base IRI: what is asked there to the site's own addresses, and answers the other way."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from esrgraph.errors import EsrgraphError
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.http.problems import Refusal, answer_refusal

FORWARDED = "forwarded_prefix"
"""In a request's state: the prefix that a trusted proxy says it has taken off."""


def prefix_of_release(release: Release) -> str:
    """The path of a release's base IRI without the slash at its end: empty where it is the root of its host.

    Raises ReleaseError where the release does not say its base.
    """
    return urlsplit(release.base).path.rstrip("/")


class Prefix:
    """Takes the prefix of the release off each path, and puts it before each path in the headers of the answer.

    What else speaks of the site's paths asks `prefix_of`. It is not ASGI's `root_path`, which the framework would take
    off once more. Where it is `stripped`, a proxy has taken it off before.
    """

    def __init__(self, app: ASGIApp, data: DataFolder, stripped: bool) -> None:
        self.app, self.data, self.stripped = app, data, stripped
        self._known: tuple[Release | None, str] = None, ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does at its root, or say where that is."""
        prefix = self._prefix() if scope["type"] == "http" else ""
        if not prefix:
            await self.app(scope, receive, send)
            return
        state, path, outside = scope.get("state", {}), scope["path"], f"{unquote(prefix)}/"
        scope = {**scope, "state": {**state, "prefix": prefix}}
        if not (self.stripped or state.get(FORWARDED) == prefix):
            if not path.startswith(outside):
                await (await self._elsewhere(Request(scope), prefix))(scope, receive, send)
                return
            path = path[len(outside) - 1 :]
        scope |= {"path": path, "raw_path": quote(path).encode()}
        await self.app(scope, receive, _sender(send, prefix))

    def _prefix(self) -> str:
        """That of the release in use, whose manifest is not read again for each request."""
        try:
            release = self.data.current()
            if release != self._known[0]:
                self._known = release, prefix_of_release(release)
        except EsrgraphError:  # which the application tells to who asks
            return ""
        return self._known[1]

    async def _elsewhere(self, request: Request, prefix: str) -> Response:
        """The response to a request for what is not below the prefix."""
        path, base = request.scope["path"], self.data.current().base
        if path in ("/", unquote(prefix)):
            query = request.scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{prefix}/{query and f'?{query}'}")
        place = f"{base}{quote(path.lstrip('/'))}"
        stripped = f"where a proxy takes {prefix} off, serve with --prefix-stripped"
        return await answer_refusal(request, Refusal(404, f"The site is below {base}: look at {place} ({stripped})"))


def _sender(send: Send, prefix: str) -> Send:
    """Sends a response with the prefix before the paths in its headers."""

    async def send_prefixed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in ("location", "content-location"):
                if headers.get(name, "").startswith("/"):
                    headers[name] = f"{prefix}{headers[name]}"
            if "link" in headers:
                headers["link"] = headers["link"].replace("</", f"<{prefix}/")
        await send(message)

    return send_prefixed
