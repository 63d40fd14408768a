"""Whether a server lives, and whether it is ready: asked by who starts and balances servers."""

from __future__ import annotations

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from esrgraph.errors import EsrgraphError
from esrgraph.web.site import Site

LIVES, READY = "/healthz", "/readyz"
_NEVER_KEPT = {"Cache-Control": "no-store"}


class Health:
    """Answers `/healthz` and `/readyz` at the root of the server, below whatever path the site is."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does to all else."""
        if scope["type"] == "http" and scope["path"] == LIVES:
            response = Response("ok\n", media_type="text/plain", headers=_NEVER_KEPT)
            await response(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == READY:
            response = await run_in_threadpool(self._ready)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _ready(self) -> Response:
        """200 where a good release is open and queries can run, else 503 with the reason."""
        workers = self._site.workers
        told: dict[str, object] = {"workers": workers.state.alive}
        try:
            told["release"] = self._site.opened().release.id
        except EsrgraphError as error:
            told["reason"] = str(error)
        if not workers.can_answer:
            told.setdefault("reason", "No process can run queries yet; where that lasts, the log says why")
        if not self._site.is_rehearsed:
            told.setdefault("reason", "What takes long to load is still being loaded")
        return Response(orjson.dumps(told), 503 if "reason" in told else 200, _NEVER_KEPT, "application/json")
