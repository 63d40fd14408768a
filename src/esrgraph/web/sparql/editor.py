"""The SPARQL endpoint for people: a form, examples, the result as a table; an editor where scripts run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from esrgraph.rdf.formats import TURTLE, of_form
from esrgraph.rdf.iris import is_web_address
from esrgraph.sparql import form
from esrgraph.sparql.results import to_text
from esrgraph.web.http.headers import POLICY
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.templating import page
from esrgraph.web.site import Opened, Site
from esrgraph.web.sparql.answer import ClientGone, ask
from esrgraph.web.sparql.examples import example_queries
from esrgraph.web.sparql.protocol import ProtocolRequest
from esrgraph.web.workers.question import Question

_SHOWN = 1000
"""Rows of a result on the page."""
_MOST_SHOWN = 1_000_000
"""Bytes of triples, or characters of rows, on the page."""
_FIRST = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
PREFIX dct: <http://purl.org/dc/terms/>

SELECT ?project ?title WHERE {
  ?project a esr:Project ;
    dct:title ?title .
}
LIMIT 10
"""
_STYLES = (
    "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=' "  # where the edges of a result's columns are
    "'sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg='"  # the pointer while an edge is dragged
)
"""The style elements that YASGUI, in the version of tools/fetch_yasgui.py, writes into the page as it is used."""
_HEADERS = {
    "Vary": "Accept, Accept-Language",
    "Content-Security-Policy": POLICY.replace("style-src 'self'", f"style-src 'self' {_STYLES}"),
}


async def empty(request: Request, site: Site) -> Response:
    """The page without a result: with the example that the address names, or else a first query."""
    content = await run_in_threadpool(_empty, request, site)
    return reply(request, content, headers=_HEADERS)


def _empty(request: Request, site: Site) -> Content:
    examples = {query.name: text for query, text in example_queries(site.opened())}
    return _page(request, site, examples.get(request.query_params.get("example", ""), _FIRST))


async def editor_answer(request: Request, site: Site, asked: ProtocolRequest) -> Response:
    """The page with the result of a query, or with why there is none."""
    text = asked.query or ""
    kind = form(text)
    name = "json" if of_form(kind) == of_form("SELECT") else "turtle"
    try:
        answer = await ask(request, site.workers, Question(text, name, dataset=asked.dataset))
    except ClientGone:
        return Response(status_code=503)
    except Refusal as refusal:
        content = await run_in_threadpool(_page, request, site, text, error=refusal)
        return reply(request, content, refusal.status, headers={**_HEADERS, **refusal.headers})
    if name == "turtle" and len(answer.body) > _MOST_SHOWN:
        told = f"The result has {len(answer.body)} bytes, and a page shows {_MOST_SHOWN} at most; choose another format"
        large = Refusal(422, told).for_people("refused_large", count=len(answer.body), most=_MOST_SHOWN)
        content = await run_in_threadpool(_page, request, site, text, error=large)
        return reply(request, content, large.status, headers=_HEADERS)
    content = await run_in_threadpool(_with_result, request, site, asked, answer)
    return reply(request, content, headers=_HEADERS)


def _with_result(request: Request, site: Site, asked: ProtocolRequest, answer: Content) -> Content:
    text = asked.query or ""
    graphs = [("default-graph-uri", each) for each in asked.dataset.default or ()]
    graphs += [("named-graph-uri", each) for each in asked.dataset.named or ()]
    downloads = {
        each.title: f"/sparql?{urlencode([('query', text), *graphs, ('format', each.name)])}"
        for each in of_form(form(text))
    }
    result = _result(answer, site.opened())
    return _page(request, site, text, result=result, downloads=downloads)


def _result(answer: Content, opened: Opened) -> dict[str, Any]:
    """What the template shows: `triples`, or `boolean`, or `names` and `rows` of (text, address, language)."""
    if answer.media == TURTLE.media_type:
        return {"triples": answer.body.decode()}
    content = parse_query_results(answer.body, format=QueryResultsFormat.JSON)  # which reads one row after the other
    if isinstance(content, QueryBoolean):
        return {"boolean": bool(content)}
    names = [variable.value for variable in content.variables]
    shown, size, count = [], 0, 0
    for count, row in enumerate(content, start=1):
        if count <= _SHOWN and size <= _MOST_SHOWN:
            shown.append([_cell(term, opened) for term in row])
            size += sum(len(text) + len(address) for text, address, _ in shown[-1])
    if size > _MOST_SHOWN:
        shown.pop()
    return {"names": names, "rows": shown, "count": count}


def _cell(term: object, opened: Opened) -> tuple[str, str, str]:
    if isinstance(term, Literal):
        return term.value, "", term.language or ""
    if not isinstance(term, NamedNode):
        return getattr(term, "value", "" if term is None else str(term)), "", ""
    iri = term.value
    inside = iri.startswith(opened.iris.base)
    address = opened.path(iri) if inside else iri if is_web_address(iri) else ""
    return to_text(term, opened.iris), address, ""


def _page(request: Request, site: Site, text: str, **values: object) -> Content:
    opened = site.opened()
    shown = {
        "query": text,
        "address": f"{opened.iris.base}sparql",
        "formats": {kind: of_form(kind) for kind in ("SELECT", "CONSTRUCT")},
        "examples": [query for query, _ in example_queries(opened)],
        "limits": site.workers.limits,
        "graphs": sorted(graph.value for graph in opened.store.named_graphs() if isinstance(graph, NamedNode)),
        "scripted": _has_editor(),
        "result": None,
        "downloads": {},
        "error": None,
        **values,
    }
    return page(request, "sparql.html", **shown)


@cache
def _has_editor() -> bool:
    """Whether YASGUI was fetched when the program was installed."""
    return Path(__file__).parents[1].joinpath("static").joinpath("yasgui", "yasgui.min.js").is_file()
