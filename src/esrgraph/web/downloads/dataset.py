"""The description of the dataset: as a page, as RDF, and where clients of VoID look for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.web.downloads.search_engines import dataset_markup
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.templating import page
from esrgraph.web.linked_data.described import DCAT, DCT, DescriptionTriples, describe_dataset
from esrgraph.web.linked_data.document import document_routes
from esrgraph.web.linked_data.labels import documentation_path, term_label
from esrgraph.web.site import Opened, Site

_FOAF, _VOID = NAMESPACES["foaf"], NAMESPACES["void"]
_ELSEWHERE = {
    "/.well-known/void": "/dataset",
    "/graph/dataset": "/dataset",
    "/graph/changes": "/changes.json",
    "/graph/eurio": "/dumps/eurio.nt",
    "/graph/geometry": "/dumps/geometry.nt",
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

    elsewhere = [Route(place, _redirect_to(target)) for place, target in _ELSEWHERE.items()]
    return [*document_routes(site, "/dataset", _triples, _page), *elsewhere]


def _redirect_to(target: str) -> Callable[[Request], Awaitable[Response]]:
    async def lead(request: Request) -> Response:
        return RedirectResponse(target.format(**request.path_params), 303)

    return lead


def _triples(opened: Opened) -> list[Triple]:
    return _description_triples(opened).triples


def _description_triples(opened: Opened) -> DescriptionTriples:
    about = describe_dataset(opened)
    if not about.triples:
        raise Refusal(404, f"The release {opened.release.id} has no description of the dataset").for_people(
            "error_404_text"
        )
    return about


def _page(request: Request, opened: Opened) -> Content:
    about, language = _description_triples(opened), choose_language(request)
    node = opened.iris.dataset

    def text(term: str) -> str:
        return about.text(node, term, language)

    return page(
        request,
        "dataset.html",
        iri=node.value,
        linked_data=dataset_markup(opened, language),
        title=text(f"{DCT}title"),
        description=text(f"{DCT}description"),
        licence=text(f"{DCT}license"),
        publisher=about.text(about.node(node, f"{DCT}publisher"), f"{_FOAF}name", language),
        issued=text(f"{DCT}issued"),
        version=text(f"{DCAT}version"),
        triples=text(f"{_VOID}triples"),
        downloads=sorted(_downloads(about, opened, language), key=lambda download: download.address),
        classes=sorted(_classes(about, node, language), key=lambda row: (-row[2], row[0])),
    )


def _downloads(about: DescriptionTriples, opened: Opened, language: str) -> Iterator[Download]:
    for node in about.nodes(opened.iris.dataset, f"{DCAT}distribution"):
        address = opened.path(about.text(node, f"{DCAT}downloadURL"))
        size = about.text(node, f"{DCAT}byteSize")
        yield Download(about.text(node, f"{DCT}title", language), address, int(size or 0))


def _classes(about: DescriptionTriples, node: NamedNode, language: str) -> Iterator[tuple[str, str, int]]:
    """Label, documentation and number of things of each class."""
    for part in about.nodes(node, f"{_VOID}classPartition"):
        iri = about.text(part, f"{_VOID}class")
        yield term_label(iri, language), documentation_path(iri) or iri, int(about.text(part, f"{_VOID}entities"))
