"""Wires the HTTP side together: which address is answered by what."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader
from pyoxigraph import NamedNode, Quad, Store

from esrgraph.iri import Iris
from esrgraph.release import DataFolder, Release
from esrgraph.resources import resource
from esrgraph.serialize import in_order, write_rdf
from esrgraph.store import construct, open_read_only, select

_SUFFIXES = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("jsonld", "application/ld+json"),
    "nt": ("ntriples", "application/n-triples"),
    "rdf": ("rdfxml", "application/rdf+xml"),
}
_PAGES = Environment(loader=PackageLoader("esrgraph.web"), autoescape=True)


def make_app(data: DataFolder) -> FastAPI:
    """The application over a data folder; every request reads the release that is current when it comes."""
    app = FastAPI(title="esrgraph", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", response_class=HTMLResponse)
    def index() -> str:
        release, store, iris = _opened(data)
        projects = [_linked(row, iris) for row in select(store, _query("projects"))]
        return _PAGES.get_template("index.html").render(projects=projects, release=release.id)

    @app.get("/id/{path:path}")
    def thing(path: str, accept: Annotated[str, Header()] = "*/*") -> Response:
        suffix = next((suffix for suffix, (_, media) in _SUFFIXES.items() if media in accept), "ttl")
        return RedirectResponse(f"/data/{path}.{suffix}", status_code=303, headers={"Vary": "Accept"})

    @app.get("/data/{path:path}.{suffix}")
    def description(path: str, suffix: str) -> Response:
        _, store, iris = _opened(data)
        if suffix not in _SUFFIXES:
            raise HTTPException(404, f"There is no format .{suffix}; there are {', '.join(_SUFFIXES)}")
        name, media = _SUFFIXES[suffix]
        output = BytesIO()
        write_rdf(in_order(_described(store, f"{iris.base}id/{path}")), output, name, iris.base)
        return Response(output.getvalue(), media_type=media)

    return app


def _described(store: Store, iri: str) -> list[Quad]:
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise HTTPException(404, f"{iri} is no IRI") from error
    quads = construct(store, _query("describe"), thing=thing)
    if not quads:
        raise HTTPException(404, f"Nothing is known of {iri}")
    return quads


def _linked(row: dict[str, str | None], iris: Iris) -> dict[str, str | None]:
    iri = row["project"] or ""
    return row | {"turtle": _path(iris.data(iri, "ttl"), iris), "jsonld": _path(iris.data(iri, "jsonld"), iris)}


def _path(address: str, iris: Iris) -> str:
    """An address of this site as a path, so that it works under whatever name the server is reached."""
    return f"/{address.removeprefix(iris.base)}"


def _opened(data: DataFolder) -> tuple[Release, Store, Iris]:
    return _open(data.current().folder)


@lru_cache(maxsize=2)
def _open(folder: Path) -> tuple[Release, Store, Iris]:
    release = Release(folder)
    return release, open_read_only(release.store), Iris(release.base)


@lru_cache
def _query(name: str) -> str:
    return resource("sparql", "pages", f"{name}.rq").read_text(encoding="utf-8")
