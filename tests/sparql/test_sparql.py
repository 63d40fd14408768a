"""The endpoint's answers: formats, limits, entity tags, messages, the page for people, whole graphs."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import (
    Literal,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from esrgraph.release.folder import DataFolder
from esrgraph.sparql.catalogue import catalogue
from esrgraph.web.app import make_app
from esrgraph.web.workers.limits import Limits
from graphs import BASE, GRAPHS, fact, large, publish, rows_of, small
from serving import PATIENCE, PATIENT, asked_for

EVERYTHING = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(
        make_app(small(tmp_path_factory.mktemp("small")), Limits(seconds=PATIENCE, concurrency=1))
    ) as client:
        yield client


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An endpoint with a hundred facts, that sends ninety-nine rows."""
    data = large(tmp_path_factory.mktemp("hundred"), 100)
    with TestClient(make_app(data, Limits(seconds=PATIENCE, concurrency=1, rows=99, bytes=20_000))) as client:
        yield client


@pytest.fixture(scope="module")
def site(data: DataFolder) -> Iterator[TestClient]:
    with TestClient(make_app(data, Limits(seconds=PATIENCE, concurrency=1))) as client:
        yield client


def get(client: TestClient, query: str, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


@pytest.mark.parametrize("media", RESULTS)
def test_rows_in_the_format_of_the_accept_header(client: TestClient, media: str) -> None:
    response = get(client, EVERYTHING, f"image/png, {media};q=0.5, application/pdf;q=0.9")
    assert response.headers["content-type"].split(";")[0] == media
    assert "Accept" in response.headers["vary"].split(", ")
    rows = rows_of(parse_query_results(response.content, format=RESULTS[media]))
    assert [row["o"] for row in rows] == [Literal("default")]


def test_rows_as_csv(client: TestClient) -> None:
    response = get(client, EVERYTHING, "text/csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(response.text))) == [["s", "o"], [f"{BASE}default", "default"]]


@pytest.mark.parametrize("query", ["CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", f"DESCRIBE <{BASE}default>"])
@pytest.mark.parametrize("media", GRAPH_FORMATS)
def test_triples_in_the_format_of_the_accept_header(client: TestClient, media: str, query: str) -> None:
    response = get(client, query, media)
    assert response.headers["content-type"].split(";")[0] == media
    triples = {quad.triple for quad in parse(response.content, GRAPH_FORMATS[media])}
    assert triples == {fact("default", "default").triple}


@pytest.mark.parametrize(
    ("query", "name", "media"),
    [
        ("ASK {}", "xml", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+json", "application/sparql-results+json"),
        ("SELECT * {}", "TSV", "text/tab-separated-values"),
        ("CONSTRUCT {} {}", "nt", "application/n-triples"),
        ("CONSTRUCT {} {}", "rdfxml", "application/rdf+xml"),
    ],
)
def test_the_format_parameter_goes_before_the_accept_header(
    client: TestClient, query: str, name: str, media: str
) -> None:
    response = get(client, query, "text/csv", format=name)
    assert response.headers["content-type"].split(";")[0] == media


@pytest.mark.parametrize(
    ("query", "parameters", "media"),
    [
        ("ASK {}", {"output": "xml"}, "application/sparql-results+xml"),
        ("ASK {}", {"results": "sparql", "format": "js"}, "application/sparql-results+xml"),
        ("ASK {}", {"format": ["tsv", "json", "text/x-unknown"]}, "application/sparql-results+json"),
        ("ASK {}", {"format": ["tsv", "image/png, application/sparql-results xml"]}, "application/sparql-results+xml"),
        ("CONSTRUCT {} {}", {"format": "json"}, "application/ld+json"),
        ("CONSTRUCT {} {}", {"format": "XML"}, "application/rdf+xml"),
        ("CONSTRUCT {} {}", {"format": "rdf xml"}, "application/rdf+xml"),
        ("CONSTRUCT {} {}", {"output": "n3"}, "text/turtle"),
        ("CONSTRUCT {} {}", {"format": "", "results": "text/rdf+n3"}, "text/turtle"),
        ("DESCRIBE <x:y>", {"format": "application/ld+json,application/x-json+ld"}, "application/ld+json"),
    ],
)
def test_what_other_servers_call_a_format_is_known(
    client: TestClient, query: str, parameters: dict[str, str], media: str
) -> None:
    response = client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": "text/html"})
    assert response.headers["content-type"].split(";")[0] == media
    posted = client.post("/sparql", data={"query": query, **parameters})
    assert posted.headers["content-type"] == response.headers["content-type"]


@pytest.mark.parametrize("name", ["turtle", "rdf", "spreadsheet", "text/plain"])
def test_a_format_that_the_answer_cannot_have_is_as_if_none_were_named(client: TestClient, name: str) -> None:
    """Clients name one whatever they ask; the Accept header is about this answer."""
    for accept, media in (("text/csv", "text/csv"), ("*/*", "application/sparql-results+json")):
        response = get(client, "ASK {}", accept, format=name, output=name)
        assert response.headers["content-type"].split(";")[0] == media
    assert get(client, "ASK {}", "image/png", format=name).status_code == 406
    assert get(client, "ASK {}", "image/png").status_code == 406


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/sparql-results+xml, application/rdf+xml", "application/rdf+xml"),
        ("text/n3", "text/turtle"),
        ("application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3", "text/turtle"),
        ("application/n-triples,*/*;q=0.9", "application/n-triples"),
        ("application/json", "application/ld+json"),
        ("*/*", "text/turtle"),
        ("", "text/turtle"),
    ],
)
def test_triples_as_clients_ask_for_them(client: TestClient, accept: str, media: str) -> None:
    response = get(client, "CONSTRUCT {} {}", accept)
    assert response.headers["content-type"].split(";")[0] == media


def test_a_named_format_of_the_description_goes_before_the_accept_header(site: TestClient) -> None:
    for name, media in (("turtle", "text/turtle"), ("xml", "application/rdf+xml"), ("html", "text/html")):
        response = site.get("/sparql", params={"format": name}, headers={"Accept": BROWSER})
        assert response.headers["content-type"].split(";")[0] == media


def test_a_predicate_that_rdf_xml_cannot_write(client: TestClient) -> None:
    query = "CONSTRUCT { <a:b> <http://a.example/1> 1 } WHERE {}"
    assert get(client, query, format="rdfxml").status_code == 406
    assert get(client, query, format="turtle").status_code == 200


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * {\n  ?s ?p ?o\n  ) }", 3, 3), ("SELECT * { ?s ?p unknown:x }", 1, 18), ('ASK { ?s ?p "open }', 1, 13)],
)
def test_a_malformed_query_is_told_where(client: TestClient, query: str, line: int, column: int) -> None:
    response = get(client, query, "application/json")
    assert response.status_code == 400
    problem = response.json()
    assert (problem["line"], problem["column"]) == (line, column)
    assert f"{line}:{column}" in problem["detail"]


def test_nothing_is_fetched(client: TestClient) -> None:
    with asked_for() as (address, connections):
        refused = [
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
            f"PREFIX x: <{address}> ASK {{ {{ SELECT * {{ serVice x:y {{}} }} }} }}",
            f"SELECT * {{ ?s ?p 1SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"LOAD <{address}>",
        ]
        assert [get(client, query).status_code for query in refused] == [403] * len(refused)
        assert get(client, f"PREFIX : <{address}> ASK {{ SERVICE:y {{ ?s ?p ?o }} }}").status_code == 400
        empty = [
            get(client, f"ASK FROM <{address}> {{ ?s ?p ?o }}"),
            get(client, f"ASK FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
            get(client, f"ASK {{ GRAPH <{address}> {{ ?s ?p ?o }} }}"),
            get(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": address}),
            get(client, "ASK { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": address}),
        ]
        assert [response.json()["boolean"] for response in empty] == [False] * len(empty)
    assert connections == []


def test_graphs_of_the_release_can_be_named(client: TestClient) -> None:
    query = f"SELECT ?o FROM <{GRAPHS['one']}> {{ ?s ?p ?o }}"
    assert get(client, query, "text/csv").text.split() == ["o", "one"]


def test_an_answer_has_an_entity_tag_that_spares_asking_again(client: TestClient) -> None:
    first = get(client, EVERYTHING, "text/csv")
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    again = client.get("/sparql", params={"query": EVERYTHING}, headers={"Accept": "text/csv", "If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert get(client, EVERYTHING, "text/tab-separated-values").headers["etag"] != tag
    assert get(client, f"{EVERYTHING} ", "text/csv").headers["etag"] != tag
    named = get(client, EVERYTHING, "text/csv", **{"default-graph-uri": GRAPHS["one"]})
    assert named.headers["etag"] != tag


def test_a_new_release_has_new_tags(tmp_path: Path) -> None:
    data = small(tmp_path)
    with TestClient(make_app(data, Limits(seconds=PATIENCE, concurrency=1))) as client:
        tag = get(client, EVERYTHING, "text/csv").headers["etag"]
        publish(data, "2", [fact("default", "renewed")])
        response = client.get("/sparql", params={"query": EVERYTHING, "format": "csv"}, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "renewed" in response.text


def test_what_changes_with_every_run_is_never_the_same_answer(client: TestClient) -> None:
    tags = {get(client, "SELECT (UUID() AS ?id) {}").headers["etag"] for _ in range(2)}
    assert len(tags) == 2


def test_a_large_answer_is_compressed_for_who_takes_it(limited: TestClient) -> None:
    query = "SELECT ?s ?o { ?s ?p ?o } LIMIT 90"
    sent = {
        encoding: limited.get("/sparql", params={"query": query}, headers={"Accept-Encoding": encoding})
        for encoding in ("gzip", "identity")
    }
    assert sent["gzip"].headers["content-encoding"] == "gzip"
    assert "content-encoding" not in sent["identity"].headers
    assert sent["gzip"].content == sent["identity"].content
    assert sent["gzip"].headers["etag"] != sent["identity"].headers["etag"]
    tag = sent["gzip"].headers["etag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    assert limited.get("/sparql", params={"query": query}, headers=headers).status_code == 304


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_result_over_the_limit_of_rows_is_an_error_in_every_format(limited: TestClient, name: str) -> None:
    query = 'SELECT ?x { ?s ?p ?o BIND(CONCAT(?o, "},{\\n<result>\\"") AS ?x) }'
    over = get(limited, query, format=name)
    assert over.status_code == 422
    assert "99 rows" in over.text
    assert get(limited, f"{query} LIMIT 99", format=name).status_code == 200
    assert get(limited, f"{query} OFFSET 1", format=name).status_code == 200


def test_triples_over_the_limit_are_an_error(limited: TestClient) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    over = limited.get("/sparql", params={"query": query}, headers={"Accept": "text/turtle, application/json;q=0.9"})
    assert (over.status_code, over.json()["limit_rows"]) == (422, 99)
    assert get(limited, f"{query} LIMIT 99").status_code == 200


def test_a_result_over_the_limit_of_bytes_is_an_error(limited: TestClient) -> None:
    query = "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 90"
    long = query.replace("?a {", "(CONCAT(STR(?a), STR(?a), STR(?a), STR(?a), STR(?a), STR(?a), STR(?a)) AS ?x) {")
    assert get(limited, query).status_code == 200
    over = get(limited, long, "application/json")
    assert (over.status_code, over.json()["limit_bytes"]) == (422, 20_000)


def test_limits_stand_in_the_service_description(limited: TestClient) -> None:
    response = limited.get("/sparql", headers={"Accept": "application/n-triples"})
    store = Store()
    store.load(response.content, RdfFormat.N_TRIPLES)
    query = "PREFIX s: <http://schema.org/> SELECT ?id ?value { ?limit s:propertyID ?id ; s:value ?value }"
    values = {row["id"].value: row["value"].value for row in rows_of(store.query(query))}
    assert values["rows"] == "99"
    assert values["bytes"] == "20000"
    assert float(values["seconds"]) == PATIENCE
    assert {"concurrency", "queue", "share", "characters", "memory"} < values.keys()


@pytest.mark.parametrize("media", GRAPH_FORMATS)
def test_the_description_in_every_format(client: TestClient, media: str) -> None:
    response = client.get("/sparql", headers={"Accept": media})
    assert response.headers["content-type"].split(";")[0] == media
    assert len(list(parse(response.content, GRAPH_FORMATS[media]))) > 40


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "Suorita kysely"), ("sv", "Kör frågan"), ("en", "Run the query")]
)
def test_a_browser_gets_the_editor_in_its_language(site: TestClient, language: str, words: str) -> None:
    response = site.get("/sparql", headers={"Accept": BROWSER, "Accept-Language": language})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert words in response.text
    assert "script-src 'self';" in response.headers["content-security-policy"]


def test_every_example_of_the_page_can_be_run(site: TestClient) -> None:
    for query in catalogue():
        page = site.get("/sparql", params={"example": query.name}, headers={"Accept": BROWSER}).text
        assert f"example={query.name}" in page
    assert "organisation-pairs" in page


def test_the_page_shows_a_result_without_scripts(site: TestClient) -> None:
    query = 'PREFIX esr: <https://w3id.org/esrgraph/ontology#> SELECT ?p ?t { ?p esr:code "S39001" BIND("<b>" AS ?t) }'
    page = get(site, query, BROWSER)
    assert page.status_code == 200
    assert '<a href="/id/project/S39001">S39001</a>' in page.text
    assert "&lt;b&gt;" in page.text
    assert "format=csv" in page.text


def test_the_page_keeps_a_query_that_failed(site: TestClient) -> None:
    page = get(site, "SELECT * { <b> ", BROWSER)
    assert page.status_code == 400
    assert "SELECT * { &lt;b&gt; " in page.text
    assert "query:1:" in page.text


def test_nothing_on_the_page_comes_from_elsewhere(site: TestClient) -> None:
    page = site.get("/sparql", headers={"Accept": BROWSER}).text
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/ld+json"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_default_graph_whole(site: TestClient, data: DataFolder, media: str, encoding: str) -> None:
    response = site.get("/graph-store?default", headers={"Accept": media, "Accept-Encoding": encoding})
    assert response.headers["content-type"].split(";")[0] == media
    with gzip.open(data.current().dumps / "esr.nt.gz") as dump:
        facts = sum(1 for _ in dump)
    assert sum(1 for _ in parse(response.content, GRAPH_FORMATS[media])) == facts
    headers = {"Accept": media, "Accept-Encoding": encoding, "If-None-Match": response.headers["etag"]}
    assert site.get("/graph-store?default", headers=headers).status_code == 304


@pytest.mark.parametrize("media", GRAPH_FORMATS)
def test_a_named_graph_whole(client: TestClient, media: str) -> None:
    response = client.get("/graph-store", params={"graph": GRAPHS["two"]}, headers={"Accept": media})
    assert {quad.triple for quad in parse(response.content, GRAPH_FORMATS[media])} == {fact("two", "two").triple}


def test_head_of_a_graph(client: TestClient, site: TestClient) -> None:
    for answer in (
        client.head("/graph-store", params={"graph": GRAPHS["two"]}),
        site.head("/graph-store?default"),
        site.head("/graph-store?default", headers={"Accept-Encoding": "identity"}),
    ):
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"].startswith("text/turtle")
    assert client.head("/graph-store", params={"graph": f"{BASE}graph/none"}).status_code == 404


@pytest.mark.parametrize(("query", "status"), [("", 400), ("?default&graph=a:b", 400), ("?graph=x", 400)])
def test_one_graph_is_asked_for(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/graph-store{query}").status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_are_never_written(client: TestClient, method: str) -> None:
    response = client.request(method, "/graph-store", params={"graph": GRAPHS["one"]})
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_personal_data_is_in_no_answer(site: TestClient) -> None:
    query = 'SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), "@example.fi")) }'
    assert json.loads(get(site, query).content)["results"]["bindings"] == []


def test_a_page_shows_no_more_triples_than_it_can(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.sparql.editor._MOST_SHOWN", 50)
    with TestClient(make_app(data, PATIENT)) as client:
        asked = {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 50", "format": "html"}
        page = client.get("/sparql", params=asked)
    assert page.status_code == 422
    assert "sivulla näytetään enintään 50" in page.text


def test_a_page_shows_the_rows_that_it_can_and_how_many_there_are(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.web.sparql.editor._MOST_SHOWN", 50)
    with TestClient(make_app(data, PATIENT)) as client:
        asked = {
            "query": 'SELECT ?x { VALUES ?x { "aaaaaaaaaaaaaaaaaaaa" "bbbbbbbbbbbbbbbbbbbb" "cccccccccccccccccccc" } }'
        }
        page = client.get("/sparql", params={**asked, "format": "html", "lang": "en"}).text
    assert "There are 3 rows; these are the first 2." in page
    assert f"<td>{'b' * 20}" in page
    assert f"<td>{'c' * 20}" not in page
