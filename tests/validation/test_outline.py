"""Outlines of queries never leave out a focus node that has a solution."""

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.outline import candidates, outline
from esrgraph.validation.shapes import load_shapes

PREFIXES = "PREFIX ex: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
DATA = """
    ex:plain a ex:Thing ; ex:name "plain" ; ex:day "2020-01-01"^^xsd:date .
    ex:whole a ex:Thing ; ex:name "whole" ; ex:part ex:p1 , ex:p2 ; ex:day "2020-06-01"^^xsd:date .
    ex:half a ex:Thing ; ex:listed true ; ex:part ex:p2 , ex:p3 ; ex:day "2021-01-01"^^xsd:date .
    ex:odd a ex:Thing ; ex:name "odd" ; ex:part ex:p3 ; ex:other ex:p1 ; ex:day "2019-01-01"^^xsd:date .
    ex:odd ex:listed false .
    ex:p1 ex:name "one" ; ex:from "2020-03-01"^^xsd:date ; ex:within ex:place .
    ex:p2 ex:name "two" ; ex:within ex:place .
    ex:p3 ex:from "2020-03-01"^^xsd:date .
"""
TEXTS = {
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:name ?name }": {"half"},
    "$this a ex:Thing OPTIONAL { $this ex:part/ex:name ?name } FILTER (! BOUND(?name))": {"plain", "odd"},
    "$this a ex:Thing ; ex:part ?part FILTER NOT EXISTS { ?part ex:name ?name }": {"half", "odd"},
    "$this ex:part ?part FILTER NOT EXISTS { ?part ex:from ?from . FILTER EXISTS { ?part ex:name ?name } }": {
        *("whole", "half", "odd")
    },
    "$this a ex:Thing FILTER EXISTS { $this ex:part ?any } FILTER EXISTS { $this ex:other ?any }": {"odd"},
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:part|ex:other ?any }": {"plain"},
    "$this ex:part ?part FILTER NOT EXISTS { $this ex:name ?name . ?part ex:name ?name }": {"half", "odd", "whole"},
    '$this a ex:Thing FILTER NOT EXISTS { $this ex:name "odd" }': {"plain", "whole", "half"},
    '$this a ex:Thing FILTER NOT EXISTS { $this ex:name ?name . FILTER (?name IN ("odd", "plain")) }': {
        "whole",
        "half",
    },
    "$this a ex:Thing ; ex:day ?day FILTER NOT EXISTS { $this ex:part ?p . FILTER (YEAR(?day) > 2020) }": {
        *("plain", "whole", "odd")
    },
    "$this a ex:Thing { $this ex:part ?p } UNION { $this ex:other ?p } FILTER NOT EXISTS { ?p ex:within ?place }": {
        *("half", "odd")
    },
    "$this a ex:Thing { $this ex:part ex:p1 } UNION { $this ex:other ex:p1 } FILTER NOT EXISTS { $this ex:of ?it }": {
        *("whole", "odd")
    },
    "$this a ex:Thing OPTIONAL { $this ex:other ?p } FILTER NOT EXISTS { ?p ex:within ?place }": set(),
    "$this a ex:Thing . BIND (ex:p3 AS ?p) FILTER NOT EXISTS { ?p ex:within ?place }": {
        *("plain", "whole", "half", "odd")
    },
    """$this a ex:Thing FILTER NOT EXISTS { $this ex:part ?part . FILTER NOT EXISTS {
        ?part ex:from ?from . FILTER EXISTS { $this ex:day ?day . FILTER (?from > ?day) } } }""": {"plain", "odd"},
    """$this a ex:Thing FILTER NOT EXISTS { $this ex:part ?part BIND (ex:none AS ?one) ?one ex:name ?name }""": {
        *("plain", "whole", "half", "odd")
    },
    """$this a ex:Thing FILTER NOT EXISTS {
        $this ex:name ?name { $this ex:part ex:p1 } UNION { $this ex:other ex:p1 } }""": {"plain", "half"},
    """$this a ex:Thing FILTER NOT EXISTS {
        $this ex:name ?name OPTIONAL { $this ex:part ?part } FILTER (!BOUND(?part)) }""": {"whole", "half", "odd"},
    "$this a ex:Thing ; ex:part ?part FILTER NOT EXISTS { $this ex:name ?name FILTER (!BOUND(?part)) }": {
        *("whole", "half", "odd")
    },
    """$this a ex:Thing OPTIONAL { $this ex:part ?part OPTIONAL { ?part ex:name ?name } }
        FILTER (!BOUND(?name))""": {"plain", "half", "odd"},
    """$this ex:part ?part . ?like ex:part ?part FILTER NOT EXISTS { ?like ex:name ?name }
        FILTER NOT EXISTS { $this ex:other ?other }""": {"whole", "half"},
}
"""Groups, and the things that are their solutions."""
NARROW = {
    "$this a ex:Thing OPTIONAL { $this ex:name ?name } FILTER NOT EXISTS { $this ex:other ?other }": {
        *("plain", "whole", "half")
    },
    """$this a ex:Thing FILTER NOT EXISTS { $this ex:none ?none OPTIONAL { ?none ex:name ?name } }
        FILTER NOT EXISTS { $this ex:other ?other }""": {"plain", "whole", "half"},
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:part ?part FILTER EXISTS { ?part ex:within ?place } }": {
        *("plain", "odd")
    },
    """$this a ex:Thing FILTER NOT EXISTS { $this ex:name ?name FILTER CONTAINS(?name, "o")
        FILTER EXISTS { $this ex:part ?part FILTER (?part = ex:p1) } }""": {"plain", "half", "odd"},
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:part|ex:other ?any }": {"plain"},
    '$this a ex:Thing FILTER NOT EXISTS { $this ex:name ?name FILTER (?name NOT IN ("odd")) }': {"half", "odd"},
    "$this a ex:Thing { $this ex:part ?part FILTER NOT EXISTS { ?part ex:name ?name } }": {"half", "odd"},
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:listed true } FILTER NOT EXISTS { $this ex:listed false }": {
        *("plain", "whole")
    },
    "$this a ex:Thing ; ex:part ?part ; . FILTER NOT EXISTS { ?part ex:name ?name ; ex:within ?place . }": {
        *("half", "odd")
    },
    "$this a ex:Thing ; ex:part ?part , ?other FILTER NOT EXISTS { ?part ex:from ?from }": {"whole", "half"},
    "$this ex:part/ex:within ?place FILTER NOT EXISTS { ?place ex:name ?name }": {"whole", "half"},
    "$this ex:part ?p FILTER NOT EXISTS { ?p ex:name ?name FILTER (?name >= 'two' && ?name != \"x\"@en) }": {
        *("whole", "half", "odd")
    },
    "$this a ex:Thing FILTER NOT EXISTS { $this a ex:Thing ; ex:name ?name }": {"half"},
    '$this a ex:Thing FILTER NOT EXISTS { $this ex:name ?name FILTER CONTAINS(?name, "l") }': {"half", "odd"},
    "$this a ex:Thing FILTER NOT EXISTS { $this ex:part ?p FILTER ((?p = ex:p1) || (?p = ex:p3)) }": {"plain"},
    '$this a ex:Thing FILTER NOT EXISTS { $this ex:day ?d FILTER (?d < "2020-02-01"^^xsd:date) }': {"whole", "half"},
    "$this ex:day ?d FILTER EXISTS { $this ex:part <http://example.org/p2> } FILTER NOT EXISTS { $this ex:other ?o }": {
        *("whole", "half")
    },
    """$this a ex:Thing OPTIONAL { $this ex:name ?name } FILTER (!BOUND(?name))
        FILTER NOT EXISTS { $this ex:other ?other }""": {"half"},
}
"""Groups of which the candidates are the solutions, and no other thing."""


@pytest.fixture
def store() -> Store:
    made = Store()
    made.load(PREFIXES + DATA, format=RdfFormat.TURTLE)
    return made


def asked(store: Store, query: str) -> set[str]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return {str(solution["this"]) for solution in solutions}


@pytest.mark.parametrize("text", TEXTS | NARROW)
def test_every_node_with_a_solution_fits(store: Store, text: str) -> None:
    query = f"{PREFIXES} SELECT DISTINCT $this WHERE {{ {text} }}"
    expected = {f"<http://example.org/{name}>" for name in (TEXTS | NARROW)[text]}
    found = outline(query)
    assert asked(store, query) - {"None"} == expected
    assert found
    if select := candidates(found):
        assert asked(store, select) >= expected


@pytest.mark.parametrize("text", [*list(TEXTS)[:3], *NARROW])
def test_nodes_without_a_solution_are_left_out(store: Store, text: str) -> None:
    found = outline(f"{PREFIXES} SELECT $this {{ {text} }}")
    assert found
    assert asked(store, candidates(found)) == {f"<http://example.org/{name}>" for name in (TEXTS | NARROW)[text]}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { $this ?property ?value }",
        "SELECT $this { $this ex:part+ ?part }",
        "SELECT $this { { SELECT $this { $this ex:part ?part } } }",
        "SELECT $this { $this ex:part ?part FILTER (EXISTS { ?part ex:name ?name } || ?part = ex:p3) }",
        "SELECT $this { $this ex:part [ ex:name ?name ] }",
        "SELECT $this { $this ex:name 'odd' }",
        'SELECT $this { $this ex:name "odd"@en }',
        'SELECT $this { $this ex:day "2020-01-01"^^xsd:date }',
        r'SELECT $this { $this ex:name "o\"dd" }',
        "SELECT $this { $this ex:part _:part }",
        "SELECT $this { $this ex:part/ex:within|ex:from ?any }",
        r"SELECT $this { $this ex:part ?part FILTER NOT EXISTS { $this ex:other ?other FILTER (?other = ex:p\,1) } }",
        "SELECT $this { $this a ex:Thing OPTIONAL { $this ex:part ?p } FILTER (!BOUND(?p) || ?p = ex:p3) }",
    ],
)
def test_what_is_not_read_has_no_outline(text: str) -> None:
    assert outline(PREFIXES + text) is None


def test_what_only_a_condition_joins_is_not_asked_for_in_all_pairs() -> None:
    """Each value with an end would be paired with each thing that has a day: what joins them is asked for again."""
    found = outline(
        """SELECT $this { $this <urn:a> ?value
        FILTER NOT EXISTS { ?value <urn:end> ?end . $this <urn:day> ?day FILTER (?end < ?day) } }"""
    )
    assert found is not None
    assert "?this <urn:a> ?value" in candidates(found).partition("MINUS")[2]


def test_exclusions_with_exceptions_are_left_to_the_query() -> None:
    found = outline(
        """SELECT $this { $this a <urn:Thing> ; <urn:a> ?value FILTER NOT EXISTS { $this <urn:b> ?b }
        FILTER NOT EXISTS { $this <urn:c> ?value FILTER NOT EXISTS { $this <urn:d> ?value } } }"""
    )
    assert found is not None
    assert "<urn:b>" in candidates(found)
    assert "<urn:c>" not in candidates(found)


@pytest.mark.parametrize("part", ["?part <urn:b> ?b", "?part <urn:b> ?b ; <urn:c> ?c"])
def test_parts_of_focus_nodes_are_not_held_in_a_table(part: str) -> None:
    """There may be many of each node: each is looked up instead."""
    found = outline(f"SELECT $this {{ $this <urn:part> ?part FILTER NOT EXISTS {{ {part} }} }}")
    assert found is not None
    assert "MINUS" not in candidates(found)


def test_nodes_that_share_a_third_are_not_paired() -> None:
    """Each place would be paired with each project that states its region: each is looked up instead."""
    found = outline(
        "SELECT $this { $this <urn:place> ?place FILTER NOT EXISTS { ?place <urn:in> ?it . $this <urn:in> ?it } }"
    )
    assert found is not None
    assert "MINUS" not in candidates(found)


def test_focus_nodes_that_share_a_value_are_not_paired() -> None:
    """Of a title that thousands have there would be millions of pairs: it is left to the query, which joins by more."""
    found = outline(
        """SELECT $this { $this a <urn:T> ; <urn:title> ?title ; <urn:by> ?by . ?like <urn:title> ?title ; <urn:by> ?by
        FILTER NOT EXISTS { $this <urn:a> ?a } FILTER NOT EXISTS { ?like <urn:b> ?b } }"""
    )
    assert found is not None
    assert "<urn:a>" in candidates(found)
    assert not any(each in candidates(found) for each in ("<urn:b>", "?like", "?title"))


def test_what_names_a_focus_node_is_asked_for_with_it() -> None:
    found = outline("SELECT $this { ?by <urn:of> $this ; <urn:in> ?it FILTER NOT EXISTS { ?it <urn:a> $this } }")
    assert found is not None
    assert all(each in candidates(found) for each in ("<urn:of>", "<urn:in>", "<urn:a>"))


def test_things_at_the_end_of_a_path_are_held_once_for_each_focus_node() -> None:
    """A project has few regions, whose table takes less than to look up each; what is between is not held."""
    found = outline(
        """SELECT $this { $this <urn:region> ?region
        FILTER NOT EXISTS { $this <urn:place> ?place . ?place <urn:in> ?region } }"""
    )
    assert found is not None
    excluded = candidates(found).partition("MINUS")[2]
    assert "SELECT DISTINCT ?region ?this" in excluded
    assert excluded.index("<urn:in>") < excluded.index("<urn:place>")


def test_rules_on_what_pages_lack_know_which_projects_lack_it() -> None:
    """All else that they say is then looked up for few: without it, each costs as much as ten."""
    rules = [each for each in compile_shapes(load_shapes(), Store()).selects if "knownFromList" in each.query]
    assert rules
    assert [each.code for each in rules if not each.candidates] == ["ESR-P-060"]  # its day may be unbound, or late
