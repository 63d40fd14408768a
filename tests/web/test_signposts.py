"""Found by programs: typed links (FAIR Signposting), interfaces, examples, schema.org, CORS and OPTIONS."""

import json
from collections.abc import Iterator

import httpx2 as httpx
import lxml.html
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, Store, parse
from rdflib.plugins.sparql import prepareQuery
from signposting import Signposting, find_signposting_http, find_signposting_linkset

from esrgraph.rdf.iris import HERE
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.release.folder import DataFolder
from esrgraph.sparql.catalogue import catalogue
from esrgraph.web.app import make_app
from serving import FORMATS, PATIENT, serving


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


@pytest.fixture(scope="module")
def address(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield address


def targets(found: Signposting, relation: str) -> set[str]:
    return {str(each.target) for each in found if each.rel.value == relation}


def own(address: str, path: str) -> str:
    """An absolute address of the release's base, on the server that is asked."""
    return path.replace(HERE.base, f"{address}/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("project/S39001", "Project"),
        ("organisation/9900101-0", "Organization"),
        ("region/12", "AdministrativeArea"),
        ("target-group/unemployed", "DefinedTerm"),
    ],
)
def test_a_page_says_what_it_is_about_and_where_its_data_are(address: str, path: str, kind: str) -> None:
    found = find_signposting_http(f"{address}/page/{path}")
    assert targets(found, "cite-as") == {f"{HERE.base}id/{path}"}
    assert targets(found, "type") == {"https://schema.org/AboutPage", f"https://schema.org/{kind}"}
    assert targets(found, "license") == {LICENCE}
    data = {str(each.target): each.type for each in found if each.rel.value == "describedby"}
    assert data[f"{address}/data/{path}.ttl"] == "text/turtle"
    assert len(data) == 4


def test_what_is_cited_leads_back_to_the_page(client: TestClient) -> None:
    answer = client.get("/id/project/S39001", headers={"Accept": "text/html"})
    assert answer.headers["location"] == "/page/project/S39001"


def test_data_lead_to_the_page(address: str) -> None:
    found = find_signposting_http(f"{address}/data/project/S39001.ttl")
    assert targets(found, "describes") == {f"{address}/page/project/S39001"}
    assert targets(found, "linkset") == {f"{address}/linkset/project/S39001"}


def test_the_link_set_holds_what_the_headers_say(address: str, client: TestClient) -> None:
    place = "/linkset/project/S39001"
    assert targets(find_signposting_http(f"{address}/page/project/S39001"), "linkset") == {f"{address}{place}"}
    read = find_signposting_linkset(f"{address}{place}")
    of_page = read.for_context(f"{HERE.base}page/project/S39001")
    told = find_signposting_http(f"{address}/page/project/S39001")
    for relation in ("cite-as", "describedby", "license", "type"):
        assert {own(address, each) for each in targets(of_page, relation)} == {
            own(address, each) for each in targets(told, relation)
        }
    raw = client.get(place)
    assert raw.headers["content-type"] == "application/linkset+json"
    for context in raw.json()["linkset"]:
        for relation, links in context.items():
            assert relation == "anchor" or all(link["href"].startswith("http") for link in links)
    assert client.get("/linkset/project/S00000").status_code == 404


def test_the_canonical_address_of_a_page_is_a_page(client: TestClient) -> None:
    page = lxml.html.fromstring(client.get("/page/project/S39001?lang=sv").content)
    assert page.xpath("//link[@rel='canonical']/@href") == ["/page/project/S39001"]
    assert page.xpath("//link[@rel='cite-as']/@href") == [HERE.project("S39001").value]


def test_the_interfaces_are_found_from_the_host_alone(client: TestClient) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json; profile=")
    assert 'rel="api-catalog"' in answer.headers["link"]
    assert 'rel="api-catalog"' in client.head("/.well-known/api-catalog").headers["link"]
    assert "/.well-known/api-catalog" in client.head("/").headers["link"]
    entry, *apis = answer.json()["linkset"]
    assert {each["href"] for each in entry["item"]} == {each["anchor"] for each in apis}
    for api in apis:
        for href in (api["anchor"], *(each["href"] for links in list(api.values())[1:] for each in links)):
            path = f"/{href.removeprefix(HERE.base)}"
            assert client.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize("address", ["/", "/dataset.html", "/open-data"])
def test_search_engines_for_data_are_told_of_the_dataset(client: TestClient, address: str) -> None:
    page = lxml.html.fromstring(client.get(address, params={"lang": "en"}).content)
    blocks = [json.loads(each) for each in page.xpath("//script[@type='application/ld+json']/text()")]
    (dataset,) = [node for block in blocks for node in block["@graph"] if node["@type"] == "Dataset"]
    assert dataset["@id"] == HERE.dataset.value
    assert 50 <= len(dataset["description"]) <= 5000
    assert {"name", "license", "creator", "version", "keywords", "temporalCoverage"} <= dataset.keys()
    files = {each["contentUrl"]: each for each in dataset["distribution"]}
    nt = files[f"{HERE.base}dumps/esr.nt.gz"]
    assert nt["encodingFormat"] == "application/n-triples"
    assert len(nt["sha256"]) == 64


EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?sq ?comment ?query
{ ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query }"""
SCHEMA = """PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?class ?property { ?cp void:class ?class ; void:propertyPartition/void:property ?property }"""


def test_the_examples_are_a_file_too(client: TestClient) -> None:
    answer = client.get("/.well-known/sparql-examples", follow_redirects=True)
    assert answer.headers["content-type"].startswith("text/turtle")
    told = {row["sq"] for row in read(client.get("/sparql", headers={"Accept": "text/turtle"})).query(EXAMPLES)}  # type: ignore[index]
    for suffix, (form, _) in FORMATS.items():
        file = read(client.get(f"/sparql-examples.{suffix}"), form)
        assert {row["sq"] for row in file.query(EXAMPLES)} == told  # type: ignore[index]
    assert client.get("/sparql-examples.xlsx").status_code == 404


def read(answer: httpx.Response, form: RdfFormat = RdfFormat.TURTLE) -> Store:
    store = Store()
    store.extend(parse(answer.content, format=form))
    return store


def test_editors_and_assistants_find_the_examples(client: TestClient) -> None:
    """By the queries that sparql-llm and sparql-editor ask, of what the endpoint answers when asked nothing."""
    store = read(client.get("/sparql", headers={"Accept": "text/turtle"}))
    found = list(store.query(EXAMPLES))  # type: ignore[arg-type]
    assert len({row["sq"] for row in found}) == len(found) == 1 + len(catalogue())  # type: ignore[index]
    assert any("dct:identifier" in row["query"].value for row in found), "sums are asked of the statistics"  # type: ignore[index]
    for row in found:
        prepareQuery(row["query"].value)  # type: ignore[index]
    prefixes = {
        row["prefix"].value  # type: ignore[index]
        for row in store.query("SELECT ?prefix { [] <http://www.w3.org/ns/shacl#prefix> ?prefix }")
    }
    assert {"esr", "skos", "dct"} <= prefixes
    pairs = {(row["class"].value, row["property"].value) for row in store.query(SCHEMA)}  # type: ignore[index]
    esr = "https://w3id.org/esrgraph/ontology#"
    assert (f"{esr}Project", f"{esr}municipality") in pairs
    assert (f"{esr}Municipality", f"{esr}grantedEuAndStateFunding") not in pairs


@pytest.mark.parametrize("address", ["/", "/page/project/S39001", "/data/project/S39001.ttl", "/dumps/", "/nowhere"])
def test_programs_of_other_sites_may_read_everything(client: TestClient, address: str) -> None:
    assert client.get(address).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "address", ["/", "/page/project/S39001", "/search.json", "/sparql", "/queries/codes", "/dumps/"]
)
def test_every_address_says_what_it_takes(client: TestClient, address: str) -> None:
    answer = client.options(address)
    assert answer.status_code == 204
    assert {"GET", "OPTIONS"} <= set(answer.headers["allow"].split(", "))
    assert client.delete(address).status_code == 405
