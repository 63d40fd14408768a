"""The pages about quality: they say what the validation report says, down to the finding on its project."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import orjson
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from starlette.applications import Starlette
from starlette.testclient import TestClient

from esrgraph.language.alphabet import alphabetical
from esrgraph.release.folder import DataFolder
from esrgraph.web.http.problems import Refusal, answer_refusal
from esrgraph.web.pages import quality, thing
from esrgraph.web.pages.parts.validated import PAGE
from esrgraph.web.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
PERSONAL = re.compile(r"[\w.]+@[\w.]*example\.fi")


def client_of(data: DataFolder) -> TestClient:
    site = Site(data, None)  # type: ignore[arg-type]  # no page here asks the workers
    routes = [*quality.routes(site), *thing.routes(site)]
    app = Starlette(routes=routes, exception_handlers={Refusal: answer_refusal})  # type: ignore[dict-item]
    app.state.data = data
    return TestClient(app)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return client_of(data)


@pytest.fixture(scope="module")
def report(data: DataFolder) -> dict:
    return orjson.loads(data.current().validation.read_bytes())


@pytest.fixture
def changed(data: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy of the data folder, to change its report in."""
    shutil.copytree(data.path, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data")


def rewrite(path: Path, change: Callable[[dict], None]) -> None:
    """Write a report anew in its own layout: a line for each part of its head, and for each finding."""
    read = orjson.loads(path.read_bytes())
    change(read)
    findings = b",\n".join(orjson.dumps(each) for each in read.pop("findings"))
    head = b"".join(orjson.dumps(key) + b": " + orjson.dumps(value) + b",\n" for key, value in read.items())
    path.write_bytes(b"{\n" + head + b'"findings": [\n' + findings + b"\n]\n}\n")


def tree(client: TestClient, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200, path
    return document_fromstring(response.text)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


def every_list(page: HtmlElement) -> Iterator[str]:
    for facet in ("authority", "organisation"):
        yield from page.xpath(f"//section[@aria-labelledby='by-{facet}']//tbody//a/@href")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_summary_says_what_the_report_says(client: TestClient, report: dict, language: str) -> None:
    page = tree(client, f"/quality?lang={language}")
    assert page.get("lang") == language
    tiles = [int(text(each)) for each in page.xpath("//ul[@class='tiles']//strong")]
    assert tiles == [*report["summary"]["bySeverity"].values(), report["summary"]["projects"]]
    shown = {
        text(row[0]): [text(cell) for cell in row[1:]]
        for row in page.xpath("//table[contains(@class,'rules')]/tbody/tr")
    }
    checked = {each["code"]: each["focusNodes"] for each in report["checks"]}
    assert shown.keys() == {shape["code"] for shape in report["shapes"]}
    for shape in report["shapes"]:
        cells = shown[shape["code"]]
        assert cells[2] == str(report["summary"]["byCode"].get(shape["code"], 0))
        assert cells[3] == str(checked[shape["code"]]) or checked[shape["code"]] == 0
        assert shape["message"][language].partition("{")[0].strip() in cells[1]


def test_findings_are_counted_once_for_an_authority_and_an_organisation(client: TestClient, report: dict) -> None:
    page = tree(client, "/quality")
    of_projects = [each for each in report["findings"] if each["project"]]
    for facet in ("authority", "organisation"):
        rows = page.xpath(f"//section[@aria-labelledby='by-{facet}']//tbody/tr")
        numbers = [[int(text(cell)) for cell in row.findall("td")] for row in rows]
        assert all(sum(each[:3]) == each[3] for each in numbers)
        assert sum(each[3] for each in numbers) == len(of_projects)
    assert len(page.xpath("//section[@aria-labelledby='by-authority']//tbody/tr")) == len(
        {each["authority"] for each in of_projects}
    )


def test_every_finding_leads_to_its_place_on_the_page_of_its_project(client: TestClient, report: dict) -> None:
    found = []
    for path in every_list(tree(client, "/quality?lang=sv")):
        page = tree(client, path)
        assert page.get("lang") == "sv"
        found += page.xpath("//ol[@class='findings']/li")
    of_projects = [each for each in report["findings"] if each["project"]]
    assert len(found) == 2 * len(of_projects)
    leads = {item.xpath(".//p/a[contains(@href, '/page/')]/@href")[0] for item in found}
    assert leads == {f"/page/project/{each['project']}?lang=sv#findings" for each in of_projects}
    for lead in leads:
        page = tree(client, lead.partition("#")[0])
        assert page.xpath("//*[@id='findings']")


def test_a_rules_page_says_what_to_do_and_why(client: TestClient, report: dict) -> None:
    shape = next(each for each in report["shapes"] if each["code"] == "ESR-E-009")
    page = tree(client, "/quality/code/ESR-E-009?lang=en")
    for part in ("message", "remedy", "why"):
        assert shape[part]["en"] in text(page)
    assert len(page.xpath("//ol[@class='findings']/li")) == report["summary"]["byCode"]["ESR-E-009"]
    assert "S39002.txt, line 117" in text(page)


def test_no_findings_is_told_from_not_checked(changed: DataFolder) -> None:
    def forget(report: dict) -> None:
        report["checks"] = [each for each in report["checks"] if each["code"] != "ESR-C-001"]
        report["notChecked"] = ["ESR-C-001"]

    rewrite(changed.current().validation, forget)
    client = client_of(changed)
    assert "Rules that were not checked: 1" in text(tree(client, "/quality?lang=en"))
    assert text(tree(client, "/quality/code/ESR-C-001?lang=en").get_element_by_id("list")) == "not checked"
    other = tree(client, "/quality/code/ESR-C-002?lang=en")
    assert text(other.get_element_by_id("list")) == "0 findings"
    assert "found nothing" in text(other)


def test_long_lists_are_paged(changed: DataFolder) -> None:
    def repeat(report: dict) -> None:
        chosen = next(each for each in report["findings"] if each["code"] == "ESR-E-009")
        chosen["message"] = dict.fromkeys(chosen["message"], "<script>alert(1)</script>")
        report["findings"] = [chosen] * (2 * PAGE + 7)

    rewrite(changed.current().validation, repeat)
    client = client_of(changed)
    last = client.get("/quality/code/ESR-E-009?page=3&lang=en")
    assert last.text.count('class="info-finding"') == 7
    assert "<script>alert" not in last.text
    assert 'rel="prev"' in last.headers["link"]
    assert 'rel="next"' not in last.headers["link"]
    refusal = client.get("/quality/code/ESR-E-009?page=4")
    assert refusal.status_code == 404
    assert "has 3 pages" in refusal.text


def test_the_trend_goes_over_the_releases_at_hand(changed: DataFolder) -> None:
    release = changed.current().folder
    older = release.with_name(f"20200101T000000Z-{release.name[-12:]}")
    shutil.copytree(release, older, ignore=shutil.ignore_patterns("store", "search", "dumps"))

    def fewer(report: dict) -> None:
        report["summary"]["byCode"]["ESR-E-009"] = 3
        report["summary"]["bySeverity"]["info"] = 11
        report["checks"] = [each for each in report["checks"] if each["code"] != "ESR-C-001"]

    rewrite(older / "reports" / "validation.json", fewer)
    client = client_of(changed)
    rows = tree(client, "/quality").xpath("//section[@aria-labelledby='trend']//tbody/tr")
    assert [text(row[3]) for row in rows] == ["11", "17"]
    counts = {
        code: tree(client, f"/quality/code/{code}?lang=en").xpath("//details//td")
        for code in ("ESR-E-009", "ESR-C-001")
    }
    assert [text(cell) for cell in counts["ESR-E-009"]] == ["3", "5"]
    assert [text(cell) for cell in counts["ESR-C-001"]] == ["not checked", "0"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/quality/code/ESR-X-999", "no rule 'ESR-X-999'"),
        ("/quality/severity/fatal", "violation, warning, info"),
        ("/quality/authority/nobody", "no authority 'nobody'"),
        ("/quality/organisation/1234567-8", "no organisation '1234567-8'"),
        ("/quality/project/S39001", "severity, code, authority, organisation, objective"),
        ("/quality/code/ESR-E-009?page=0", "numbered from 1"),
    ],
)
def test_what_is_not_there_is_named(client: TestClient, path: str, says: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert says in response.text


def test_a_release_without_a_report_says_so(changed: DataFolder) -> None:
    changed.current().validation.unlink()
    response = client_of(changed).get("/quality")
    assert response.status_code == 404
    assert "has no validation report" in response.text


def test_pages_hold_no_contact_and_nothing_that_the_policy_forbids(client: TestClient) -> None:
    summary = tree(client, "/quality?lang=en")
    for path in [
        "/quality?lang=en",
        *every_list(summary),
        *summary.xpath("//table[contains(@class,'rules')]//a/@href")[:25],
    ]:
        shown = client.get(path).text
        page = document_fromstring(shown)
        assert not PERSONAL.search(shown)
        assert not page.xpath("//@style | //style | //script[not(@src)] | //@onclick")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("place", ["authority/etela-savo-ely-centre", "severity/warning", "code/ESR-E-009"])
def test_a_list_is_a_table_to_take_away_with_the_same_findings(client: TestClient, report: dict, place: str) -> None:
    shown = len(tree(client, f"/quality/{place}").findall(".//ol[@class='findings']/li"))
    table = client.get(f"/quality/{place}.csv?lang=en")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert 0 < len(rows) == shown
    assert table.headers["content-disposition"].endswith('.csv"')
    assert {row["fingerprint"] for row in rows} <= {each["fingerprint"] for each in report["findings"]}
    book = client.get(f"/quality/{place}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet.max_row == len(rows) + 1
    assert client.get("/quality/authority/nobody.csv").status_code == 404


def test_a_list_is_narrowed_by_severity_and_rule_in_page_and_table(client: TestClient) -> None:
    place = "/quality/authority/keski-suomi-ely-centre"
    whole = tree(client, place).findall(".//ol[@class='findings']/li")
    infos = tree(client, f"{place}?severity=info").findall(".//ol[@class='findings']/li")
    one = tree(client, f"{place}?severity=info&code=ESR-E-009").findall(".//ol[@class='findings']/li")
    assert len(whole) > len(infos) > len(one) == 1
    links = tree(client, f"{place}?severity=info").xpath("//a[contains(@href, '.csv')]/@href")
    rows = client.get(links[0]).content.decode("utf-8-sig").splitlines()
    assert len(list(csv.DictReader(rows))) == len(infos)
    assert not tree(client, f"{place}?severity=violation&code=ESR-E-009").findall(".//ol[@class='findings']/li")


@pytest.mark.parametrize("place", ["authority/etela-savo-ely-centre", "objective/10.1", "code/ESR-D-001"])
def test_a_list_is_a_feed_that_its_page_names(client: TestClient, report: dict, place: str) -> None:
    page = tree(client, f"/quality/{place}?lang=fi")
    (address,) = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    assert feed.findtext(f"{ATOM}title")
    assert feed.findtext(f"{ATOM}updated")
    entries = feed.findall(f"{ATOM}entry")
    assert 0 < len(entries) == len(page.findall(".//ol[@class='findings']/li"))
    ids = [each.findtext(f"{ATOM}id").rpartition("#")[2] for each in entries]
    assert set(ids) <= {each["fingerprint"] for each in report["findings"]}
    assert all(each.findtext(f"{ATOM}title") and each.findtext(f"{ATOM}updated") for each in entries)


def test_a_feed_has_what_is_new_on_top_and_keeps_the_day_of_the_rest(changed: DataFolder) -> None:
    def one_is_older(report: dict) -> None:
        first = next(each for each in report["findings"] if each["authority"])
        first["since"] = "20200101T101500Z-000000000000"

    rewrite(changed.current().validation, one_is_older)
    oldest = orjson.loads(changed.current().validation.read_bytes())["findings"]
    (old,) = (each for each in oldest if each["since"] < "2021")
    client = client_of(changed)
    feed = etree.fromstring(client.get(f"/quality/severity/{old['severity']}.atom").content)
    last = feed.findall(f"{ATOM}entry")[-1]
    assert last.findtext(f"{ATOM}updated") == "2020-01-01T10:15:00+00:00"
    assert last.findtext(f"{ATOM}id").endswith(old["fingerprint"])


@pytest.mark.parametrize("facet", ["authority", "objective", "organisation"])
def test_the_tables_are_sorted_by_each_column_and_in_all(client: TestClient, facet: str) -> None:
    heads = tree(client, "/quality").xpath(f"//section[@aria-labelledby='by-{facet}']//thead//a/@href")
    assert [re.findall(r"sort=(\w+)", each)[0] for each in heads] == ["name", "violation", "warning", "info", "total"]
    for place, head in enumerate(heads):
        section = f"//section[@aria-labelledby='by-{facet}']"
        page = tree(client, head.partition("#")[0])
        assert len(page.xpath(f"{section}//th[@aria-sort]")) == 1
        cells = [text(each) for each in page.xpath(f"{section}//tbody/tr/*[{place + 1}]")]
        wanted = sorted(cells, key=alphabetical) if place == 0 else sorted(cells, key=int, reverse=True)
        assert cells == wanted


def test_findings_are_listed_in_the_order_asked_for(client: TestClient) -> None:
    place = "/quality/severity/info"
    page = tree(client, place)
    orders = page.xpath("//p[@class='sorts']/a/@href")
    assert [re.findall(r"sort=(\w+)", each)[0] for each in orders] == [
        *("severity", "code", "project", "field", "document", "since")
    ]
    for sort in ("code", "project", "-project"):
        shown = tree(client, f"{place}?sort={sort}&lang=en")
        way = "//code" if sort == "code" else "//p[a]/span[@class='quiet']"
        cells = [text(each) for each in shown.xpath(f"//ol[@class='findings']{way}")]
        assert cells
        assert cells == sorted(cells, reverse=sort.startswith("-"))
        assert shown.xpath("//p[@class='sorts']/a[@aria-current]")
    assert "no column “size”" in client.get(f"{place}?sort=size&lang=en").text


def test_findings_open_in_finnish_spreadsheets(client: TestClient) -> None:
    page = tree(client, "/quality/code/ESR-E-009?lang=fi")
    (link,) = page.xpath("//p[@class='save']/a[contains(@href, '.csv')]/@href")
    assert "separator=semicolon" in link
    heads, *rows = csv.reader(io.StringIO(client.get(link).content.decode("utf-8-sig")), delimiter=";")
    assert heads[:3] == ["Vakavuus", "Tunnus", "Hanke"]
    assert len(rows) == len(page.findall(".//ol[@class='findings']/li"))


def test_what_a_list_of_findings_cannot_be_narrowed_by_is_told(client: TestClient) -> None:
    assert (
        "okänd avgränsning som inte beaktades: authority<"
        in client.get("/quality/severity/info?authority=x&lang=sv").text
    )
    assert client.get("/quality/severity/info.csv?authority=x").status_code == 422
    assert client.get("/quality/severity/info.atom?authority=x").status_code == 422


def test_an_organisation_without_business_id_leads_to_its_findings(client: TestClient) -> None:
    links = tree(client, "/quality").xpath("//section[@aria-labelledby='by-organisation']//tbody//a/@href")
    named = [each for each in links if "/named/" in each]
    assert named
    for each in named:
        assert tree(client, each).findall(".//ol[@class='findings']/li"), each


@pytest.mark.parametrize("thing", ["authority/etela-savo-ely-centre", "organisation/9900103-7"])
def test_an_authority_and_an_organisation_lead_to_their_findings(client: TestClient, thing: str) -> None:
    page = tree(client, f"/page/{thing}?lang=fi")
    links = page.xpath("//section[@aria-labelledby='findings']//a/@href")
    for end in ("?lang=fi", ".csv?separator=semicolon&lang=fi", ".xlsx?lang=fi", ".atom?lang=fi"):
        assert f"/quality/{thing}{end}" in links
        assert client.get(f"/quality/{thing}{end}").status_code == 200


@pytest.mark.parametrize(
    ("language", "amount"), [("fi", "1\xa0318\xa0450\xa0€"), ("sv", "1\xa0318\xa0450\xa0€"), ("en", "€1,318,450")]
)
def test_amounts_in_findings_are_written_as_people_do(client: TestClient, language: str, amount: str) -> None:
    page = tree(client, f"/quality/code/ESR-F-017?lang={language}")
    assert amount in page.findtext(".//ol[@class='findings']/li/p")
    (row,) = csv.DictReader(
        io.StringIO(client.get(f"/quality/code/ESR-F-017.csv?lang={language}").content.decode("utf-8-sig"))
    )
    assert amount in row["message"]
    assert row["value"] == "1318450"
