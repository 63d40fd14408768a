"""A site over a store elsewhere is the site over the release's own store: the same pages, data, rows and refusals."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import bind, form
from esrgraph.sparql.catalogue import QueryFile, catalogue
from esrgraph.sparql.inline import inline
from esrgraph.stores.push import Login, PushOptions, Server, find_addresses, push
from esrgraph.stores.remote import PushedFolder, connect
from esrgraph.web.app import make_app
from esrgraph.web.workers.limits import Limits
from serving import FORMATS, PATIENCE, asked_for
from store_servers import Oxigraph, virtuoso_in

LIMITS = Limits(seconds=PATIENCE, rows=1000, bytes=150_000, concurrency=1)
PAGES = """
    / /search?q=nuoret /places /organisations /target-groups /objectives /network /quality /queries/ /about
    /queries/codes?name=joensuu /page/project/S39001 /page/project/A79001 /page/organisation/9900101-0
    /page/organisation/9900106-1 /page/municipality/167 /page/region/12 /page/sub-region/122
    /page/authority/etela-savo-ely-centre /page/specific-objective/6.1
    /page/priority-axis/3 /page/target-group/young-people /page/criterion/biodiversity
    /page/role/applicant /page/status/ended /page/scheme/roles /page/project/S39999
""".split()
DATA = ["project/S39001", "organisation/9900101-0", "region/12", "role/applicant", "scheme/roles"]
BOOLEANS = {"true": "1", "false": "0"}
EVERYTHING = "SELECT * { ?s ?p ?o . ?t ?q ?r }"


def copy_without_store(data: DataFolder, folder: Path) -> Path:
    return Path(shutil.copytree(data.path, folder, symlinks=True, ignore=shutil.ignore_patterns("store")))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def endpoint(
    request: pytest.FixtureRequest, data: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address for queries of a store that the release was pushed to."""
    folder = tmp_path_factory.mktemp("store")
    if request.param == "oxigraph":
        store = Oxigraph(folder / "oxigraph")
        try:
            push(data.current(), store.server, PushOptions(None))
            yield f"{store.address}/query"
        finally:
            store.stop()
        return
    with virtuoso_in(folder / "virtuoso") as address:
        addresses = find_addresses(f"{address}/sparql-graph-crud-auth")
        push(data.current(), Server(addresses, Login("dba", "dba"), PATIENCE), PushOptions(None))
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def folder(endpoint: str, data: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushedFolder]:
    """A folder that has everything but the store."""
    upstream = connect(endpoint, seconds=LIMITS.seconds + 2, most=LIMITS.bytes * 4)
    yield PushedFolder(copy_without_store(data, tmp_path_factory.mktemp("copy") / "data"), upstream)
    upstream.close()


@pytest.fixture(scope="module")
def remote(folder: PushedFolder) -> Iterator[TestClient]:
    with TestClient(make_app(folder, LIMITS)) as client:
        yield client


@pytest.fixture(scope="module")
def local(data: DataFolder) -> Iterator[TestClient]:
    with TestClient(make_app(data, LIMITS)) as client:
        yield client


# The same site


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_the_same(local: TestClient, remote: TestClient, address: str) -> None:
    for language in ("fi", "sv", "en"):
        there = f"{address}{'&' if '?' in address else '?'}lang={language}"
        one, other = (client.get(there, headers={"Accept": "text/html"}) for client in (local, remote))
        assert other.status_code == one.status_code == (404 if "S39999" in address else 200)
        assert other.text == one.text
        assert other.headers.get("ETag") == one.headers.get("ETag")


@pytest.mark.parametrize("thing", DATA)
def test_data_have_the_same_triples(local: TestClient, remote: TestClient, thing: str) -> None:
    for suffix, (format_, _) in FORMATS.items():
        one, other = (triples(client.get(f"/data/{thing}.{suffix}").content, format_) for client in (local, remote))
        assert other == one
        assert one


def triples(body: bytes, format_: RdfFormat) -> set[str]:
    return {str(each.triple) for each in parse(body, format=format_)}


def test_links_to_a_thing_come_in_pages(local: TestClient, remote: TestClient) -> None:
    """Each link stands in one page, whatever order the store gives them in."""
    links = [all_pages(client, "/data/scheme/municipalities.nt") for client in (local, remote)]
    assert links[0] == links[1]
    assert len(links[0]) > 200


def all_pages(client: TestClient, address: str) -> set[str]:
    found: list[str] = []
    number = 1
    while (answer := client.get(f"{address}?page={number}")).status_code == 200:
        found += [line for line in answer.text.splitlines() if "#inScheme> " in line]
        number += 1
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize(
    "query", [each for each in catalogue() if each.name != "what-changed"], ids=lambda each: each.name
)
def test_the_catalogue_gives_the_same_rows(local: TestClient, remote: TestClient, query: QueryFile) -> None:
    """Asked as text: what /queries/ gives for the defaults was made with the release."""
    text = inline(query, bind(query, {}, HERE))
    kind = "ntriples" if form(text) in ("CONSTRUCT", "DESCRIBE") else "csv"
    one, other = (client.get("/sparql", params={"query": text, "format": kind}) for client in (local, remote))
    assert (one.status_code, other.status_code) == (200, 200), other.text
    assert rows(other.text) == rows(one.text)


def rows(text: str) -> list[list[str]]:
    """Lines as sets of cells: Virtuoso has numbers for booleans, rounds quotients, and sorts IRIs before other text."""
    return sorted(sorted(map(cell, line.split(","))) for line in text.splitlines())


def cell(text: str) -> str:
    try:
        return f"{float(BOOLEANS.get(text, text)):.6f}"
    except ValueError:
        return text


def test_parameters_are_written_into_the_query(local: TestClient, remote: TestClient) -> None:
    for address in ("/queries/codes.csv?name=a%22%5C%7D", "/queries/projects-of-municipality.csv?municipality=749"):
        assert sorted(remote.get(address).text.splitlines()) == sorted(local.get(address).text.splitlines())


def test_descriptions_say_what_there_is(remote: TestClient, data: DataFolder) -> None:
    described = remote.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert data.current().id in described
    assert "sparql-service-description#namedGraph>" not in described
    assert remote.get("/graph-store?graph=http://localhost:8000/graph/changes").status_code == 404
    default = remote.get("/graph-store?default", headers={"Accept": "application/n-triples"})
    assert len(triples(default.content, RdfFormat.N_TRIPLES)) == len(default.text.splitlines()) > 1000


def test_statistics_are_those_of_the_folder(local: TestClient, remote: TestClient) -> None:
    for query in ("by=region&across=year&measure=granted", "by=target-group"):
        here, there = (client.get(f"/statistics.csv?{query}") for client in (local, remote))
        assert here.status_code == there.status_code == 200
        assert there.text == here.text


# The same protocol


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * {\n ?s ?p", 400, "query:2:7"),
        ("SELECT * { ?s esr:code ?o }", 400, "the prefix esr: is not declared"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 403, "INSERT is refused"),
        ("PREFIX b: <bif:> SELECT (b:concat('a', 'b') AS ?x) {}", 403, "query:1:26: the function b:concat is refused"),
        ("SELECT (<\\u0062if:concat>('a') AS ?x) {}", 403, "query:1:10: an escape is refused"),
    ],
)
def test_what_is_refused_here_is_not_sent(remote: TestClient, query: str, status: int, said: str) -> None:
    answer = remote.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_other_servers_are_not_asked(remote: TestClient) -> None:
    with asked_for() as (elsewhere, connections):
        answer = remote.get("/sparql", params={"query": f"SELECT * {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}"})
    assert answer.status_code == 403
    assert connections == []
    assert remote.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { GRAPH <http://localhost:8000/graph/releases> { ?s ?p ?o } }",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o FROM <http://localhost:8000/graph/releases> { ?s ?p ?o }",
        "SELECT ?o FROM NAMED <http://localhost:8000/graph/releases> { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_nothing_but_the_release_is_shown(remote: TestClient, query: str) -> None:
    """The store has other graphs: the list of releases, and what else it is used for."""
    for graphs in ({}, {"default-graph-uri": "http://localhost:8000/graph/releases"}):
        answer = remote.get("/sparql", params={"query": query, "format": "json", **graphs})
        assert answer.json()["results"]["bindings"] == []


def test_forms_and_relative_iris_are_understood(local: TestClient, remote: TestClient) -> None:
    for query in (
        "ASK { <id/project/S39001> ?p ?o }",
        "CONSTRUCT WHERE { <id/project/S39001> ?p ?o }",
        "CONSTRUCT { ?o ?p <id/project/S39001> } { <id/project/S39001> ?p ?o FILTER(ISIRI(?o)) }",
        "SELECT (COUNT(*) AS ?count) (xsd:integer('7') AS ?seven) { ?s ?p ?o }",
    ):
        text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {query}"
        name = "ntriples" if form(text) == "CONSTRUCT" else "json"
        one, other = (client.get("/sparql", params={"query": text, "format": name}) for client in (local, remote))
        assert (other.status_code, other.text) == (one.status_code, one.text)
        assert one.status_code == 200
    described = remote.get("/sparql", params={"query": "DESCRIBE <id/project/S39001> # all", "format": "ntriples"})
    assert described.status_code == 200
    assert "S39001" in described.text


@pytest.mark.parametrize(
    ("query", "status", "limit"),
    [
        ("SELECT ?s { ?s ?p ?o } LIMIT 1001", 422, "limit_rows"),
        ("SELECT * { ?s ?p ?o } LIMIT 4000", 422, "limit_bytes"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", 422, None),
    ],
)
def test_limits_hold(remote: TestClient, query: str, status: int, limit: str | None) -> None:
    answer = remote.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == status, answer.text
    if limit:
        assert limit in answer.json()


def test_answers_have_tags(remote: TestClient) -> None:
    asked = {"query": "SELECT ?p { <id/project/S39001> ?p ?o }", "format": "json"}
    first = remote.get("/sparql", params=asked)
    again = remote.get("/sparql", params=asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert json.loads(first.content)["results"]["bindings"]


def test_a_query_that_takes_too_long_is_given_up(folder: PushedFolder) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ {{ {EVERYTHING} }} FILTER(STRLEN(CONCAT(STR(?o), STR(?r))) = 1) }}"
    with TestClient(make_app(folder, Limits(seconds=1, concurrency=1))) as client:
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["limit_seconds"]) == (503, 1)
