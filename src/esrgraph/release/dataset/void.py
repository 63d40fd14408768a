"""Statistics of a graph to VoID: partitions by class and property, and linksets to the datasets of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import NAMESPACES, term_of
from esrgraph.rdf.serialize import PREFIXES
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.dataset.statements import DatasetFacts, Properties, Value, in_languages
from esrgraph.release.dataset.statistics import CubeSize, Statistics, namespace

_EXAMPLES = (Esr.Project, Esr.Organisation, Esr.Municipality)
_CUBES = ("Tilastot", "Statistik", "Statistics")
_DATA_CUBE = "http://www.w3.org/TR/vocab-data-cube/"
_NAMES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
DATASETS = {
    "http://www.wikidata.org/": ("wikidata", "Wikidata", "Wikidata"),
    "http://www.yso.fi/onto/": ("yso", "YSO", "Finto: YSO"),
    "http://data.europa.eu/nuts/": ("nuts", "NUTS", "NUTS"),
    "http://uri.suomi.fi/codelist/": ("suomi-fi", "Suomi.fi", "Suomi.fi codelists"),
    "https://sws.geonames.org/": ("geonames", "GeoNames", "GeoNames"),
    "https://ror.org/": ("ror", "ROR", "Research Organization Registry (ROR)"),
    "https://isni.org/isni/": ("isni", "ISNI", "International Standard Name Identifier (ISNI)"),
}
"""Datasets that are linked to, by where their IRIs begin: a key, a short name, and the name in full."""


def describe_statistics(facts: DatasetFacts, statistics: Statistics, iris: Iris) -> None:
    """State how much the dataset holds of what, and what it links to."""
    facts.add(
        iris.dataset,
        {
            "a": term_of("void:Dataset"),
            "void:triples": statistics.triples,
            "void:entities": statistics.entities,
            "void:distinctSubjects": statistics.subjects,
            "void:distinctObjects": statistics.objects,
            "void:classes": len(statistics.classes),
            "void:properties": len(statistics.properties),
            "void:uriSpace": f"{iris.base}id/",
            "void:uriRegexPattern": f"^{re.escape(iris.base)}id/[a-z-]+/.+$",
            "void:vocabulary": [NamedNode(each) for each in statistics.vocabularies],
            "void:exampleResource": [
                NamedNode(statistics.examples[kind.value]) for kind in _EXAMPLES if kind.value in statistics.examples
            ],
            "void:classPartition": _partitions(
                facts, statistics.classes, "class", "entities", iris, statistics.by_class
            ),
            "void:propertyPartition": _partitions(facts, statistics.properties, "property", "triples", iris),
            "void:subset": _linksets(facts, statistics, iris),
        },
    )


def describe_cubes(facts: DatasetFacts, size: CubeSize, iris: Iris) -> None:
    """State how large the graph of statistics is: a part of the dataset, whose triples are not among its own."""
    graph = iris.graph("statistics")
    facts.add(iris.dataset, {"void:subset": graph})
    facts.add(
        graph,
        {
            "a": term_of("void:Dataset"),
            "dct:title": in_languages(_CUBES),
            "dct:conformsTo": facts.add_typed(_DATA_CUBE, "dct:Standard"),
            "void:triples": size.triples,
            "void:entities": size.observations,
            "void:vocabulary": [NamedNode(NAMESPACES[each]) for each in ("esr", "qb", "sdmx-dimension")],
            "void:dataDump": NamedNode(f"{iris.base}dumps/statistics.nt.gz"),
            "foaf:page": facts.add_typed(f"{iris.base}statistics", "foaf:Document"),
        },
    )


def _partitions(
    facts: DatasetFacts,
    counts: Mapping[str, int],
    name: str,
    counted: str,
    iris: Iris,
    within: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> list[Value]:
    """One part of the dataset for each class or property, with how many entities or triples there are of it, and the
    properties `within` a class."""
    return [
        facts.add(
            iris.within_dataset(name, _curie(term)),
            {
                "a": term_of("void:Dataset"),
                f"void:{name}": NamedNode(term),
                f"void:{counted}": counts[term],
                "void:propertyPartition": _within(facts, within.get(term, {}), _curie(term), iris),
            },
        )
        for term in sorted(counts)
    ]


def _within(facts: DatasetFacts, counts: Mapping[str, int], kind: str, iris: Iris) -> list[Value]:
    """The properties that things of a class have, each with how many triples."""
    return [
        facts.add(
            iris.within_dataset("class", f"{kind}/{_curie(term)}"),
            {"a": term_of("void:Dataset"), "void:property": NamedNode(term), "void:triples": counts[term]},
        )
        for term in sorted(counts)
    ]


def _curie(term: str) -> str:
    """A CURIE for what has a prefix here, the whole IRI for what has none."""
    start = namespace(term)
    return f"{_NAMES[start]}.{term.removeprefix(start)}" if start in _NAMES else term


def _linksets(facts: DatasetFacts, statistics: Statistics, iris: Iris) -> list[Value]:
    """The matches to each dataset that has a name here, one linkset a property."""
    found: list[Value] = []
    for address, (name, _, title) in DATASETS.items():
        target = iris.within_dataset("target", name)
        counts: Counter[str] = Counter()
        for (term, where), count in statistics.links.items():
            if where.startswith(address):
                counts[term] += count
        for term in sorted(counts):
            linkset: Properties = {
                "a": term_of("void:Linkset"),
                "void:subjectsTarget": iris.dataset,
                "void:objectsTarget": target,
                "void:linkPredicate": NamedNode(term),
                "void:triples": counts[term],
            }
            found.append(
                facts.add(iris.within_dataset("links", f"{name}.{term.removeprefix(namespace(term))}"), linkset)
            )
        if counts:
            facts.add(target, {"a": term_of("void:Dataset"), "dct:title": title, "void:uriSpace": address})
    return found
