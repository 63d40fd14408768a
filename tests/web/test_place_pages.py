"""Pages about places, target groups, objectives, authorities and types of organisation."""

import re
from html import unescape

import orjson
import pytest
from fastapi.testclient import TestClient

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.pages.parts.neighbours import neighbours
from esrgraph.web.pages.place import municipalities_of

PAGES = (
    "municipality/167",
    "municipality/911",
    "sub-region/122",
    "region/12",
    "region/21",
    "target-group/employees",
    "specific-objective/10.1",
    "priority-axis/5",
    "priority-axis/6",
    "authority/etela-savo-ely-centre",
    "organisation-type/university",
)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


def shown(client: TestClient, place: str, language: str = "en") -> str:
    response = client.get(f"/page/{place}", headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code == 200
    return unescape(response.text)


def tiles(text: str) -> list[str]:
    return re.findall(r"<li[^>]*><strong>([^<]*)</strong>", text)


def listed(text: str, heading: str) -> str:
    """The part of a page below a heading."""
    return text.partition(f">{heading}</h")[2].partition("</section>")[0]


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_is_whole_in_each_language(client: TestClient, place: str, language: str) -> None:
    text = shown(client, place, language)
    assert f'<html lang="{language}">' in text
    assert f'<link rel="canonical" href="/page/{place}">' in text
    assert f'href="/data/{place}.ttl"' in text
    assert " style=" not in text
    assert len(re.findall(r"<h1[^>]*>", text)) == 1
    anchors = re.findall(r'<li><a href="#([\w-]+)">', text.partition('class="contents"')[2].partition("</nav>")[0])
    assert anchors
    assert all(f'id="{anchor}"' in text for anchor in anchors)
    names = re.findall(r'\bid="([^"]+)"', text)
    assert len(names) == len(set(names))
    graph = orjson.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["@graph"]
    crumbs = next(node for node in graph if node["@type"] == "BreadcrumbList")["itemListElement"]
    assert crumbs[-1]["item"] == f"http://localhost:8000/page/{place}"


@pytest.mark.parametrize("place", ["municipality/000", "region/x", "target-group/nobody", "specific-objective/99.9"])
def test_what_is_not_in_a_scheme_has_no_page(client: TestClient, place: str) -> None:
    assert client.get(f"/page/{place}").status_code == 404


def test_the_tiles_of_a_municipality_are_what_sparql_counts(client: TestClient, data: DataFolder) -> None:
    query = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
        SELECT (COUNT(DISTINCT ?project) AS ?projects) (COUNT(DISTINCT ?organisation) AS ?organisations)
        WHERE {
          ?project esr:municipality <http://localhost:8000/id/municipality/167> ; esr:participant ?organisation
        }"""
    (row,) = select(open_read_only(data.current().store), query)
    projects, granted, organisations, _ = tiles(shown(client, "municipality/167"))
    assert (projects, organisations) == (row["projects"], row["organisations"])
    assert granted == "€2,267,600"


def test_a_municipality_stands_beside_its_neighbours(client: TestClient) -> None:
    text = shown(client, "municipality/167", "fi")
    table = text.partition("<caption>Kunta ja sen rajanaapurit</caption>")[2].partition("</table>")[0]
    named = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', table)
    around = ["Joensuu", "Ilomantsi", "Kontiolahti", "Lieksa", "Liperi", "Rääkkylä", "Tohmajärvi"]
    assert [each.strip() for each in named] == [*around, "Maakunnan kuntien keskiarvo"]
    assert 'href="/queries/projects-of-municipality?municipality=167"' in text
    assert "eikä rahoitusta ole jaettu" in text


def test_a_merged_municipality_leads_to_what_it_is_part_of_and_back(client: TestClient) -> None:
    text = shown(client, "municipality/911")
    assert 'href="/page/municipality/541"' in text.partition("<h1")[2].partition("</header>")[0]
    assert 'href="/page/municipality/541"' in listed(text, "The municipality and its neighbours")
    assert 'href="/page/municipality/911"' in shown(client, "municipality/541")


def test_a_region_lists_its_municipalities(client: TestClient) -> None:
    text = shown(client, "region/12", "sv")
    below = listed(text, "Kommuner")
    assert set(re.findall(r"/page/municipality/(\d+)", text.partition(">Kommuner</h3>")[2])) == set(
        municipalities_of("region", "12")
    )
    assert below
    assert "Norra Karelen</h1>" in text


def test_a_place_says_what_it_is_elsewhere_to_people_and_search_engines(client: TestClient) -> None:
    text = shown(client, "region/11")
    same = text.partition("<dt>The same elsewhere</dt>")[2].partition("</dd>")[0]
    found = re.findall(r'<a class="tag" href="([^"]*)">([^<]*)</a>', same)
    nodes = orjson.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])["@graph"]

    assert [name for _, name in found] == [
        "GeoNames 830690",
        "NUTS FI1D2",
        "NUTS FI1DB",
        "Wikidata Q5706",
        "YSO p94347",
    ]
    assert [iri for iri, _ in found] == nodes[0]["sameAs"]


def test_a_target_group_tells_what_is_the_same_elsewhere_from_what_is_nearly(client: TestClient) -> None:
    same, nearly = (f"<dt>{each}</dt>" for each in ("The same elsewhere", "Nearly the same elsewhere"))
    assert same in shown(client, "target-group/companies")
    assert nearly not in shown(client, "target-group/companies")
    assert nearly in shown(client, "target-group/children")


def test_a_place_without_projects_says_so(client: TestClient) -> None:
    text = shown(client, "region/21", "sv")
    assert "Åland</h1>" in text
    assert "Det finns inga projekt." in text


def test_projects_of_narrower_groups_count_for_the_wider_one(client: TestClient) -> None:
    text = shown(client, "target-group/employees")
    narrower = listed(text, "The group and related groups").partition("Narrower groups")[2].partition("</ul>")[0]
    assert "/page/target-group/professionals" in narrower
    most = max(int(number) for number in re.findall(r'<span class="quiet">(\d+)</span>', narrower))
    assert int(tiles(text)[0]) >= most > 0


def test_the_shares_of_objectives_are_of_the_pages_own_projects(client: TestClient) -> None:
    text = shown(client, "authority/etela-savo-ely-centre")
    rows = re.findall(
        r'<td class="number">(\d+)</td><td class="number">(\d+)%</td>', listed(text, "Specific objectives")
    )
    known = sum(int(count) for count, _ in rows)
    assert 0 < known <= int(tiles(text)[0])
    assert all(round(int(count) / known * 100) == int(share) for count, share in rows)


def test_an_axis_has_its_objectives_and_an_objective_its_axis(client: TestClient) -> None:
    axis, objective = shown(client, "priority-axis/5"), shown(client, "specific-objective/10.1")
    assert 'href="/page/specific-objective/10.1"' in axis
    assert 'href="/page/priority-axis/5"' in objective
    assert (tiles(axis)[0], tiles(objective)[0]) == ("7", "6"), "a list names the axis alone"


def test_a_type_lists_the_organisations_that_are_of_it(client: TestClient, data: DataFolder) -> None:
    query = """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
        SELECT ?organisation
        WHERE { ?organisation esr:organisationType <http://localhost:8000/id/organisation-type/university> }"""
    known = {
        (row["organisation"] or "").rpartition("/")[2] for row in select(open_read_only(data.current().store), query)
    }
    text = listed(shown(client, "organisation-type/university"), "Organisations of this type")
    assert set(re.findall(r"/page/organisation/([\w/-]+)", text)) == known != set()


@pytest.mark.parametrize("place", PAGES)
def test_the_projects_of_a_page_are_those_of_the_search_that_it_leads_to(client: TestClient, place: str) -> None:
    text = shown(client, place)
    projects = int(tiles(text)[0])
    addresses = re.findall(r'<a href="(/search\?kind=project&[^"]*)"', text)
    assert len(addresses) == bool(projects)
    for address in addresses:
        assert client.get(address.replace("/search?", "/search.json?")).json()["total"] == projects


def test_an_objective_shows_its_means_at_their_addresses(client: TestClient, data: DataFolder) -> None:
    text = shown(client, "specific-objective/10.1")
    found = re.findall(
        r'<tr id="(mean-[^"]+)">.*?<td class="number">([\d.]+)</td><td class="number">([\d.]+)</td>', text
    )
    rows = select(
        open_read_only(data.current().store),
        """PREFIX esr: <https://w3id.org/esrgraph/ontology#>
        SELECT ?mean ?direct ?indirect WHERE {
          <http://localhost:8000/id/specific-objective/10.1> esr:sustainabilityMean ?mean .
          ?mean esr:meanDirectImpact ?direct ; esr:meanIndirectImpact ?indirect }""",
    )
    asked = {
        (row["mean"] or "").partition("#")[2]: (float(row["direct"] or 0), float(row["indirect"] or 0)) for row in rows
    }
    assert len(found) == len(asked) == 15
    assert all(pytest.approx(asked[name], abs=0.051) == (float(one), float(other)) for name, one, other in found)
    assert "mean-" not in shown(client, "priority-axis/5")


def test_a_language_that_the_address_asks_for_is_carried_along(client: TestClient) -> None:
    text = client.get("/page/municipality/167?lang=sv").text
    assert 'href="/page/municipality/422?lang=sv"' in text
    assert not re.findall(r'href="/page/[^"?]*"', text.partition("<main")[2].partition("</main>")[0])


def test_borders_are_mutual() -> None:
    for code, each in load_schemes().municipalities.by_notation.items():
        if each.successor is None:
            assert all(code in neighbours("municipality", other) for other in neighbours("municipality", code))
    assert neighbours("region", "21") == ("02",)
    assert neighbours("municipality", "no such code") == ()
