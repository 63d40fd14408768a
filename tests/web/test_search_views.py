"""One selection, shown in every way and taken away as every file: the same projects each time."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from urllib.parse import quote

import pytest
from lxml import etree
from openpyxl import load_workbook
from starlette.testclient import TestClient

from esrgraph.mapping.kinds import FACETS
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.summary import granted_by_fund, tally_of
from esrgraph.web.search.choices import SHOWN
from esrgraph.web.search.parameters import MEASURES, VIEWS
from esrgraph.web.search.views.chart import BY
from esrgraph.web.search.views.columns import COLUMNS
from esrgraph.web.site import Opened
from serving import PATIENT
from web.test_search_pages import parsed, text, total

SELECTIONS = ("", "q=nuoret", "q=ty%C3%B6&region=12", "fund=ESR&year=2018", "organisation-type=municipality")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data, PATIENT), follow_redirects=False)


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Opened:
    release = data.current()
    return Opened(release, release.graph(), HERE)


def rows(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/search.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(answer)))


@pytest.mark.parametrize("query", SELECTIONS)
def test_every_view_and_file_has_the_same_projects(client: TestClient, query: str) -> None:
    expected = {each["key"] for each in rows(client, query)}
    assert len(expected) == total(client, f"/search.json?{query}&kind=project") > 0
    for view in VIEWS[1:]:
        page = parsed(client, f"/search?{query}&view={view}&lang=en")
        assert int(text(page.xpath("//h2[@id='results']")[0]).split()[0]) == len(expected)
    table = parsed(client, f"/search?{query}&view=table")
    assert {each.rpartition("/")[2] for each in table.xpath("//tbody//th/a/@href")} == expected
    sheet = load_workbook(BytesIO(client.get(f"/search.xlsx?{query}").content)).active
    assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} == expected
    feed = etree.fromstring(client.get(f"/search.atom?{query}").content)
    assert len(feed.findall("{*}entry")) == len(expected)


def test_every_column_sorts_both_ways_with_what_is_not_known_last(client: TestClient) -> None:
    page = parsed(client, "/search?view=table&lang=en")
    links = page.xpath("//thead//a/@href")
    assert len(links) == len([each for each in COLUMNS if each.on_page])
    for address in links:
        once = parsed(client, address)
        (heading,) = once.xpath("//thead/tr/th[@aria-sort]")
        place = heading.getparent().index(heading)
        twice = parsed(client, heading.xpath("string(a/@href)"))
        (other,) = twice.xpath("//thead/tr/th[@aria-sort]")
        assert {heading.get("aria-sort"), other.get("aria-sort")} == {"ascending", "descending"}
        cells = [[text(row[place]) for row in each.xpath("//tbody/tr")] for each in (once, twice)]
        known = [[cell for cell in each if cell != "–"] for each in cells]
        assert all(each[: len(some)] == some for each, some in zip(cells, known, strict=True))
        assert sorted(known[0]) == sorted(known[1])
        assert len(set(known[0])) == 1 or known[0] != known[1]


def test_money_and_days_are_in_order(client: TestClient) -> None:
    most = [each["granted_euros"] for each in rows(client, "order=granted_euros")]
    known = [float(each) for each in most if each]
    assert known == sorted(known, reverse=True)
    assert most[len(known) :] == [""] * (len(most) - len(known))
    days = [each["start"] for each in rows(client, "order=-start") if each["start"]]
    assert days == sorted(days)


def charted(page: etree._Element) -> Iterator[tuple[str, int]]:
    """Address and number of each thing in a chart's table."""
    for row in page.xpath("//figure//tbody/tr[th/a]"):
        yield row.xpath("string(th/a/@href)"), int(text(row.xpath("td")[0]))


@pytest.mark.parametrize("by", BY[1:])
@pytest.mark.parametrize("query", SELECTIONS[:3])
def test_what_a_chart_shows_is_what_its_links_find(client: TestClient, query: str, by: str) -> None:
    shown = list(charted(parsed(client, f"/search?{query}&view=chart&by={by}")))
    assert shown or f"{by}=" in query
    for address, number in shown[:4]:
        assert f"{by}=" in address
        assert total(client, f"/search.json?{address.partition('?')[2]}&kind=project") == number


@pytest.mark.parametrize("measure", MEASURES[1:])
def test_money_of_a_chart_is_that_of_its_projects(client: TestClient, measure: str) -> None:
    page = parsed(client, f"/search?view=chart&by=fund&measure={measure}&lang=en")
    for row in page.xpath("//figure//tbody/tr"):
        fund = row.xpath("string(th/a/@href)").partition("fund=")[2].partition("&")[0]
        whole = sum(float(each[f"{measure}_euros"] or 0) for each in rows(client, f"fund={fund}"))
        assert text(row.xpath("td")[0]) == f"€{round(whole):,}"


def test_a_map_leads_to_the_projects_of_a_place(client: TestClient) -> None:
    for level in ("region", "municipality"):
        page = parsed(client, f"/search?view=map&by={level}&lang=en")
        address, number = max(charted(page), key=lambda each: each[1])
        assert total(client, f"/search.json?{address.partition('?')[2]}&kind=project") == number > 1


def test_sums_name_their_funds_and_what_is_not_known(client: TestClient, opened: Opened) -> None:
    told = text(parsed(client, "/search?lang=en").xpath("//section[@class='hits']//dl[@class='facts']")[0])
    funds = granted_by_fund(opened, tally_of(opened).all, PageReader("en"))
    assert len(funds) > 1
    assert all(f"{each.fund.name.value} {each.period} €{round(each.amount):,}" in told for each in funds)
    assert f"{round(sum(each.amount for each in funds)):,}" in told
    unpriced = sum(1 for each in rows(client, "") if not each["granted_euros"])
    assert not unpriced or str(unpriced) in told


def test_csv_for_spreadsheets_has_semicolons_and_decimal_commas(client: TestClient) -> None:
    answer = client.get("/search.csv?lang=fi&separator=semicolon").content.decode()
    assert answer.startswith("\ufeffLaji;Tunnus;Nimi;Hakija;")
    plain, local = rows(client, "lang=fi"), list(csv.reader(StringIO(answer), delimiter=";"))
    place = local[0].index("Myönnetty, €")
    assert [each["granted_euros"] for each in plain] == [each[place].replace(",", ".") for each in local[1:]]
    for language in ("fi", "sv", "en"):
        page = parsed(client, f"/search?lang={language}")
        link = page.xpath("string(//p[@class='save']/a[text()='CSV']/@href)")
        assert ("separator=semicolon" in link) == (language != "en")


def test_organisations_to_choose_from_can_be_searched(client: TestClient) -> None:
    page = parsed(client, "/search?find=tuuliharj&lang=en")
    choices = page.xpath("//details[@id='facet-organisation']//li/a")
    assert choices
    assert all("tuuliharj" in text(each.xpath("span[1]")[0]).casefold() for each in choices)
    address, number = choices[0].get("href"), int(text(choices[0].xpath("span[2]")[0]))
    assert total(client, f"/search.json?{address.partition('?')[2]}&kind=project") == number > 0
    assert "No organisation" in text(parsed(client, "/search?find=zzzz&lang=en"))


def test_trees_hold_what_is_below(client: TestClient) -> None:
    page = parsed(client, "/search?more=region&lang=en")
    for facet in ("region", "priority-axis", "target-group"):
        assert page.xpath(f"//details[@id='facet-{facet}']/ul/li/ul/li"), facet
    below = parsed(client, "/search?region=12&lang=en")
    assert below.xpath(
        "//details[@id='facet-region']/ul/li[a[@aria-current]]/ul/li/a[contains(@href, 'municipality=')]"
    )
    assert len(parsed(client, "/search?lang=en").xpath("//details[@id='facet-region']//ul/li/ul")) == 0


def test_things_of_another_kind_are_a_table_of_their_own(client: TestClient) -> None:
    found = rows(client, "kind=municipality")
    assert {each["kind"] for each in found} == {"municipality"}
    assert len(found) == total(client, "/search.json?kind=municipality")


@pytest.mark.parametrize(
    "place",
    "region/12 sub-region/122 municipality/167 priority-axis/5 specific-objective/10.1 fund/ESR status/ended "
    "programme-period/2014-2020 target-group/young-people organisation/9900101-0 organisation-type/municipality "
    "authority/etela-savo-ely-centre".split(),
)
def test_every_thing_leads_to_all_its_projects(client: TestClient, place: str) -> None:
    kind, key = place.split("/")
    page = parsed(client, f"/page/{place}?lang=en")
    links = page.xpath("//p[@class='leads']/a/@href")
    assert len(links) == len(VIEWS) + 2
    assert all(f"{kind}={key}" in each for each in links)
    assert total(client, f"/search.json?kind=project&{kind}={key}") > 0


def test_the_network_of_a_selection_is_a_graph_too(client: TestClient) -> None:
    page = parsed(client, "/search?view=network&lang=en")
    (link,) = page.xpath("//p[@class='save']/a[text()='GraphML']/@href")
    graph = etree.fromstring(client.get(link).content)
    assert len(graph.findall(".//{*}node")) == len(page.xpath("//figure//*[@data-name]"))


def test_json_counts_organisations_too(client: TestClient) -> None:
    facets = json.loads(client.get("/search.json").content)["facets"]
    assert set(facets) == {*FACETS, "kind", "year", "granted"} >= set(SHOWN)
    assert facets["organisation"][0]["results"] == max(each["results"] for each in facets["organisation"])


def test_who_may_be_a_person_is_named_in_no_view_and_no_file(client: TestClient, opened: Opened) -> None:
    names = {link(opened, iri, PageReader("fi")).name.value for iri in possible_persons(opened)}
    assert names
    beginnings = {name.split()[0] for name in names}
    addresses = [f"/search?find={quote(each)}" for each in beginnings]
    addresses += [f"/search?view={view}&by=organisation" for view in VIEWS if view != "map"]
    keys = [iri.partition("/id/organisation/")[2] for iri in possible_persons(opened)]
    addresses += [f"/search?organisation={quote(key)}" for key in keys]
    for address in (*addresses, "/search.csv", "/search.csv?separator=semicolon"):
        shown = client.get(address).text
        assert not [name for name in names if name in shown], address
    assert "not named, may be a private person" in client.get("/search?view=table&lang=en").text


def test_what_is_not_known_is_no_nought(client: TestClient) -> None:
    for view in ("chart&by=region", "map&by=region", "chart&by=status"):
        page = parsed(client, f"/search?view={view}&measure=granted&lang=en")
        figures = {text(each.xpath("th")[0]): text(each.xpath("td")[0]) for each in page.xpath("//figure//tbody/tr")}
        counted = parsed(client, f"/search?view={view}&lang=en").xpath("//figure//tbody/tr[td!='0']")
        for each in counted:
            assert figures[text(each.xpath("th")[0])] != "€0"


def test_organisations_without_a_business_id_have_names_and_lead_to_their_projects(client: TestClient) -> None:
    page = parsed(client, "/search?view=chart&by=organisation")
    for address, number in charted(page):
        assert "%25" not in address
        assert total(client, f"/search.json?{address.partition('?')[2]}&kind=project") == number
    assert not page.xpath("//figure//th[contains(., 'named/') or contains(., 'unidentified/')]")


def test_a_workbook_leads_to_its_things(client: TestClient) -> None:
    sheet = load_workbook(BytesIO(client.get("/search.xlsx?lang=fi").content)).active
    last = sheet.max_column
    assert sheet.cell(2, 1).value == "Hanke"
    assert sheet.cell(2, last).hyperlink.target == sheet.cell(2, last).value


def test_a_table_has_all_its_pages_and_a_list_ends(client: TestClient) -> None:
    assert "no page 101" in client.get("/search?page=101&limit=100&lang=en").text
    assert client.get("/search?page=5000&lang=en").status_code == 200
    assert client.get("/search.json?page=5000").json()["results"] == []
