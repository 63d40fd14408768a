"""Shapes compiled to SPARQL find what SHACL says they find, and hand over what they cannot find rightly."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from esrgraph.errors import ShapesError
from esrgraph.validation.blank_nodes import name_blank_nodes
from esrgraph.validation.compiler import run as running
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.compiler.regex import translate
from esrgraph.validation.compiler.run import focus_counts, run
from esrgraph.validation.findings import Level, ValidationResult
from esrgraph.validation.shapes import ShapesGraph, load_shapes

ENGINES = Path(__file__).parent / "engines"
PREFIXES = """
    PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    PREFIX essh: <https://w3id.org/esrgraph/shapes#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
"""What every Turtle text of these tests begins with."""


def shapes_of(folder: Path, text: str) -> ShapesGraph:
    path = folder / "shapes.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return load_shapes([path])


def graph_of(text: str) -> ShapesGraph:
    """The same shapes without a file, which takes no reading of the built-in ones."""
    return ShapesGraph(name_blank_nodes(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)))


def store_of(text: str) -> Store:
    store = Store()
    store.load(PREFIXES + text, format=RdfFormat.TURTLE)
    return store


def found(shapes: ShapesGraph, store: Store) -> set[ValidationResult]:
    plan = compile_shapes(shapes, store)
    assert not plan.handed_over
    return run(store, plan.selects)


def test_a_result_says_what_a_report_needs(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:Things sh:targetClass ex:Thing ; sh:property ex:Short .
        ex:Short essh:code "X-1" ; sh:path ( ex:part [ sh:inversePath ex:of ] ) ; sh:maxLength 3 ;
            sh:severity sh:Warning .""",
    )
    store = store_of("ex:it a ex:Thing ; ex:part ex:p . ex:long ex:of ex:p .")
    assert found(shapes, store) == {
        ValidationResult(
            focus="<http://example.org/it>",
            path="<http://example.org/part>/^<http://example.org/of>",
            value="<http://example.org/long>",
            component="MaxLengthConstraintComponent",
            severity=Level.WARNING,
            shape="http://example.org/Short",
            code="X-1",
        )
    }


def test_every_construct_of_the_fixture_is_compiled_and_finds_something() -> None:
    shapes, store = load_shapes([ENGINES / "shapes.ttl"]), Store()
    store.load(path=ENGINES / "data.ttl", format=RdfFormat.TURTLE)
    plan = compile_shapes(shapes, store)
    assert not plan.handed_over
    codes = {result.code for result in run(store, plan.selects, jobs=2)}
    asked = {each.code for node, each in plan.shapes.items() if each.focus and isinstance(node, NamedNode)}
    assert codes == asked - {"Things", "Base", "Property"}  # these only lead on to others


def test_what_cannot_be_compiled_is_handed_over_with_a_reason() -> None:
    shapes, store = load_shapes([ENGINES / "handed-over.ttl"]), Store()
    plan = compile_shapes(shapes, store)
    reasons = {shapes.shape(node).code: reason for node, reason in plan.handed_over.items()}
    assert reasons == {
        "Qualified": "sh:qualifiedValueShape",
        "ComplexInverse": "the inverse of a complex path",
        "Pattern": "the regular expression '(?=x)'",
        "Flags": "the flags 'm' of a pattern",
        "Derived": "the datatype <http://www.w3.org/2001/XMLSchema#byte>",
        "Select": "a group of sh:sparql that does not bind $this",
        "Limit": "ORDER in sh:sparql",
        "Again": "a shape that refers to itself",
    }
    assert {each.code for each in plan.selects} == {"Compiled"}


def test_a_query_that_names_its_target_is_not_asked_for_it_twice(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:Things sh:targetClass ex:Thing ;
            sh:sparql [ sh:prefixes ex:p ; sh:select "SELECT $this { $this a ex:Thing ; ex:a 1 }" ] ,
                      [ sh:prefixes ex:p ; sh:select "SELECT $this { { $this a ex:Thing } UNION { $this ex:a 1 } }" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .""",
    )
    queries = [each.query for each in compile_shapes(shapes, Store()).selects]
    assert sorted(query.count("?this a <http://example.org/Thing> .") for query in queries) == [0, 1]
    assert len(found(shapes, store_of("ex:it a ex:Thing ; ex:a 1 . ex:other ex:a 1 ."))) == 1


CURRENT_SHAPE = """
    ex:One sh:targetClass ex:Thing ; sh:sparql ex:query .
    ex:Other sh:targetClass ex:Thing ; sh:sparql ex:query .
    ex:query sh:prefixes ex:p ;
        sh:select "SELECT $this { $this a ex:Thing FILTER NOT EXISTS { $this ex:exempt $currentShape } }" .
    ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ."""


def test_a_query_knows_the_shape_that_asks_it(tmp_path: Path) -> None:
    """SHACL 5.3.1, `$currentShape`: two shapes share a query, and one lets the thing go."""
    (only,) = found(shapes_of(tmp_path, CURRENT_SHAPE), store_of("ex:it a ex:Thing ; ex:exempt ex:One ."))
    assert only.shape == "http://example.org/Other"


def test_a_query_of_a_shape_without_a_name_is_handed_over(tmp_path: Path) -> None:
    """No query can name it, and a variable would be any shape."""
    shapes = shapes_of(tmp_path, CURRENT_SHAPE.replace("ex:One sh:targetClass", "[] sh:targetClass"))
    plan = compile_shapes(shapes, Store())
    assert list(plan.handed_over.values()) == ["$currentShape in sh:sparql"]
    assert {each.shape.value for each in plan.selects} == {"http://example.org/Other"}


def test_counting_is_not_multiplied_by_the_target(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:Things sh:targetSubjectsOf ex:a ; sh:sparql [ sh:prefixes ex:p ;
            sh:select "SELECT $this { $this ex:b ?b } GROUP BY $this HAVING (COUNT(?b) > 1)" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .""",
    )
    (only,) = found(shapes, store_of("ex:one ex:a 1 , 2 , 3 ; ex:b 1 . ex:two ex:a 1 , 2 ; ex:b 1 , 2 ."))
    assert only.focus == "<http://example.org/two>"


def test_focus_nodes_are_counted_once_over_all_targets(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:Things sh:targetClass ex:Thing ; sh:targetSubjectsOf ex:a ; sh:targetNode ex:none ; sh:property ex:P .
        ex:P sh:path ex:a ; sh:maxCount 1 .""",
    )
    store = store_of("ex:it a ex:Thing ; ex:a 1 , 2 . ex:sub rdfs:subClassOf ex:Thing . ex:other a ex:sub .")
    assert focus_counts(store, compile_shapes(shapes, store))[NamedNode("http://example.org/P")] == 3


@pytest.mark.parametrize(
    "pattern", [r"\p{L}", "(?i)a", "a(?!b)", r"\bword", "[a-z&&[^b]]", r"(a)\1", "a{2", "[[:alpha:]]", "("]
)
def test_patterns_of_one_dialect_are_handed_over(pattern: str) -> None:
    with pytest.raises(Unsupported):
        translate(pattern, "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<a> <b> .", r"broken\.ttl:1: the shapes file is not Turtle"),
        ("<a> <b> <c> .\n\n<d> e:f <g> .", r"broken\.ttl:3: the shapes file is not Turtle"),
        ("<a> <b> <c> .", "There are no shapes in"),
        (
            PREFIXES + "ex:S a sh:NodeShape ; sh:minCuont 1 .",
            "uses sh:minCuont, which is not in SHACL Core or SHACL-SPARQL",
        ),
        (PREFIXES + "ex:S a sh:NodeShape ; sh:js ex:f .", "uses sh:js"),
        (PREFIXES + "ex:S a sh:NodeShape ; sh:severity ex:Bad .", "has a severity"),
    ],
)
def test_shapes_that_cannot_be_used_say_why(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ShapesError, match=message):
        load_shapes([path])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match=r"absent\.ttl cannot be read: No such file"):
        load_shapes([tmp_path / "absent.ttl"])


def test_all_of_the_own_shapes_are_compiled() -> None:
    assert not compile_shapes(load_shapes(), Store()).handed_over


@pytest.mark.parametrize(
    ("target", "nodes"),
    [
        ("sh:targetClass ex:Thing", {"it"}),
        ("sh:targetNode ex:it , ex:none", {"it", "none"}),
        ("sh:targetSubjectsOf ex:a", {"it"}),
        ("sh:targetObjectsOf ex:a", {"p", "q"}),
        ("sh:targetObjectsOf ex:a ; sh:targetSubjectsOf ex:b", {"p", "q"}),
        ("a rdfs:Class", {"member"}),
    ],
)
def test_each_target_leads_to_its_nodes(tmp_path: Path, target: str, nodes: set[str]) -> None:
    shapes = shapes_of(tmp_path, f"ex:S a sh:NodeShape ; {target} ; sh:hasValue ex:never .")
    results = found(shapes, store_of("ex:it a ex:Thing ; ex:a ex:p , ex:q . ex:p ex:b ex:it . ex:member a ex:S ."))
    assert {each.focus for each in results} == {f"<http://example.org/{name}>" for name in nodes}
    assert {(each.component, each.path) for each in results} == {("HasValueConstraintComponent", "")}


@pytest.mark.parametrize("count", range(1, 8))
def test_values_are_counted_however_many_may_be(count: int) -> None:
    data = " ".join(f"ex:n{number} a ex:Thing ." for number in range(9)) + " ".join(
        f"ex:n{number} ex:a {', '.join(map(str, range(number)))} ." for number in range(1, 9)
    )
    for constraint, component, wrong in (
        ("sh:minCount", "MinCountConstraintComponent", range(count)),
        ("sh:maxCount", "MaxCountConstraintComponent", range(count + 1, 9)),
    ):
        shapes = graph_of(
            f"ex:S sh:targetClass ex:Thing ; sh:property ex:P . ex:P sh:path ex:a ; {constraint} {count} ."
        )
        results = found(shapes, store_of(data))
        assert {each.focus for each in results} == {f"<http://example.org/n{number}>" for number in wrong}
        assert {each.component for each in results} <= {component}


def test_a_closed_shape_allows_what_its_properties_speak_of(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:S sh:targetClass ex:Thing ; sh:closed true ; sh:property [ sh:path ex:a ] ;
            sh:ignoredProperties ( rdfs:label <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .""",
    )
    (only,) = found(shapes, store_of('ex:it a ex:Thing ; ex:a 1 ; ex:b 2 ; rdfs:label "it" .'))
    assert (only.path, only.component) == ("<http://example.org/b>", "ClosedConstraintComponent")


def test_a_closed_shape_without_properties_allows_nothing(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, "ex:S sh:targetClass ex:Thing ; sh:closed true .")
    results = found(shapes, store_of("ex:it a ex:Thing ; ex:a 1 , 2 ."))
    assert sorted(each.path.rpartition("/")[2] for each in results) == ["22-rdf-syntax-ns#type>", "a>", "a>"]


@pytest.mark.parametrize(("logic", "is_violated"), [("and", False), ("or", True), ("xone", True)])
def test_nothing_conforms_to_one_of_no_shapes(tmp_path: Path, logic: str, is_violated: bool) -> None:
    shapes = shapes_of(tmp_path, f"ex:S sh:targetClass ex:Thing ; sh:{logic} () .")
    assert bool(found(shapes, store_of("ex:it a ex:Thing ."))) == is_violated


def test_values_at_the_end_of_a_sequence_are_compared_with_those_of_the_focus_node(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, "ex:S sh:targetNode ex:it ; sh:property [ sh:path ( ex:a ex:b ) ; sh:equals ex:b ] .")
    (only,) = found(shapes, store_of("ex:it ex:a ex:p . ex:p ex:b 1 . ex:other ex:b 1 ."))
    assert (only.focus, only.component) == ("<http://example.org/it>", "EqualsConstraintComponent")


def test_a_sequence_may_have_to_lead_nowhere(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, "ex:S sh:targetNode ex:it ; sh:property [ sh:path ( ex:a ex:b ) ; sh:maxCount 0 ] .")
    assert len(found(shapes, store_of("ex:it ex:a ex:p . ex:p ex:b 1 , 2 ."))) == 1


def test_an_instance_of_a_subclass_is_one_of_the_class_whatever_else_it_is(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, "ex:S sh:targetClass ex:Thing ; sh:class ex:Kind .")
    data = "ex:Sub rdfs:subClassOf ex:Kind . ex:Kind rdfs:subClassOf ex:Thing . ex:it a ex:Thing , ex:Sub ."
    assert not found(shapes, store_of(data))


CODES = """
    ex:Named sh:targetClass ex:Thing ; sh:minLength 1 .
    <http://other.example/Named> sh:targetClass ex:Thing ; sh:minLength 1 .
    <http://example.org/slash/> sh:targetClass ex:Thing ; sh:minLength 1 .
    [] sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; sh:in ( 1 2 ) ; sh:message "one" ] ,
        [ sh:path ex:a ; sh:in ( 1 2 ) ; sh:message "two" ] , [ sh:path ex:a ; sh:in ( 1 3 ) ] .
"""


def test_codes_come_from_what_a_shape_is_or_says(tmp_path: Path) -> None:
    codes = [each.code for each in shapes_of(tmp_path, CODES).shapes]
    assert codes == [
        "Named-635d46d1",
        "Named-92366759",
        "shape-499f209e",
        "shape-86d02472",
        "shape-a2332756",
        "shape-f57d3dad",
        "shape-f57d3dad",
    ]


def test_a_shape_keeps_its_code_and_name_wherever_it_stands(tmp_path: Path) -> None:
    before = {(each.code, each.iri) for each in shapes_of(tmp_path, CODES).shapes}
    moved = 'ex:New sh:targetClass ex:A ; sh:property [ sh:path ex:b ; sh:in ( 3 ) ; sh:message "one" ] .' + CODES
    assert before < {(each.code, each.iri) for each in shapes_of(tmp_path, moved).shapes}


def test_a_shape_without_a_message_says_what_it_asks_for(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        """ex:P sh:path ex:a ; sh:minCount 1 ; sh:datatype xsd:string .
        ex:Q sh:path ex:a ; sh:name "Nimi"@fi , "Name"@en ; sh:minCount 1 .""",
    )
    texts = {each.code: each.message for each in shapes.shapes}
    assert texts == {
        "P": dict.fromkeys(("en", "fi", "sv"), "a: sh:datatype string, sh:minCount 1"),
        "Q": {"en": "Name", "fi": "Nimi", "sv": "Name"},
    }


@pytest.mark.parametrize(
    ("values", "is_wrong"), [("1 ; ex:b 1", False), ("1 ; ex:b 2", True), ("1 , 2 ; ex:b 1", True)]
)
def test_values_of_two_properties_are_equal_as_sets(tmp_path: Path, values: str, is_wrong: bool) -> None:
    shapes = shapes_of(tmp_path, "ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; sh:equals ex:b ] .")
    results = found(shapes, store_of(f"ex:it a ex:Thing ; ex:a {values} ."))
    assert bool(results) == is_wrong


@pytest.mark.parametrize(
    ("constraint", "component", "wrong"),
    [
        ("sh:class ex:Kind", "Class", {"one", "two", "many"}),
        ("sh:uniqueLang true", "UniqueLang", {"many"}),
        ("sh:lessThan ex:b", "LessThan", {"two"}),
        ("sh:hasValue 1", "HasValue", {"two", "many", "kind"}),
        ("sh:hasValue 1 ; sh:deactivated true", "HasValue", set()),
        ("sh:minLength 2", "MinLength", {"one", "two", "many"}),
        ("sh:maxLength 1", "MaxLength", {"kind"}),
        ("sh:maxInclusive 1", "MaxInclusive", {"two", "many", "kind"}),
    ],
)
def test_each_constraint_finds_what_violates_it(
    tmp_path: Path, constraint: str, component: str, wrong: set[str]
) -> None:
    shapes = shapes_of(tmp_path, f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; {constraint} ] .")
    store = store_of(
        """ex:one a ex:Thing ; ex:a 1 ; ex:b 2 . ex:two a ex:Thing ; ex:a 2 ; ex:b 2 .
        ex:many a ex:Thing ; ex:a "a"@fi , "b"@fi , "c"@sv , "d" .
        ex:kind a ex:Thing ; ex:a ex:it . ex:it a ex:Kind ."""
    )
    results = found(shapes, store)
    assert {each.focus for each in results} == {f"<http://example.org/{name}>" for name in wrong}
    assert {each.component for each in results} == ({f"{component}ConstraintComponent"} if wrong else set())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are run, as they come."""
    queries: list[str] = []
    run_select = running._run_select

    def noting(store: Store, query: str) -> QuerySolutions:
        queries.append(query)
        return run_select(store, query)

    monkeypatch.setattr(running, "_run_select", noting)
    return queries


@pytest.mark.parametrize("constraint", ["sh:pattern '^a'", "sh:minLength 9", "sh:languageIn ( 'fi' )"])
def test_texts_are_read_some_at_a_time(constraint: str, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = graph_of(f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:name ; {constraint} ] .")
    store = store_of(" ".join(f"ex:t{number} a ex:Thing ; ex:name 'name {number}' ." for number in range(5)))
    whole = found(shapes, store)
    asked.clear()
    monkeypatch.setattr(running, "_TEXTS", 2)
    assert found(shapes, store) == whole
    assert len(whole) == 5
    assert [query.partition(" OFFSET ")[2][:1] for query in asked if "LIMIT 2" in query] == ["0", "2", "4"]


@pytest.mark.parametrize(("things", "by_name"), [(2, True), (3, False)])
def test_many_candidates_are_not_named(
    things: int, by_name: bool, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_MANY", 2)
    shapes = graph_of("""ex:S sh:targetClass ex:Thing ; sh:sparql [
        sh:select "SELECT $this { $this a ?kind FILTER NOT EXISTS { $this <http://example.org/p> ?p } }" ] .""")
    store = store_of(" ".join(f"ex:t{number} a ex:Thing ." for number in range(things)))
    assert len(found(shapes, store)) == things
    assert ("VALUES ?this" in asked[-1]) == by_name
