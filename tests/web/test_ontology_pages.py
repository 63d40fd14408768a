"""The documentation of the ontology and the shapes, and the redirects of their persistent addresses."""

import re

import pytest
from fastapi.testclient import TestClient
from markupsafe import escape
from pyoxigraph import NamedNode, RdfFormat, parse

from conftest import ROOT
from esrgraph.rdf import ontology
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.validation.shapes import load_shapes
from esrgraph.web.app import make_app
from esrgraph.web.linked_data import ontology as routes

FORMATS = {
    "ttl": (RdfFormat.TURTLE, "text/turtle"),
    "jsonld": (RdfFormat.JSON_LD, "application/ld+json"),
    "nt": (RdfFormat.N_TRIPLES, "application/n-triples"),
    "rdf": (RdfFormat.RDF_XML, "application/rdf+xml"),
}
REDIRECTS = ROOT / "deploy" / "w3id" / ".htaccess"


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


def declared() -> set[str]:
    """The IRIs of all classes and properties in the ontology's namespace, read from the file as text."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ontology").glob("*.ttl"))
    return {Esr.NAMESPACE + name for name in re.findall(r"^esr:(\w+)\s+a owl:", text, re.MULTILINE)}


def test_every_term_is_read() -> None:
    assert {term.iri for term in ontology.ontology().terms} == declared()


def test_terms_have_what_the_files_say() -> None:
    known = ontology.ontology().by_iri
    applicant, organisation = known[Esr.applicant.value], known[Esr.Organisation.value]
    assert (applicant.kind, applicant.name, applicant.labels["sv"]) == ("object-property", "applicant", "sökande")
    assert applicant.domains == (Esr.Project.value,)
    assert applicant.ranges == (Esr.Organisation.value,)
    assert (f"{ontology.PREFIXES['rdfs']}subPropertyOf", Esr.participant.value) in applicant.relations
    assert "org:FormalOrganization" in [ontology.shorten_iri(iri) for _, iri in organisation.relations]
    assert Esr.Participation.value in organisation.disjoint
    assert xsd_date(known[Esr.plannedStart.value].ranges)


def xsd_date(ranges: tuple[str, ...]) -> bool:
    return [ontology.shorten_iri(iri) for iri in ranges] == ["xsd:date"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_shapes_have_the_same_text_whenever_they_are_read(client: TestClient, suffix: str) -> None:
    tag = client.get(f"/shapes.{suffix}").headers["etag"]
    for read in (routes._shapes, routes._named_shapes):
        read.cache_clear()
    assert client.get(f"/shapes.{suffix}").headers["etag"] == tag


@pytest.mark.parametrize("place", ["/ontology", "/shapes"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_served_by_accept_and_by_suffix(client: TestClient, place: str, suffix: str) -> None:
    form, media = FORMATS[suffix]
    by_accept = client.get(place, headers={"Accept": f"{media}, text/html;q=0.5"})
    by_suffix = client.get(f"{place}.{suffix}")
    assert by_accept.status_code == by_suffix.status_code == 200
    assert by_accept.content == by_suffix.content
    assert by_accept.headers["content-location"] == f"{place}.{suffix}"
    assert by_accept.headers["content-type"].split(";")[0] == media
    assert {"Accept", "Accept-Encoding"} <= set(by_accept.headers["vary"].split(", "))
    assert list(parse(by_suffix.content, format=form))


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ontology_is_served_whole(client: TestClient, suffix: str) -> None:
    form, _ = FORMATS[suffix]
    served = {quad.triple for quad in parse(client.get(f"/ontology.{suffix}").content, format=form)}
    for name in ("esr.ttl", "evidence.ttl", "derived.ttl", "alignments.ttl"):
        path = str(ROOT / "ontology" / name)
        assert {quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)} <= served


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_documentation_has_every_term_at_its_anchor(client: TestClient, language: str) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.headers["content-location"] == "/ontology.html"
    assert f'<html lang="{language}">' in page.text
    for term in ontology.ontology().terms:
        assert f'id="{term.name}"' in page.text
        assert term.labels[language] in page.text.replace("&#39;", "'")
    anchors = re.findall(r' id="([^"]+)"', page.text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(anchors)


def test_the_documentation_shows_alignments_and_metadata(client: TestClient) -> None:
    page = client.get("/ontology.html?lang=en").text
    for shown in ("eurio:Project", "org:FormalOrganization", "creativecommons.org/licenses/by/4.0", "0.2.0"):
        assert shown in page


def test_the_version_leads_to_the_ontology(client: TestClient) -> None:
    assert client.get("/ontology/0.2.0").headers["location"] == "/ontology"
    assert client.get("/ontology/9.9.9").status_code == 404
    assert client.get("/ontology.xls").status_code == 404
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_rule_stands_in_the_table_under_its_code(client: TestClient, language: str) -> None:
    page = client.get(f"/shapes.html?lang={language}").text
    coded = [shape for shape in load_shapes().shapes if shape.remedy]
    assert len(coded) > 100
    assert all(f'id="{shape.code}"' in page for shape in coded)
    assert all(f"<td>{escape(shape.remedy[language])}</td>" in page for shape in coded)


def test_shapes_are_served_whole(client: TestClient) -> None:
    served = list(parse(client.get("/shapes.nt").content, format=RdfFormat.N_TRIPLES))
    assert len(served) == len(load_shapes().triples)
    codes = {q.object.value for q in served if q.predicate == NamedNode("https://w3id.org/esrgraph/shapes#code")}  # type: ignore[union-attr]
    assert "ESR-P-001" in codes


def redirected(path: str, accept: str) -> tuple[str, int] | None:
    """Where the first rule that fits sends a request, as Apache's mod_rewrite would: the target's path and status."""
    condition = ""
    for line in REDIRECTS.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("RewriteCond"):
            condition = words[2]
        elif line.startswith("RewriteRule"):
            found, condition, asked = re.search(words[1], path), "", condition
            if found and re.search(asked, accept):
                groups = [group or "" for group in found.groups()] or [""]
                target = words[2].replace("$1", groups[0]).replace("$2", groups[-1])
                status = re.search(r"R=(\d+)", words[3])
                assert status is not None
                return re.sub(r"^https://[^/]+", "", target), int(status[1])
    return None


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("ontology", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("ontology", "*/*", "text/turtle"),
        ("ontology", "text/turtle", "text/turtle"),
        ("ontology", "application/ld+json", "application/ld+json"),
        ("ontology", "application/rdf+xml", "application/rdf+xml"),
        ("ontology", "application/n-triples", "application/n-triples"),
        ("ontology.rdf", "*/*", "application/rdf+xml"),
        ("ontology/0.2.0", "text/html", "text/html"),
        ("alignments", "text/turtle", "text/turtle"),
        ("shapes", "text/turtle", "text/turtle"),
        ("shapes", "text/html", "text/html"),
        ("shapes.ttl", "text/html", "text/turtle"),
        ("", "text/html", "text/html"),
        ("developers", "text/html", "text/html"),
    ],
)
def test_persistent_addresses_lead_to_what_is_asked_for(client: TestClient, path: str, accept: str, media: str) -> None:
    led = redirected(path, accept)
    assert led is not None
    target, status = led
    assert status in (302, 303)
    response = client.get(target, headers={"Accept": accept}, follow_redirects=True)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media


def test_other_addresses_are_not_redirected() -> None:
    assert redirected("nowhere", "*/*") is None
    assert redirected("ontology.xls", "*/*") is None
