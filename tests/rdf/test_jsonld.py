"""JSON-LD that reads like JSON and says what the triples say."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import get_args, get_type_hints

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from conftest import EXAMPLES
from esrgraph.ingest.assemble import static_quads
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.jsonld import context
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.serialize import in_order, write_rdf
from esrgraph.rdf.vocabulary import Esr, Skos, Xsd
from esrgraph.record import PROPERTIES, Project, YesNo


def written(quads: list[Quad]) -> bytes:
    output = BytesIO()
    write_rdf(in_order(quads), output, "jsonld", HERE.base)
    return output.getvalue()


def back(content: bytes) -> set[str]:
    return {str(quad.triple) for quad in parse(content, format=RdfFormat.JSON_LD)}


def test_an_example_reads_like_json() -> None:
    quads = list(to_quads(describe_page((EXAMPLES / "S39001.txt").read_bytes())))
    nodes = {node["id"]: node for node in orjson.loads(written(quads))["@graph"]}
    project = nodes["id/project/S39001"]
    assert project["type"] == "Project"
    assert project["code"] == "S39001"
    assert isinstance(project["grantedEuAndStateFunding"], int)
    assert project["status"] == "id/status/ended"
    assert set(project["title"]) == {"fi"}


TEXT = Literal("teksti", language="fi")
OF_TYPE = {
    str: TEXT,
    bool: Literal("true", datatype=Xsd.boolean),
    int: Literal("5", datatype=Xsd.integer),
    date: Literal("2018-08-01", datatype=Xsd.date),
    Decimal: Literal("486200", datatype=Xsd.decimal),
}
STATED = [
    pair
    for field, name in PROPERTIES.items()
    for kind in [get_type_hints(Project)[field]]
    for pair in (
        [(name, OF_TYPE[bool]), (f"{name}Statement", TEXT)] if kind is YesNo else [(name, OF_TYPE[get_args(kind)[0]])]
    )
]
"""The properties of a project's own values, each with a value of its type."""


@pytest.mark.parametrize(("name", "value"), STATED, ids=[name for name, _ in STATED])
def test_what_the_record_states_reads_like_json(name: str, value: Literal) -> None:
    node = context(HERE.base).node(HERE.project("S1"), [Quad(HERE.project("S1"), term_of(name), value)])
    (written,) = (each for key, each in node.items() if key != "id")
    assert "@value" not in str(written), f"ontology/context.jsonld does not say what {name} holds"


def test_the_examples_come_back_as_they_were() -> None:
    for name in ("S39001.txt", "S39011.txt", "S39012.txt", "A79001.txt"):
        quads = list(to_quads(describe_page((EXAMPLES / name).read_bytes())))
        assert back(written(quads)) == {str(quad.triple) for quad in quads}


def test_the_ontology_and_the_schemes_come_back_as_they_were() -> None:
    quads = [quad for quad in static_quads(HERE) if "_:" not in str(quad.triple)]
    assert back(written(quads)) == {str(quad.triple) for quad in quads}


LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(Literal),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda text: Literal(text, language="fi")),
    st.integers(-(2**60), 2**60).map(Literal),
    st.booleans().map(Literal),
    st.sampled_from(["007", "-0", "0", "1.5", "-3", "x", "1e3"]).map(lambda text: Literal(text, datatype=Xsd.decimal)),
    st.sampled_from(["007", "+1", "true"]).map(lambda text: Literal(text, datatype=Xsd.integer)),
)
PREDICATES = st.sampled_from([Esr.code, Esr.plannedStart, Esr.grantedEuAndStateFunding, Skos.prefLabel, Esr.status])
OBJECTS = st.one_of(
    LITERALS, st.sampled_from([Esr.Project, NamedNode("http://localhost:8000/id/a#b"), NamedNode("urn:x:y")])
)


@given(st.lists(st.tuples(PREDICATES, OBJECTS), min_size=1, max_size=6))
def test_any_literal_under_any_term_comes_back_as_it_was(facts: list[tuple[NamedNode, Literal | NamedNode]]) -> None:
    subject = NamedNode("http://localhost:8000/id/thing/1")
    quads = [Quad(subject, predicate, value) for predicate, value in facts]
    assert back(written(quads)) == {str(quad.triple) for quad in quads}
