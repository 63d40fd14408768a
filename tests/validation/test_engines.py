"""The two engines give the same results with esrgraph's own shapes, on the examples and on errors seeded in them."""

import pickle
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from conftest import EXAMPLES
from esrgraph.documents.reader import read_documents
from esrgraph.ingest.assemble import static_quads
from esrgraph.ingest.capture import capture
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.run import run
from esrgraph.validation.findings import Finding, ValidationResult
from esrgraph.validation.reference import engine as reference
from esrgraph.validation.shapes import ShapesGraph, load_shapes
from kept import Kept

SHARED = "shared"


class Examples(NamedTuple):
    """The triples of every example's project by its code, those that all share, and what pySHACL finds in all."""

    projects: dict[str, list[Triple]]
    shared: list[Triple]
    results: set[ValidationResult]


@cache
def shapes() -> ShapesGraph:
    return load_shapes()


def store_with(*graphs: Iterable[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triples in graphs for triple in triples)
    return store


def refereed(store: Store) -> set[ValidationResult]:
    """What the reference engine finds with esrgraph's own shapes."""
    return reference.results(store, shapes(), shapes().nodes)


def refereed_examples(folder: Path) -> None:
    """Write what `Examples` has: a file for each graph, and one for the results."""
    organisations, graphs = Organisations(), folder / "graphs"
    graphs.mkdir()
    for document in read_documents([EXAMPLES]):
        captured = capture(document, HERE)
        path = graphs / f"{captured.code}.nt"
        if captured.code and not path.exists():
            path.write_bytes(captured.triples)
            organisations.add(captured.organisations)
    shared = [quad.triple for quad in (*organisations.quads(HERE), *static_quads(HERE))]
    serialize(shared, graphs / f"{SHARED}.nt", format=RdfFormat.N_TRIPLES)
    store = store_with(*map(read, graphs.iterdir()))
    (folder / "results").write_bytes(pickle.dumps(refereed(store)))


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.N_TRIPLES)]


@pytest.fixture(scope="module")
def examples(kept: Kept) -> Examples:
    folder = kept(refereed_examples)
    graphs = {path.stem: read(path) for path in (folder / "graphs").iterdir()}
    return Examples(graphs, graphs.pop(SHARED), pickle.loads((folder / "results").read_bytes()))


def test_both_engines_agree_on_the_examples(examples: Examples) -> None:
    store = store_with(examples.shared, *examples.projects.values())
    compiled, checks, notices = validate_store(store, shapes())
    assert compiled == sorted(examples.results)
    assert compiled
    assert not notices
    assert {check.engine for check in checks} == {"compiled"}


INTEGERS = [Literal(number) for number in (-1, 0, 4, 5, 11, 2000)]
DECIMALS = [Literal(text, datatype=Xsd.decimal) for text in ("-0.01", "0", "12.5", "999999999")]
DAYS = [Literal(text, datatype=Xsd.date) for text in ("2013-12-31", "2019-06-30", "2029-02-28")]
THINGS = [NamedNode(f"http://localhost:8000/id/{name}") for name in ("municipality/999", "status/active", "fund/esf")]
TEXTS = [Literal("teksti", language="fi"), Literal("text"), Literal(""), Literal("a\n"), Literal("2454377-1")]
ANY = st.one_of(
    st.sampled_from([*THINGS, *TEXTS]),
    st.text(alphabet="aB1 -.ö\n\x1c", max_size=12).map(Literal),
)


def odd(old: object) -> st.SearchStrategy[object]:
    """Something else for a value; numbers stay numbers and days days, because rdflib compares them with any text."""
    for values in (INTEGERS, DECIMALS, DAYS, [Literal(True), Literal(False)]):
        if isinstance(old, Literal) and old.datatype == values[0].datatype:
            return st.sampled_from(values)
    return ANY


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_both_engines_agree_on_seeded_errors(examples: Examples, data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.sampled_from(sorted(examples.projects)), min_size=3, max_size=3, unique=True))
    store = store_with(examples.shared, *(list(seeded(examples.projects[code], data)) for code in codes))
    compiled = {each for each in run(store, compile_shapes(shapes(), store).selects) if is_of_project(each)}
    assert compiled == {each for each in refereed(store) if is_of_project(each)}


def seeded(triples: list[Triple], data: st.DataObject) -> list[Triple]:
    """The triples of a project with some changed, doubled or lost."""
    triples = list(triples)
    for index in data.draw(st.lists(st.integers(0, len(triples) - 1), max_size=8, unique=True)):
        old = triples[index]
        new = data.draw(st.one_of(st.none(), odd(old.object)))
        triples[index] = old if new is None else Triple(old.subject, old.predicate, new)
        if data.draw(st.booleans()):
            triples.append(old)
        elif new is None:
            triples[index] = triples[index - 1]
    return triples


def is_of_project(result: ValidationResult) -> bool:
    return "/id/project/" in result.focus


MESSAGES = '''
    PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
    ex:Own sh:targetClass ex:Thing ; sh:sparql [ sh:message "{?value} of {$this}"@en , "{?value} ({?other})"@fi ;
        sh:select """SELECT $this ?value ?other {
            $this <http://example.org/a> ?value . ?other <http://example.org/b> 1 }""" ] .
    ex:Bound sh:targetClass ex:Thing ; sh:message "not this" ; sh:sparql [ sh:message "nor this" ;
        sh:select """SELECT $this ?message { $this <http://example.org/a> ?a
            BIND (CONCAT("it is ", STR(?a)) AS ?message) }""" ] .
    ex:Shape sh:targetClass ex:Thing ; sh:message "{$other}!" ; sh:sparql [
        sh:select "SELECT $this ?other { $this <http://example.org/a> ?a . ?other <http://example.org/b> 1 }" ] .
    ex:Silent sh:targetClass ex:Thing ; sh:message "in {?value} of {?this}" ; sh:minLength 50 ;
        sh:property [ sh:path ex:a ; sh:maxCount 0 ; sh:message "no {value}" ] .
'''


@pytest.mark.parametrize("engine", list(Engine))
def test_messages_say_what_a_solution_says(engine: Engine, tmp_path: Path) -> None:
    """SHACL 5.3.2: the solution's message, else that of the constraint with its values, else that of the shape."""
    (tmp_path / "shapes.ttl").write_text(MESSAGES, encoding="utf-8")
    graph, store = load_shapes([tmp_path / "shapes.ttl"]), Store()
    data = r'PREFIX ex: <http://example.org/> ex:it a ex:Thing ; ex:a "a\\d" . ex:o ex:b 1 .'
    store.load(data, format=RdfFormat.TURTLE)
    results, _, _ = validate_store(store, graph, engine)
    by_iri = {shape.iri: shape for shape in graph.shapes}
    findings = [Finding(result, by_iri[result.shape], value=result.value.strip("<>")) for result in results]
    assert sorted((each.message("fi"), each.message("sv")) for each in findings) == [
        ("a\\d (http://example.org/o)", "a\\d of http://example.org/it"),
        ("http://example.org/o!", "http://example.org/o!"),
        ("in http://example.org/it of http://example.org/it", "in http://example.org/it of http://example.org/it"),
        ("it is a\\d", "it is a\\d"),
        ("no ", "no "),
    ]


CONDITION = """
    PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
    ex:S sh:targetClass ex:Thing ; sh:property ex:P ; sh:sparql [ sh:select "SELECT $this { $this ?p 1 }" ] .
    ex:P sh:path ex:a ; sh:pattern "(?=x)" .
    ex:T sh:targetClass ex:Other ; sh:node ex:S .
"""


def test_a_compiled_shape_is_not_run_again_where_its_part_is_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is run as the condition of another alone, of the one thing that this looks at."""
    asked: list[str] = []
    parse_query = reference._parse_query
    monkeypatch.setattr(reference, "_parse_query", lambda text: asked.append(text) or parse_query(text))
    (tmp_path / "shapes.ttl").write_text(CONDITION, encoding="utf-8")
    store = Store()
    data = "PREFIX ex: <http://example.org/> ex:it a ex:Thing ; ex:a 1 . ex:other a ex:Other ; ex:a 1 ."
    store.load(data, format=RdfFormat.TURTLE)
    results, _, _ = validate_store(store, load_shapes([tmp_path / "shapes.ttl"]))
    assert [(each.code, each.focus.rpartition("/")[2]) for each in results] == [
        ("S", "it>"),
        ("P", "it>"),
        ("T", "other>"),
    ]
    assert len(asked) == 1
