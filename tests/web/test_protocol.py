"""The SPARQL 1.1 Protocol over real connections: what the W3C's cases ask of an endpoint, with the project's own data.

Each test that stands for a case has the case's name in its parameters (github.com/w3c/rdf-tests, sparql11/protocol).
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse
from starlette.requests import Request

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.problems import Refusal
from esrgraph.web.sparql import protocol
from esrgraph.web.workers.limits import Limits
from graphs import BASE, GRAPHS, LABEL, fact, publish, small
from serving import PATIENCE, PATIENT, serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
TEXT = {"Content-Type": "text/plain"}
UTF_16 = "; charset=UTF-16"
UPDATE = {"Content-Type": "application/sparql-update"}
YES_NO = {"application/sparql-results+json", "application/sparql-results+xml"}
ROWS = YES_NO | {"text/csv", "text/tab-separated-values"}
RDF = {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}
ONE, TWO, THREE = GRAPHS.values()
BOTH = f'ASK {{ <{BASE}one> ?p "one" . <{BASE}two> ?p "two" }}'
NAMED = f'ASK {{ GRAPH <{ONE}> {{ ?s ?p "one" }} GRAPH <{TWO}> {{ ?t ?p "two" }} FILTER NOT EXISTS {{ ?x ?y ?z }} }}'
FULL = f'ASK {{ ?s ?p "three" . GRAPH ?g {{ ?t ?p "one" }} FILTER NOT EXISTS {{ GRAPH <{THREE}> {{ ?x ?y ?z }} }} }}'
OVERRIDDEN = f'ASK FROM <{THREE}> {{ GRAPH ?g {{ ?s ?p "one" }} FILTER NOT EXISTS {{ ?x ?y "three" }} }}'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    app = make_app(small(tmp_path_factory.mktemp("protocol")), PATIENT)
    with serving(app) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def sparql(client: httpx.Client, method: str, parameters: object = (), **rest: object) -> httpx.Response:
    return client.request(method, f"/sparql?{urlencode(list(parameters))}", **rest)  # type: ignore[call-overload, arg-type]


DEFAULTS = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]
NAMES = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
ANSWERED = {
    "query_get": ("GET", [("query", "ASK {}"), ("default-graph-uri", ONE)], {}, YES_NO),
    "query_post_form": (
        "POST",
        [("default-graph-uri", ONE)],
        {"headers": FORM, "content": b"query=ASK%20%7B%7D"},
        YES_NO,
    ),
    "query_post_direct": ("POST", [], {"headers": DIRECT, "content": b"ASK {}"}, YES_NO),
    "query_dataset_default_graphs_get": ("GET", [("query", BOTH), *DEFAULTS], {}, YES_NO),
    "query_dataset_default_graphs_post": ("POST", DEFAULTS, {"headers": DIRECT, "content": BOTH}, YES_NO),
    "query_dataset_named_graphs_get": ("GET", [("query", NAMED), *NAMES], {}, YES_NO),
    "query_dataset_named_graphs_post": ("POST", NAMES, {"headers": DIRECT, "content": NAMED}, YES_NO),
    "query_dataset_full": (
        "POST",
        [("default-graph-uri", THREE), *NAMES],
        {"headers": DIRECT, "content": FULL},
        YES_NO,
    ),
    "query_multiple_dataset": ("POST", NAMES, {"headers": DIRECT, "content": OVERRIDDEN}, YES_NO),
    "query_content_type_select": ("POST", [], {"headers": DIRECT, "content": "SELECT (2 AS ?two) {}"}, ROWS),
    "query_content_type_ask": ("POST", [], {"headers": DIRECT, "content": "ASK {}"}, YES_NO),
    "query_content_type_describe": (
        "POST",
        [],
        {"headers": DIRECT, "content": f"DESCRIBE <{BASE}default>"},
        RDF,
    ),
    "query_content_type_construct": (
        "POST",
        [],
        {"headers": DIRECT, "content": "CONSTRUCT { <a> <b> 2 } WHERE {}"},
        RDF,
    ),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_what_must_be_answered(client: httpx.Client, case: str) -> None:
    method, parameters, rest, media = ANSWERED[case]
    response = sparql(client, method, parameters, **rest)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].split(";")[0] in media
    if "ASK" in (dict(parameters).get("query") or str(rest["content"])):
        assert response.json()["boolean"] is True


REFUSED = {
    "bad_query_method": ("PUT", [("query", "ASK {}")], {"headers": FORM}, 405),
    "bad_multiple_queries": ("GET", [("query", "ASK {}"), ("query", "SELECT * {}")], {}, 400),
    "bad_query_wrong_media_type": ("POST", [], {"headers": TEXT, "content": b"ASK {}"}, 415),
    "bad_query_missing_form_type": ("POST", [], {"content": b"query=ASK%20%7B%7D"}, 415),
    "bad_query_missing_direct_type": ("POST", [], {"content": b"ASK {}"}, 415),
    "bad_query_non_utf8": (
        "POST",
        [],
        {
            "headers": {"Content-Type": DIRECT["Content-Type"] + UTF_16},
            "content": "ASK {}".encode("utf-16"),
        },
        415,
    ),
    "bad_query_syntax": ("GET", [("query", "ASK {")], {}, 400),
    "bad_update_get": ("GET", [("update", "CLEAR ALL")], {}, 400),
    "bad_multiple_updates": ("POST", [], {"headers": FORM, "content": b"update=CLEAR+ALL&update=DROP+ALL"}, 400),
    "bad_update_wrong_media_type": (
        "POST",
        [],
        {"headers": TEXT, "content": b"CLEAR ALL"},
        415,
    ),
    "bad_update_missing_form_type": ("POST", [], {"content": b"update=CLEAR%20ALL"}, 415),
    "bad_update_non_utf8": (
        "POST",
        [],
        {
            "headers": {"Content-Type": UPDATE["Content-Type"] + UTF_16},
            "content": "DROP ALL".encode("utf-16"),
        },
        415,
    ),
    "bad_update_syntax": ("POST", [], {"headers": FORM, "content": b"update=CLEAR%20ABC"}, 403),
    "bad_update_dataset_conflict": (
        "POST",
        [("using-named-graph-uri", ONE)],
        {"headers": UPDATE, "content": f"WITH <{TWO}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"},
        403,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_protocol_does_not_allow(client: httpx.Client, case: str) -> None:
    method, parameters, rest, status = REFUSED[case]
    assert sparql(client, method, parameters, **rest).status_code == status


INSERT = f'INSERT DATA {{ GRAPH <{ONE}> {{ <{BASE}new> <{BASE}p> "new" }} }}'
UPDATES = {
    "update_dataset_default_graph": ([("using-graph-uri", ONE)], UPDATE, INSERT),
    "update_dataset_default_graphs": ([("using-graph-uri", ONE), ("using-graph-uri", TWO)], UPDATE, INSERT),
    "update_dataset_named_graphs": ([("using-named-graph-uri", ONE)], UPDATE, INSERT),
    "update_dataset_full": ([("using-graph-uri", ONE), ("using-named-graph-uri", TWO)], UPDATE, INSERT),
    "update_post_form": ([], FORM, f"update={quote(INSERT)}"),
    "update_post_direct": ([], UPDATE, "DROP ALL"),
    "update_base_uri": ([], UPDATE, "INSERT DATA { <s> <p> <o> }"),
}


@pytest.mark.parametrize("case", UPDATES)
def test_updates_are_refused_and_change_nothing(client: httpx.Client, case: str) -> None:
    parameters, headers, text = UPDATES[case]
    everything = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    response = sparql(client, "POST", parameters, headers=headers, content=text)
    assert response.status_code == 403
    assert "never updated" in response.text
    afresh = [("query", f"{everything} # {case}"), ("format", "csv")]
    assert sparql(client, "GET", afresh).text.split() == ["n", "4"]


@pytest.mark.parametrize("text", ["LOAD <http://localhost/x>", "INSERT DATA { <a:b> <a:c> 1 }", "DROP ALL"])
def test_an_update_sent_as_a_query_is_refused(client: httpx.Client, text: str) -> None:
    assert sparql(client, "GET", [("query", text)]).status_code == 403


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    parameters = [("query", "SELECT * { ?s ?p ?o }")]
    got, head = sparql(client, "GET", parameters), sparql(client, "HEAD", parameters)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == got.headers[name]


def test_options_say_what_can_be_sent(client: httpx.Client) -> None:
    response = client.options("/sparql")
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(response.headers["allow"].split(", "))
    assert "application/sparql-query" in response.headers["accept-post"]


def test_pages_of_other_sites_may_ask(client: httpx.Client) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    before = client.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert before.status_code == 200
    assert "POST" in before.headers["access-control-allow-methods"]
    response = sparql(client, "GET", [("query", "ASK {}")], headers={"Origin": "https://a.example"})
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_query_in_bytes_that_are_not_utf_8(client: httpx.Client) -> None:
    assert client.get("/sparql?query=ASK%20%7B%7D%20%23%E4").status_code == 400
    response = sparql(client, "POST", headers=DIRECT, content=b"ASK {} # \xe4")
    assert response.status_code == 400
    assert "UTF-8" in response.text


def test_charset_may_be_said(client: httpx.Client) -> None:
    headers = {"Content-Type": 'application/sparql-query; charset="utf-8"'}
    assert sparql(client, "POST", headers=headers, content='ASK { BIND("ä" AS ?x) }'.encode()).status_code == 200


def test_a_graph_that_is_not_an_iri(client: httpx.Client) -> None:
    response = sparql(client, "GET", [("query", "ASK {}"), ("default-graph-uri", "no iri")])
    assert response.status_code == 400
    assert "default-graph-uri" in response.text


def test_a_query_longer_than_the_limit(client: httpx.Client) -> None:
    response = sparql(client, "POST", headers={**DIRECT, "Accept": "application/json"}, content="#" * 100_001)
    assert (response.status_code, response.json()["limit_characters"]) == (413, 100_000)
    assert sparql(client, "POST", headers=DIRECT, content=b"#" * 2_000_000).status_code == 413


def test_parameters_are_read_up_to_a_number(client: httpx.Client) -> None:
    given = [("query", "ASK {}"), *[("x", "")] * 999]
    assert sparql(client, "POST", headers=FORM, content=urlencode(given).encode()).status_code == 200
    response = sparql(client, "POST", headers=FORM, content=urlencode([*given, ("x", "")]).encode())
    assert (response.status_code, "more than 1000 parameters" in response.text) == (400, True)


def test_a_body_is_taken_in_up_to_the_most_that_a_query_may_need() -> None:
    """Twelve bytes a character: the most that percent signs make of one. No more is held in memory."""
    taken = []

    async def receive() -> dict[str, object]:
        taken.append(True)
        return {"type": "http.request", "body": b"#" * 100, "more_body": len(taken) < 1000}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    with pytest.raises(Refusal) as refused:
        asyncio.run(protocol._body(request, Limits(characters=100)))
    assert (refused.value.status, len(taken)) == (413, 13)


def test_the_service_describes_itself(client: httpx.Client) -> None:
    """The three W3C cases of service description: RDF, a triple for the endpoint, the schema's shape."""
    sd = "http://www.w3.org/ns/sparql-service-description#"
    response = client.get("/sparql")
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] in RDF
    quads = list(parse(response.content, RdfFormat.TURTLE))
    triples = [(str(quad.subject), quad.predicate.value, getattr(quad.object, "value", "")) for quad in quads]
    endpoints = [(s, o) for s, p, o in triples if p == f"{sd}endpoint"]
    assert {o for _, o in endpoints} == {f"{BASE}sparql"}, "by its own name, whatever the server is called by"
    services = {s for s, p, o in triples if o == f"{sd}Service"}
    assert {s for s, _ in endpoints} == services
    named = {o for s, p, o in triples if p == f"{sd}name"}
    assert named == set(GRAPHS.values())


def test_an_address_with_a_slash_leads_to_the_endpoint(client: httpx.Client) -> None:
    response = client.get("/sparql/?query=ASK%20%7B%7D", follow_redirects=True)
    assert response.json()["boolean"] is True


def test_a_fault_is_answered_on_the_short_way_too(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    app = make_app(data, PATIENT)
    monkeypatch.setattr(app.state.site.workers, "tag", fail)
    client = TestClient(app, raise_server_exceptions=False)
    answers = [client.request(method, "/sparql?query=ASK%7B%7D") for method in ("GET", "HEAD")]
    assert [answer.status_code for answer in answers] == [500, 500]
    assert answers[0].text == "The server failed to answer; its log says why\n"
    assert dict(answers[0].headers) == dict(answers[1].headers)


LOOK_UP = f'SELECT * {{ ?thing <{LABEL.value}> "default" }}'


def _never(*_: object) -> None:
    raise AssertionError("a look-up was asked of a process")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_look_up_waits_for_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    app = make_app(small(tmp_path), PATIENT)
    monkeypatch.setattr(app.state.site.workers, "run", _never)
    client = TestClient(app)
    sent = {"params": {"query": LOOK_UP}} if method == "GET" else {"data": {"query": LOOK_UP}}
    rows = {}
    for media in sorted(ROWS):
        response = client.request(method, "/sparql", headers={"Accept": media}, **sent)  # type: ignore[arg-type]
        assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, media)
        rows[media] = response.text
        tag = response.headers["etag"]
        again = client.request(method, "/sparql", headers={"Accept": media, "If-None-Match": tag}, **sent)  # type: ignore[arg-type]
        assert (again.status_code, again.headers["etag"]) == (304, tag)
    assert rows["text/csv"] == f"thing\r\n{BASE}default\r\n"
    assert rows["text/tab-separated-values"] == f"?thing\n<{BASE}default>\n"


def test_a_look_up_in_other_graphs_is_asked_of_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(small(tmp_path), PATIENT)
    monkeypatch.setattr(app.state.site.workers, "run", _never)
    client = TestClient(app)
    with pytest.raises(AssertionError, match="asked of a process"):
        client.get("/sparql", params={"query": LOOK_UP, "default-graph-uri": ONE})


@pytest.mark.parametrize("limits", [Limits(rows=1), Limits(bytes=100)])
@pytest.mark.parametrize("media", sorted(ROWS))
def test_a_look_up_has_the_limits_of_every_query(tmp_path: Path, limits: Limits, media: str) -> None:
    data = DataFolder(tmp_path)
    publish(data, "1", [fact("thing", "one"), fact("thing", "two")])
    with TestClient(make_app(data, limits)) as client:
        response = client.get(
            "/sparql", params={"query": f"SELECT * {{ <{BASE}thing> ?p ?o }}"}, headers={"Accept": media}
        )
    assert (response.status_code, "the most that is sent at once" in response.text) == (422, True)
