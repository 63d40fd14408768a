"""The two engines give the same results; what cannot be compiled goes to the reference engine, for small graphs."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from conftest import EXAMPLES
from esrgraph.documents.reader import read_documents
from esrgraph.errors import ShapesError
from esrgraph.ingest.assemble import static_quads
from esrgraph.ingest.capture import capture
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.run import run
from esrgraph.validation.findings import Check, ValidationResult
from esrgraph.validation.reference import engine as reference
from esrgraph.validation.shapes import ShapesGraph, load_shapes

ENGINES = Path(__file__).parent / "engines"


def store_with(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def turtle(content: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(content, format=RdfFormat.TURTLE)]


@cache
def shapes() -> ShapesGraph:
    return load_shapes()


def refereed(store: Store) -> set[ValidationResult]:
    """What the reference engine finds with esrgraph's own shapes."""
    return reference.results(store, shapes(), shapes().nodes)


@cache
def examples() -> tuple[dict[str, list[Triple]], tuple[Triple, ...]]:
    """The triples of every example's project by its code, and those that all share."""
    projects, organisations = {}, Organisations()
    for document in read_documents([EXAMPLES]):
        captured = capture(document, HERE)
        if captured.code and captured.code not in projects:
            quads = parse(captured.triples, format=RdfFormat.N_TRIPLES)
            projects[captured.code] = [quad.triple for quad in quads]
            organisations.add(captured.organisations)
    shared = [*organisations.quads(HERE), *static_quads(HERE)]
    return projects, tuple(quad.triple for quad in shared)


def example_store(*codes: str) -> Store:
    """A store of some examples, or of all, with what they share."""
    projects, shared = examples()
    return store_with([*shared, *(triple for code in codes or projects for triple in projects[code])])


@pytest.mark.parametrize("name", ["shapes", "handed-over"])
def test_both_engines_agree_on_every_construct(name: str) -> None:
    own, store = load_shapes([ENGINES / f"{name}.ttl"]), store_with(turtle((ENGINES / "data.ttl").read_bytes()))
    by_pyshacl, checks, _ = validate_store(store, own, Engine.PYSHACL)
    by_both, other_checks, notices = validate_store(store, own, Engine.AUTO)
    assert by_pyshacl == by_both
    assert [(check.code, check.focus_nodes) for check in checks] == [
        (check.code, check.focus_nodes) for check in other_checks
    ]
    assert any("checked by pySHACL" in notice for notice in notices) == (name == "handed-over")


def test_a_focus_node_may_be_blank(tmp_path: Path) -> None:
    path, store = tmp_path / "shapes.ttl", Store()
    path.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
        ex:S sh:targetSubjectsOf ex:p ; sh:hasValue ex:wanted ; sh:or ( [ sh:hasValue ex:other ] ) .""",
        encoding="utf-8",
    )
    store.load("[] <http://example.org/p> 1 .", format=RdfFormat.TURTLE)
    by_pyshacl = validate_store(store, load_shapes([path]), Engine.PYSHACL)[0]
    assert by_pyshacl == validate_store(store, load_shapes([path]))[0]
    assert {result.focus[:2] for result in by_pyshacl} == {"_:"}


def test_both_engines_agree_on_the_examples() -> None:
    store = example_store()
    compiled, checks, notices = validate_store(store, shapes())
    assert compiled == validate_store(store, shapes(), Engine.PYSHACL)[0]
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
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_both_engines_agree_on_seeded_errors(data: st.DataObject) -> None:
    projects, _ = examples()
    triples = list(projects[data.draw(st.sampled_from(sorted(projects)))])
    for index in data.draw(st.lists(st.integers(0, len(triples) - 1), max_size=8, unique=True)):
        old = triples[index]
        new = data.draw(st.one_of(st.none(), odd(old.object)))
        triples[index] = old if new is None else Triple(old.subject, old.predicate, new)
        if data.draw(st.booleans()):
            triples.append(old)
        elif new is None:
            triples[index] = triples[index - 1]
    store = store_with([*_context(), *triples])
    compiled = {each for each in run(store, compile_shapes(shapes(), store).selects) if _is_of_project(each)}
    assert compiled == {each for each in refereed(store) if _is_of_project(each)}


def _is_of_project(result: ValidationResult) -> bool:
    return "/id/project/" in result.focus


def _context() -> tuple[Triple, ...]:
    return examples()[1]


def test_no_findings_is_told_from_not_checked(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        """PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
        ex:Run sh:targetClass ex:Thing ; sh:property ex:P . ex:P sh:path ex:a ; sh:minCount 1 .
        ex:Off sh:targetClass ex:Thing ; sh:deactivated true ; sh:nodeKind sh:IRI .
        ex:Idle a sh:NodeShape ; sh:nodeKind sh:IRI .""",
        encoding="utf-8",
    )
    results, checks, notices = validate_store(Store(), load_shapes([path]))
    assert results == []
    assert checks == [Check("P", 0, "compiled")]
    assert notices == ["Idle has no target: not checked", "Off is deactivated: not checked"]


def test_insisting_on_the_compiler_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ShapesError, match="Not all shapes can be compiled: Again has a shape that refers to itself"):
        validate_store(Store(), load_shapes([ENGINES / "handed-over.ttl"]), Engine.COMPILED)


@pytest.mark.parametrize(
    "query", ["SELECT $this { $this ex:a ?b MINUS { $this ex:c ?b } }", "SELECT $this { $this }", "SELECT"]
)
def test_a_failure_of_the_reference_engine_is_told(tmp_path: Path, query: str) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        f"""PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
        ex:Things sh:targetClass ex:Thing ; sh:sparql [ sh:prefixes ex:p ; sh:select "{query}" ] .
        ex:p sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .""",
        encoding="utf-8",
    )
    store = Store()
    store.load("PREFIX ex: <http://example.org/> ex:it a ex:Thing .", format=RdfFormat.TURTLE)
    with pytest.raises(ShapesError, match="The shapes cannot be run by pySHACL"):
        validate_store(store, load_shapes([path]))


def test_the_reference_engine_refuses_what_is_too_large_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "LARGEST", 20)
    store = store_with(Triple(NamedNode(f"http://example.org/{n}"), NamedNode("urn:p"), Literal(n)) for n in range(20))
    own = load_shapes([ENGINES / "handed-over.ttl"])
    assert validate_store(store, own, Engine.PYSHACL)[0] == []
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(1), NamedNode("urn:graph")))
    assert validate_store(store, own, Engine.PYSHACL)[0] == [], "only the default graph counts"
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(1)))
    for engine in (Engine.PYSHACL, Engine.AUTO):
        with pytest.raises(ShapesError, match=r"at most 20 triples .* Validate fewer pages"):
            validate_store(store, own, engine)
    assert validate_store(store, shapes())[0] == [], "what is compiled has no limit"


def test_only_what_is_asked_for_comes_from_the_reference_engine() -> None:
    own, store = load_shapes([ENGINES / "shapes.ttl"]), store_with(turtle((ENGINES / "data.ttl").read_bytes()))
    whole = reference.results(store, own, own.nodes)
    for node in own.nodes:
        assert reference.results(store, own, [node]) == {each for each in whole if each.shape == node.value}
