"""The clients that people have, on a live server: each gets what a direct query of the store gives."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest
from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving

ESR = Namespace("https://w3id.org/esrgraph/ontology#")
CODES = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
SELECT ?code { ?project a esr:Project ; esr:code ?code } ORDER BY ?code"""


@pytest.fixture(scope="module")
def address(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield address


@pytest.fixture(scope="module")
def codes(data: DataFolder) -> list[str | None]:
    return [row["code"] for row in select(open_read_only(data.current().store), CODES)]


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_selects(address: str, codes: list[str], method: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setMethod(method)
    client.setReturnFormat(JSON)
    client.setQuery(CODES)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["code"]["value"] for row in rows] == codes


def test_sparqlwrapper_constructs(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", returnFormat=TURTLE)
    client.setQuery("PREFIX esr: <https://w3id.org/esrgraph/ontology#> CONSTRUCT WHERE { ?p esr:code ?code }")
    graph = Graph().parse(client.queryAndConvert(), format="turtle")
    assert {str(code) for code in graph.objects(None, ESR.code)} >= {"S39001", "A79001"}


def test_rdflib_reads_the_endpoint_as_a_graph(address: str, codes: list[str]) -> None:
    graph = Graph(SPARQLStore(f"{address}/sparql"))
    projects = set(graph.subjects(URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ESR.Project))
    assert len(projects) == len(codes)
    assert all(isinstance(graph.value(project, ESR.code).toPython(), str) for project in list(projects)[:3])
    assert list(graph.query("SELECT ?c { ?c a ?t } LIMIT 1"))


def test_rdflib_follows_the_iri_of_a_thing(address: str) -> None:
    graph = Graph().parse(f"{address}/id/project/S39001")
    assert (None, ESR.code, None) in graph
    assert (None, RDFS.label, None) in graph or len(graph) > 50


def test_pandas_reads_csv(address: str, codes: list[str]) -> None:
    table = pandas.read_csv(f"{address}/queries/codes.csv")
    assert list(table["code"])[-1] == "115"
    table = pandas.read_csv(f"{address}/dumps/projects.csv", dtype=str)
    assert sorted(table["code"]) == codes


@pytest.fixture(scope="module")
def comunica() -> Path:
    """Comunica's program: in the folder of node modules that ESRGRAPH_COMUNICA names."""
    program = Path(os.environ.get("ESRGRAPH_COMUNICA", "")) / ".bin" / "comunica-sparql-file"
    if not (program.is_file() and shutil.which("node")):
        pytest.skip("Comunica is not at hand (ESRGRAPH_COMUNICA)")
    return program


@pytest.mark.parametrize("source", ["sparql@{}/sparql", "{}/id/project/S39001"])
def test_comunica_asks(address: str, codes: list[str], comunica: Path, source: str) -> None:
    command = [comunica, source.format(address), CODES, "-t", "text/csv"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert answer.returncode == 0, answer.stderr
    found = answer.stdout.split()[1:]
    assert found == (codes if source.startswith("sparql") else ["S39001"])
