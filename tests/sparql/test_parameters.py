"""The value of a parameter becomes the one term that its type allows, or is refused with what the type takes."""

import json
import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import example as and_example
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Variable

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
    ("integer", "9" * 15, Literal("9" * 15, datatype=INTEGER)),
    ("integer", "-007", Literal("-7", datatype=INTEGER)),
    ("decimal", "+012.5", Literal("12.5", datatype=DECIMAL)),
    ("decimal", "-0.0", Literal("0", datatype=DECIMAL)),
    ("decimal", "1000.0000", Literal("1000", datatype=DECIMAL)),
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
    ("period", "2007-2013", HERE.concept("programme-period", "2007-2013")),
    ("fund", "EAKR", HERE.concept("fund", "EAKR")),
]
TEXT = "it takes text without line breaks and control characters"
NUMBER = "it takes a whole number of at most 15 digits, as 10"
AMOUNT = "it takes a number with at most 15 digits and 4 decimals after a point, as 1000 or 12.5"
DAY = "it takes a day as YYYY-MM-DD, as 2018-08-01"
CODE = "it takes a project code, as S22580 or, of 2007-2013, S10289"
REFUSED = [
    ("string", "a\nb", TEXT),
    ("string", "\udc80", TEXT),
    ("integer", "1.5", NUMBER),
    ("integer", "\u0661", NUMBER),
    ("integer", "9" * 16, NUMBER),
    ("decimal", "1e5", AMOUNT),
    ("decimal", "1,5", AMOUNT),
    ("date", "2019-02-29", DAY),
    ("date", "20190201", DAY),
    ("lang", "de", "it takes one of fi, sv, en"),
    ("code", "S3900", CODE),
    ("code", "S39001 ", CODE),
    ("code", "A7000001", CODE),
    ("code", "S" * 200, CODE),
    (
        "business-id",
        "9900101-1",
        "it takes a business ID: seven digits, a hyphen and the right check digit, as 2454377-1",
    ),
    ("municipality", "5", "it takes the code of a municipality, as 005 (Alajärvi); the query 'codes' lists them"),
    ("municipality", "91", "it takes the code of a municipality, as 091 (Helsinki); the query 'codes' lists them"),
    ("municipality", "Joensu", "it takes the code of a municipality, as 167 (Joensuu); the query 'codes' lists them"),
    ("municipality", "Borgå", "it takes the code of a municipality, as 638 (Porvoo); the query 'codes' lists them"),
    ("sub-region", "999", "it takes the code of a sub-region, as 011 (Helsinki); the query 'codes' lists them"),
    ("region", "Lappi", "it takes the code of a region, one of 01 (Uusimaa), 02 (Varsinais-Suomi), *19 (Lappi)*"),
    ("authority", "keski-suomi-ely", "*, as keski-suomi-ely-centre (*); the query 'codes' lists them"),
    (
        "target-group",
        "nuoret",
        "it takes the code of a target group, as young-people (nuoret); the query 'codes' lists them",
    ),
    ("objective", "10", "it takes the code of a specific objective, one of *, 10.1 (Työelämän ulkopuolella *"),
    ("axis", "55", "it takes the code of a priority axis, one of 1 (Pk-yritystoiminnan kilpailukyky), *"),
    ("organisation-type", "", "*, one of foundation (Säätiö), *"),
    (
        "status",
        "ENDED",
        "it takes the code of a status, one of active (Toiminnassa), discontinued (Keskeytynyt), "
        "ended (Toiminta päättynyt)",
    ),
    ("fund", "ESF", "it takes the code of a fund, one of *, ESR (Euroopan sosiaalirahasto), *"),
    ("period", "2007", "it takes the code of a programme period, one of 2007-2013 (Ohjelmakausi 2007–2013), *"),
]
"""For each type values that are none, with what is said of them; `*` stands for the rest of a list."""


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
    told, _, allowed = str(caught.value).partition(" is not allowed; ")
    assert told == f"parameter asked: {text!r}"
    assert fnmatchcase(allowed, message)


def test_the_longest_value_and_the_first_that_is_too_long() -> None:
    assert to_term("string", "x" * 200, HERE) == Literal("x" * 200)
    query = parse_query("# parameter: asked string\nSELECT ?asked {}", "mine.rq")
    with pytest.raises(InputError) as caught:
        bind(query, {"asked": "x" * 200 + "y"}, HERE)
    shown = "x" * 200 + "..."
    assert str(caught.value) == f"parameter asked: '{shown}' is not allowed; a value has at most 200 characters"


TWO = '# parameter: asked code\n# parameter: lang lang "fi"\nSELECT ?asked ?lang {}'


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        (TWO, {}, "parameter asked: it has no default: give it a value (code)"),
        (TWO, {"asked": "S39001", "z": "", "other": "1"}, "The query mine has no parameter other; it has asked, lang"),
        ("SELECT ?asked {}", {"asked": "S39001"}, "The query mine has no parameter asked; it has none"),
        (
            '# parameter: z lang "fi"\n# parameter: asked lang "fi"\nSELECT * {} # ?asked',
            {},
            "mine.rq: the parameter asked is declared, but the query has no ?asked",
        ),
    ],
)
def test_parameters_are_given_as_the_query_has_them(text: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        bind(parse_query(text, "mine.rq"), given, HERE)
    assert str(caught.value) == message


def test_a_parameter_that_is_not_given_has_its_default() -> None:
    bound = bind(parse_query(TWO, "mine.rq"), {"asked": "S39001"}, HERE)
    assert bound == {Variable("asked"): Literal("S39001"), Variable("lang"): Literal("fi")}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?p { ?p <x:code> ?code }", 1),
        ("SELECT ?p { ?p <x:code> ?other } GROUP BY ?p HAVING (MAX(?other) = ?code)", 1),
        ("SELECT ?p { { SELECT ?p { ?p <x:code> ?code } } ?p <x:code> ?other }", 1),
        ("SELECT ?p { ?p <x:code> ?other FILTER(?other != ?code) }", 1),
    ],
)
def test_a_parameter_counts_wherever_its_name_stands(text: str, rows: int) -> None:
    pair = [Quad(NamedNode(f"x:{code}"), NamedNode("x:code"), Literal(code)) for code in ("S39001", "S39002")]
    query = parse_query(f'# parameter: code code "S39001"\n{text}', "mine.rq")
    store = Store()
    store.extend(pair)
    assert len(list(run(store, query, bind(query, {}, HERE)))) == rows  # type: ignore[arg-type]


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
