"""A question of a request to its response: not asked again for what the client has, ended when the client leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from esrgraph.web.frame.reply import Content, reply, unchanged
from esrgraph.web.sparql.question import Question
from esrgraph.web.sparql.workers import Workers

_LARGE = 100_000
"""Bytes that take long enough to compress to hold up other requests."""


class ClientGone(Exception):
    """The client has closed the connection: nobody waits for a response."""


async def respond(
    request: Request, workers: Workers, question: Question, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that answers a question: 304 without running it, if the client has the answer of this release.

    Raises Refusal as `Workers.run` does.
    """
    sent = headers or {}
    tag = workers.tag(question)
    known = unchanged(request, tag, sent) if tag else None
    if known:
        return known
    try:
        content = (workers.kept(tag) if tag else None) or await ask(request, workers, question)
    except ClientGone:
        return Response(status_code=503)
    if len(content.body) > _LARGE:
        return await run_in_threadpool(reply, request, content, headers=sent)
    return reply(request, content, headers=sent)


async def ask(request: Request, workers: Workers, question: Question) -> Content:
    """The answer to a question; raises Refusal as `Workers.run` does, and ClientGone when the client leaves first."""
    client = request.client.host if request.client else ""
    answer = asyncio.ensure_future(workers.run(question, client))
    left = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientGone
        return answer.result()
    finally:
        for task in (answer, left):
            task.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
