"""The graph in EURIO's terms: a dump that is complete, reproducible, and can be asked as CORDIS is."""

import gzip
import hashlib
import re
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from conftest import ROOT
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.sparql.results import write_result
from esrgraph.web.app import make_app

EURIO = "http://data.europa.eu/s66#"
VIEW = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "sparql" / "views" / "eurio").glob("*.rq"))
DOCUMENT = ROOT / "docs" / "eurio.md"
TERMS = set(
    """
    FundingAgency FundingScheme Grant GrantPayment HigherOrSecondaryEducation MonetaryAmount Organisation
    OrganisationRole Project ProjectReportSummary PublicBody ResearchOrganisation SME abstract code currency endDate
    finalResults funds hasBeneficiary hasFundingAmount hasFundingScheme hasInvolvedParty hasPayment hasPaymentAmount
    hasResult hasRole identifier isDisbursedBy isFundedBy isInvolvedIn isPaymentOf isResultOf isRoleOf isSubSchemeOf
    legalName roleLabel startDate title value
    """.split()
)
"""Terms that EURIO declares, of those that the view could need."""


@pytest.fixture(scope="module")
def lines(data: DataFolder) -> list[bytes]:
    return gzip.decompress((data.current().dumps / "eurio.nt.gz").read_bytes()).splitlines(keepends=True)


@pytest.fixture(scope="module")
def view(lines: list[bytes]) -> Store:
    store = Store()
    store.bulk_load(b"".join(lines), format=RdfFormat.N_TRIPLES)
    return store


def count(store: Store, predicate: str) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, NamedNode(predicate), None))


def values(store: Store, query: str) -> list[str]:
    prefixes = {"esr": Esr.NAMESPACE, "eurio": EURIO, "skos": Skos.NAMESPACE}
    rows = store.query(query, prefixes=prefixes)
    assert isinstance(rows, QuerySolutions)
    return [str(row[0]) for row in rows]


def test_the_dump_is_sorted_and_has_its_checksum(lines: list[bytes], data: DataFolder) -> None:
    assert lines == sorted(set(lines))
    dump = data.current().dumps / "eurio.nt.gz"
    digest = hashlib.sha256(dump.read_bytes()).hexdigest()
    assert f"{digest}  eurio.nt.gz" in (dump.parent / "SHA256SUMS").read_text().splitlines()


def test_only_terms_of_eurio_are_used(view: Store) -> None:
    assert set(re.findall(r"eurio:(\w+)", VIEW)) == TERMS
    used = {quad.predicate.value for quad in view}
    assert all(iri.startswith(EURIO) or iri.endswith("#type") for iri in used)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            "SELECT ?c { ?p esr:code ?c } ORDER BY ?c",
            "SELECT ?c { ?p a eurio:Project ; eurio:identifier ?c } ORDER BY ?c",
        ),
        (
            "SELECT ?v { ?p esr:grantedEuAndStateFunding ?v } ORDER BY ?v ?p",
            "SELECT ?v { ?p eurio:isFundedBy/eurio:hasFundingAmount/eurio:value ?v } ORDER BY ?v ?p",
        ),
        (
            "SELECT ?v { ?p esr:realisedEuAndStateFunding ?v } ORDER BY ?v ?p",
            "SELECT ?v { ?p eurio:isFundedBy/eurio:hasPayment/eurio:hasPaymentAmount/eurio:value ?v } ORDER BY ?v ?p",
        ),
        (
            "SELECT ?o { ?p esr:applicant ?o } ORDER BY ?p",
            'SELECT ?o { ?p eurio:hasInvolvedParty ?r . ?r eurio:roleLabel "coordinator" ; eurio:isRoleOf ?o }'
            " ORDER BY ?p",
        ),
        (
            "SELECT ?n { ?p esr:participation/esr:organisation/skos:prefLabel ?n } ORDER BY ?n ?p",
            "SELECT ?n { ?p eurio:hasInvolvedParty/eurio:isRoleOf/eurio:legalName ?n } ORDER BY ?n ?p",
        ),
        (
            "SELECT ?s { ?p esr:finalReportSummary ?s } ORDER BY ?s",
            "SELECT ?s { ?p eurio:hasResult/eurio:finalResults ?s } ORDER BY ?s",
        ),
    ],
)  # fmt: skip
def test_nothing_is_lost_on_the_way(here: str, there: str, view: Store, data: DataFolder) -> None:
    expected = values(open_read_only(data.current().store), here)
    assert expected
    assert values(view, there) == expected


def test_every_link_leads_to_a_thing_of_the_view(view: Store) -> None:
    typed = {quad.subject for quad in view.quads_for_pattern(None, Rdf.type, None)}
    linked = {quad.object for quad in view if isinstance(quad.object, NamedNode) and quad.predicate != Rdf.type}
    assert linked <= typed


def test_inverse_properties_are_both_there(view: Store) -> None:
    for one, other in (("hasInvolvedParty", "isInvolvedIn"), ("isRoleOf", "hasRole"), ("isFundedBy", "funds")):
        assert count(view, EURIO + one) == count(view, EURIO + other) > 0


def test_the_documented_query_gives_the_documented_answer(view: Store, request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    query = re.search(r"```sparql\n(.*?)```", text, re.DOTALL)
    assert query
    output = BytesIO()
    write_result(view.query(query[1]), output, None, HERE)
    answer = output.getvalue().decode()
    if request.config.getoption("--update-golden"):
        text = re.sub(r"(```text\n).*?(```)", lambda match: match[1] + answer + match[2], text, flags=re.DOTALL)
        DOCUMENT.write_text(text, encoding="utf-8")
    assert len(answer.splitlines()) > 3
    assert f"```text\n{answer}```" in DOCUMENT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), headers={"Accept-Encoding": "identity"})


def test_the_endpoint_answers_the_documented_query(client: TestClient) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    query = re.search(r"```sparql\n(.*?)```", text, re.DOTALL)
    assert query
    graph = HERE.graph("eurio").value
    with client:
        asked = {"query": query[1], "default-graph-uri": graph, "format": "csv"}
        answer = client.get("/sparql", params=asked).text.splitlines()
        told = client.get("/sparql", params={"query": f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "format": "json"})
        outside = client.get("/sparql", params={"query": f"ASK {{ ?s a <{EURIO}Project> }}", "format": "json"})
    assert answer[0] == "coordinator,projects,euros"
    rows = [re.split(" {2,}", row) for row in text.partition("```text\n")[2].partition("```")[0].splitlines()[2:]]
    assert [row.split(",") for row in answer[1:]] == rows
    assert told.json()["boolean"] is True
    assert outside.json()["boolean"] is False


def test_the_graph_is_in_the_store_as_it_is_in_the_dump(view: Store, data: DataFolder) -> None:
    store = open_read_only(data.current().store)
    held = {quad.triple for quad in store.quads_for_pattern(None, None, None, HERE.graph("eurio"))}
    assert held == {quad.triple for quad in view}


@pytest.mark.parametrize("address", ["/graph/eurio", "/graph-store?graph=http://localhost:8000/graph/eurio"])
def test_the_graph_is_had_whole(client: TestClient, lines: list[bytes], address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/n-triples"
    assert answer.content == b"".join(lines)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == answer.content
    assert packed.headers["etag"] != answer.headers["etag"]
    known = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304


@pytest.mark.parametrize("profile", ["eurio", EURIO])
def test_things_have_data_in_these_terms(client: TestClient, view: Store, profile: str) -> None:
    project = HERE.project("S39001")
    answer = client.get("/data/project/S39001.nt", params={"_profile": profile})
    found = {quad.triple for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)}
    own = {quad.triple for quad in view if quad.subject == project or f"{project.value}#" in str(quad.subject)}
    assert found == own
    assert f'<{EURIO}>; rel="profile"' in answer.headers["link"]


def test_what_has_no_data_in_these_terms_is_told(client: TestClient) -> None:
    assert client.get("/data/municipality/167.ttl?_profile=eurio").status_code == 404
    assert client.get("/data/project/S39001.ttl?_profile=other").status_code == 404
