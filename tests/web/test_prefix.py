"""A site whose base IRI has a path answers whole below it, whether or not a proxy takes the path off."""

import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring
from prefixes import BASE, HTML, WAYS, proxied, release_below_a_path
from test_addresses import TURNED

from esrgraph.release.folder import DataFolder
from kept import Kept
from serving import FORMATS, PATIENCE


@pytest.fixture(scope="module", params=WAYS)
def site(request: pytest.FixtureRequest, kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = DataFolder(kept(release_below_a_path))
    with proxied(data, request.param, tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        yield client


@pytest.mark.parametrize("thing", ["project/S39001", "organisation/9900101-0", "region/12", "status/ended"])
def test_an_iri_leads_to_the_thing_in_each_format(client: httpx.Client, thing: str) -> None:
    for place, media in [("page", "text/html"), *((f"data.{suffix}", media) for suffix, (_, media) in FORMATS.items())]:
        folder, _, suffix = place.partition(".")
        leads = client.get(f"/esr/id/{thing}", headers={"Accept": media})
        location = leads.headers["location"]
        assert (leads.status_code, location) == (303, f"/esr/{folder}/{thing}{suffix and f'.{suffix}'}")
        there = client.get(location)
        assert there.status_code == 200
        assert there.headers["content-type"].startswith(media)
        linked_here = re.findall(r'<([^>]+)>; rel="(?!type"|license")', leads.headers["link"])
        assert linked_here
        for linked in linked_here:
            assert linked.startswith(("/esr/", BASE))
            assert client.get(linked.removeprefix("https://example.org")).status_code in (200, 303)


@pytest.mark.parametrize(("address", "location"), TURNED.items())
def test_redirects_stay_below(client: httpx.Client, address: str, location: str) -> None:
    response = client.get(f"/esr{address}", headers={"Accept": "*/*"})
    assert response.is_redirect
    assert response.headers["location"] == f"/esr{location}"


def test_what_stands_beside_a_document_is_told_below(client: httpx.Client) -> None:
    response = client.get("/esr/dataset", headers={"Accept": "text/turtle"})
    assert response.headers["content-location"] == "/esr/dataset.ttl"
    assert response.headers["link"].startswith("</esr/dataset.html>")
    tables = client.get("/esr/dumps/projects.csv").headers["link"]
    assert tables.startswith("<tables.csv-metadata.json>"), "what is relative stays so"


def test_data_names_addresses_that_are_there(client: httpx.Client) -> None:
    pages = [each["page"] for each in client.get("/esr/suggest.json?q=joens").json()["suggestions"]]
    missing = client.get("/esr/id/project/S39099", headers={"Accept": "application/json"}).json()
    pages += [each["page"] for each in missing["suggestions"]]
    releases = client.get("/esr/releases.json").json()["releases"]
    pages += [*releases[0]["dumps"], *releases[0]["reports"]]
    assert len(pages) > 20
    assert all(each.startswith("/esr/") for each in pages)
    assert [each for each in pages if client.get(each).status_code != 200] == []
    assert client.get("/esr/openapi.json").json()["servers"] == [{"url": "/esr"}]
    refused = re.findall("Disallow: (.*)", client.get("/esr/robots.txt").text)
    assert refused
    assert all(each.startswith("/esr/") for each in refused)


@pytest.mark.parametrize("feed", ["changes.atom", "search.atom"])
def test_a_feed_leads_to_itself_and_to_its_pages(client: httpx.Client, feed: str) -> None:
    links = re.findall('href="([^"]+)"', client.get(f"/esr/{feed}").text)
    assert links
    assert all(each.startswith(BASE) for each in links)
    for each in links:
        assert client.get(each.removeprefix("https://example.org").replace("&amp;", "&")).status_code == 200


def test_forms_are_sent_below(client: httpx.Client) -> None:
    for page, field, text in [("/esr/", "q", "nuoret"), ("/esr/sparql", "query", "ASK { ?s ?p ?o }")]:
        form = document_fromstring(client.get(page).content).xpath(f"//form[.//*[@name='{field}']]")[0]
        assert client.get(form.get("action"), params={field: text}).status_code == 200


def test_the_endpoint_answers_and_describes_itself(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?s { ?s a <https://w3id.org/esrgraph/ontology#Project> } LIMIT 1"}
    for response in (client.get("/esr/sparql", params=asked), client.post("/esr/sparql", data=asked)):
        assert response.status_code == 200
    shown = document_fromstring(client.get("/esr/sparql", params=asked).content).xpath("//main//td//a/@href")
    assert client.get(shown[0]).headers["location"].startswith("/esr/page/project/")
    described = client.get("/esr/sparql", headers={"Accept": "text/turtle"}).text
    assert f"<{BASE}sparql>" in described
