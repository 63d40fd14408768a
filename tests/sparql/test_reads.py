"""What a query reads: enough to answer it as the whole graph does, and nothing that is read unsaid."""

import gzip

import pytest
from pyoxigraph import Quad, QueryTriples, RdfFormat, Store, parse

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.release.folder import DataFolder
from esrgraph.resources import resources
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import catalogue
from esrgraph.sparql.precomputed import Precomputed
from esrgraph.sparql.reads import names_read

PREFIX = "PREFIX e: <x:> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
TEXTS = {
    path.stem: path.read_text("utf-8") for name in ("rules", "views") for path in resources(f"sparql/{name}", ".rq")
}


@pytest.fixture(scope="module")
def triples(data: DataFolder) -> list[Quad]:
    lines = gzip.decompress((data.current().dumps / "esr.nt.gz").read_bytes())
    return list(parse(lines, format=RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module")
def whole(triples: list[Quad]) -> Store:
    return store_of(triples)


def store_of(triples: list[Quad]) -> Store:
    store = Store()
    store.bulk_extend(triples)
    return store


def only(triples: list[Quad], names: frozenset[str]) -> Store:
    """What is left of a graph when every triple is gone on which an answer is said not to hang."""
    return store_of(
        [
            each
            for each in triples
            if str(each.predicate) in names or (each.predicate == Rdf.type and str(each.object) in names)
        ]
    )


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_rule_derives_the_same_from_what_it_reads(name: str, triples: list[Quad], whole: Store) -> None:
    names = names_read(TEXTS[name])
    if names is None:
        assert name == "entailments"
        return
    expected, found = (graph.query(TEXTS[name]) for graph in (whole, only(triples, names)))
    assert isinstance(expected, QueryTriples)
    assert isinstance(found, QueryTriples)
    assert set(found) == set(expected)


def test_a_query_of_the_catalogue_has_the_same_answer_from_what_it_reads(
    data: DataFolder, triples: list[Quad], whole: Store
) -> None:
    unknown = []
    for query in map(Precomputed(data.current().queries).query, catalogue()):
        names = names_read(query.text)
        if names is None:
            unknown.append(query.name)
            continue
        bound = bind(query, {}, HERE)
        expected, found = (list(run(graph, query, bound)) for graph in (whole, only(triples, names)))  # type: ignore[arg-type]
        assert [str(row) for row in found] == [str(row) for row in expected], query.name
    assert sorted(unknown) == ["project", "projects-by-target-group", "what-changed"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT ?a ?b { ?a e:p ?b } ORDER BY DESC(?a) ?b ?a", {"<x:p>"}),
        ("SELECT * { ?a e:p/e:q* ?b . FILTER NOT EXISTS { ?b ^e:r ?c } }", {"<x:p>", "<x:q>", "<x:r>"}),
        ("SELECT * { BIND(1 AS ?n) ?a e:p ?n OPTIONAL { ?a a e:C } }", {"<x:p>", "<x:C>"}),
        ("SELECT * { ?a a ?c }", {str(Rdf.type)}),
        ("SELECT * { ?a rdf:type/e:p ?c }", {str(Rdf.type), "<x:p>"}),
        ("SELECT * { ?a <x:p> [ e:q ?b ] }", {"<x:p>", "<x:q>"}),
        ("SELECT * { ?a e:p ?b FILTER(!BOUND(?b)) }", {"<x:p>"}),
    ],
)
def test_the_predicates_that_are_followed_are_read(text: str, names: set[str]) -> None:
    assert read_beside_prefixes(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { e:s ?p 1 }",
        "SELECT * { ?s e:p 1 ; ?p [] }",
        "SELECT * { [ ?p true ] e:p ?o }",
        "SELECT * { ?s e:p ?o FILTER EXISTS { ?o ?q ?r } }",
        "SELECT * { ?s !e:p ?o }",
        "SELECT * { ?s !(e:p|^e:q) ?o }",
        "SELECT * { GRAPH ?g { ?s e:p ?o } }",
        "SELECT (NOW() AS ?now) { ?s e:p ?o }",
        "DESCRIBE e:s",
        "SELECT * { { SELECT ?a ?b { ?a ?b ?c } } }",
    ],
)
def test_what_may_read_anything_is_said_to(text: str) -> None:
    assert names_read(PREFIX + text) is None


def test_constants_are_no_reason_to_read_more() -> None:
    assert read_beside_prefixes("SELECT * { VALUES ?x { e:one } ?x e:p ?y }") == {"<x:one>", "<x:p>"}


def read_beside_prefixes(text: str) -> frozenset[str]:
    names, declared = names_read(PREFIX + text), names_read(PREFIX + "ASK {}")
    assert names is not None
    assert declared is not None
    return names - declared
