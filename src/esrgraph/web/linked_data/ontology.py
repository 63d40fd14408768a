"""The ontology and the shapes at their addresses: documentation for people, RDF for programs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.rdf.ontology import IRI, ontology, quads, shorten_iri
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.validation.findings import Shape
from esrgraph.validation.shapes import ShapesGraph, load_shapes
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.templating import page
from esrgraph.web.linked_data.class_picture import class_picture
from esrgraph.web.linked_data.document import document_routes
from esrgraph.web.linked_data.labels import documentation_path, term_label
from esrgraph.web.site import Opened, Site

_OWL = NAMESPACES["owl"]


def routes(site: Site) -> list[Route]:
    """`/ontology` and `/shapes`, each with its formats; the version of the ontology leads to the ontology."""

    async def version(request: Request) -> Response:
        asked, known = request.path_params["version"], _in(ontology().about[f"{_OWL}versionInfo"], "")
        if asked != known:
            raise Refusal(404, f"There is no version {asked!r} of the ontology here; there is {known}").for_people(
                "refused_version", name=asked
            )
        return RedirectResponse("/ontology", 303)

    return [
        Route("/ontology/{version}", version),
        *document_routes(site, "/ontology", _ontology_triples, _documentation),
        *document_routes(site, "/shapes", _shapes_triples, _rules),
    ]


def _ontology_triples(_: Opened) -> Iterable[Triple]:
    return [quad.triple for quad in quads()]


def _shapes_triples(_: Opened) -> Iterable[Triple]:
    return _named_shapes()


@cache
def _named_shapes() -> list[Triple]:
    """The shapes with the same names of blank nodes whenever they are read (RDF Dataset Canonicalization)."""
    dataset = Dataset(Quad(*triple) for triple in _shapes().triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


@cache
def _shapes() -> ShapesGraph:
    return load_shapes()


def _documentation(request: Request, _: Opened) -> Content:
    language, known = choose_language(request), ontology()

    def about(name: str) -> dict[str, str]:
        return known.about.get(name, {})

    return page(
        request,
        "ontology.html",
        iri=IRI,
        namespace=Esr.NAMESPACE,
        title=_in(about(f"{Dct.NAMESPACE}title"), language),
        description=about(f"{Dct.NAMESPACE}description"),
        version=_in(about(f"{_OWL}versionInfo"), language),
        version_iri=_in(about(f"{_OWL}versionIRI"), language),
        licence=_in(about(f"{Dct.NAMESPACE}license"), language),
        modified=_in(about(f"{Dct.NAMESPACE}modified"), language),
        citation=_in(about(f"{Dct.NAMESPACE}bibliographicCitation"), language),
        known=known,
        modules=("esr", "evidence", "derived"),
        kinds=("class", "object-property", "datatype-property"),
        picture=class_picture(known),
        text=lambda texts: _in(texts, language),
        language_of=lambda texts: _chosen_language(texts, language),
        label=lambda iri: term_label(iri, language),
        documented=documentation_path,
        short=shorten_iri,
    )


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(_chosen_language(texts, language), "")


def _chosen_language(texts: dict[str, str], language: str) -> str:
    """The language of those that there are that is shown to who reads another."""
    return next((each for each in (language, "en", "") if each in texts), "")


def _rules(request: Request, _: Opened) -> Content:
    language = choose_language(request)
    coded = [shape for shape in _shapes().shapes if shape.remedy]
    return page(request, "shapes.html", shapes=coded, text=lambda texts: _in(texts, language), severity=_severity)


def _severity(shape: Shape) -> str:
    return f"severity_{shape.severity.value}"
