"""The geometries of places: what stands where, that neighbours meet and regions hold their municipalities."""

import re
import subprocess
import sys

import pytest
from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, Store

from conftest import ROOT
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.prefixes import NAMESPACES, term_of
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder

GRAPH = HERE.graph("geometry")
PREFIXES = {
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "uom": "http://www.opengis.net/def/uom/OGC/1.0/",
    **{name: NAMESPACES[name] for name in ("esr", "geosparql")},
}
MOST_BYTES = 6_000
"""Of a literal: 4,636 at the time of writing, as clients parse it at every call of a function."""


@pytest.fixture(scope="module")
def graph(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


def border(kind: str, code: str) -> str:
    place = HERE.thing(kind, code).value
    return f"<{place}> geosparql:hasDefaultGeometry/geosparql:asWKT"


def is_so(graph: Store, patterns: str, test: str) -> bool:
    answer = graph.query(f"ASK {{ GRAPH <{GRAPH.value}> {{ {patterns} }} FILTER({test}) }}", prefixes=PREFIXES)
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def test_every_place_of_a_project_has_a_centre_and_all_but_merged_ones_a_border(graph: Store) -> None:
    rows = graph.query(
        f"""SELECT DISTINCT ?place ?centre ?border {{
        VALUES ?kind {{ esr:Municipality esr:SubRegion esr:Region }} ?place a ?kind
        OPTIONAL {{ GRAPH <{GRAPH.value}> {{ ?place geosparql:hasCentroid/geosparql:asWKT ?centre }} }}
        OPTIONAL {{ GRAPH <{GRAPH.value}> {{ ?place geosparql:hasGeometry/geosparql:asWKT ?border }} }} }}""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    found = [(row["place"].value, row["centre"], row["border"]) for row in rows]
    assert len(found) > 390
    assert [place for place, centre, _ in found if centre is None] == []
    assert sum(border is None for *_, border in found) < 10


def test_no_literal_is_long_and_none_is_in_the_default_graph(graph: Store) -> None:
    wkt = term_of("geosparql:asWKT")
    assert not list(graph.quads_for_pattern(None, wkt, None, DefaultGraph()))
    texts = [quad.object.value for quad in graph.quads_for_pattern(None, wkt, None, GRAPH)]
    assert max(map(len, texts)) < MOST_BYTES
    assert sum(map(len, texts)) < 400_000


def test_a_region_holds_the_centres_of_its_municipalities(graph: Store) -> None:
    """By what the engine makes of the borders; islands and mergers make a few exceptions."""
    rows = graph.query(
        f"""SELECT ?within {{ ?place esr:withinRegion ?region
        GRAPH <{GRAPH.value}> {{ ?place geosparql:hasCentroid/geosparql:asWKT ?point .
        ?region geosparql:hasDefaultGeometry/geosparql:asWKT ?area }}
        BIND(geof:sfWithin(?point, ?area) AS ?within) }}""",
        prefixes=PREFIXES,
    )
    assert isinstance(rows, QuerySolutions)
    within = [row["within"] is not None and row["within"].value == "true" for row in rows]
    assert len(within) > 300
    assert within.count(False) <= 5


def test_neighbours_meet_and_do_not_overlap(graph: Store) -> None:
    both = f"{border('region', '01')} ?one . {border('region', '05')} ?two ."
    assert is_so(graph, both, "geof:sfTouches(?one, ?two)")
    apart = f"{border('region', '01')} ?one . {border('region', '19')} ?two ."
    assert is_so(graph, apart, "geof:sfDisjoint(?one, ?two)")


def test_the_file_is_what_the_tool_makes_of_the_map() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "tools" / "geometries.py"], capture_output=True, text=True, check=True
    )
    assert made.stdout == (ROOT / "ontology" / "geometry" / "places.ttl").read_text("utf-8")
    assert re.search("National Land Survey of Finland.*CC BY 4.0", made.stdout)


def test_the_dataset_reaches_as_far_as_its_places(graph: Store) -> None:
    (box,) = graph.quads_for_pattern(None, term_of("dcat:bbox"), None, HERE.graph("dataset"))
    corners = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", box.object.value)]
    (west, south), (east, north) = min(corners), max(corners)
    for quad in graph.quads_for_pattern(None, term_of("geosparql:asWKT"), None, GRAPH):
        for x, y in re.findall(r"([\d.]+) ([\d.]+)", quad.object.value):
            assert west <= float(x) <= east
            assert south <= float(y) <= north


def test_the_graph_says_whose_borders_they_are(graph: Store) -> None:
    rights = graph.quads_for_pattern(NamedNode(GRAPH.value), term_of("dct:rights"), None, GRAPH)
    assert "Who's On First" in next(rights).object.value
