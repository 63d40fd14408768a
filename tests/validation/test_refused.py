"""What the compiler of shapes refuses, with its reason, and what becomes of that at the reference engine."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pyoxigraph import RdfFormat, Store, parse

from conftest import ROOT
from esrgraph.errors import ShapesError
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.blank_nodes import name_blank_nodes
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.findings import ValidationResult
from esrgraph.validation.shapes import ShapesGraph

COMPILER = ROOT / "src" / "esrgraph" / "validation" / "compiler"
PREFIXES = """
    PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
DATA = """
    ex:one a ex:Thing ; ex:a 1 ; ex:name "x" ; ex:link ex:two .
    ex:two a ex:Thing ; ex:a 2 , 3 ; ex:name "yy"@en-GB ; ex:link ex:one .
"""


class Refused(NamedTuple):
    """A construct: of a property shape (`ex:P ...`) or a node shape (`ex:S ...`) on things, in Turtle, or a query.

    `found` names the things of which the reference engine then reports something; None where it cannot run it either.
    """

    text: str
    reason: str
    found: str | None


CONSTRUCTS = [
    Refused('ex:P sh:path "a" ; sh:minCount 1 .', "a literal as path", None),
    Refused("ex:P sh:path [ ex:of ex:a ] ; sh:minCount 1 .", "a path that is not well-formed", None),
    Refused("ex:P sh:path ex:a , ex:b ; sh:minCount 1 .", "several paths", None),
    Refused(
        "ex:P sh:path [ sh:inversePath ( ex:link ex:link ) ] ; sh:maxCount 0 .",
        "the inverse of a complex path",
        "one two",
    ),
    Refused("ex:P sh:path [ sh:alternativePath ( ex:b ) ] ; sh:minCount 1 .", "an alternative path of one part", None),
    Refused(
        """ex:P sh:path ex:a ; ex:limit 2 . ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value < $limit) }" ] .""",
        "a constraint component of its own",
        "two",
    ),
    Refused("ex:P sh:path ex:name ; sh:maxLength 1 , 2 .", "several values of sh:maxLength", None),
    Refused(
        "ex:P sh:path ex:link ; sh:node ex:Q . ex:Q sh:path ex:link ; sh:node ex:Q .",
        "a shape that refers to itself",
        None,
    ),
    Refused("ex:P sh:path ex:link ; sh:property ex:P .", "a shape that refers to itself", ""),
    Refused(
        'ex:P sh:path ex:link ; sh:node [ sh:sparql [ sh:select "SELECT $this { $this ?p 1 }" ] ] .',
        "sh:sparql in a condition",
        "two",
    ),
    Refused(
        "ex:P sh:path ex:link ; sh:qualifiedValueShape [ sh:hasValue ex:one ] ; sh:qualifiedMinCount 1 .",
        "sh:qualifiedValueShape",
        "one",
    ),
    Refused(
        "ex:P sh:path ex:link ; sh:node [ sh:property [ sh:path ex:a ; sh:minCount 4 ] ] .",
        "a large count in a condition",
        "one two",
    ),
    Refused("ex:P sh:path ex:link ; sh:class [] .", "a class without an IRI", "one two"),
    Refused("ex:S sh:minCount 1 .", "a count at a node shape", None),
    Refused("ex:S sh:lessThan ex:a .", "a comparison at a node shape", None),
    Refused("ex:S sh:targetClass [] ; sh:nodeKind sh:Literal .", "a class without an IRI as target", ""),
    Refused(
        "ex:S sh:targetNode ex:none ; sh:property [ sh:path [ sh:zeroOrMorePath ex:a ] ; sh:nodeKind sh:Literal ] .",
        "a path of no steps, or sh:sparql, from a target node that is not in the data",
        "none",
    ),
    Refused("ex:S sh:targetNode [] ; sh:nodeKind sh:Literal .", "a blank node as target", "_"),
    Refused("ex:P sh:path ex:a ; sh:hasValue [] .", "a blank node as value", "one two"),
    Refused("ex:P sh:path ex:a ; sh:in ( 1 [] ) .", "a blank node as value", "two"),
    Refused('ex:P sh:path ex:b ; sh:minCount "1"^^xsd:int .', 'the count "1"^^', None),
    Refused('ex:P sh:path ex:name ; sh:pattern "y"@en .', 'the text "y"@en', "one"),
    Refused("ex:P sh:path ex:a ; sh:datatype xsd:byte .", "the datatype <http://www.w3.org/2001/", "one two"),
    Refused("ex:P sh:path ex:a ; sh:nodeKind ex:Odd .", "the node kind <http://example.org/Odd>", "one two"),
    Refused('ex:P sh:path ex:name ; sh:pattern "Y" ; sh:flags "i" , "is" .', "several flags of a pattern", "one"),
    Refused('ex:P sh:path ex:name ; sh:pattern "^Y" ; sh:flags "m" .', "the flags 'm' of a pattern", "one two"),
    Refused('ex:P sh:path ex:name ; sh:pattern "(?=y)" .', "the regular expression '(?=y)'", "one"),
    Refused('ex:P sh:path ex:name ; sh:pattern "(" .', "the regular expression '('", None),
    Refused("ex:P sh:path ex:name ; sh:minLength 0 .", "a minimum length of 0", ""),
    Refused('ex:P sh:path ex:a ; sh:minInclusive "2"^^xsd:byte .', 'the bound "2"^^', "one"),
    Refused('ex:P sh:path ex:name ; sh:languageIn ( "en-US" ) .', "the language ranges ['en-US']", "one two"),
    Refused('ex:S sh:sparql "SELECT $this {}" .', "a literal as sh:sparql", None),
    Refused("ex:S sh:sparql [ sh:deactivated true ] .", "sh:sparql without one sh:select", None),
    Refused(
        'ex:S sh:sparql [ sh:deactivated true ; sh:select "SELECT $this { $this ?p ?o }" ] .',
        "sh:sparql without one sh:select, or deactivated",
        "",
    ),
]

QUERIES = [
    Refused("SELECT $this { $this ex:a ?b MINUS { $this ex:a 2 } }", "MINUS in sh:sparql", None),
    Refused("SELECT $this { $this ex:a ?b VALUES ?b { 1 } }", "VALUES in sh:sparql", None),
    Refused("SELECT $this { SERVICE ex:s { $this ex:a ?b } }", "SERVICE in sh:sparql", None),
    Refused("SELECT $this { GRAPH ex:g { $this ex:a ?b } }", "GRAPH in sh:sparql", None),
    Refused("SELECT $this FROM ex:g WHERE { $this ex:a ?b }", "FROM in sh:sparql", None),
    Refused("CONSTRUCT { $this ex:a ?b } WHERE { $this ex:a ?b }", "CONSTRUCT in sh:sparql", None),
    Refused("ASK { $this ex:a 2 }", "ASK in sh:sparql", None),
    Refused("DESCRIBE $this { $this ex:a 2 }", "DESCRIBE in sh:sparql", None),
    Refused("SELECT $this ?value { $this ex:a ?value } LIMIT 1", "LIMIT in sh:sparql", "one two"),
    Refused("SELECT $this ?value { $this ex:a ?value } OFFSET 1", "OFFSET in sh:sparql", "two"),
    Refused("SELECT $this ?value { $this ex:a ?value } ORDER BY ?value", "ORDER in sh:sparql", "one two"),
    Refused("BASE <http://example.org/> SELECT $this { $this <a> 2 }", "BASE in sh:sparql", "two"),
    Refused("SELECT REDUCED $this { $this ex:a 1 }", "REDUCED in sh:sparql", "one"),
    Refused("SELECT $this { BIND (true AS $this) }", "$this in sh:sparql", None),
    Refused("SELECT $this { FILTER (BOUND($shapesGraph)) }", "$shapesGraph in sh:sparql", None),
    Refused("SELECT $this ?failure { $this ex:a 2 BIND (1 AS ?failure) }", "$failure in sh:sparql", "two"),
    Refused("SELECT $this { $this $PATH 2 }", "$PATH in sh:sparql", None),
    Refused("SELECT $this { $this ex:a ?b { SELECT ?b { ?x ex:a ?b } } }", "a sub-SELECT or grouping", None),
    Refused("SELECT (COUNT(?b) AS ?value) { $this ex:a ?b }", "a sub-SELECT or grouping", "one two"),
    Refused("SELECT $this { { FILTER (BOUND($this)) } UNION { ?x ex:b 1 } }", "a group of sh:sparql", "one two"),
    Refused(
        "SELECT $this { OPTIONAL { ?x ex:a ?b OPTIONAL { ?b ex:b ?c FILTER ($this = ?c) } } }",
        "a group of sh:sparql that does not bind $this",
        "one two",
    ),
    Refused("SELECT $this { $this undeclared:a ?b }", "sh:sparql that Oxigraph does not read", None),
    Refused("SELECT $this { $this ex:a ?b", "sh:sparql that Oxigraph does not read", None),
]


def in_full(text: str) -> str:
    """The shapes graph of a construct, in Turtle."""
    if not text.startswith("ex:"):
        return f"""ex:S a sh:NodeShape ; sh:targetClass ex:Thing ;
            sh:sparql [ sh:prefixes ex:p ; sh:select "{text}" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ."""
    target = "" if "sh:target" in text else "ex:S sh:targetClass ex:Thing ."
    return f"ex:S a sh:NodeShape . {target} {text}" + (" ex:S sh:property ex:P ." if text.startswith("ex:P") else "")


def shapes_of(refused: Refused) -> ShapesGraph:
    text = PREFIXES + in_full(refused.text)
    return ShapesGraph(name_blank_nodes(quad.triple for quad in parse(text, format=RdfFormat.TURTLE)))


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.load(PREFIXES + DATA, format=RdfFormat.TURTLE)
    return made


def names(results: list[ValidationResult]) -> set[str]:
    """The local names of the focus nodes, `_` for one without a name."""
    return {re.sub(r"^_:.*|^<.*/|>$", lambda match: match[0][:1].strip("<>"), each.focus) for each in results}


@pytest.mark.parametrize("refused", [*CONSTRUCTS, *QUERIES], ids=lambda refused: refused.text)
def test_what_is_refused_goes_to_the_reference_engine(refused: Refused, store: Store) -> None:
    shapes = shapes_of(refused)
    plan = compile_shapes(shapes, store)
    assert any(reason.startswith(refused.reason) for reason in plan.handed_over.values())
    assert not plan.selects
    if refused.found is None:
        with pytest.raises(ShapesError, match="The shapes cannot be run by pySHACL: "):
            validate_store(store, shapes)
        return
    results, _, notices = validate_store(store, shapes)
    assert names(results) == set(refused.found.split())
    assert any(refused.reason in each and each.endswith(": checked by pySHACL") for each in notices)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ex:S sh:property ex:Q .", "has sh:property <http://example.org/Q>, which is no property shape: define it"),
        ("ex:S sh:property ex:Q . ex:Q sh:nodeKind sh:Literal .", "which is no property shape"),
        ('ex:S sh:property "Q" .', "which is no property shape"),
        ("ex:P sh:path ex:link ; sh:node ex:Q .", "refers to a shape <http://example.org/Q>, which is not defined"),
        ('ex:P sh:path ex:link ; sh:not "Q" .', 'refers to a shape "Q", which is not defined'),
        ("ex:P sh:path ex:link ; sh:or ( ex:Q ) .", "refers to a shape <http://example.org/Q>"),
        ("ex:P sh:path ex:link ; sh:in ex:Q .", "has sh:in <http://example.org/Q>, which is no list"),
        ("ex:S sh:closed true ; sh:ignoredProperties ex:a .", "has sh:ignoredProperties <http://example.org/a>"),
        ("ex:shapes sh:entailment ex:regime .", "ask for sh:entailment <http://example.org/regime>"),
        ("ex:Untyped sh:minCuont 1 ; sh:closed true .", "uses sh:minCuont"),
    ],
)
def test_what_nobody_would_check_is_refused(text: str, message: str) -> None:
    with pytest.raises(ShapesError, match=message):
        shapes_of(Refused(text, "", None))


def test_imports_that_were_not_read_and_shapes_without_a_target_are_told(store: Store) -> None:
    text = """ex:shapes <http://www.w3.org/2002/07/owl#imports> ex:others , ex:S .
        ex:S sh:nodeKind sh:Literal . ex:Untyped sh:minLength 1 ."""
    _, checks, notices = validate_store(store, shapes_of(Refused(text, "", None)))
    assert notices == [
        "owl:imports <http://example.org/others> is not followed: it is checked if its file is given too",
        "Untyped has no target: not checked",
    ]
    assert [each.code for each in checks] == ["S"]


def test_every_refusal_of_the_compiler_is_among_them(store: Store) -> None:
    given: set[str] = set()
    for each in (*CONSTRUCTS, *QUERIES):
        given.update(compile_shapes(shapes_of(each), store).handed_over.values())
    refusals = list(refusals_in_the_source())
    assert len(refusals) > 30
    assert [each for each in refusals if not any(re.fullmatch(each, reason, re.DOTALL) for reason in given)] == []


def refusals_in_the_source() -> Iterator[str]:
    """An expression for each reason that a module of the compiler gives."""
    for path in sorted(COMPILER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unsupported":
                (reason,) = node.args
                parts = reason.values if isinstance(reason, ast.JoinedStr) else [reason]
                yield "".join(re.escape(each.value) if isinstance(each, ast.Constant) else ".+" for each in parts)


@pytest.mark.parametrize(
    "group",
    [
        "$this ex:name ?name OPTIONAL { $this ex:b ?b } FILTER (! BOUND(?b) && ISLITERAL(?name))",
        "$this ex:link|ex:name/ex:a ?a",
        "$this ex:a ?a FILTER (?a > 1 && NOT EXISTS { $this ex:b ?b })",
        "$this !ex:a ?a",
        "$this ex:a 1",
        "$this ex:a ?a",
    ],
)
def test_a_query_without_an_outline_is_asked_of_all_focus_nodes(group: str, store: Store) -> None:
    shapes = shapes_of(Refused(f"SELECT $this {{ $this a ex:Thing . {group} }}", "", None))
    (select,) = compile_shapes(shapes, store).selects
    assert select.candidates == ""
    assert validate_store(store, shapes)[0] == validate_store(store, shapes, Engine.PYSHACL)[0]
