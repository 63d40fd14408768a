"""The two engines give the same results, and the reference engine gives them chunk by chunk as over the whole."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from conftest import EXAMPLES
from esrgraph.documents.reader import locate_documents
from esrgraph.errors import InputError, ShapesError
from esrgraph.ingest.assemble import static_quads
from esrgraph.ingest.capture import capture
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.compiler.compile import Plan, compile_shapes
from esrgraph.validation.compiler.run import run
from esrgraph.validation.findings import Check, Result
from esrgraph.validation.reference import chunks as chunking
from esrgraph.validation.reference.chunked import store_results
from esrgraph.validation.reference.engine import Reference
from esrgraph.validation.shapes import ShapesGraph, load_shapes

ENGINES = Path(__file__).parent / "engines"
FIXTURES = sorted((Path(__file__).parent / "shapes").rglob("*.ttl"))


def _subject(fixture: Path) -> str:
    """The letter of the code of the shape that a fixture is for: ESR-P-001 is about projects."""
    return fixture.parent.name.split("-")[1]


SUBJECTS = sorted({_subject(path) for path in FIXTURES})


def store_with(triples) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def turtle(content: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(content, format=RdfFormat.TURTLE)]


@cache
def shapes() -> ShapesGraph:
    return load_shapes()


@cache
def plan() -> Plan:
    """The plan without any subclasses in data, which no fixture has."""
    return compile_shapes(shapes(), Store())


@cache
def bare() -> Reference:
    return Reference(shapes(), ())


@cache
def examples() -> tuple[dict[str, list[Triple]], tuple[Triple, ...]]:
    """The triples of every example's project by its code, and those that all share."""
    projects, organisations = {}, Organisations()
    for location in locate_documents([EXAMPLES]):
        captured = capture(location.read(), HERE)
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


def apart(path: Path) -> list[Triple]:
    """The triples of a fixture, with IRIs that no other fixture has: its base is named after it."""
    text = path.read_text(encoding="utf-8")
    assert "@base <http://localhost:8000/>" in text
    return turtle(text.replace(HERE.base, f"http://{path.stem}.{path.parent.name}.example/").encode())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_engines_agree_on_the_fixtures_of_the_shapes(subject: str) -> None:
    """Those of one subject together: rules across projects meet across fixtures, for both engines alike."""
    store = store_with(triple for path in FIXTURES if _subject(path) == subject for triple in apart(path))
    found = run(store, plan().selects)
    assert found
    assert found == bare().results(quad.triple for quad in store)


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
    found = {each for each in _with_context().results(quad.triple for quad in store) if _is_of_project(each)}
    assert compiled == found


def _is_of_project(result: Result) -> bool:
    return "/id/project/" in result.focus


def _context() -> tuple[Triple, ...]:
    return examples()[1]


@cache
def _with_context() -> Reference:
    return Reference(shapes(), [quad.triple for quad in store_with(_context())])


def test_chunks_in_processes_find_what_the_whole_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunking, "SIZE", 3)
    store = example_store()
    whole = Reference(shapes(), [quad.triple for quad in store]).results(())
    assert store_results(store, shapes(), shapes().nodes, jobs=2) == whole


def test_what_has_not_changed_is_not_validated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "results.sqlite"
    store = example_store("S39001", "S39002")
    first = store_results(store, shapes(), shapes().nodes, 1, file)
    seen: list[int] = []
    results = Reference.results
    monkeypatch.setattr(Reference, "results", lambda self, triples: seen.append(1) or results(self, triples))
    assert store_results(store, shapes(), shapes().nodes, 1, file) == first
    assert len(seen) == 1  # the rules across projects
    project = NamedNode("http://localhost:8000/id/project/S39001")
    title = next(iter(store.quads_for_pattern(project, NamedNode("http://purl.org/dc/terms/title"), None)))
    store.remove(title)
    changed = store_results(store, shapes(), shapes().nodes, 1, file)
    assert {each.focus for each in changed ^ first} == {str(project)}
    assert changed == store_results(store, shapes(), shapes().nodes, 1)


def test_a_cache_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.sqlite"
    file.write_bytes(b"something else entirely" * 100)
    with pytest.raises(InputError, match="cannot be used to keep results in"):
        store_results(example_store("S39001", "S39002"), shapes(), shapes().nodes, 1, file)


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
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_of_the_reference_engine_is_told(tmp_path: Path, query: str, jobs: int) -> None:
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
        validate_store(store, load_shapes([path]), jobs=jobs)
