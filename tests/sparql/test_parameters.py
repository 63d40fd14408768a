"""The value of a parameter becomes the one term that its type allows, or is refused with what the type takes."""

import json
import re

import pytest
from hypothesis import example as and_example
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from esrgraph.errors import InputError
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import TYPES, find_query, parse_query
from esrgraph.sparql.parameters import to_term

INTEGER, DECIMAL, DATE = (Xsd.integer, Xsd.decimal, Xsd.date)
ALLOWED = [
    ("string", 'a "b" }', Literal('a "b" }')),
    ("string", "", Literal("")),
    ("integer", "-007", Literal("-7", datatype=INTEGER)),
    ("decimal", "+012.5", Literal("12.5", datatype=DECIMAL)),
    ("date", "2020-02-29", Literal("2020-02-29", datatype=DATE)),
    ("lang", "sv", Literal("sv")),
    ("code", "A79001", Literal("A79001")),
    ("code", "A600000001", Literal("A600000001")),
    ("business-id", "9900101-0", Literal("9900101-0")),
    ("municipality", "005", HERE.concept("municipality", "005")),
    ("sub-region", "122", HERE.concept("sub-region", "122")),
    ("region", "12", HERE.concept("region", "12")),
    ("authority", "etela-savo-ely-centre", HERE.concept("authority", "etela-savo-ely-centre")),
    ("target-group", "young-people", HERE.concept("target-group", "young-people")),
    ("objective", "10.1", HERE.concept("specific-objective", "10.1")),
    ("axis", "5", HERE.concept("priority-axis", "5")),
    ("organisation-type", "foundation", HERE.concept("organisation-type", "foundation")),
    ("status", "ended", HERE.concept("status", "ended")),
]
REFUSED = [
    ("string", "a\nb", "line breaks"),
    ("string", "x" * 201, "at most 200 characters"),
    ("string", "\udc80", "control characters"),
    ("integer", "1.5", "whole number"),
    ("integer", "\u0661", "whole number"),
    ("integer", "9" * 16, "at most 15 digits"),
    ("decimal", "1e5", "12.5"),
    ("decimal", "1,5", "12.5"),
    ("date", "2019-02-29", "YYYY-MM-DD"),
    ("date", "20190201", "YYYY-MM-DD"),
    ("lang", "de", "fi, sv, en"),
    ("code", "S3900", "S22580"),
    ("code", "S39001 ", "S22580"),
    ("code", "A7000001", "S22580"),
    ("business-id", "9900101-1", "check digit"),
    ("municipality", "5", "as 0"),
    ("municipality", "Joensu", "as 167 (Joensuu); the query 'codes'"),
    ("sub-region", "999", "code of a sub-region"),
    ("region", "Lappi", "19 (Lappi)"),
    ("authority", "ely", "code of a authority"),
    ("target-group", "nuoret", "young-people (nuoret)"),
    ("objective", "10", "10.1 ("),
    ("axis", "55", "one of 1 ("),
    ("organisation-type", "", "code of"),
    ("status", "ENDED", "ended (Toiminta päättynyt)"),
]


def echoed(kind: str, text: str) -> list[object]:
    """What the engine answers to a query that gives the value back."""
    query = parse_query(f"# parameter: asked {kind}\nSELECT ?asked {{}}", "mine.rq")
    rows = run(Store(), query, bind(query, {"asked": text}, HERE))
    assert isinstance(rows, QuerySolutions)
    return [row["asked"] for row in rows]


def test_every_type_is_tried() -> None:
    assert {kind for kind, _, _ in ALLOWED} == {kind for kind, _, _ in REFUSED} == set(TYPES)


@pytest.mark.parametrize(("kind", "text", "term"), ALLOWED)
def test_a_value_becomes_its_term_and_comes_back_from_the_engine_as_it(
    kind: str, text: str, term: Literal | NamedNode
) -> None:
    assert to_term(kind, text, HERE) == term
    assert echoed(kind, text) == [term]


@pytest.mark.parametrize(("kind", "text", "message"), REFUSED)
def test_a_refusal_names_parameter_value_and_what_is_allowed(kind: str, text: str, message: str) -> None:
    query = parse_query(f"# parameter: asked {kind}\nSELECT ?asked {{}}", "mine.rq")
    with pytest.raises(InputError) as caught:
        bind(query, {"asked": text}, HERE)
    assert "parameter asked: " in str(caught.value)
    assert repr(text[:200])[:-1] in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "parameter asked: it has no default: give it a value (code)"),
        ({"asked": "S39001", "other": "1"}, "has no parameter other; it has asked"),
    ],
)
def test_parameters_are_given_as_the_query_has_them(given: dict[str, str], message: str) -> None:
    query = parse_query("# parameter: asked code\nSELECT ?asked {}", "mine.rq")
    with pytest.raises(InputError, match=re.escape(message)):
        bind(query, given, HERE)


def test_a_parameter_that_the_query_does_not_use_is_told() -> None:
    with pytest.raises(InputError, match=r"no \?asked"):
        bind(parse_query('# parameter: asked lang "fi"\nSELECT * {} # ?asked', "mine.rq"), {}, HERE)


def test_a_parameter_outside_the_projection_is_told() -> None:
    query = parse_query('# parameter: code code "S39001"\nSELECT ?p { ?p ?q ?code }', "mine.rq")
    with pytest.raises(InputError, match=r"mine\.rq: .*\?code.*among the variables of SELECT"):
        run(Store(), query, bind(query, {}, HERE))


NASTY = st.text(st.sampled_from("\"'\\{}<>?#\n\r\t ;.@^()äS39001") | st.characters(), max_size=40)


@given(value=NASTY)
@and_example(value="-0.0")
@and_example(value="12.50")
def test_no_value_of_any_type_is_more_than_one_term(value: str) -> None:
    """What is not refused comes back from the engine as one value: a text as it was, whatever can be printed."""
    for kind in TYPES:
        try:
            terms = echoed(kind, value)
        except InputError:
            assert kind != "string" or not value.isprintable()
        else:
            assert terms == [Literal(value) if kind == "string" else to_term(kind, value, HERE)]


TITLES = (
    'KASVU@KESKI - pk-yritysten "seuraava askel"',
    "Digi & me: etäohjaus tuo lähipalvelut reunakyliin",
    'Portilta eteenpäin, "ensimmäinen päivä" = uusi alku',
)


@given(value=NASTY | st.sampled_from(['"', "=", "&", '" }', "@keski", "' OR 1=1", "}} #", ".*", "askel kasvu pk"]))
@settings(max_examples=50)
def test_a_search_finds_what_the_words_say_and_nothing_else(value: str) -> None:
    store = Store()
    for number, title in enumerate(TITLES):
        text = json.dumps(title, ensure_ascii=False)
        project = f"<http://localhost:8000/id/project/S0000{number}>"
        terms = f'<https://w3id.org/esrgraph/ontology#code> "S0000{number}" ; <http://purl.org/dc/terms/title> {text}'
        store.load(f"{project} {terms} .".encode(), format=RdfFormat.TURTLE)
    query = find_query("projects-by-title")
    if not value.isprintable():
        with pytest.raises(InputError):
            bind(query, {"words": value}, HERE)
        return
    bindings = bind(query, {"words": value}, HERE)
    words = re.split(r"[ ]+", value.lower().strip(), maxsplit=2)
    found = run(store, query, bindings)
    assert isinstance(found, QuerySolutions)
    assert [row["title"].value for row in found] == [
        title for title in TITLES if all(word in title.lower() for word in words)
    ]
