"""Addresses that are given out are the site's own, whatever a request says of the host and of its client."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from pyoxigraph import NamedNode
from starlette.testclient import TestClient

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.words import SiteWords
from esrgraph.web.queries.cells import Rows, table
from esrgraph.web.site import Site
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from serving import PATIENCE
from store_servers import free_port, wait_for

EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
TURNED = {
    "/shapes/": "/shapes",
    "/search/": "/search",
    "/releases/": "/releases",
    "/places/": "/places",
    "/dumps": "/dumps/",
    "/reports": "/reports/",
    "/queries": "/queries/",
    "/sparql/?query=ASK%7B%7D": "/sparql?query=ASK%7B%7D",
    "/ontology/": "/ontology",
    "/.well-known/void": "/dataset",
    "/search?q=S39001": "/page/project/S39001",
    "/id/project/S39001": "/data/project/S39001.ttl",
}


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


@pytest.mark.parametrize(("address", "location"), TURNED.items())
def test_redirects_are_relative(client: TestClient, address: str, location: str) -> None:
    response = client.get(address, headers=EVIL)
    assert response.is_redirect
    assert response.headers["location"] == location


def test_a_path_that_looks_like_a_host_leads_nowhere_else(client: TestClient) -> None:
    for address in ("//evil.example/shapes/", "http://testserver//evil.example/..//dumps"):
        location = client.get(address).headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")


@pytest.mark.parametrize(
    "address",
    ["/", "/sparql", "/dataset.ttl", "/changes.atom", "/search.atom", "/sitemap.xml", "/robots.txt", "/openapi.json"],
)
def test_nothing_is_made_from_the_host_of_a_request(client: TestClient, address: str) -> None:
    response = client.get(address, headers=EVIL | {"Accept": "*/*"})
    assert response.status_code == 200
    assert "evil.example" not in response.text
    assert "evil.example" not in str(response.headers)


@pytest.mark.parametrize(
    ("iri", "leads"),
    [
        ("https://www.example.fi/a?b#c", True),
        ("http://[2001:db8::1]:8080/", True),
        ("https://localhost:8000@evil.example/", False),
        ("https://user:word@www.example.fi/", False),
        ("http:///x", False),
        ("https://:80/", False),
        ("javascript:alert(1)", False),
        ("http://localhost:8000/id/project/S39001", True),
    ],
)
def test_a_result_leads_only_where_the_host_is_plain_to_see(data: DataFolder, iri: str, leads: bool) -> None:
    opened = Site(data, Workers(data, Limits())).opened()
    shown = table(Rows(("x",), ((NamedNode(iri),),), False), opened, SiteWords("en"))
    assert (shown.rows[0][0].href is not None) == leads


def test_the_editor_links_to_no_hidden_host(client: TestClient) -> None:
    with client:
        query = "SELECT ?x { VALUES ?x { <https://localhost:8000@evil.example/> <https://www.example.fi/> } }"
        page = client.get("/sparql", params={"query": query, "format": "html"}).text
    assert 'href="https://www.example.fi/"' in page
    assert 'href="https://localhost:8000@evil' not in page


@pytest.fixture(params=["", "127.0.0.1"])
def proxied(request: pytest.FixtureRequest, data: DataFolder) -> Iterator[tuple[str, bool]]:
    """The address of a server, and whether it believes who asks."""
    port = free_port()
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(data.path), "--jobs", "1"]
    command += ["--port", str(port), "--trusted-proxies", request.param]
    with subprocess.Popen(command) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/robots.txt")
            yield f"http://127.0.0.1:{port}", bool(request.param)
        finally:
            process.terminate()


def test_only_trusted_proxies_are_believed(proxied: tuple[str, bool]) -> None:
    address, trusted = proxied
    response = httpx.get(f"{address}/robots.txt", headers={"X-Forwarded-Proto": "https"}, timeout=PATIENCE)
    assert ("strict-transport-security" in response.headers) == trusted
