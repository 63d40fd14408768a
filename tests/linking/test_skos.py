"""The schemes together are sound SKOS, by skosify and by the integrity conditions that it does not check."""

import logging
from functools import cache

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import Graph
from skosify import check

from esrgraph.rdf.vocabulary import Skos
from esrgraph.resources import resources

FILES = resources("ontology/schemes", ".ttl")
BASE = "http://localhost:8000/"
PREFIXES = f"PREFIX skos: <{Skos.NAMESPACE}> PREFIX : <{BASE}>"
HIERARCHY = (("broader", "narrower"), ("hasTopConcept", "topConceptOf"), ("topConceptOf", "hasTopConcept"))


@cache
def schemes() -> Store:
    store = Store()
    for path in FILES:
        store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE)
    return store


BROKEN_BY_SKOSIFY = {
    "S13: a label is preferred and hidden": ':a a skos:Concept ; skos:prefLabel "x"@fi ; skos:hiddenLabel "x"@fi .',
    "S14: two preferred labels of a language": ':a a skos:Concept ; skos:prefLabel "x"@fi , "y"@fi .',
    "S27: related and broader": ":a skos:broader :b ; skos:related :b .",
    "a circle": ":a a skos:Concept ; skos:broader :b . :b a skos:Concept ; skos:broader :a .",
}


def complaints(graph: Graph, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What skosify says of a graph; circles are looked for from the top concepts."""
    with caplog.at_level(logging.WARNING):
        check.hierarchy_cycles(graph, fix=False)
        check.disjoint_relations(graph, fix=False)
        check.label_overlap(graph, fix=False)
        check.preflabel_uniqueness(graph, policy="shortest")
    return [record.getMessage() for record in caplog.records]


def test_skosify_finds_no_fault_in_the_schemes(caplog: pytest.LogCaptureFixture) -> None:
    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle", publicID=BASE)

    assert complaints(graph, caplog) == []


@pytest.mark.parametrize("turtle", BROKEN_BY_SKOSIFY.values(), ids=BROKEN_BY_SKOSIFY)
def test_skosify_finds_the_faults_that_it_is_asked_for(turtle: str, caplog: pytest.LogCaptureFixture) -> None:
    scheme = ":s a skos:ConceptScheme ; skos:hasTopConcept :a ."
    graph = Graph().parse(data=f"{PREFIXES}\n{scheme} {turtle}", format="turtle")

    assert complaints(graph, caplog)


CONDITIONS = {
    "S9: a scheme is no concept": (
        "?x a skos:ConceptScheme , skos:Concept",
        ":a a skos:ConceptScheme , skos:Concept .",
    ),
    "S37: a collection is no concept and no scheme": (
        "VALUES ?collection { skos:Collection skos:OrderedCollection } VALUES ?kind { skos:Concept skos:ConceptScheme }"
        " ?x a ?collection , ?kind",
        ":a a skos:Concept , skos:OrderedCollection .",
    ),
    "S46: what is the same is neither broader, narrower nor related": (
        "VALUES ?other { skos:broadMatch skos:narrowMatch skos:relatedMatch }"
        " ?x (skos:exactMatch|^skos:exactMatch)+ ?y { ?x ?other ?y } UNION { ?y ?other ?x }",
        ":a skos:exactMatch :b . :c skos:exactMatch :b ; skos:relatedMatch :a .",
    ),
}


@pytest.mark.parametrize(("pattern", "broken"), CONDITIONS.values(), ids=CONDITIONS)
def test_the_schemes_keep_the_integrity_conditions(pattern: str, broken: str) -> None:
    ask = f"{PREFIXES} ASK {{ {pattern} }}"
    store = Store()
    store.load(f"{PREFIXES}\n{broken}".encode(), format=RdfFormat.TURTLE)

    assert store.query(ask)
    assert not schemes().query(ask)


@pytest.mark.parametrize(("property_name", "inverse"), HIERARCHY, ids=lambda name: name)
def test_a_relation_can_be_followed_both_ways(property_name: str, inverse: str) -> None:
    forward, backward = (NamedNode(Skos.NAMESPACE + name) for name in (property_name, inverse))
    stated = {(quad.subject, quad.object) for quad in schemes().quads_for_pattern(None, forward, None)}
    answered = {(quad.object, quad.subject) for quad in schemes().quads_for_pattern(None, backward, None)}

    assert stated
    assert stated == answered


def test_a_scheme_is_entered_by_the_concepts_that_have_none_above_them_in_it() -> None:
    entered = schemes().query(f"{PREFIXES} SELECT ?scheme ?concept {{ ?scheme skos:hasTopConcept ?concept }}")
    highest = schemes().query(f"""{PREFIXES} SELECT ?scheme ?concept {{
        ?scheme a skos:ConceptScheme . ?concept skos:inScheme ?scheme
        FILTER NOT EXISTS {{ ?concept skos:broader/skos:inScheme ?scheme }} }}""")

    assert {(row["scheme"], row["concept"]) for row in entered} == {(row["scheme"], row["concept"]) for row in highest}
