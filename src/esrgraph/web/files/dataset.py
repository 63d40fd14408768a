"""The description of the dataset: as a page, as RDF, and where clients of VoID look for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.shapes import Triples
from esrgraph.web.frame.language import choose_language
from esrgraph.web.frame.pages import page
from esrgraph.web.frame.refusal import Refusal
from esrgraph.web.frame.reply import Content
from esrgraph.web.site import Opened, Site
from esrgraph.web.things.document import document_routes
from esrgraph.web.things.labels import documented, term_label

_DCAT, _DCT, _FOAF = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/"
_VOID = "http://rdfs.org/ns/void#"
_ELSEWHERE = {
    "/.well-known/void": "/dataset",
    "/graph/dataset": "/dataset",
    "/graph/changes": "/changes.json",
    "/dataset/distribution/{name}": "/dumps/{name}",
    "/dataset/release/{name}": "/releases/{name}",
    "/dataset/{name:path}": "/dataset",
}
"""Where the names of what belongs to the dataset lead; the well-known one is that of VoID, section 7.2."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download as the description has it; size in bytes."""

    title: str
    address: str
    size: int


def routes(site: Site) -> list[Route]:
    """`/dataset` and what leads to it."""

    elsewhere = [Route(place, _leading(target)) for place, target in _ELSEWHERE.items()]
    return [*document_routes(site, "/dataset", _triples, _page), *elsewhere]


def _leading(target: str) -> Callable[[Request], Awaitable[Response]]:
    async def lead(request: Request) -> Response:
        return RedirectResponse(target.format(**request.path_params), 303)

    return lead


@lru_cache(maxsize=2)
def _described(opened: Opened) -> Triples:
    return Triples(_triples(opened))


def _triples(opened: Opened) -> list[Triple]:
    path = opened.release.dataset
    if not path.is_file():
        raise Refusal(404, f"The release {opened.release.id} has no description of the dataset")
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def _page(request: Request, opened: Opened) -> Content:
    about, language = _described(opened), choose_language(request)
    node = opened.iris.dataset
    return page(
        request,
        "dataset.html",
        iri=node.value,
        title=_text(about, node, f"{_DCT}title", language),
        description=_text(about, node, f"{_DCT}description", language),
        licence=_text(about, node, f"{_DCT}license", language),
        publisher=_text(about, _node(about, node, f"{_DCT}publisher"), f"{_FOAF}name", language),
        issued=_text(about, node, f"{_DCT}issued", language),
        version=_text(about, node, f"{_DCAT}version", language),
        triples=_text(about, node, f"{_VOID}triples", language),
        downloads=sorted(_downloads(about, opened, language), key=lambda download: download.address),
        classes=sorted(_classes(about, node, language), key=lambda row: (-row[2], row[0])),
    )


def _downloads(about: Triples, opened: Opened, language: str) -> Iterator[Download]:
    for node in about.objects(opened.iris.dataset, NamedNode(f"{_DCAT}distribution")):
        if isinstance(node, NamedNode):
            address = opened.path(_text(about, node, f"{_DCAT}downloadURL", language))
            size = _text(about, node, f"{_DCAT}byteSize", language)
            yield Download(_text(about, node, f"{_DCT}title", language), address, int(size or 0))


def _classes(about: Triples, node: NamedNode, language: str) -> Iterator[tuple[str, str, int]]:
    """Label, documentation and number of things of each class."""
    for part in about.objects(node, NamedNode(f"{_VOID}classPartition")):
        if isinstance(part, NamedNode):
            iri = _text(about, part, f"{_VOID}class", language)
            yield (
                term_label(iri, language),
                documented(iri) or iri,
                int(_text(about, part, f"{_VOID}entities", language)),
            )


def _node(about: Triples, subject: NamedNode, predicate: str) -> NamedNode:
    return next((each for each in about.objects(subject, NamedNode(predicate)) if isinstance(each, NamedNode)), subject)


def _text(about: Triples, subject: NamedNode, predicate: str, language: str) -> str:
    """The value in a language, or the first there is; empty where there is none."""
    values = about.objects(subject, NamedNode(predicate))
    texts = {each.language if isinstance(each, Literal) else None: each.value for each in reversed(values)}
    return texts.get(language) or next(iter(texts.values()), "")
