"""How to ask: queries from simple to joint, and the traps that answer with silence, each with its cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.resources import resources
from esrgraph.sparql.catalogue import QueryFile, read_query
from esrgraph.web.http.responses import reply
from esrgraph.web.http.templating import page
from esrgraph.web.site import Site

_WRONG = ".wrong"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A query to learn from; `wrong` is the one that it is the cure for, '' if none.

    `editor` and `wrong_editor` are the addresses of the editor with each.
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    text: str
    wrong: str
    editor: str
    wrong_editor: str


def routes(site: Site) -> list[Route]:
    """`/how-to`."""

    def made(request: Request) -> Response:
        content = page(request, "how-to.html", queries=_lessons("query"), traps=_lessons("trap"))
        return reply(request, content, headers={"Vary": "Accept-Language"})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(made, request)

    return [Route("/how-to", endpoint)]


@cache
def _lessons(kind: str) -> tuple[Lesson, ...]:
    """Those of a kind, `query` or `trap`, in the order of their names."""
    files = {path.stem: read_query(path, path.name) for path in resources("sparql/how-to", ".rq")}
    names = (name for name in files if name.startswith(kind) and not name.endswith(_WRONG))
    return tuple(_lesson(files[name], files.get(name + _WRONG)) for name in names)


def _lesson(query: QueryFile, wrong: QueryFile | None) -> Lesson:
    text, mistaken = _without_header(query.text), wrong.text if wrong else ""
    editors = [f"/sparql?{urlencode({'query': each})}" for each in (text, mistaken)]
    return Lesson(query.name, query.titles, query.descriptions, text, mistaken, *editors)


def _without_header(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
