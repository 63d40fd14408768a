"""The page of statistics and its CSV: the numbers of the graph by one or two things, and what does not add up."""

import csv
import re
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from lxml.html import HtmlElement, document_fromstring
from starlette.applications import Starlette
from starlette.testclient import TestClient

from esrgraph.language.locales import Locale
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder
from esrgraph.web.http.problems import Refusal, answer_refusal
from esrgraph.web.pages import statistics
from esrgraph.web.pages.statistics import ACROSS, BY
from esrgraph.web.site import Site
from graphs import small

PREFIX = "PREFIX esr: <https://w3id.org/esrgraph/ontology#>\n"
GRAPH = "/graph-store?graph=http%3A%2F%2Flocalhost%3A8000%2Fgraph%2Fstatistics"
OF_REGIONS = ("active-year", "specific-objective", "target-group")
TOGETHER = [
    *((by, other) for by in BY for other in ("", "fund", "programme-period")),
    *((by, "year") for by in BY if by not in ("year", "active-year")),
    *(pair for each in OF_REGIONS for pair in ((each, "region"), ("region", each))),
    *(("year", by) for by in BY if by not in ("year", "active-year")),
]


def client_of(data: DataFolder) -> TestClient:
    routes = statistics.routes(Site(data, None))  # type: ignore[arg-type]  # no page here asks the workers
    app = Starlette(routes=routes, exception_handlers={Refusal: answer_refusal})  # type: ignore[dict-item]
    app.state.data = data
    return TestClient(app)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return client_of(data)


def rows(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/statistics.csv?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.text)))


def shown(client: TestClient, query: str, language: str = "en") -> HtmlElement:
    answer = client.get(f"/statistics?{query}&lang={language}")
    assert answer.status_code == 200
    return document_fromstring(answer.content)


def texts(row: HtmlElement) -> list[str]:
    return [cell.text_content().strip() for cell in row]


def test_money_by_region_and_year_is_that_of_the_projects(client: TestClient, data: DataFolder) -> None:
    text = f"""{PREFIX}SELECT ?region ?year (COUNT(*) AS ?projects) (COUNT(?euros) AS ?known)
        (SUM(COALESCE(?euros, 0)) AS ?value) WHERE {{
          ?project a esr:Project ; esr:fund <http://localhost:8000/id/fund/ESR> ; esr:region ?region ;
            esr:plannedStart ?start .
          OPTIONAL {{ ?project esr:grantedEuAndStateFunding ?euros }} BIND(YEAR(?start) AS ?year)
        }} GROUP BY ?region ?year"""
    expected = {
        (str(row["region"]).rpartition("/")[2], row["year"]): (float(row["value"] or 0), row["projects"], row["known"])
        for row in select(open_read_only(data.current().store), text)
    }
    found = rows(client, "measure=granted&by=region&across=year&fund=ESR")
    assert {row["unit"] for row in found} == {"EUR"}
    assert expected
    assert {
        (row["region"], row["year"]): (float(row["value"]), row["projects"], row["known"])
        for row in found
        if "not-known" not in (row["region"], row["year"])
    } == expected


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_table_has_what_the_file_has(client: TestClient, language: str) -> None:
    write = Locale(language)
    query = "measure=realised&by=specific-objective"
    page = shown(client, query, language)
    table = {tuple(texts(row)[:2]) for row in page.findall(".//tbody/tr")}
    found = rows(client, f"{query}&lang={language}")
    assert table == {
        (row["specific_objective_name"], write.euros(row["value"]) if int(row["known"]) else "–") for row in found
    }
    assert len(table) > 3


def test_the_last_row_counts_each_project_once(client: TestClient, data: DataFolder) -> None:
    text = f"{PREFIX}SELECT ?project WHERE {{ ?project a esr:Project }}"
    projects = len(select(open_read_only(data.current().store), text))
    for query in ("by=region", "by=target-group&across=region", "by=active-year"):
        page = shown(client, query)
        (last,) = page.findall(".//tfoot/tr")
        assert texts(last)[1] == str(projects)
        assert sum(int(texts(row)[1] or 0) for row in page.findall(".//tbody/tr")) > projects
        assert "do not add up" in page.text_content()


def test_divided_money_adds_up_and_says_so(client: TestClient) -> None:
    whole = sum(float(row["value"]) for row in rows(client, "measure=granted&by=year"))
    divided = sum(float(row["value"]) for row in rows(client, "measure=granted-divided&by=region&across=year"))
    assert divided == pytest.approx(whole, abs=1)
    page = shown(client, "measure=granted-divided&by=region&across=year")
    assert "so the regions' amounts add up" in page.text_content()
    assert "do not add up" not in page.text_content()


def test_sums_of_money_are_told_by_fund(client: TestClient) -> None:
    told = shown(client, "measure=granted&by=year").text_content()
    for row in rows(client, "measure=granted&by=year&across=fund&lang=en"):
        assert row["fund_name"] in told
    assert "By fund:" not in shown(client, "measure=granted&by=year&fund=ESR").text_content()


def test_one_fund_and_period_are_those_of_the_columns(client: TestClient) -> None:
    for name, dimension in (("fund", "fund"), ("period", "programme_period")):
        across = dimension.replace("_", "-")
        for key in {row[dimension] for row in rows(client, f"by=region&across={across}")} - {"not-known"}:
            alone = {row["region"]: row["value"] for row in rows(client, f"by=region&{name}={key}")}
            assert alone == {
                row["region"]: row["value"]
                for row in rows(client, f"by=region&across={across}")
                if row[dimension] == key
            }


@pytest.mark.parametrize("measure", ["projects", "granted"])
def test_a_fund_without_projects_in_a_period_is_said_to_have_none(client: TestClient, measure: str) -> None:
    query = f"measure={measure}&by=region&across=year&fund=EAKR&period=2007-2013"
    assert rows(client, query) == []
    page = shown(client, query)
    assert "There are no projects of this fund" in page.text_content()
    assert not page.findall(".//table")


@pytest.mark.parametrize(("by", "across"), list(product(BY, ACROSS)))
def test_two_things_are_counted_together_or_the_page_says_which_are(client: TestClient, by: str, across: str) -> None:
    answer = client.get(f"/statistics?by={by}&across={across}&lang=en")
    together = (by, across) in TOGETHER
    assert answer.status_code == (200 if together else 400)
    assert ("These two have not been counted together" in answer.text) is not together


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("by=colour", "by: “colour” is not allowed; choose one of these: year, active-year, region"),
        ("fund=ABC", "fund: “ABC” is not allowed; choose one of these: EAKR, ESR"),
        ("measure=granted&by=active-year", "measure: This figure has not been calculated"),
        ("measure=granted-divided&by=year", "measure: This figure has not been calculated"),
    ],
)
def test_what_cannot_be_had_is_refused_with_what_can(client: TestClient, query: str, reason: str) -> None:
    answer = client.get(f"/statistics.csv?{query}")
    assert answer.status_code == 400
    assert f"parameter {reason}" in answer.text
    page = client.get(f"/statistics?{query}&lang=en")
    assert page.status_code == 400
    assert document_fromstring(page.content).findall(".//select[@aria-invalid]")


def test_the_name_of_a_cube_leads_people_to_the_page_and_programs_to_the_graph(client: TestClient) -> None:
    for path in ("/graph/statistics", "/dataset/cube/region", "/dataset/cube/not-known", "/dataset/code-list/region"):
        ways = {
            media: client.get(path, headers={"Accept": media}, follow_redirects=False)
            for media in ("text/html", "text/turtle")
        }
        assert {answer.status_code for answer in ways.values()} == {303}
        assert ways["text/html"].headers["location"] == "/statistics"
        assert ways["text/turtle"].headers["location"] == GRAPH


def test_a_release_without_statistics_says_so(tmp_path: Path) -> None:
    answer = client_of(small(tmp_path)).get("/statistics")
    assert answer.status_code == 404
    assert "has no statistics" in answer.text


@pytest.mark.parametrize(
    "query", ["by=region", "measure=granted&by=priority-axis", "measure=granted-divided&by=region&across=year"]
)
def test_the_table_is_sorted_by_each_column_and_taken_away_as_it_stands(client: TestClient, query: str) -> None:
    page = document_fromstring(client.get(f"/statistics?{query}&lang=fi").text)
    links = page.xpath("//table[contains(@class, 'answer')]/thead//a/@href")
    assert len(links) == len(page.xpath("//table[contains(@class, 'answer')]/thead//th")) >= 2
    for link in links:
        shown = document_fromstring(client.get(link.partition("#")[0]).text)
        sort = re.findall(r"sort=([^&]+)", link)[0]
        labels = shown.xpath("//table[contains(@class, 'answer')]/tbody//th//text()")
        answer = client.get(f"/statistics.csv?{query}&lang=fi&separator=semicolon&sort={sort}")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        heads, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        assert [row[0] for row in rows] == labels
        if sort != "name":
            place = links.index(link)
            numbers = [float(row[place].replace(",", ".")) for row in rows if row[place]]
            assert numbers == sorted(numbers, reverse=True)
            assert [row[place] for row in rows][len(numbers) :] == [""] * (len(rows) - len(numbers))
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"/statistics.xlsx?{query}&lang=fi").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads
    assert sheet.max_row == len(rows) + 1


def test_a_column_that_the_table_has_not_is_told(client: TestClient) -> None:
    assert "ei ole saraketta ”koko”" in client.get("/statistics?sort=koko&lang=fi").text
    assert client.get("/statistics.xlsx?sort=koko").status_code == 422
    assert client.get("/statistics.xlsx?by=koko").status_code == 400
    assert "ei ole saraketta" not in client.get("/statistics?lang=fi").text
