"""Both engines know every construct; what cannot be compiled goes to the reference engine, for small graphs."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from esrgraph.errors import ShapesError
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.findings import Check
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
