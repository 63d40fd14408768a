"""A store elsewhere: connections to it, what it is asked, releases taken up, and what is said when it fails."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store
from starlette.testclient import TestClient
from test_push import ASKS, PASSWORD, TOKEN, _Moved, gate_before, set_credentials

from esrgraph.cli import main
from esrgraph.errors import EndpointError, ForbiddenQuery, InputError, UpstreamError
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql.client import Client
from esrgraph.stores.push import Login, PushOptions, push
from esrgraph.stores.remote import PushedFolder, connect
from esrgraph.stores.remote.confine import confine_query, require_standard
from esrgraph.stores.remote.prefetch import Ahead
from esrgraph.web.app import make_app
from esrgraph.web.workers.failure import tell_failure
from esrgraph.web.workers.limits import Limits
from serving import PATIENCE
from store_servers import Oxigraph

GRAPH = NamedNode("http://e/graph")
YES = [("query", "ASK {}")]
JSON = "application/sparql-results+json"
LIMITS = Limits(seconds=PATIENCE, concurrency=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Oxigraph]:
    store = Oxigraph(tmp_path / "oxigraph")
    try:
        yield store
    finally:
        store.stop()


@pytest.fixture
def upstream(store: Oxigraph) -> Iterator[Client]:
    upstream = connect(f"{store.address}/query", seconds=PATIENCE)
    yield upstream
    upstream.close()


def copied(data: DataFolder, folder: Path) -> DataFolder:
    """A data folder with everything but the store."""
    return DataFolder(Path(shutil.copytree(data.path, folder, symlinks=True, ignore=shutil.ignore_patterns("store"))))


def publish_again(data: DataFolder, name: str) -> Release:
    """The current release once more, under another name."""
    with data.writing() as working:
        shutil.copytree(data.current().folder, working, dirs_exist_ok=True)
        return data.publish(working, name)


# Connections


def test_a_connection_is_used_again_and_made_again(store: Oxigraph, upstream: Client) -> None:
    assert b"true" in upstream.ask(YES, JSON)[0]
    store.stop()
    with pytest.raises(UpstreamError, match=r"cannot be reached: .*; check the address, and that it runs"):
        upstream.ask(YES, JSON)
    store.start()
    assert b"true" in upstream.ask(YES, JSON)[0]
    store.stop()
    store.start()
    assert b"true" in upstream.ask(YES, JSON)[0], "a connection that the server has closed is no failure"


@pytest.mark.parametrize("scheme", ASKS)
def test_credentials_are_given_where_they_are_asked_for(
    store: Oxigraph, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_credentials(monkeypatch, scheme, PASSWORD, TOKEN)
    with gate_before(store, asks=ASKS[scheme]) as gate:
        upstream = connect(gate.address.replace("/store", "/query"), Login.from_environment(os.environ), 10)
        for _ in range(3):
            assert b"true" in upstream.ask(YES, JSON)[0]
        assert len(gate.refused) == (0 if scheme == "Bearer" else 1)
        assert PASSWORD not in repr(upstream)
        upstream.close()


def test_refused_credentials_are_told_but_not_shown(store: Oxigraph) -> None:
    with gate_before(store, asks=ASKS["Basic"]) as gate:
        upstream = connect(gate.address.replace("/store", "/query"), Login("a", "wr0ng"), 10)
        with pytest.raises(UpstreamError, match="answered 401 Unauthorized; set ESRGRAPH_USER") as caught:
            upstream.ask(YES, JSON)
        assert "wr0ng" not in str(caught.value)


def test_what_an_endpoint_does_wrong_is_told(store: Oxigraph) -> None:
    with pytest.raises(UpstreamError, match="answered 400 Bad Request: error at"):
        connect(f"{store.address}/query").ask([("query", "SELECT")], JSON)
    with pytest.raises(UpstreamError, match="more than 5 bytes") as caught:
        connect(f"{store.address}/query", most=5).ask(YES, JSON)
    assert caught.value.large
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(UpstreamError, match=r"within 0\.1 s") as caught,
    ):
        connect(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.1).ask(YES, JSON)
    assert caught.value.slow
    with ThreadingHTTPServer(("127.0.0.1", 0), _Moved) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with pytest.raises(UpstreamError, match=r"answered 302 Found; give the address .*elsewhere") as caught:
            connect(f"http://127.0.0.1:{server.server_address[1]}/query").ask(YES, JSON)
        server.shutdown()
        thread.join()
    assert tell_failure(caught.value) == (502, "The store that has the graph answered 302 Found"), (
        "not where another is"
    )


@pytest.mark.parametrize("address", ["http://u:s3cret@localhost/query", "file:///etc/passwd", "localhost:7878", ""])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(InputError) as caught:
        connect(address)
    assert "s3cret" not in str(caught.value)


# What is asked


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ?p ?o }",
        "PREFIX where: <x:> SELECT (COUNT(*) AS ?n) ?o where { ?s ?p ?o } GROUP BY ?o",
        "SELECT ?o { { SELECT ?o WHERE { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <s> # FROM",
        "DESCRIBE ?s { ?s ?p ?o } LIMIT 3",
        "DESCRIBE <s> LIMIT 1",
    ],
)
def test_a_query_sees_one_graph(query: str) -> None:
    subject, property_ = NamedNode("http://e/s"), NamedNode("http://e/p")
    store = Store()
    store.add(Quad(subject, property_, NamedNode("http://e/inside"), GRAPH))
    for graph in (NamedNode("http://e/other"), DefaultGraph()):
        store.add(Quad(subject, property_, NamedNode("http://e/outside"), graph))
    result = str(list(store.query(confine_query(query, GRAPH, "http://e/"))))  # type: ignore[arg-type]
    assert "inside" in result
    assert "outside" not in result


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o FILTER(false && <bif:exec> # (\n ('ls')) }",
        "PREFIX s: <sql:> SELECT (s:f(?s) AS ?x) { ?s ?p ?o FILTER(false) }",
        "PREFIX s: <s> SELECT (s:ql(1) AS ?x) {}",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX xsd: <bif:> SELECT (xsd:date('2020') AS ?x) {}",
        "SELECT (<\\U00000062if:exec>('ls') AS ?x) {}",
        "SELECT ('\\u0022' AS ?x) (<b\\u0069f:exec>('ls') AS ?y) {}",
    ],
)
def test_the_stores_own_functions_are_refused(query: str) -> None:
    with pytest.raises(ForbiddenQuery):
        require_standard(query, "a.rq")


def test_what_is_standard_passes() -> None:
    casts = "PREFIX x: <http://www.w3.org/2001/XMLSchema#> SELECT (x:date('\\u0032020-01-01') AS ?d) "
    require_standard(
        f"{casts} {{ ?s <x:p>/(x:q|x:r) ?o FILTER(?o IN (x:a, <x:b>) && STR (?s) = '(bif:f(1))') }}", "a.rq"
    )
    require_standard("SELECT (<http://www.w3.org/2001/XMLSchema#integer>('7') AS ?n) {} # bif:f(1)", "a.rq")


def test_triples_are_fetched_once_and_with_others() -> None:
    """A page names forty places: they do not take forty requests, and the next page takes none."""
    places = [NamedNode(f"http://e/id/place/{number}") for number in range(40)]
    label, within = NamedNode("http://e/label"), NamedNode("http://e/within")
    store = Store()
    store.extend(Quad(place, within, GRAPH) for place in places)
    store.extend(Quad(place, label, NamedNode(f"{place.value}/name")) for place in places)
    asked: list[str] = []

    def fetch(query: str) -> list[Quad]:
        asked.append(query)
        return [Quad(*triple) for triple in store.query(query)]  # type: ignore[misc, union-attr]

    ahead = Ahead(fetch)
    named = [quad.subject.value for quad in ahead.pointing(str(within), str(GRAPH))]  # type: ignore[union-attr]
    assert sorted(named) == sorted(place.value for place in places)
    assert all(ahead.about(iri, label.value)[0].object.value == f"{iri}/name" for iri in named)  # type: ignore[union-attr]
    assert len(asked) == 2
    assert all(len(ahead.about(iri, None)) == 2 for iri in named)
    assert len(asked) <= 6, "whole things come in growing numbers"
    assert ahead.about("http://e/id/place/none", label.value) == ahead.about("http://e/id/place/none", None) == ()


# Releases


def test_a_release_that_is_not_there_is_told_at_the_start(store: Oxigraph, data: DataFolder, tmp_path: Path) -> None:
    folder = copied(data, tmp_path / "data")
    arguments = ["serve", "--data", str(folder.path), "--endpoint", f"{store.address}/query"]
    empty = CliRunner().invoke(main, arguments)
    assert empty.exit_code == 2
    assert f"holds 0 triples of the release {data.current().id}, which has " in empty.stderr
    assert f"push it with: esrgraph push --data {folder.path} --to URL" in empty.stderr
    store.stop()
    gone = CliRunner().invoke(main, arguments)
    assert gone.exit_code == 2
    assert "cannot be reached" in gone.stderr


def test_a_new_release_is_taken_up_once_it_is_there(
    store: Oxigraph, upstream: Client, data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.stores.remote.folder._AGAIN", 0)
    built = copied(data, tmp_path / "data")
    first = built.current()
    folder = PushedFolder(built.path, upstream)
    with pytest.raises(EndpointError):
        folder.current()
    push(first, store.server, PushOptions(None))
    with TestClient(make_app(folder, LIMITS)) as client:
        assert released(client) == first.id
        second = publish_again(built, "29990101T000000Z-b")
        assert {released(client) for _ in range(20)} == {first.id}
        push(second, store.server, PushOptions(None, keep=2))
        for _ in range(600):
            if released(client) == second.id:
                break
            time.sleep(0.01)
        assert {released(client) for _ in range(20)} == {second.id}
        assert client.get("/data/project/S39001.nt").status_code == 200
        asked = client.get("/sparql", params={"query": "SELECT ?p { <id/project/S39001> ?p ?o }", "format": "csv"})
        assert len(asked.text.splitlines()) > 20


def released(client: TestClient) -> str:
    """The release that a site serves."""
    described = client.get("/sparql", headers={"Accept": "application/n-triples"})
    assert described.status_code == 200
    return next(line.split('"')[1] for line in described.text.splitlines() if '/identifier> "' in line)


def test_a_store_that_is_gone_is_told_and_taken_up_again(
    store: Oxigraph, upstream: Client, data: DataFolder, tmp_path: Path
) -> None:
    built = copied(data, tmp_path / "data")
    push(built.current(), store.server, PushOptions(None))
    with TestClient(make_app(PushedFolder(built.path, upstream), LIMITS)) as client:
        assert client.get("/page/project/S39001").status_code == 200
        store.stop()
        for address in ("/page/project/S39002", "/data/project/S39002.ttl", "/id/region/12", "/sparql?query=ASK%7B%7D"):
            answer = client.get(address, headers={"Accept": "text/html, text/turtle;q=0.5"}, follow_redirects=False)
            assert answer.status_code == 502
            assert "The store that has the graph cannot be reached" in answer.text
            assert str(store.port) not in answer.text
        assert client.get("/page/project/S39001").status_code == 200, "what was shown before still is"
        store.start()
        assert client.get("/page/project/S39002").status_code == 200
        assert client.get("/sparql?query=ASK%7B%7D&format=json").json()["boolean"] is True
