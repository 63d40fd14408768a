"""The endpoint described for programs: what it takes, over which graphs, within which limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.rdf.formats import ROWS, TRIPLES
from esrgraph.rdf.prefixes import NAMESPACES, term_of
from esrgraph.rdf.serialize import in_order
from esrgraph.rdf.vocabulary import Dct, Rdf, Schema, Xsd
from esrgraph.web.http.rdf_content import rdf_content
from esrgraph.web.http.responses import Content
from esrgraph.web.linked_data.described import describe_dataset
from esrgraph.web.site import Opened, Site
from esrgraph.web.sparql.examples import describe_examples
from esrgraph.web.workers.limits import Limits

_LIMITS = {
    "seconds": ("The longest that a query may run", "SEC"),
    "rows": ("The most rows or triples that a result may have", None),
    "bytes": ("The largest size of a result, before compression", "AD"),
    "characters": ("The longest text of a query", None),
    "memory": ("The most memory that a query may use, with the store's own", "AD"),
    "concurrency": ("How many queries run at once", None),
    "queue": ("How many queries wait for their turn", None),
    "wait": ("The longest that a query waits for its turn", "SEC"),
    "share": ("How many queries of one client may run or wait", None),
}
"""Of each limit: what it is, and the UN/CEFACT code of its unit where it has one."""
_GRAPHS = {
    "changes": "Which projects were added, changed and removed since the release before",
    "dataset": "The description of the dataset: DCAT-AP and VoID",
    "eurio": "Projects, roles, organisations and grants in the terms of EURIO, the ontology of CORDIS",
    "geometry": "Borders and centres of municipalities, sub-regions and regions, in GeoSPARQL",
    "statistics": "Numbers and money of projects by fund, year, region, objective, type of applicant and target group,"
    " as RDF Data Cubes. Ask it for aggregates: it answers in a fraction of the time that the projects take",
}
"""What the named graphs hold that every release has."""


def description(site: Site, name: str) -> Content:
    """The service description in a format of RDF."""
    opened = site.opened()
    quads = chain(_describe_service(opened, site.workers.limits), describe_examples(opened), _describe_content(opened))
    return rdf_content(in_order(quads), name, opened.iris.base)


def _describe_service(opened: Opened, limits: Limits) -> Iterator[Quad]:
    service = NamedNode(f"{opened.iris.base}sparql")
    yield Quad(service, Rdf.type, _sd("Service"))
    yield Quad(service, _sd("endpoint"), service)
    yield Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for each in (*ROWS, *TRIPLES):
        yield Quad(service, _sd("resultFormat"), NamedNode(each.iri))
    yield from _dataset(opened, service)
    for limit in _LIMITS:
        yield from _limit(service, limit, getattr(limits, limit))


def _dataset(opened: Opened, service: NamedNode) -> Iterator[Quad]:
    """The default graph, which has no name, and the named graphs."""
    dataset, default = (NamedNode(f"{service.value}#{part}") for part in ("dataset", "default-graph"))
    yield Quad(service, _sd("defaultDataset"), dataset)
    yield Quad(dataset, Rdf.type, _sd("Dataset"))
    yield Quad(dataset, Dct.identifier, Literal(opened.release.id))
    yield Quad(dataset, _sd("defaultGraph"), default)
    yield Quad(default, Rdf.type, _sd("Graph"))
    names = (graph for graph in opened.store.named_graphs() if isinstance(graph, NamedNode))
    for number, name in enumerate(sorted(names, key=str), start=1):
        graph = NamedNode(f"{service.value}#graph-{number}")
        yield Quad(dataset, _sd("namedGraph"), graph)
        yield Quad(graph, Rdf.type, _sd("NamedGraph"))
        yield Quad(graph, _sd("name"), name)
        told = _GRAPHS.get(name.value.removeprefix(opened.iris.graph("").value))
        if told:
            yield Quad(graph, Dct.description, Literal(told, language="en"))


def _describe_content(opened: Opened) -> Iterator[Quad]:
    """What VoID tells of the default graph: clients that write queries read there which classes have what."""
    parts, void = f"{opened.iris.dataset.value}/", NAMESPACES["void"]
    for triple in describe_dataset(opened).triples:
        if triple.predicate.value.startswith(void) or str(triple.subject).startswith(f"<{parts}"):
            yield Quad(triple.subject, triple.predicate, triple.object)


def _limit(service: NamedNode, name: str, value: float) -> Iterator[Quad]:
    limit = NamedNode(f"{service.value}#limit-{name}")
    text, unit = _LIMITS[name]
    datatype = Xsd.integer if isinstance(value, int) else Xsd.decimal
    yield Quad(service, _schema("additionalProperty"), limit)
    yield Quad(limit, Rdf.type, _schema("PropertyValue"))
    yield Quad(limit, _schema("propertyID"), Literal(name))
    yield Quad(limit, _schema("name"), Literal(text, language="en"))
    yield Quad(limit, _schema("value"), Literal(f"{value}", datatype=datatype))
    if unit:
        yield Quad(limit, _schema("unitCode"), Literal(unit))


def _sd(name: str) -> NamedNode:
    return term_of(f"sd:{name}")


def _schema(name: str) -> NamedNode:
    return NamedNode(Schema.NAMESPACE + name)
