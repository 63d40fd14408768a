"""The queries of sh:sparql asked of all focus nodes at once find what they find of each by itself (SHACL 5)."""

import pytest
from pyoxigraph import Store
from test_compiled import found, graph_of, store_of
from test_constraints import expected, lines

from esrgraph.validation.compiler.compile import compile_shapes

DATA = """
    ex:one a ex:Thing ; ex:a 1 ; ex:b 1 ; ex:link ex:two .
    ex:two a ex:Thing ; ex:a 2 , 3 ; ex:b 5 ; ex:link ex:one , ex:three .
    ex:three a ex:Other ; ex:a 9 ; ex:b 1 ; ex:link ex:three .
"""
"""The third is no thing, so that no query may find it."""
QUERIES = [
    ("SELECT $this ?value { $this ex:a ?value }", 'one "1", two "2" "3"'),
    ("SELECT ?this { ?this a <http://example.org/Thing> ; ex:link ?x }", "one <one>, two <two>"),
    ("select $this where { $this ex:b 1 optional { $this ex:none ?n } filter (!bound(?n)) }", "one <one>"),
    ("SELECT $this ($a AS ?value) { $this ex:a $a BIND ($a + 1 AS ?b) FILTER (?b = 3) }", 'two "2"'),
    ("SELECT $this ?value { $this ex:b 1 BIND (STR($this) AS ?value) }", 'one "one"'),
    ("SELECT $this ?value { $this ?path ?value FILTER (?path = ex:b) }", 'one "1", two "5"'),
    ("SELECT * { $this ex:a ?value }", 'one "1", two "2" "3"'),
    ("SELECT $this { ?x ex:b 5 { SELECT DISTINCT * { $this ex:b 1 } } }", "one <one>"),
    ("SELECT $this (COUNT(*) AS ?value) { $this ex:link ?l } GROUP BY $this", 'one "1", two "2"'),
    ("SELECT (STR($this) AS ?value) $this { $this ex:b 1 }", 'one "one"'),
    ("SELECT ?value $this { $this ex:a ?value }", 'one "1", two "2" "3"'),
    # A type says again what the target says only where every solution has it.
    ("SELECT $this { { $this ex:b 1 } { $this a ex:Thing } }", "one <one>"),
    ("SELECT $this { { $this ex:b 1 } UNION { $this a ex:Thing } }", "one <one>, two <two>"),
    ("SELECT $this { { { $this a ex:Thing } UNION { $this ex:b 1 } } }", "one <one>, two <two>"),
    ("SELECT $this { { { $this a ex:Thing } } UNION { $this ex:b 1 } }", "one <one>, two <two>"),
    ("SELECT $this { $this ex:b 1 OPTIONAL { $this a ex:Thing } }", "one <one>"),
    ("SELECT $this { $this ex:b ?b FILTER (EXISTS { $this a ex:Thing } || ?b = 1) }", "one <one>, two <two>"),
    ("SELECT $this { $this ex:b 1 . ?this ?a ex:Other }", ""),
    ("SELECT $this { $this ex:link ?x . ?x a ex:Thing . $this ex:b 1 }", "one <one>"),
    # Groups that speak of $this and bind it, or that do not speak of it.
    ("SELECT $this { { $this ex:b 1 } UNION { ?x ex:b 5 } }", "one <one>, two <two>"),
    ("SELECT $this { { FILTER (BOUND($this)) $this ex:b 1 } }", "one <one>"),
    ("SELECT $this { OPTIONAL { ?x ex:b 1 FILTER ($this = ?x) } FILTER (!BOUND(?x)) }", "two <two>"),
    ("SELECT $this { { $this ex:a 1 OPTIONAL { ?x ex:b 1 FILTER ($this = ?x) } FILTER (BOUND(?x)) } }", "one <one>"),
    ("SELECT $this { FILTER NOT EXISTS { ?x ex:b 1 FILTER ($this = ?x) } }", "two <two>"),
    (
        "SELECT $this { ?x ex:b 5 { { $this ex:b 1 } { FILTER NOT EXISTS { ?y ex:a 9 FILTER ($this = ?y) } } } }",
        "one <one>",
    ),
    # Solutions are counted for each $this by itself.
    ("SELECT $this (COUNT(?l) AS ?value) { $this ex:link ?l } GROUP BY $this", 'one "1", two "2"'),
    ("SELECT $this (MAX(?a) AS ?value) { $this a ex:Thing ; ex:a ?a } GROUP BY $this", 'one "1", two "3"'),
    ("SELECT $this { $this ex:link ?l } GROUP BY $this HAVING (COUNT(?l) > 1)", "two <two>"),
    ("SELECT $this ?value { $this ex:link/ex:a ?value } GROUP BY $this ?value", 'one "2" "3", two "1" "9"'),
    (
        "SELECT $this ?value { $this ex:b ?b { SELECT $this (SUM(?a) AS ?value) { $this ex:a ?a } GROUP BY $this } }",
        'one "1", two "5"',
    ),
    (
        "SELECT $this ?value { { SELECT DISTINCT $this ?value { $this ex:a ?value FILTER (?value > 1) } } }",
        'two "2" "3"',
    ),
]
HANDED_OVER = {
    "SELECT $this": "a sub-SELECT",
    "{ $this ex:b 1 }": "a sub-SELECT",
    "SELECT $this { $this ex:b ?b } GROUP BY ?b HAVING (COUNT($this) > 0)": "a sub-SELECT",
    "SELECT (SAMPLE($this) AS ?value) { $this ex:b ?b } GROUP BY ?b HAVING (COUNT($this) > 0)": "a sub-SELECT",
    "SELECT (STR($this) AS ?value) { $this ex:b 1 }": "a sub-SELECT",
    "SELECT $this a ex:Thing { $this ex:b 1 }": "sh:sparql that Oxigraph does not read",
    "{ SELECT $this { $this ex:b 1 } } GROUP BY $this": "sh:sparql that Oxigraph does not read",
    "SELECT ?value { $this ex:a ?value }": "a sub-SELECT",
    "SELECT (COUNT(*) AS ?value) { $this ex:link ?l } GROUP BY $this": "a sub-SELECT",
    "SELECT $this { $this ex:a ?a { SELECT $this { $this ex:b ?b } GROUP BY ?b } }": "a sub-SELECT",
    "SELECT $this { $this ex:a ?a { SELECT $this (MIN(?b) AS ?c) { $this ex:b ?b } GROUP BY ?b } }": "a sub-SELECT",
    "SELECT (1 AS ?value) { $this ex:a ?a } GROUP BY ?a": "a sub-SELECT",
    "SELECT $this { { SELECT ?b { $this ex:b ?b } } }": "a sub-SELECT",
    "SELECT $this { { SELECT $this { $this ex:a 1 } } { SELECT ?b { $this ex:b ?b } } }": "a sub-SELECT",
    "SELECT $this { { $this ex:b 1 } UNION { ?x ex:a 1 FILTER ($this = ?x) } }": "a group",
    "SELECT $this { { ?x ex:a 1 FILTER ($this = ?x) } UNION { $this ex:b 1 } }": "a group",
    "SELECT $this { $this ex:a ?a { ?x ex:b ?a BIND (($this = ?x) AS ?y) } }": "a group",
    "SELECT $this { ?x ex:a 1 OPTIONAL { ?x ex:b ?b OPTIONAL { ?b ex:c ?c FILTER ($this = ?c) } } }": "a group",
}
"""Queries that would have other solutions for all focus nodes at once, and what of them."""


@pytest.fixture(scope="module")
def things() -> Store:
    return store_of(DATA)


def shape(query: str) -> str:
    return f"""ex:S sh:targetClass ex:Thing ; sh:sparql [ sh:prefixes ex:p ; sh:select "{query}" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ."""


@pytest.mark.parametrize(("query", "results"), QUERIES)
def test_a_query_finds_things_with_their_values(query: str, results: str, things: Store) -> None:
    assert lines(found(graph_of(shape(query)), things)) == expected("SPARQL", results)


@pytest.mark.parametrize("query", HANDED_OVER)
def test_a_query_that_has_to_be_asked_one_by_one_is_handed_over(query: str) -> None:
    (reason,) = compile_shapes(graph_of(shape(query)), Store()).handed_over.values()
    assert reason.startswith(HANDED_OVER[query])


def test_namespaces_are_those_that_are_declared_and_imported(things: Store) -> None:
    """Also where imports lead back; a declaration that lacks a part declares nothing."""
    text = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
        ex:S sh:targetClass ex:Thing ; sh:sparql [ sh:prefixes ex:p , ex:q ; sh:select
            "SELECT $this ?value { $this a one:Thing ; two:a ?value ; three:b 1 }" ] .
        ex:p owl:imports ex:r ; sh:declare "no declaration" ,
            [ sh:prefix "none" ] , [ sh:namespace "http://example.org/none" ] ,
            [ sh:prefix "one" ; sh:namespace "http://example.org/" ] .
        ex:q owl:imports "no address" ; sh:declare [ sh:prefix "two" ; sh:namespace "http://example.org/" ] .
        ex:r owl:imports ex:p ; sh:declare [ sh:prefix "three" ; sh:namespace "http://example.org/" ] ."""
    assert lines(found(graph_of(text), things)) == expected("SPARQL", 'one "1"')


def test_the_path_of_the_shape_stands_in_a_query(things: Store) -> None:
    text = """ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ( ex:link ex:a ) ;
        sh:sparql [ sh:select "SELECT $this ?value { $this $PATH ?value FILTER (?value > 2) }" ] ] ."""
    assert lines(found(graph_of(text), things)) == expected("SPARQL", 'one "3", two "9"')


def test_a_target_stands_beside_the_class_that_a_query_names() -> None:
    text = shape("SELECT $this { $this a ex:Thing }").replace("sh:targetClass ex:Thing", "sh:targetSubjectsOf ex:c")
    results = found(graph_of(text), store_of("ex:one a ex:Thing . ex:two a ex:Thing ; ex:c 1 ."))
    assert lines(results) == expected("SPARQL", "two <two>")


@pytest.mark.parametrize(
    ("group", "is_said"),
    [
        ("$this a ex:Thing", True),
        ("?this a ex:Thing ; ex:b 1", True),
        ("$this a <http://example.org/Thing> . $this ex:b 1", True),
        ("$this ex:b 1 . { $this a ex:Thing }", True),
        ("{ { $this a ex:Thing } ?x ex:b 1 }", True),
        ("{ $this a ex:Thing } FILTER EXISTS { $this ex:b 1 }", True),
        ("$this a ex:Other", False),
        ("$this ex:b ?a", False),
        ("$this ex:a ex:Thing", False),
        ("?x a ex:Thing . $this ex:b 1", False),
        ("$this ex:b 1 OPTIONAL { $this a ex:Thing }", False),
        ("$this ex:b 1 FILTER EXISTS { $this a ex:Thing }", False),
        ("{ $this a ex:Thing } UNION { $this ex:b 1 }", False),
        ("{ $this ex:b 1 } UNION { $this a ex:Thing }", False),
    ],
)
def test_a_target_that_all_solutions_have_is_not_looked_up_again(group: str, is_said: bool) -> None:
    """Only where the query says it itself; it is put before it otherwise."""
    (select,) = compile_shapes(graph_of(shape(f"SELECT $this {{ {group} }}")), Store()).selects
    assert ("{ ?this a <http://example.org/Thing> ." in select.query) == (not is_said)


def test_things_are_put_before_a_count_once_each(things: Store) -> None:
    """A target with several reasons for a thing would multiply what is counted."""
    text = shape("SELECT $this (COUNT(?l) AS ?value) { $this ex:link ?l } GROUP BY $this")
    shapes = graph_of(text.replace("sh:targetClass ex:Thing", "sh:targetSubjectsOf ex:a"))
    assert lines(found(shapes, things)) == expected("SPARQL", 'one "1", two "2", three "1"')


@pytest.mark.parametrize("name", ["shapesGraph", "failure", "PATH"])
def test_what_shacl_itself_binds_is_handed_over(name: str) -> None:
    query = f"SELECT $this {{ $this ex:b ?b FILTER (?b = ${name}) }}"
    assert list(compile_shapes(graph_of(shape(query)), Store()).handed_over.values()) == [f"${name} in sh:sparql"]
