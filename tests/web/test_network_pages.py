"""The network of organisations: the same numbers as the graph, whatever is filtered, as page, GraphML and CSV."""

import csv
from io import BytesIO, StringIO
from itertools import combinations

import networkx
import openpyxl
import pytest
from lxml.html import HtmlElement, document_fromstring
from pyoxigraph import DefaultGraph, Store
from starlette.applications import Starlette
from starlette.testclient import TestClient

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.web.charts.node_shapes import FAMILIES
from esrgraph.web.http.problems import Refusal, answer_refusal
from esrgraph.web.pages import network
from esrgraph.web.pages.parts import sharing
from esrgraph.web.pages.parts.organisation_family import FAMILY_OF_TYPE
from esrgraph.web.site import Site

PREFIX = "PREFIX esr: <https://w3id.org/esrgraph/ontology#>\n"
DERIVED = {
    "projects": "?node esr:collaborator ?one, ?other ; esr:sharedProjects ?shared",
    "municipalities": "?node esr:sharingOrganisation ?one, ?other ; esr:sharedMunicipalities ?shared",
}
PASSING = {
    "region=12": "?project esr:region <http://localhost:8000/id/region/12> .",
    "objective=6.1": "?project esr:specificObjective <http://localhost:8000/id/specific-objective/6.1> .",
    "from=2020": '?project esr:plannedEnd ?end . FILTER(?end >= "2020-01-01"^^xsd:date)',
    "to=2018": '?project esr:plannedStart ?start . FILTER(?start < "2019-01-01"^^xsd:date)',
    "region=12&from=2019&to=2019": """?project esr:region <http://localhost:8000/id/region/12> .
        ?project esr:plannedStart ?start ; esr:plannedEnd ?end .
        FILTER(?end >= "2019-01-01"^^xsd:date && ?start < "2020-01-01"^^xsd:date)""",
}
Pairs = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    routes = network.routes(Site(data, None))  # type: ignore[arg-type]  # no page here asks the workers
    app = Starlette(routes=routes, exception_handlers={Refusal: answer_refusal})  # type: ignore[dict-item]
    app.state.data = data
    return TestClient(app)


@pytest.fixture(scope="module")
def store(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


def key(iri: str | None) -> str:
    return (iri or "").partition("/id/organisation/")[2]


def pairs(client: TestClient, query: str) -> Pairs:
    answer = client.get(f"/network.csv?{query}")
    assert answer.status_code == 200
    rows = csv.DictReader(StringIO(answer.text))
    return {tuple(sorted((row["source"], row["target"]))): int(row["shared"]) for row in rows}


def counted(store: Store, by: str, passing: str) -> Pairs:
    """The pairs as a query finds them that joins every two participations."""
    what = "?project" if by == "projects" else "?municipality"
    place = "" if by == "projects" else "esr:municipality ?municipality ;"
    text = f"""{PREFIX}PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT ?one ?thing WHERE {{
          ?project {place} esr:participation/esr:organisation ?one . {passing} BIND({what} AS ?thing) }}"""
    things: dict[str, set[str]] = {}
    for row in select(store, text):
        things.setdefault(key(row["one"]), set()).add(row["thing"] or "")
    found = {(one, other): len(things[one] & things[other]) for one, other in combinations(sorted(things), 2)}
    return {pair: number for pair, number in found.items() if number}


def tree(client: TestClient, path: str, status: int = 200) -> HtmlElement:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    return document_fromstring(response.text)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


@pytest.mark.parametrize("by", DERIVED)
def test_without_filters_it_is_what_the_release_derived(client: TestClient, store: Store, by: str) -> None:
    query = f"{PREFIX}SELECT ?one ?other ?shared WHERE {{ {DERIVED[by]} FILTER(STR(?one) < STR(?other)) }}"
    derived = {(key(row["one"]), key(row["other"])): int(row["shared"] or 0) for row in select(store, query)}
    assert derived
    assert pairs(client, f"by={by}") == derived


@pytest.mark.parametrize("by", DERIVED)
@pytest.mark.parametrize("query", PASSING)
def test_with_filters_it_is_what_the_passing_projects_say(
    client: TestClient, store: Store, by: str, query: str
) -> None:
    expected = counted(store, by, PASSING[query])
    assert expected
    assert pairs(client, f"by={by}&{query}") == expected


@pytest.mark.parametrize("query", ["by=municipalities", "objective=6.1"])
def test_graphml_holds_the_same_pairs(client: TestClient, query: str) -> None:
    graph = networkx.read_graphml(BytesIO(client.get(f"/network.graphml?{query}").content))
    assert {tuple(sorted(edge[:2])): edge[2] for edge in graph.edges(data="weight")} == pairs(client, query)
    for name, about in graph.nodes(data=True):
        assert about["projects"] > 0
        assert about["label"]
        assert about["iri"] == f"http://localhost:8000/id/organisation/{name}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_is_complete_without_scripts(client: TestClient, language: str) -> None:
    page = tree(client, f"/network?by=municipalities&lang={language}")
    assert page.get("lang") == language
    links = page.xpath("//svg//a/@href")
    assert links
    assert all(link.startswith("/page/organisation/") and link.endswith(f"?lang={language}") for link in links)
    first, second = page.xpath("//figure//table")
    assert len(first.xpath("tbody/tr")) == len(links)
    shared = [int(text(cell)) for cell in second.xpath(".//td[@class='number']")]
    assert shared == sorted(pairs(client, "by=municipalities").values(), reverse=True)
    assert not page.xpath("//@style | //style | //script[not(@src)] | //@onclick")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_form_keeps_what_was_asked_and_files_have_the_same_filters(client: TestClient) -> None:
    page = tree(client, "/network?by=municipalities&region=12&from=2018")
    assert page.xpath("//input[@name='by' and @checked]/@value") == ["municipalities"]
    assert page.xpath("//select[@name='region']/option[@selected]/@value") == ["12"]
    assert page.xpath("//input[@name='from']/@value") == ["2018"]
    files = page.xpath("//main//a[starts-with(@href, '/network.')]/@href")
    asked = "by=municipalities&region=12&from=2018"
    own = ("graphml?{}", "csv?{}&separator=semicolon&lang=fi", "xlsx?{}&lang=fi")
    assert files == [f"/network.{each.format(asked)}" for each in own]


def test_nothing_shared_is_said(client: TestClient) -> None:
    assert "No two organisations share anything" in text(tree(client, "/network?to=2013&lang=en"))


@pytest.mark.parametrize(
    ("query", "name", "says"),
    [
        ("by=people", "by", "projects or municipalities"),
        ("region=99", "region", "There is no region “99”"),
        ("objective=x", "objective", "There is no specific objective “x”"),
        ("from=20x0", "from", "a year from 2000 to 2099"),
        ("to=%D9%A2%D9%A0%D9%A1%D9%A8", "to", "a year from 2000 to 2099"),
        ("from=2020&to=2018", "to", "The last year is before the first"),
        ("region=%3Cscript%3E", "region", "“<script>”"),
    ],
)
def test_wrong_values_are_named(client: TestClient, query: str, name: str, says: str) -> None:
    page = tree(client, f"/network?{query}&lang=en", status=400)
    assert says in text(page.get_element_by_id(f"wrong-{name}"))
    assert not page.xpath("//svg")
    for suffix in ("csv", "graphml"):
        answer = client.get(f"/network.{suffix}?{query}")
        assert answer.status_code == 400
        assert f"parameter {name}: " in answer.text
        assert says in answer.text


def test_the_organisations_with_the_most_projects_are_kept(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Site(data, None).opened()  # type: ignore[arg-type]
    every = sharing.sharing(opened, sharing.Filters())
    monkeypatch.setattr(sharing, "MOST", 4)
    few = sharing.sharing.__wrapped__(opened, sharing.Filters())
    assert list(few.organisations.items()) == list(every.organisations.items())[:4]
    assert few.left_out == len(every.organisations) - 4
    assert [pair for pair in every.pairs if {*pair[:2]} <= few.organisations.keys()] == list(few.pairs)


def test_every_organisation_keeps_its_strongest_links() -> None:
    given = [("a", "b", 9), ("a", "c", 8), ("b", "c", 7), ("a", "d", 2), ("b", "d", 1)]
    assert sharing.strongest(given, 1) == [("a", "b", 9), ("a", "c", 8), ("a", "d", 2)]
    assert sharing.strongest(given, 2) == given


def test_the_pairs_are_a_table_for_spreadsheets(client: TestClient) -> None:
    program = list(csv.reader(StringIO(client.get("/network.csv?region=12").text)))
    answer = client.get("/network.csv?region=12&separator=semicolon&lang=fi")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert rows == program[1:]
    assert rows
    book = client.get("/network.xlsx?region=12&lang=fi")
    sheet = openpyxl.load_workbook(BytesIO(book.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads
    assert [sheet.cell(line + 2, 5).value for line in range(len(rows))] == [int(row[-1]) for row in rows]
    assert client.get("/network.csv?separator=tab").status_code == 422


def test_every_type_of_organisation_has_a_family_that_can_be_drawn() -> None:
    types = set(load_schemes().organisation_types.by_notation)
    assert set(FAMILY_OF_TYPE) == types
    assert set(FAMILY_OF_TYPE.values()) < set(FAMILIES)


def test_the_network_says_of_how_many_projects_it_can_know(client: TestClient, store: Store) -> None:
    listed, projects = (
        len(list(store.quads_for_pattern(None, term, None, DefaultGraph()))) for term in (Esr.knownFromList, Esr.code)
    )
    assert listed
    assert f"{projects - listed} of {projects} projects" in text(tree(client, "/network?lang=en"))
