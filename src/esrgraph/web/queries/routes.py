"""The query catalogue over HTTP: what can be asked, and the answers, as pages for people and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.errors import InputError, ParameterError
from esrgraph.rdf.formats import CSV, XLSX, Serialization, by_media, by_name, of_form
from esrgraph.sparql import bind, form
from esrgraph.sparql.catalogue import QueryFile, by_topic, topic_names
from esrgraph.sparql.inline import inline
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, PackedContent, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.sorted_table import headings
from esrgraph.web.http.table_file import attached
from esrgraph.web.http.templating import HTML, address, page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.pages.parts.query_fields import field, wrong
from esrgraph.web.queries.asked import AskedQuestion, answer_data, precomputed_of, queries_of, with_codes
from esrgraph.web.queries.shown import AnswerReader, ShownAnswer
from esrgraph.web.queries.sorting import spreadsheet
from esrgraph.web.site import Opened, Site

_JSON = "application/json"
_WORKBOOK = "xlsx"
_TABLES = (CSV.name, _WORKBOOK)
_NEGOTIATED = {"Vary": "Accept, Accept-Language"}


def routes(site: Site) -> list[Route]:
    """`/queries/`, `/queries/<name>` and `/queries/<name>.<suffix>`."""

    async def listing(request: Request) -> Response:
        media = choose(request.headers.get("accept"), ["text/html", _JSON])
        listed = _listing_page if media == "text/html" else _listing_data
        return reply(request, await run_in_threadpool(listed, request, site.opened()), headers=_NEGOTIATED)

    async def answer(request: Request) -> Response:
        return await _answer(request, site)

    return [
        Route("/queries/", listing),
        Route("/queries/{name}.{suffix}", answer),
        Route("/queries/{name}", answer),
    ]


async def _answer(request: Request, site: Site) -> Response:
    opened = site.opened()
    query = _query(request, opened)
    wanted = _format(request, query)
    values = _values(request, query, wanted)
    if wanted == HTML:
        values = await run_in_threadpool(with_codes, opened, query, values)
    try:
        asked = AskedQuestion(opened, query, values, bind(query, values, opened.iris))
    except ParameterError as error:
        if wanted == HTML:
            return reply(request, await run_in_threadpool(_form_page, request, opened, query, values, error), 400)
        raise Refusal(400, str(error), known={"parameter": error.parameter}) from error
    except InputError as error:
        raise Refusal(400, str(error)) from error
    if _for_people(request, wanted):
        return await _spreadsheet(request, site, asked, wanted)
    if wanted != HTML:
        return reply(request, await answer_data(site, asked, wanted, _client(request)), headers=_NEGOTIATED)
    return reply(request, await _answer_page(request, site, asked), headers=_NEGOTIATED)


def _query(request: Request, opened: Opened) -> QueryFile:
    name = request.path_params["name"]
    query = queries_of(opened).get(name)
    if query is None:
        raise Refusal(404, f"No query is called {name!r}; {prefix_of(request)}/queries/ lists them").for_people(
            "refused_query", name=name
        )
    return query


def _format(request: Request, query: QueryFile) -> str:
    """The name of a format, or `HTML`."""
    formats = of_form(form(query.text))
    suffix = request.path_params.get("suffix")
    if suffix is not None:
        if suffix == _WORKBOOK and CSV in formats:
            return _WORKBOOK
        known = by_name(formats).get(suffix)
        if known is None:
            names = ", ".join(
                [*(f".{each.suffix}" for each in formats), *([f".{_WORKBOOK}"] if CSV in formats else [])]
            )
            raise Refusal(404, f"The query {query.name} has no format .{suffix}; it has {names}")
        return known.name
    media = by_media(formats)
    chosen = choose(request.headers.get("accept"), ["text/html", *media])
    if chosen is None:
        raise Refusal(406, f"The answer can be had as text/html, {', '.join(media)}")
    return media.get(chosen, HTML)


def _values(request: Request, query: QueryFile, wanted: str) -> dict[str, str]:
    """The value of every parameter, and what was given beside them. What people read is in one language, its labels
    too."""
    values = {each.name: each.default or "" for each in query.parameters}
    for_people = _for_people(request, wanted)
    if wanted == HTML or for_people:
        values |= {each.name: choose_language(request) for each in query.parameters if each.type == "lang"}
    apart = {"lang", *(["sort"] if wanted == HTML or for_people else []), *(["separator"] if wanted in _TABLES else [])}
    given = {name: value for name, value in request.query_params.items() if name in values or name not in apart}
    return values | given


def _for_people(request: Request, wanted: str) -> bool:
    """Whether a table for spreadsheets is asked for: any other is exactly as the standard of the format has it."""
    return wanted == _WORKBOOK or (wanted == CSV.name and request.query_params.get("separator", "comma") != "comma")


async def _spreadsheet(request: Request, site: Site, asked: AskedQuestion, wanted: str) -> Response:
    """The answer as a file for spreadsheets."""
    data = await answer_data(site, asked, "json", _client(request))
    words, query = SiteWords(choose_language(request)), request.query_params
    title = asked.query.title(words.language)
    content = await run_in_threadpool(spreadsheet, data.body, asked.opened, words, title, query, wanted)
    return reply(request, content, headers={**_NEGOTIATED, **attached(f"esr-{asked.query.name}.{wanted}")})


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


async def _answer_page(request: Request, site: Site, asked: AskedQuestion) -> Content | PackedContent:
    """The page with an answer: kept where the answer is, for all who ask the same."""
    reader = PageReader(choose_language(request), "lang" in request.query_params)
    opened = asked.opened
    answer = AnswerReader(opened, asked.query.view, reader, request.query_params)
    path = precomputed_of(opened).find(asked.query, asked.values)
    if path:
        make = partial(_page_of_kept, request, asked, path.name, answer)
        return await run_in_threadpool(lambda: keep_page(request, opened, make))
    triples = form(asked.query.text) in ("CONSTRUCT", "DESCRIBE")
    content = await answer_data(site, asked, "ntriples" if triples else "json", _client(request))
    seen = await run_in_threadpool(answer.show, content.body, triples=triples)
    return await run_in_threadpool(_page, request, asked, seen)


def _page_of_kept(request: Request, asked: AskedQuestion, file: str, answer: AnswerReader) -> Content:
    return _page(request, asked, answer.show_kept(file))


def _page(request: Request, asked: AskedQuestion, seen: ShownAnswer) -> Content:
    formats = of_form(form(asked.query.text))
    downloads = {f".{each.suffix}": (asked.address(f".{each.suffix}"), each.media_type) for each in formats}
    first = CSV if CSV in formats else formats[0]
    text = inline(asked.query, asked.bindings)
    return page(
        request,
        "query.html",
        query=asked.query,
        fields=_fields(request, asked.opened, asked.query, asked.values, None),
        table=seen.table,
        columns=headings(request, seen.columns, seen.order, "#answer"),
        wrong_sort=None if seen.order else request.query_params.get("sort"),
        picture=seen.picture,
        downloads=downloads,
        files=list(_files(request, asked, formats)),
        text=text,
        editor=f"/sparql?{urlencode({'query': text})}",
        address=f"{asked.opened.iris.base.rstrip('/')}{asked.address(f'.{first.suffix}')}",
        first=first.name,
    )


def _files(request: Request, asked: AskedQuestion, formats: Sequence[Serialization]) -> Iterator[tuple[str, str, str]]:
    """The files of an answer that its page leads to: name, address and media type; those for people as these see it."""
    words = SiteWords(choose_language(request))
    kept = {name: value for name, value in request.query_params.items() if name == "sort"}
    for each in sorted(formats, key=lambda each: each != CSV):
        own: dict[str, object] = (
            {**kept, **words.spreadsheet, "lang": words.language} if each == CSV and words.spreadsheet else {}
        )
        yield each.suffix.upper(), address(asked.address(f".{each.suffix}"), own), each.media_type
        if each == CSV:
            yield "Excel", address(asked.address(f".{_WORKBOOK}"), {**kept, "lang": words.language}), XLSX


def _form_page(
    request: Request, opened: Opened, query: QueryFile, values: Mapping[str, str], error: ParameterError
) -> Content:
    return page(
        request,
        "query.html",
        query=query,
        fields=_fields(request, opened, query, values, error),
        table=None,
        picture=None,
    )


def _fields(
    request: Request, opened: Opened, query: QueryFile, values: Mapping[str, str], error: ParameterError | None
) -> list[object]:
    words, refused = SiteWords(choose_language(request)), error.parameter if error else None
    return [
        field(each, value, wrong(each, value, opened, words) if each.name == refused else None, opened, words)
        for each, value in ((each, values[each.name]) for each in query.parameters)
    ]


def _listing_page(request: Request, opened: Opened) -> Content:
    topics = by_topic(queries_of(opened).values(), choose_language(request))
    return page(request, "queries.html", topics=topics, topic_names=topic_names())


def _listing_data(request: Request, opened: Opened) -> Content:
    listed = [_entry(query, opened) for query in queries_of(opened).values()]
    return Content(orjson.dumps({"queries": listed}, option=orjson.OPT_INDENT_2), _JSON)


def _entry(query: QueryFile, opened: Opened) -> dict[str, object]:
    start = f"{opened.iris.base}queries/{query.name}"
    formats = of_form(form(query.text))
    return {
        "name": query.name,
        "title": dict(query.titles),
        "description": dict(query.descriptions),
        "topic": query.topic,
        "parameters": [
            {"name": each.name, "type": each.type, "default": each.default, "label": dict(each.labels)}
            for each in query.parameters
        ],
        "view": {"kind": query.view.kind, "columns": query.view.columns} if query.view else None,
        "page": start,
        "formats": {
            **{each.media_type: f"{start}.{each.suffix}" for each in formats},
            **({XLSX: f"{start}.{_WORKBOOK}"} if CSV in formats else {}),
        },
    }
