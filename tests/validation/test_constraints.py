"""Each constraint of SHACL Core reports the focus nodes and values that violate it, and lets all others through."""

import re

import pytest
from pyoxigraph import Store
from test_compiled import found, graph_of, store_of

from esrgraph.validation.findings import ValidationResult

VALUES = """ex:link , [] , "a" , "ab" , "", "A" , "a"@fi , "ab"@en-GB , 1 , 2 , -3 , 2.5 , 2e0 , true , "1"^^xsd:float ,
    "x"^^xsd:integer , "1.5"^^xsd:integer , "1x"^^xsd:decimal , "."^^xsd:decimal , "yes"^^xsd:boolean ,
    "x"^^xsd:double , "http://example.org/ä"^^xsd:anyURI , "x"^^ex:own , "1"^^ex:other ,
    "2020-02-29"^^xsd:date , "2021-02-29"^^xsd:date , "2020-01-01T00:00:00"^^xsd:dateTime , "2020"^^xsd:dateTime ,
    "10:00:00"^^xsd:time , "25:00:00"^^xsd:time"""
"""What one thing has as values of one property: each kind of term, well-formed or not."""


@pytest.fixture(scope="module")
def values() -> Store:
    return store_of(f"ex:it a ex:Thing ; ex:a {VALUES} .")


def terms(text: str) -> list[str]:
    """Terms in Turtle as results name them, a blank node as `_`."""
    store = store_of(f"ex:it ex:a {text} .") if text else Store()
    return sorted(unnamed(str(quad.object)) for quad in store)


def unnamed(term: str) -> str:
    return "_" if term.startswith("_:") else term


@pytest.mark.parametrize(
    ("constraint", "conforming"),
    [
        ("sh:datatype xsd:string", '"a" , "ab" , "" , "A"'),
        ("sh:datatype xsd:anyURI", '"http://example.org/ä"^^xsd:anyURI'),
        ("sh:datatype xsd:integer", "1 , 2 , -3"),
        ("sh:datatype xsd:decimal", "2.5"),
        ("sh:datatype xsd:boolean", "true"),
        ("sh:datatype xsd:double", "2e0"),
        ("sh:datatype xsd:float", '"1"^^xsd:float'),
        ("sh:datatype xsd:date", '"2020-02-29"^^xsd:date'),
        ("sh:datatype xsd:dateTime", '"2020-01-01T00:00:00"^^xsd:dateTime'),
        ("sh:datatype xsd:time", '"10:00:00"^^xsd:time'),
        ("sh:datatype rdf:langString", '"a"@fi , "ab"@en-GB'),
        ("sh:datatype ex:own", '"x"^^ex:own'),
        ("sh:nodeKind sh:IRI", "ex:link"),
        ("sh:nodeKind sh:BlankNode", "[]"),
        ("sh:nodeKind sh:BlankNodeOrIRI", "ex:link , []"),
        ("sh:in ( ex:link 1 'a' true )", 'ex:link , 1 , "a" , true'),
        ("sh:in ()", ""),
        ("sh:hasValue 1 ; sh:in ( 1 )", "1"),
        ("sh:pattern '^a'", '"a" , "ab" , "a"@fi , "ab"@en-GB'),
        ("sh:pattern '^a' ; sh:flags 'i' ; sh:datatype xsd:string", '"a" , "ab" , "A"'),
        ("sh:pattern '^a' , 'b$' ", '"ab" , "ab"@en-GB'),
        ("sh:minLength 21", "ex:link"),
        ("sh:minLength 20", 'ex:link , "http://example.org/ä"^^xsd:anyURI'),
        ("sh:maxLength 0", '""'),
        ("sh:maxLength 1 ; sh:datatype xsd:string", '"a" , "" , "A"'),
        ("sh:minInclusive 2", "2 , 2.5 , 2e0"),
        ("sh:minExclusive 2", "2.5"),
        ("sh:maxInclusive 1", '1 , -3 , "1"^^xsd:float'),
        ("sh:maxExclusive 1", "-3"),
        ('sh:minInclusive "2020-02-29"^^xsd:date', '"2020-02-29"^^xsd:date'),
        ('sh:maxExclusive "2020-02-29"^^xsd:date', ""),
        ('sh:maxInclusive "2020-01-01T00:00:00"^^xsd:dateTime', '"2020-01-01T00:00:00"^^xsd:dateTime'),
        ('sh:languageIn ( "fi" )', '"a"@fi'),
        ('sh:languageIn ( "sv" "en" )', '"ab"@en-GB'),
        ('sh:languageIn ( "*" )', '"a"@fi , "ab"@en-GB'),
        ("sh:languageIn ()", ""),
    ],
)
def test_values_that_do_not_conform_are_reported(constraint: str, conforming: str, values: Store) -> None:
    shapes = graph_of(f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; {constraint} ] .")
    reported = {unnamed(each.value) for each in found(shapes, values)}
    assert sorted({*terms(VALUES)} - reported) == terms(conforming)


@pytest.mark.parametrize(
    ("kind", "alone"), [("Literal", ""), ("BlankNodeOrLiteral", "[]"), ("IRIOrLiteral", "ex:link")]
)
def test_literals_of_all_datatypes_are_literals(kind: str, alone: str, values: Store) -> None:
    shapes = graph_of(f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; sh:nodeKind sh:{kind} ] .")
    reported = sorted(unnamed(each.value) for each in found(shapes, values))
    assert reported == sorted({*terms("ex:link , []")} - {*terms(alone)})


DATA = """
    ex:one a ex:Thing ; ex:a 1 ; ex:b 2 ; ex:c 1 .
    ex:two a ex:Thing ; ex:a 2 ; ex:b 2 ; ex:link ex:one , ex:three .
    ex:three a ex:Thing ; ex:a 1 , 3 ; ex:b 2 , 3 ; ex:link ex:one .
    ex:four a ex:Thing ; ex:a "a"@fi , "b"@FI , "c"@sv ; ex:b "x" ; ex:link "text" , [] .
    ex:five a ex:Thing ; ex:a "a" , "b" ; ex:link ex:five , ex:kind .
    ex:kind a ex:Kind . ex:Kind rdfs:subClassOf ex:Sort .
"""


@pytest.fixture(scope="module")
def things() -> Store:
    return store_of(DATA)


def lines(results: set[ValidationResult]) -> set[str]:
    """Results as `component thing value`, without namespaces and datatypes; blank nodes are `_`."""
    return {
        " ".join((each.component.removesuffix("ConstraintComponent"), short(each.focus).strip("<>"), short(each.value)))
        for each in results
    }


def short(term: str) -> str:
    return re.sub(r"_:\w+", "_", term).replace("http://example.org/", "").partition("^^")[0]


def expected(component: str, results: str) -> set[str]:
    """The same of one component: each thing with its values, or without one."""
    found = (each.split() for each in results.split(", ") if each)
    return {f"{component} {thing} {value}" for thing, *values in found for value in values or [""]}


PROPERTY = [
    ("ex:a ; sh:minCount 0", "", ""),
    ("ex:c ; sh:minCount 1", "MinCount", "two, three, four, five"),
    ("ex:a ; sh:minCount 3", "MinCount", "one, two, three, five"),
    ("ex:a ; sh:minCount 4", "MinCount", "one, two, three, four, five"),
    ("ex:c ; sh:maxCount 0", "MaxCount", "one"),
    ("ex:a ; sh:maxCount 2", "MaxCount", "four"),
    ("ex:a ; sh:maxCount 3", "", ""),
    ("ex:link ; sh:class ex:Thing", "Class", 'four "text" _, five <kind>'),
    ("ex:link ; sh:class ex:Sort", "Class", 'two <one> <three>, three <one>, four "text" _, five <five>'),
    ("ex:a ; sh:uniqueLang true", "UniqueLang", "four"),
    ("ex:a ; sh:uniqueLang false", "", ""),
    ("ex:a ; sh:hasValue 1", "HasValue", "two, four, five"),
    ("ex:a ; sh:equals ex:b", "Equals", 'one "1" "2", three "1" "2", four "a"@fi "b"@fi "c"@sv "x", five "a" "b"'),
    ("ex:a ; sh:disjoint ex:b", "Disjoint", 'two "2", three "3"'),
    ("ex:a ; sh:lessThan ex:b", "LessThan", 'two "2", three "3", four "a"@fi "b"@fi "c"@sv'),
    ("ex:a ; sh:lessThanOrEquals ex:b", "LessThanOrEquals", 'three "3", four "a"@fi "b"@fi "c"@sv'),
    (
        "ex:link ; sh:node [ sh:property [ sh:path ex:a ; sh:minCount 2 ] ]",
        "Node",
        'two <one>, three <one>, four "text" _, five <kind>',
    ),
    (
        "ex:link ; sh:node [ sh:path ex:a ; sh:minCount 1 ; sh:maxCount 1 ]",
        "Node",
        'two <three>, four "text" _, five <five> <kind>',
    ),
    (
        "ex:link ; sh:node [ sh:path ex:c ; sh:maxCount 0 ]",
        "Node",
        "two <one>, three <one>",
    ),
    ("ex:link ; sh:not [ sh:class ex:Thing ]", "Not", "two <one> <three>, three <one>, five <five>"),
    (
        "ex:link ; sh:not [ sh:path ex:b ; sh:maxCount 1 ]",
        "Not",
        'two <one>, three <one>, four "text" _, five <five> <kind>',
    ),
    (
        "ex:link ; sh:and ( [ sh:class ex:Thing ] [ sh:path ex:c ; sh:minCount 1 ] )",
        "And",
        'two <three>, four "text" _, five <five> <kind>',
    ),
    (
        "ex:link ; sh:or ( [ sh:class ex:Sort ] [ sh:path ex:c ; sh:minCount 1 ] )",
        "Or",
        'two <three>, four "text" _, five <five>',
    ),
    (
        "ex:link ; sh:xone ( [ sh:class ex:Thing ] [ sh:nodeKind sh:IRI ] )",
        "Xone",
        'two <one> <three>, three <one>, four "text" _, five <five>',
    ),
    (
        "ex:link ; sh:xone ( [ sh:nodeKind sh:Literal ] [ sh:nodeKind sh:BlankNode ] [ sh:in ( ex:one ) ] )",
        "Xone",
        "two <three>, five <five> <kind>",
    ),
    ("ex:link ; sh:node [ sh:deactivated true ; sh:nodeKind sh:Literal ]", "", ""),
    (
        "ex:link ; sh:not [ sh:deactivated true ; sh:nodeKind sh:Literal ]",
        "Not",
        'two <one> <three>, three <one>, four "text" _, five <five> <kind>',
    ),
    (
        "ex:link ; sh:node [ sh:property [ sh:path ex:link ; sh:property [ sh:path ex:c ; sh:minCount 1 ] ] ]",
        "Node",
        "five <five>",
    ),
    (
        "ex:link ; sh:node [ sh:path ex:a ; sh:uniqueLang true ; sh:hasValue 1 ]",
        "Node",
        'four "text" _, five <five> <kind>',
    ),
    ("ex:link ; sh:closed true ; sh:ignoredProperties ( ex:a ex:b ex:link rdf:type )", "Closed", 'two "1", three "1"'),
    ("ex:link ; sh:closed false", "", ""),
]
"""Of a property shape on things, its path and constraints, and the things with their values that violate it."""


@pytest.mark.parametrize(("shape", "component", "results"), PROPERTY)
def test_a_property_shape_reports_things_with_their_values(
    shape: str, component: str, results: str, things: Store
) -> None:
    shapes = graph_of(f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path {shape} ] .")
    assert lines(found(shapes, things)) == expected(component, results)


NODE = [
    ("sh:class ex:Kind", "Class", "one <one>, two <two>, three <three>, four <four>, five <five>"),
    ("sh:nodeKind sh:IRI", "", ""),
    ("sh:in ( ex:one ex:two ex:three ex:four )", "In", "five <five>"),
    ("sh:hasValue ex:one", "HasValue", "two, three, four, five"),
    (
        "sh:equals ex:link",
        "Equals",
        'one <one>, two <two> <one> <three>, three <three> <one>, four <four> "text" _, five <kind>',
    ),
    ("sh:disjoint ex:link", "Disjoint", "five <five>"),
    (
        "sh:closed true ; sh:ignoredProperties ( rdf:type ex:c ex:link ) ;"
        " sh:property [ sh:path ex:a ] , [ sh:path ( ex:b ex:b ) ]",
        "Closed",
        'one "2", two "2", three "2" "3", four "x"',
    ),
    ("sh:not [ sh:property [ sh:path ex:c ; sh:minCount 1 ] ]", "Not", "one <one>"),
    ("sh:or ( [ sh:in ( ex:one ) ] [ sh:path ex:link ; sh:minCount 1 ] )", "", ""),
    (
        "sh:property [ sh:path ex:link ; sh:property [ sh:path ex:c ; sh:minCount 1 ] ]",
        "MinCount",
        'three, five, _, kind, "text"',
    ),
]
"""Of a node shape on things, its constraints, and the focus nodes with their values that violate it."""


@pytest.mark.parametrize(("shape", "component", "results"), NODE)
def test_a_node_shape_reports_things_and_what_they_lead_to(
    shape: str, component: str, results: str, things: Store
) -> None:
    shapes = graph_of(f"ex:S sh:targetClass ex:Thing ; {shape} .")
    assert lines(found(shapes, things)) == expected(component, results)
