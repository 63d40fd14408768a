"""Which address of the reconciliation service is answered by what."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esrgraph.web.http.form import read_fields
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.templating import page
from esrgraph.web.reconcile.extension import extended, proposed
from esrgraph.web.reconcile.manifest import BATCH, manifest
from esrgraph.web.reconcile.preview import FRAMED, preview
from esrgraph.web.reconcile.queries import read_batch, results
from esrgraph.web.reconcile.service import PLACE, Service, languages_of
from esrgraph.web.reconcile.suggest import suggested
from esrgraph.web.site import Site

_JSON = "application/json"
_MOST_BYTES = 1_000_000
_CALLBACK = re.compile(r"[\w$.]{1,100}")
_OPEN = {"Access-Control-Allow-Origin": "*"}


def routes(site: Site) -> list[BaseRoute]:
    """`/reconcile`, whose language the request chooses, and `/reconcile/fi`, `/sv`, `/en`; and what belongs to each."""
    found: list[BaseRoute] = [Route(f"{PLACE}.html", _Answers(site, PLACE, None).page)]
    for place, language in ((PLACE, None), *languages_of(PLACE)):
        answers = _Answers(site, place, language)
        found += [
            Route(place, answers.service, methods=["GET", "POST"]),
            Route(f"{place}/suggest/{{what}}", answers.suggest),
            Route(f"{place}/properties", answers.properties),
            Route(f"{place}/preview", answers.preview),
        ]
    return found


class _Answers:
    """The answers of the service in one language; where there is none, in that of the request."""

    def __init__(self, site: Site, place: str, language: str | None) -> None:
        self._site, self._place, self._language = site, place, language

    def _service(self, request: Request) -> Service:
        return Service(self._site.opened(), self._language or choose_language(request), self._place)

    async def service(self, request: Request) -> Response:
        """The manifest, or the answer to queries or to a request for data extension."""
        fields, service = await read_fields(request, _MOST_BYTES), self._service(request)
        if "queries" in fields:
            batch = await run_in_threadpool(read_batch, fields["queries"], service)
            # each by itself, so that others are answered in between
            found = {key: await run_in_threadpool(results, service, asked) for key, asked in batch.items()}
            return _json(request, fields, found)
        if "extend" in fields:
            return _json(request, fields, await run_in_threadpool(extended, service, fields["extend"]))
        if request.method == "POST":
            raise Refusal(400, "A request by POST has a field `queries` or a field `extend`")
        if "callback" not in fields and choose(request.headers.get("accept"), [_JSON, "text/html"]) == "text/html":
            return await self.page(request)
        return _json(request, fields, manifest(service), {"Vary": "Accept, Accept-Language"})

    async def page(self, request: Request) -> Response:
        """The page for people, with the addresses to paste."""
        base = self._site.opened().iris.base
        addresses = {language: f"{base}{place.removeprefix('/')}" for place, language in languages_of(PLACE)}
        content = page(request, "reconcile.html", addresses=addresses, batch=BATCH)
        return reply(request, content, headers={"Vary": "Accept, Accept-Language"})

    async def suggest(self, request: Request) -> Response:
        """Entities, types or properties whose name begins so."""
        fields = await read_fields(request, _MOST_BYTES)
        prefix, cursor = fields.get("prefix", ""), fields.get("cursor", "")
        what = request.path_params["what"]
        found = await run_in_threadpool(suggested, self._service(request), what, prefix, cursor)
        return _json(request, fields, found)

    async def properties(self, request: Request) -> Response:
        """The properties to extend things of a type with."""
        fields = await read_fields(request, _MOST_BYTES)
        found = await run_in_threadpool(
            proposed, self._service(request), fields.get("type", ""), fields.get("limit", "")
        )
        return _json(request, fields, found)

    async def preview(self, request: Request) -> Response:
        """A thing in a frame."""
        fields = await read_fields(request, _MOST_BYTES)
        content = await run_in_threadpool(preview, request, self._service(request), fields.get("id", ""))
        headers = {**_OPEN, "Content-Security-Policy": FRAMED, "Vary": "Accept-Language"}
        return reply(request, content, headers=headers)


def _json(request: Request, fields: dict[str, str], found: Any, headers: dict[str, str] | None = None) -> Response:
    """An answer as JSON, or as a call of the function that an old client names."""
    body, sent = orjson.dumps(found), {**_OPEN, **(headers or {})}
    callback = fields.get("callback")
    if callback is None:
        return reply(request, Content(body, _JSON), headers=sent)
    if not _CALLBACK.fullmatch(callback):
        raise Refusal(400, f"The callback {callback[:100]!r} is no name of a function")
    return reply(request, Content(b"/**/%s(%s);" % (callback.encode(), body), "application/javascript"), headers=sent)
