"""What a request is told that gets no answer: status, what is the matter and what to do, in the form it can read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response

from esrgraph.web.negotiation import choose

PROBLEM = "application/problem+json"


class Refusal(Exception):
    """A request that is not answered: `status`, `detail` (a sentence for the client), further `headers`.

    `known` are facts that a program may want beside the sentence, as {"limit_seconds": 10}.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        known: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers, self.known = dict(headers or {}), dict(known or {})


async def refused(request: Request, refusal: Exception) -> Response:
    """The response to a request that is not answered: problem details (RFC 9457) for programs, text for people."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - the type that this handler is registered for
    media = choose(request.headers.get("accept"), ["text/plain", PROBLEM, "application/json"])
    if media in (None, "text/plain"):
        return Response(f"{refusal.detail}\n", refusal.status, refusal.headers, "text/plain; charset=utf-8")
    content = {
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
        **refusal.known,
    }
    return Response(orjson.dumps(content), refusal.status, refusal.headers, PROBLEM)
