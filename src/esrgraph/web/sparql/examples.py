"""The catalogue as example queries in RDF, where editors and assistants for SPARQL look for them.

The shape is that of https://github.com/sib-swiss/sparql-examples: `sh:SPARQLExecutable` with the question in English as
its only `rdfs:comment`, for readers take each comment as a query of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.language import LANGUAGES
from esrgraph.rdf.prefixes import NAMESPACES, term_of
from esrgraph.rdf.serialize import in_order
from esrgraph.rdf.vocabulary import Rdf, Rdfs, Schema, Xsd
from esrgraph.resources import resource
from esrgraph.sparql import bind, form
from esrgraph.sparql.catalogue import QueryFile, catalogue, read_query
from esrgraph.sparql.inline import inline
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.rdf_content import rdf_content
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.dereferencing import FORMATS
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened, Site

_FORMS = {"SELECT": "Select", "CONSTRUCT": "Construct", "ASK": "Ask"}


@remembered(most=1)
def example_queries(opened: Opened) -> list[tuple[QueryFile, str]]:
    """How to ask the statistics, and the catalogue's queries, each with its text for the defaults of its parameters."""
    statistics = read_query(resource("sparql", "how-to", "query-7-statistics.rq"))
    return [(query, inline(query, bind(query, {}, opened.iris))) for query in (statistics, *catalogue())]


def describe_examples(opened: Opened) -> Iterator[Quad]:
    """Each example query, and the prefixes that all of them may use."""
    service = f"{opened.iris.base}sparql"
    prefixes = NamedNode(f"{service}#prefixes")
    yield Quad(prefixes, Rdf.type, term_of("owl:Ontology"))
    yield Quad(prefixes, term_of("owl:imports"), NamedNode(NAMESPACES["sh"].rstrip("#")))
    for prefix, namespace in NAMESPACES.items():
        declared = NamedNode(f"{service}#prefix-{prefix}")
        yield Quad(prefixes, term_of("sh:declare"), declared)
        yield Quad(declared, term_of("sh:prefix"), Literal(prefix))
        yield Quad(declared, term_of("sh:namespace"), Literal(namespace, datatype=NamedNode(f"{Xsd.NAMESPACE}anyURI")))
    for query, text in example_queries(opened):
        yield from _describe_query(query, text, NamedNode(service), prefixes)


def routes(site: Site) -> list[Route]:
    """`/sparql-examples.ttl` and the other formats: the examples alone, and where they are looked for."""

    async def file(request: Request) -> Response:
        suffix = request.path_params["suffix"]
        if suffix not in FORMATS:
            raise Refusal(404, f"There is no format .{suffix} of the examples; there are {', '.join(FORMATS)}")
        return reply(request, await run_in_threadpool(_examples, site.opened(), suffix))

    async def well_known(request: Request) -> Response:
        return RedirectResponse("/sparql-examples.ttl", 303)

    return [Route("/sparql-examples.{suffix}", file), Route("/.well-known/sparql-examples", well_known)]


def _examples(opened: Opened, suffix: str) -> Content:
    return rdf_content(in_order(describe_examples(opened)), FORMATS[suffix][0], opened.iris.base)


def _describe_query(query: QueryFile, text: str, service: NamedNode, prefixes: NamedNode) -> Iterator[Quad]:
    node, name = NamedNode(f"{service.value}#query-{query.name}"), _FORMS[form(text) or "SELECT"]
    yield Quad(node, Rdf.type, term_of("sh:SPARQLExecutable"))
    yield Quad(node, Rdf.type, term_of(f"sh:SPARQL{name}Executable"))
    yield Quad(node, Rdfs.comment, Literal(f"{query.title('en')}: {query.description('en')}", language="en"))
    for language in LANGUAGES:
        yield Quad(node, Rdfs.label, Literal(query.title(language), language=language))
    yield Quad(node, term_of("sh:prefixes"), prefixes)
    yield Quad(node, term_of(f"sh:{name.lower()}"), Literal(text))
    yield Quad(node, NamedNode(f"{Schema.NAMESPACE}target"), service)
    if query.topic:
        yield Quad(node, NamedNode(f"{Schema.NAMESPACE}keywords"), Literal(query.topic))
