"""What a request is told that gets no answer: status, what is the matter and what to do, in the form it can read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Self

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.templating import page

PROBLEM = "application/problem+json"
_PLAIN = {
    404: ("There is nothing at this address", "error_404_text"),
    405: ("This address does not take this method", "refused_method"),
}
"""What the framework refuses, in English for programs, and the name of the words for people."""


Reason = tuple[str, Mapping[str, object]]
"""The name of a text for people and the values in it."""


class Refusal(Exception):
    """A request that is not answered: `status`, `detail` (a sentence for the client), further `headers`.

    `known` are facts that a program may want beside the sentence, as {"limit_seconds": 10}. Pages say
    `reason` instead of the sentence where there is one.
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
        self.reason: Reason | None = None
        self.headers, self.known = dict(headers or {}), dict(known or {})

    def for_people(self, name: str, /, **values: object) -> Self:
        """The same, with what pages say in the reader's language: the name of a text of `languages/`, its values."""
        self.reason = (name, values)
        return self


async def answer_refusal(request: Request, refusal: Exception) -> Response:
    """The response to a request that is not answered: a page for browsers, text for terminals, and for programs problem
    details (RFC 9457)."""
    if isinstance(refusal, HTTPException):
        refusal = _refused_by_framework(refusal)
    assert isinstance(refusal, Refusal)  # noqa: S101 - the types that this handler is registered for
    headers = {**refusal.headers, "Vary": "Accept, Accept-Language"}
    media = choose(request.headers.get("accept"), ["text/plain", PROBLEM, "application/json", "text/html"])
    if media == "text/html":
        content = page(request, "error.html", refusal=refusal)
        return Response(content.body, refusal.status, headers, content.media)
    if media in (None, "text/plain"):
        return Response(f"{refusal.detail}\n", refusal.status, headers, "text/plain; charset=utf-8")
    problem: dict[str, Any] = {
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
        **refusal.known,
    }
    if "suggestions" in problem:
        start = prefix_of(request)
        problem["suggestions"] = [{**each, "page": f"{start}{each['page']}"} for each in problem["suggestions"]]
    return Response(orjson.dumps(problem), refusal.status, headers, PROBLEM)


def _refused_by_framework(error: HTTPException) -> Refusal:
    detail, name = _PLAIN.get(error.status_code, (error.detail, ""))
    refusal = Refusal(error.status_code, detail, headers=error.headers)
    return refusal.for_people(name) if name else refusal


async def answer_fault(request: Request, _: Exception) -> Response:
    """The response to a request that failed by a fault of the program, which the server's log tells."""
    return await answer_refusal(
        request, Refusal(500, "The server failed to answer; its log says why").for_people("refused_fault")
    )
