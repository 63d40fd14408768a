"""Values written into the text of a query: each takes the place of its variable, and is told where it cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Store, Variable

from esrgraph.errors import InputError
from esrgraph.rdf.iris import HERE
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import parse_query
from esrgraph.sparql.inline import inline


@pytest.mark.parametrize(
    ("text", "inlined"),
    [
        ("SELECT ?n ?s { ?s ?p ?n }", 'SELECT ?s { ?s ?p "4" }\n'),
        ("SELECT DISTINCT ?n { }", 'SELECT DISTINCT ("4" AS ?n) { }\n'),
        ("SELECT * { { SELECT ?n { } } }", 'SELECT * { { SELECT ("4" AS ?n_20) { } } }\n'),
        ("SELECT ?s { } GROUP BY ?n ?s", 'SELECT ?s { } GROUP BY ("4") ?s\n'),
        ("SELECT * { } ORDER BY ?n DESC(?n)", 'SELECT * { } ORDER BY ("4") DESC("4")\n'),
        ("SELECT (?n AS ?m) { FILTER(?s > $n) } # ?n", 'SELECT ("4" AS ?m) { FILTER(?s > "4") }\n'),
        ("ASK { ?nn <x:?n> '?n' }", "ASK { ?nn <x:?n> '?n' }\n"),
        ("SELECT (MAX(?s) AS ?c) ?n { } HAVING (?c > ?n)", 'SELECT (MAX(?s) AS ?c) { } HAVING (?c > "4")\n'),
        ("CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?n }", 'CONSTRUCT { ?s ?p "4" } WHERE { ?s ?p "4" }\n'),
    ],
)  # fmt: skip
def test_a_value_takes_the_place_of_its_variable(text: str, inlined: str) -> None:
    assert inline(parse_query(text, "a.rq"), {Variable("n"): Literal("4")}) == inlined


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s { BIND(1 AS ?n) }", "a.rq:1:23: the parameter ?n cannot stand after AS"),
        ("SELECT ?s { VALUES (?m ?n) { } }", "cannot stand after VALUES"),
        ("SELECT ?s {\n FILTER(BOUND(?n)) }", "a.rq:2:15: the parameter ?n cannot stand after BOUND"),
    ],
)
def test_what_only_a_variable_can_do_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        inline(parse_query(text, "a.rq"), {Variable("n"): Literal("4")})
    assert message in str(caught.value)


@settings(max_examples=200)
@given(st.text(st.characters().filter(str.isprintable), max_size=60))
def test_any_text_stays_one_value(text: str) -> None:
    query = parse_query("# parameter: n string\nSELECT ?n ?m { BIND(?n AS ?m) }", "a.rq")
    inlined = parse_query(inline(query, bind(query, {"n": text}, HERE)), "b.rq")
    rows = list(run(Store(), inlined, {}))  # type: ignore[arg-type]
    assert [row["m"] for row in rows] == [Literal(text)]  # type: ignore[index]
