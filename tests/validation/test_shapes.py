"""Each shape finds what its fixtures say and nothing else.

A fixture is a small graph in `shapes/<code>/`: `conforms-*.ttl` gives no result of that code, `violates-*.ttl` gives
the results named in its lines `# expect: <focus node>` or `# expect: <focus node> value`.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from own_shapes import ESSH, coded, shapes
from pyoxigraph import RdfFormat, Store, parse
from rdflib import SH, Graph, URIRef

from esrgraph.validation import Engine, validate_store
from esrgraph.validation.reference.terms import canonical
from esrgraph.validation.shapes import ShapesGraph

FIXTURES = Path(__file__).parent / "shapes"


@cache
def alone(code: str) -> ShapesGraph:
    """The node shape that holds the shape, with the shape and the prefixes that its query uses."""
    graph = Graph()
    holder = shapes().value(None, SH.property, coded()[code])
    assert holder is not None
    kept = (triple for triple in shapes().triples((holder, None, None)) if triple[1] != SH.property)
    graph += kept
    graph.add((holder, SH.property, coded()[code]))
    graph += shapes().cbd(coded()[code])
    graph += shapes().cbd(URIRef(str(ESSH).rstrip("#")))
    return ShapesGraph(quad.triple for quad in parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))


def found(fixture: Path, engine: Engine) -> set[tuple[str, str]]:
    """The focus nodes and values, "" where there is none, of what a fixture's own shape finds in it."""
    store = Store()
    store.load(path=fixture, format=RdfFormat.TURTLE)
    return {(each.focus, each.value) for each in validate_store(store, alone(fixture.parent.name), engine)[0]}


def expected(fixture: Path) -> set[tuple[str, str]]:
    """The focus nodes and values that a fixture expects."""
    text = fixture.read_text(encoding="utf-8")
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith(("@base", "@prefix")))
    pairs = set()
    for focus, value in re.findall(r"^# expect: (<\S+>)(?: (.+))?$", text, re.MULTILINE):
        (quad,) = parse(f"{head}{focus} <urn:expects> {value or '<urn:anything>'} .", format=RdfFormat.TURTLE)
        pairs.add((str(quad.subject), str(canonical(quad.object)) if value else ""))
    return pairs


def fixtures(prefix: str) -> list[Path]:
    return sorted(FIXTURES.glob(f"*/{prefix}-*.ttl"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_every_shape_has_fixtures_of_both_kinds() -> None:
    for prefix in ("conforms", "violates"):
        assert {path.parent.name for path in fixtures(prefix)} == set(coded())


@pytest.mark.parametrize("engine", [Engine.COMPILED, Engine.PYSHACL])
@pytest.mark.parametrize("fixture", fixtures("conforms"), ids=name)
def test_conforming_graphs_give_no_result(fixture: Path, engine: Engine) -> None:
    assert not expected(fixture)
    assert not found(fixture, engine)


@pytest.mark.parametrize("engine", [Engine.COMPILED, Engine.PYSHACL])
@pytest.mark.parametrize("fixture", fixtures("violates"), ids=name)
def test_violating_graphs_give_the_results_expected(fixture: Path, engine: Engine) -> None:
    assert found(fixture, engine) == expected(fixture) != set()
