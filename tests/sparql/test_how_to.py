"""How to ask: each query answers from the examples, each trap is one, and its cure cures it."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse

from esrgraph.rdf import store
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.resources import resources
from esrgraph.web.app import make_app

QUERIES = {path.stem: path for path in resources("sparql/how-to", ".rq")}
TRAPS = [name for name in QUERIES if f"{name}.wrong" in QUERIES]
Rows = list[list[str | None]]


@pytest.fixture(scope="module")
def graph(data: DataFolder) -> Store:
    return store.open_read_only(data.current().store)


def rows(graph: Store, path: Path) -> Rows:
    solutions = graph.query(path.read_text(encoding="utf-8"))
    assert isinstance(solutions, QuerySolutions)
    return [[None if value is None else value.value for value in solution] for solution in solutions]  # type: ignore[union-attr]


def test_there_are_eight_queries_and_five_traps() -> None:
    assert len([name for name in QUERIES if name.startswith("query")]) == 8
    assert len(TRAPS) == 5


@pytest.mark.parametrize("name", [name for name in QUERIES if not name.endswith(".wrong")])
def test_a_query_answers_from_the_examples(graph: Store, name: str) -> None:
    found = rows(graph, QUERIES[name])
    assert found
    assert all(value is not None for row in found for value in row)


def test_what_is_within_50_km_is(graph: Store) -> None:
    """Joensuu's neighbours: Kontiolahti's centre is some 14 km away, Outokumpu's 42, Lieksa's 80."""
    km = {row[0]: float(row[1] or 0) for row in rows(graph, QUERIES["query-8-projects-within-50-km"])}
    assert km["Joensuu"] == 0
    assert 10 < km["Kontiolahti"] < 20
    assert all(distance <= 50 for distance in km.values())
    assert "Lieksa" not in km


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_answers_otherwise_without_an_error(graph: Store, name: str) -> None:
    assert rows(graph, QUERIES[f"{name}.wrong"]) != rows(graph, QUERIES[name])


def test_a_missing_amount_hides_a_sum_and_the_cure_shows_it(graph: Store) -> None:
    wrong, right = (rows(graph, QUERIES[name]) for name in (f"{TRAPS[1]}.wrong", TRAPS[1]))
    assert {row[0] for row in wrong if row[-1] is None} < {row[0] for row in right if row[-1] is not None}


def test_shares_of_regions_add_up_to_what_the_projects_have(graph: Store) -> None:
    ((counted_often,),) = rows(graph, QUERIES[f"{TRAPS[3]}.wrong"])
    ((divided,),) = rows(graph, QUERIES[TRAPS[3]])
    projects = {quad.subject for quad in graph.quads_for_pattern(None, Esr.region, None)}
    amounts = {quad.subject: quad.object for quad in graph.quads_for_pattern(None, Esr.grantedEuAndStateFunding, None)}
    once = sum(float(amounts[each].value) for each in projects & amounts.keys())
    assert divided is not None
    assert float(divided) == round(once) < float(counted_often or 0)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_shows_all_of_them_and_every_link_to_the_editor_answers(data: DataFolder, language: str) -> None:
    with TestClient(make_app(data)) as client:
        page = client.get(f"/how-to?lang={language}").text
        for name in QUERIES:
            assert f'id="{name.removesuffix(".wrong")}"' in page
        links = re.findall(r'href="(/sparql\?query=[^"]+)"', page)
        assert len(links) == len(QUERIES)
        answers = [client.get(link.replace("&amp;", "&"), headers={"Accept": "text/csv"}) for link in links]
        assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TRIG])
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?p esr:code ?c }", "DESCRIBE ?p { ?p esr:code 'S39001' }"])
def test_triples_are_to_be_had_as_quads(data: DataFolder, query: str, form: RdfFormat) -> None:
    asked = {"query": f"PREFIX esr: <{Esr.NAMESPACE}> {query}"}
    with TestClient(make_app(data)) as client:
        known = client.get("/sparql", params=asked, headers={"Accept": "application/n-triples"})
        answer = client.get("/sparql", params=asked, headers={"Accept": form.media_type})
    assert answer.headers["content-type"] == form.media_type
    assert {*parse(answer.content, form)} == {*parse(known.content, RdfFormat.N_TRIPLES)}
    assert known.content
