"""A release to the catalogue that lists it, and to the SPARQL service that answers from it, in DCAT-AP."""

from __future__ import annotations

from pyoxigraph import NamedNode

from esrgraph.rdf.prefixes import term_of
from esrgraph.release.dataset.edition import Edition
from esrgraph.release.dataset.statements import DatasetFacts, Properties, Value, in_languages

AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""Where the vocabularies of the EU Publications Office begin."""
_DESCRIPTION = ("Tämän palvelun tietoaineistot.", "Datamängderna i den här tjänsten.", "The datasets of this service.")
_SERVICE = ("SPARQL-kyselyrajapinta", "SPARQL-gränssnitt", "SPARQL endpoint")
KEYWORDS = (
    ("rakennerahastot", "strukturfonder", "structural funds"),
    ("hankkeet", "projekt", "projects"),
    ("työllisyys", "sysselsättning", "employment"),
    ("kohderyhmät", "målgrupper", "target groups"),
)
_SPARQL = "https://www.w3.org/TR/sparql11-protocol/"


def describe_catalogue(facts: DatasetFacts, edition: Edition) -> None:
    """State what is published here, by whom."""
    iris = edition.iris
    facts.add(
        iris.within_dataset("catalogue", "all"),
        {
            "a": term_of("dcat:Catalog"),
            "dct:title": in_languages(
                (f"{edition.host}: avoin data", f"{edition.host}: öppna data", f"{edition.host}: open data")
            ),
            "dct:description": in_languages(_DESCRIPTION),
            "dct:publisher": edition.publisher_in(facts),
            "dct:license": edition.licence_in(facts),
            "dct:issued": edition.issued,
            "dct:modified": edition.issued,
            "dct:language": languages(facts, "FIN", "SWE", "ENG"),
            "dct:spatial": finland(facts),
            "foaf:homepage": facts.add_typed(iris.base, "foaf:Document"),
            "dcat:themeTaxonomy": _themes(facts),
            "dcat:dataset": iris.dataset,
            "dcat:service": _service(facts, edition),
        },
    )


def _service(facts: DatasetFacts, edition: Edition) -> NamedNode:
    iris = edition.iris
    endpoint = facts.add_typed(f"{iris.base}sparql", "rdfs:Resource")
    standard: Properties = {"a": term_of("dct:Standard"), "dct:title": "SPARQL 1.1 Protocol"}
    return facts.add(
        NamedNode(f"{iris.dataset.value}/sparql"),
        {
            "a": term_of("dcat:DataService"),
            "dct:title": in_languages(_SERVICE),
            "dcat:endpointURL": endpoint,
            "dcat:endpointDescription": endpoint,
            "dcat:servesDataset": iris.dataset,
            "dct:conformsTo": facts.add(NamedNode(_SPARQL), standard),
            "dcat:keyword": [text for keyword in KEYWORDS for text in in_languages(keyword)],
            "dcat:theme": theme(facts),
            "dcat:contactPoint": edition.contact_in(facts),
            "dct:publisher": edition.publisher_in(facts),
            "dct:license": edition.licence_in(facts),
        },
    )


def languages(facts: DatasetFacts, *codes: str) -> list[Value]:
    """Languages of the EU's vocabulary by their codes, as `FIN`."""
    return [facts.add_typed(f"{AUTHORITY}language/{code}", "dct:LinguisticSystem") for code in codes]


def finland(facts: DatasetFacts) -> NamedNode:
    """The country."""
    return facts.add_typed(f"{AUTHORITY}country/FIN", "dct:Location")


def theme(facts: DatasetFacts) -> NamedNode:
    """What the dataset is about, in the EU's vocabulary."""
    return facts.add_concept(f"{AUTHORITY}data-theme/SOCI", "Population and society")


def _themes(facts: DatasetFacts) -> NamedNode:
    node, title = NamedNode(f"{AUTHORITY}data-theme"), "Data theme"
    return facts.add(node, {"a": term_of("skos:ConceptScheme"), "dct:title": title})
