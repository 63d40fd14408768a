"""Pages about the service itself: what it is, what can be had from it as data, and what it does with personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.extraction.redact import MARK
from esrgraph.rdf.iris import DEFAULT_BASE
from esrgraph.web.downloads.downloads import list_files
from esrgraph.web.downloads.publisher import operator_of
from esrgraph.web.downloads.search_engines import dataset_markup
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import reply
from esrgraph.web.http.templating import page
from esrgraph.web.pages.parts.summary import periods_of, tally_of
from esrgraph.web.site import Opened, Site

_EXAMPLES = ("curl", "sparqlwrapper", "rdflib", "pandas", "networkx")
_EXAMPLE_PROJECT = "S39001"
"""The project in the example code; on the page, one of the release stands in its place."""


def routes(site: Site) -> list[Route]:
    """`/open-data`, `/about` and `/about/personal-data`."""

    def answering(template: str, describe: Callable[[Opened, str], Mapping[str, Any]]) -> Callable[[Request], Any]:
        def made(request: Request) -> Response:
            opened = site.opened()
            known = {"release": opened.past(), "operator": operator_of(opened), "periods": periods_of(opened)}
            values = {**known, **describe(opened, choose_language(request)), "for_assistants": site.for_assistants}
            return reply(request, page(request, template, **values), headers={"Vary": "Accept-Language"})

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(made, request)

        return endpoint

    return [
        Route("/open-data", answering("open-data.html", _data)),
        Route("/about", answering("about.html", _about)),
        Route("/about/personal-data", answering("personal-data.html", _personal)),
    ]


def _data(opened: Opened, language: str) -> Mapping[str, Any]:
    code = next(iter(tally_of(opened).codes), _EXAMPLE_PROJECT)
    base = opened.iris.base
    return {
        "base": base,
        "linked_data": dataset_markup(opened, language),
        "iri": opened.iris.project(code).value,
        "dataset": opened.iris.dataset.value,
        "files": list_files(opened.release, "dumps", ""),
        "examples": [
            (name, text.replace(DEFAULT_BASE, base).replace(_EXAMPLE_PROJECT, code)) for name, text in _examples()
        ],
    }


def _about(opened: Opened, language: str) -> Mapping[str, Any]:
    return {"version": version("esrgraph")}


def _personal(opened: Opened, language: str) -> Mapping[str, Any]:
    return {"mark": MARK}


@cache
def _examples() -> list[tuple[str, str]]:
    """The example code by name: each runs as it is against a server of the examples."""
    folder = Path(__file__).parents[1].joinpath("examples")
    return [(name, (folder / f"{name}.txt").read_text(encoding="utf-8")) for name in _EXAMPLES]
