"""Linked data: from the IRI of a thing to its page or data; what is not there, and what was there once."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from conftest import EXAMPLES, ROOT
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct, Esr, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.linked_data.description import PAGE
from kept import Kept
from serving import FORMATS


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


def without_a_project(folder: Path) -> None:
    data = DataFolder(folder)
    build_release([EXAMPLES / "S39002.txt", EXAMPLES / "S39010.txt"], data, Options())
    build_release([EXAMPLES / "S39002.txt"], data, Options())


@pytest.fixture(scope="module")
def later(kept: Kept) -> TestClient:
    """A site whose current release has lost a project that the one before had."""
    return TestClient(make_app(DataFolder(kept(without_a_project))), follow_redirects=False)


def quads(client: TestClient, address: str, form: RdfFormat = RdfFormat.TURTLE) -> set[Quad]:
    response = client.get(address)
    assert response.status_code == 200
    return set(parse(response.content, format=form))


def links(header: str) -> list[tuple[str, str, str]]:
    """Target, relation and media type of every link of a Link header."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', header)
    return [(target, relation, media) for target, relations, media in found for relation in relations.split()]


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/project/S39001"),
        ("text/turtle", "/data/project/S39001.ttl"),
        ("application/ld+json", "/data/project/S39001.jsonld"),
        ("application/json", "/data/project/S39001.jsonld"),
        ("application/n-triples", "/data/project/S39001.nt"),
        ("application/rdf+xml, text/turtle;q=0.9", "/data/project/S39001.rdf"),
        ("*/*", "/data/project/S39001.ttl"),
        ("", "/data/project/S39001.ttl"),
    ],
)
def test_the_iri_of_a_thing_leads_to_what_its_reader_can_read(client: TestClient, accept: str, address: str) -> None:
    response = client.get("/id/project/S39001", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, address)
    assert "Accept" in response.headers["vary"].split(", ")
    assert client.get(address).status_code == 200


def test_a_reader_of_none_of_the_formats_is_told_which_there_are(client: TestClient) -> None:
    response = client.get("/id/project/S39001", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.text
    assert ("/data/project/S39001.ttl", "alternate", "text/turtle") in links(response.headers["link"])


def test_data_without_a_suffix_leads_to_data_only(client: TestClient) -> None:
    response = client.get("/data/specific-objective/10.1", headers={"Accept": "text/html, application/ld+json;q=0.1"})
    assert (response.status_code, response.headers["location"]) == (303, "/data/specific-objective/10.1.jsonld")


def test_every_format_says_the_same(client: TestClient) -> None:
    told = {suffix: quads(client, f"/data/project/S39001.{suffix}", form) for suffix, (form, _) in FORMATS.items()}
    topic = {suffix: {q for q in found if "/data/" not in q.subject.value} for suffix, found in told.items()}  # type: ignore[union-attr]
    assert topic["ttl"] == topic["jsonld"] == topic["nt"] == topic["rdf"]


def test_data_holds_the_thing_its_parts_and_the_names_of_what_it_is_linked_with(client: TestClient) -> None:
    found = quads(client, "/data/project/S39001.ttl")
    project = HERE.project("S39001")
    subjects = {quad.subject for quad in found}
    assert {HERE.part(project, "applicant"), HERE.part(project, "applicant-address")} <= subjects
    linked = {quad.object for quad in found if quad.predicate in (Esr.municipality, Esr.applicant, Esr.role)}
    named = {quad.subject for quad in found if quad.predicate == Skos.prefLabel}
    assert linked
    assert linked <= named


def test_a_document_says_what_it_is_about_and_under_which_licence(client: TestClient) -> None:
    document = NamedNode(f"{HERE.base}data/project/S39001.ttl")
    said = {
        quad.predicate.value: quad.object
        for quad in quads(client, "/data/project/S39001.ttl")
        if quad.subject == document
    }
    assert said["http://xmlns.com/foaf/0.1/primaryTopic"] == HERE.project("S39001")
    assert said["http://purl.org/dc/terms/isPartOf"] == HERE.dataset
    assert said["http://purl.org/dc/terms/license"].value.startswith("https://creativecommons.org/")  # type: ignore[union-attr]


def test_links_lead_to_the_iri_and_every_format(client: TestClient) -> None:
    for address, relation in (("/data/project/S39001.ttl", "alternate"), ("/page/project/S39001", "describedby")):
        told = links(client.get(address).headers["link"])
        assert (HERE.project("S39001").value, "canonical" if "data" in address else "cite-as", "") in told
        assert {media for _, named, media in told if named == relation} >= {media for _, media in FORMATS.values()}
        here = [target for target, relation, _ in told if relation not in ("license", "type")]
        assert all(client.get(target).status_code in (200, 303) for target in here)


def test_incoming_links_come_in_pages_that_hold_each_once(client: TestClient) -> None:
    role = HERE.concept("role", "co-implementer")
    address: str | None = "/data/role/co-implementer.nt"
    seen: list[Quad] = []
    pages = 0
    while address:
        response = client.get(address)
        incoming = [q for q in parse(response.content, format=RdfFormat.N_TRIPLES) if q.object == role]
        assert 0 < len({q for q in incoming if q.predicate == Esr.role}) <= PAGE
        seen += [q for q in incoming if q.predicate == Esr.role]
        turns = {relation: target for target, relation, _ in links(response.headers["link"])}
        address = turns.get("next")
        pages += 1
    assert len(seen) == len(set(seen))
    golden = (ROOT / "tests" / "mapping" / "golden").glob("*/graph.nt")
    stated = {q for path in golden for q in parse(path=str(path), format=RdfFormat.N_TRIPLES) if q.object == role}
    assert {q for q in stated if q.predicate == Esr.role} == set(seen)
    assert client.get(f"/data/role/co-implementer.nt?page={pages + 1}").status_code == 404


def test_a_hub_has_several_pages(client: TestClient) -> None:
    first = links(client.get("/data/municipality/167.ttl").headers["link"])
    axis = client.get("/data/scheme/municipalities.ttl")
    turns = {relation: target for target, relation, _ in links(axis.headers["link"])}
    assert "next" not in {relation for _, relation, _ in first}
    assert turns["next"] == "/data/scheme/municipalities.ttl?page=2"
    second = client.get(turns["next"])
    back = {relation: target for target, relation, _ in links(second.headers["link"])}
    assert (back["prev"], back["last"]) == ("/data/scheme/municipalities.ttl?page=1", turns["last"])
    assert b"skos:prefLabel" in second.content


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999", "²"])
def test_a_page_that_is_none_is_404(client: TestClient, page: str) -> None:
    assert client.get("/data/role/applicant.ttl", params={"page": page}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("project/S3904", "project/S39004"),
        ("project/s39001", "project/S39001"),
        ("organisation/9900101-1", "organisation/9900101-0"),
        ("organisation/Havuniemen yliopsto", "organisation/9900106-1"),
        ("municipality/Joensu", "municipality/167"),
        ("municipality/Joensuu", "municipality/167"),
        ("target-group/young-peple", "target-group/young-people"),
    ],
)
@pytest.mark.parametrize("place", ["/id/{}", "/data/{}.ttl", "/page/{}"])
def test_an_unknown_thing_is_404_with_what_it_may_have_been(
    client: TestClient, place: str, asked: str, meant: str
) -> None:
    response = client.get(place.format(asked), headers={"Accept": "application/problem+json"})
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    suggestions = response.json()["suggestions"]
    assert f"{HERE.base}id/{meant}" in [each["iri"] for each in suggestions]
    assert len(suggestions) <= 5
    as_text = client.get(place.format(asked), headers={"Accept": "text/plain"}).text
    assert all(each["iri"] in as_text for each in suggestions)


def test_a_suggestion_is_read_as_a_name_and_a_code(client: TestClient) -> None:
    page = client.get("/page/project/S3904?lang=fi", headers={"Accept": "text/html"}).text
    assert "etäohjaus tuo lähipalvelut reunakyliin</a>" in page
    assert f"{HERE.base}id/project/S39004" not in page
    assert "S39004</span>" in page


@pytest.mark.parametrize(
    ("address", "fi", "sv"),
    [
        ("/nothing", "Osoitteessa ei ole mitään.", "Det finns ingenting på adressen."),
        ("/page/project/S00000", "Aineistossa ei ole mitään tunnuksella ”S00000”.", "ingenting med koden ”S00000”."),
        ("/quality/code/ESR-X", "Sääntöä ”ESR-X” ei ole.", "Det finns ingen regel ”ESR-X”."),
        ("/page/project/S39001?page=77", "Sivua 77 ei ole.", "Det finns ingen sida 77."),
        ("/queries/none", "Kyselyä ”none” ei ole.", "Det finns ingen fråga ”none”."),
    ],
)
def test_why_there_is_no_page_is_told_in_the_readers_language(
    client: TestClient, address: str, fi: str, sv: str
) -> None:
    told = client.get(address, headers={"Accept": "application/problem+json"}).json()["detail"].split("\n")[0]
    for language, reason in (("fi", fi), ("sv", sv)):
        asked = f"{address}{'&' if '?' in address else '?'}lang={language}"
        page = client.get(asked, headers={"Accept": "text/html"})
        assert (page.status_code, reason in page.text) == (404, True)
        assert told not in page.text


def test_a_reason_that_is_english_alone_says_so(client: TestClient) -> None:
    page = client.get("/sparql?query=SELEC&lang=fi", headers={"Accept": "text/html"})
    assert 'Tekninen syy englanniksi: <span lang="en">' in page.text


@pytest.mark.parametrize("path", ["nothing/1", "project/", "project/%3Cx%3E", "%00", "project/..%2F..%2Fx", "project"])
def test_what_can_be_no_thing_is_404(client: TestClient, path: str) -> None:
    assert client.get(f"/id/{path}").status_code == 404
    assert client.get(f"/data/{path}.ttl").status_code == 404


def test_a_project_that_an_earlier_release_had_is_gone(later: TestClient) -> None:
    for address in ("/id/project/S39010", "/data/project/S39010.ttl", "/page/project/S39010"):
        response = later.get(address, headers={"Accept": "application/json"})
        assert response.status_code == 410
        assert response.json()["name"] == "Olohuone auki iltaisin"
        assert response.json()["last_release"] in later.get("/releases.json").text
    assert later.get("/id/project/S39011").status_code == 404


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Hanke on poistunut"), ("sv", "borttaget"), ("en", "has been removed")]
)
def test_browsers_read_of_it_in_their_language(later: TestClient, language: str, title: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    response = later.get("/id/project/S39010", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in response.text
    assert title in response.text
    assert "Olohuone auki iltaisin" in response.text


def test_a_browser_at_a_wrong_address_is_helped_on(client: TestClient) -> None:
    response = client.get("/id/municipality/Joensu", headers={"Accept": "text/html", "Accept-Language": "sv"})
    assert response.status_code == 404
    assert '<a href="/page/municipality/167">Joensuu</a>' in response.text
    assert client.get("/nowhere", headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    assert client.get("/nowhere", headers={"Accept": "application/json"}).json()["status"] == 404
    assert client.post("/id/project/S39001").status_code == 405


def test_a_page_names_everything_in_the_readers_language(client: TestClient) -> None:
    kinds = ("status/active", "role/applicant", "procedure/joint", "scheme/statuses", "criterion/biodiversity")
    known = [kind for kind in kinds if client.get(f"/id/{kind}").status_code == 303]
    assert len(known) >= 3
    page = client.get("/page/scheme/statuses?lang=sv")
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Projektets status</h1>" in page.text
    assert ">Avslutad</a>" in page.text
    assert "Toiminta päättynyt" not in page.text


def test_pages_of_a_hub_lead_on(client: TestClient) -> None:
    page = client.get("/page/scheme/municipalities?lang=en")
    assert 'rel="next"' in page.text
    assert "page 1 of" in page.text
    forward = re.search(r'rel="next" href="([^"#]*)', page.text)
    assert forward is not None
    second = client.get(urljoin("/page/scheme/municipalities", forward[1].replace("&amp;", "&")))
    assert second.status_code == 200
    assert "page 2 of" in second.text


def test_data_is_not_sent_again_to_who_has_it(client: TestClient) -> None:
    first = client.get("/data/project/S39001.ttl")
    again = client.get("/data/project/S39001.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["link"] == first.headers["link"]


def test_titles_survive_as_data(client: TestClient) -> None:
    titles = [q.object.value for q in quads(client, "/data/project/S39001.ttl") if q.predicate == Dct.title]  # type: ignore[union-attr]
    assert "Suunta löytyy: nuorten polku palkkatyöhön" in titles
