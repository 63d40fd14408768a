"""The clients that people have, on a live server: each gets what a direct query of the store gives."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.dom.minidom import Document

import pandas
import pytest
from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

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


ROWS = {XML: "sparql-results+xml", CSV: "text/csv", TSV: "text/tab-separated-values"}
TRIPLES = {
    **dict.fromkeys((None, XML, RDF, RDFXML), "application/rdf+xml"),
    **dict.fromkeys((JSON, JSONLD), "application/ld+json"),
    **dict.fromkeys((TURTLE, N3, CSV, TSV), "text/turtle"),
}
"""What SPARQLWrapper is given for each of its return formats; None is that which it has by itself."""


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("name", [None, JSON, XML, TURTLE, N3, RDF, RDFXML, CSV, TSV, JSONLD])
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper's
def test_sparqlwrapper_is_answered_in_every_format(
    address: str, name: str | None, method: str, request_method: str
) -> None:
    client = SPARQLWrapper(f"{address}/sparql", **({"returnFormat": name} if name else {}))
    client.setMethod(method)
    client.setRequestMethod(request_method)
    for query, expected in (
        (CODES, ROWS.get(name or XML, "sparql-results+json")),
        ("ASK {}", ROWS.get(name or XML, "sparql-results+json")),
        ("PREFIX esr: <https://w3id.org/esrgraph/ontology#> CONSTRUCT WHERE { ?p esr:code ?code }", TRIPLES[name]),
        ("DESCRIBE <http://localhost:8000/id/project/S39001>", TRIPLES[name]),
    ):
        client.setQuery(query)
        answer = client.query()
        assert expected in answer.info()["content-type"]
        assert "ASK" in query or "S39001" in as_text(answer.convert())


def as_text(converted: object) -> str:
    """What SPARQLWrapper makes of an answer: a graph, a document of XML, bytes, or what JSON is in Python."""
    if isinstance(converted, Graph):
        return converted.serialize(format="turtle")
    return converted.toxml() if isinstance(converted, Document) else str(converted)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_sparqlwrapper_constructs(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery("PREFIX esr: <https://w3id.org/esrgraph/ontology#> CONSTRUCT WHERE { ?p esr:code ?code }")
    graph = client.queryAndConvert()
    assert {str(code) for code in graph.objects(None, ESR.code)} >= {"S39001", "A79001"}


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("rows", ["xml", "json", "csv", "tsv"])
def test_rdflib_asks_everything(address: str, codes: list[str], method: str, rows: str) -> None:
    store = SPARQLStore(f"{address}/sparql", returnFormat=rows, method=method)
    assert [str(row.code) for row in store.query(CODES)] == codes
    if rows in ("xml", "json"):
        assert store.query("ASK { ?s ?p ?o }").askAnswer is True
    if rows == "xml":  # with another format of rows, it does not take triples
        for query in ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "DESCRIBE <http://localhost:8000/id/project/S39001>"):
            assert len(store.query(query).graph) >= 5


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
    asked = urlencode({"query": CODES, "format": "csv"})
    assert list(pandas.read_csv(f"{address}/sparql?{asked}")["code"]) == codes
    assert list(pandas.read_csv(f"{address}/sparql?{asked}", storage_options={"Accept": "text/csv"})["code"]) == codes
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
