"""A question of a request to its response: not asked again for what the client has, ended when the client leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, Store, parse_query_results
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from esrgraph.rdf.formats import JSON, MEDIA
from esrgraph.sparql import WHOLE
from esrgraph.sparql.look_up import look_up
from esrgraph.web.http.responses import Content, not_modified, reply
from esrgraph.web.site import Site
from esrgraph.web.workers.pool import Workers
from esrgraph.web.workers.question import Question
from esrgraph.web.workers.result import Unanswerable, write_result

_LARGE = 100_000
"""Bytes that take long enough to compress to hold up other requests."""
_PATIENCE = 0.05
"""Seconds that a query may run before anybody looks whether its client still waits."""


class ClientGone(Exception):
    """The client has closed the connection: nobody waits for a response."""


async def respond(
    request: Request, site: Site, question: Question, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that answers a question: 304 without running it, if the client has the answer of this release.

    Raises Refusal as `Workers.run` does.
    """
    sent, workers = headers or {}, site.workers
    tag = workers.tag(question)
    known = not_modified(request, tag, sent) if tag else None
    if known:
        return known
    try:
        content = (workers.cached_answer(tag) if tag else None) or _look_up(site, question)
        content = content or await ask(request, workers, question)
    except ClientGone:
        return Response(status_code=503)
    if len(content.body) > _LARGE:
        return await run_in_threadpool(reply, request, content, headers=sent)
    return reply(request, content, headers=sent)


def _look_up(site: Site, question: Question) -> Content | None:
    """The answer to a question that only looks things up: made here, it takes less time than another process takes to
    be asked, and waits behind nobody's long query. None for any other, and where there is no answer."""
    opened = site.opened()
    if question.dataset != WHOLE or not isinstance(opened.store, Store):
        return None
    body, limits = look_up(question.text, opened.store), site.workers.limits
    if body is None:
        return None
    if question.format != JSON.name or len(body) > min(limits.rows, limits.bytes):
        try:
            result = parse_query_results(body, format=QueryResultsFormat.JSON)
            body = write_result(result, question, limits, opened.iris.base)
        except Unanswerable:
            return None
    return Content(body, MEDIA[question.format], question.tag(opened.release.id))


async def ask(request: Request, workers: Workers, question: Question) -> Content:
    """The answer to a question; raises Refusal as `Workers.run` does, and ClientGone when the client leaves first."""
    leaving = _Leaving(request)
    try:
        return await workers.run(question, request.client.host if request.client else "")
    except asyncio.CancelledError:
        leaving.forgive()
        raise ClientGone from None
    finally:
        leaving.stop()


class _Leaving:
    """Cancels the task that made it when its client leaves; it looks only after a while, as most answers are quick."""

    def __init__(self, request: Request) -> None:
        self._request, self._asking = request, asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._watch)
        self._left = False

    def forgive(self) -> None:
        """Take the cancellation back; raises CancelledError where it came from somebody else."""
        if not self._left or self._asking is None:
            raise asyncio.CancelledError
        self._asking.uncancel()

    def stop(self) -> None:
        """Look no longer."""
        self._timer.cancel()
        if self._watching:
            self._watching.cancel()

    def _watch(self) -> None:
        self._watching = asyncio.ensure_future(self._cancel())

    async def _cancel(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        if self._asking:
            self._left = self._asking.cancel()
