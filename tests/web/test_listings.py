"""The lists to begin from, with their counts, orders and pages."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO

import openpyxl
import pytest
from fastapi.testclient import TestClient

from esrgraph.language.alphabet import alphabetical
from esrgraph.linking.schemes import load_schemes
from esrgraph.release.folder import DataFolder
from esrgraph.release.tally import Tally, read_tally
from esrgraph.resources import resources
from esrgraph.web.app import make_app

NAMES = {"organisations": "business_id"}
"""The columns of what things go by, where it is not `key`."""
LISTS = ("places", "organisations", "target-groups", "objectives", "authorities", "organisation-types", "schemes")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


@pytest.fixture(scope="module")
def counted(data: DataFolder) -> Tally:
    return read_tally(data.current().tally)


def shown(client: TestClient, address: str, language: str = "en") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    return unescape(response.text).partition("<main")[2]


def organisations(client: TestClient, query: str = "") -> list[tuple[str, str, int, str]]:
    """Key, name, projects and money of the rows of the list."""
    rows = re.findall(
        r'"/page/organisation/([^"?]+)[^>]*>([^<]+)</a>.*?<td [^>]+><span>(\d+)</span></td><td [^>]+><span>([^<]*)<',
        shown(client, f"/organisations{query}"),
    )
    return [(key, name, int(projects), money) for key, name, projects, money in rows]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_list_is_there_in_each_language(client: TestClient, name: str, language: str) -> None:
    response = client.get(f"/{name}", headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert "Accept-Language" in response.headers["vary"]
    again = client.get(f"/{name}", headers={"Accept-Language": language, "If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", LISTS)
def test_every_link_of_a_list_leads_to_a_page(client: TestClient, name: str) -> None:
    links = set(re.findall(r'href="(/(?:page|queries)/[^"#]+)"', shown(client, f"/{name}")))
    assert links
    for link in sorted(links)[:: max(1, len(links) // 12)]:
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200, link


def test_every_municipality_stands_under_its_letter(client: TestClient, counted: Tally) -> None:
    text = shown(client, "/places", "sv")
    known = load_schemes().municipalities.by_notation
    wanted = {code for code, each in known.items() if each.successor is None} | set(counted.counts("municipality"))
    found = re.findall(
        r'/page/municipality/(\d+)[^>]*>[^<]+</a> <span class="quiet">(\d+)</span>',
        text.partition('id="municipalities"')[2],
    )
    assert {code for code, _ in found} == wanted
    assert all(counted.counts("municipality").get(code, 0) == int(number) for code, number in found)
    under = text.partition('<h3 id="letter-Å">')[2].partition("<h3")[0]
    assert re.findall(r'href="/page/municipality/\d+"[^>]*>([^<]+)', under) == ["Åbo"]


def test_organisations_stand_in_the_order_asked_for(client: TestClient, counted: Tally) -> None:
    by_projects, by_money, by_name = (organisations(client, f"?sort={each}") for each in ("projects", "money", "name"))
    counts = counted.counts("organisation")
    assert {key: projects for key, _, projects, _ in by_projects} == counts
    assert [each[2] for each in by_projects] == sorted(counts.values(), reverse=True)
    euros = [int(re.sub(r"\D", "", money) or 0) for *_, money in by_money]
    assert euros == sorted(euros, reverse=True)
    assert [each[1] for each in by_name] == sorted((each[1] for each in by_name), key=alphabetical)
    assert set(by_projects) == set(by_money) == set(by_name)
    assert organisations(client, "?sort=nonsense&page=-1") == by_projects
    assert "no column “nonsense”" in shown(client, "/organisations?sort=nonsense")


def test_a_letter_shows_the_organisations_that_begin_with_it(client: TestClient) -> None:
    everybody = [name for _, name, *_ in organisations(client)]
    letters = set(re.findall(r'href="/organisations\?letter=([^"&]+)"', shown(client, "/organisations")))
    found = [name for letter in letters for _, name, *_ in organisations(client, f"?letter={letter}")]
    assert sorted(found) == sorted(everybody)
    assert all(name.startswith("K") for _, name, *_ in organisations(client, "?letter=K"))


def test_a_page_of_organisations_leads_to_the_next(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = organisations(client, "?sort=name")
    monkeypatch.setattr("esrgraph.web.pages.organisation_list.ROWS", 5)
    first = shown(client, "/organisations?sort=name&lang=en")
    assert 'href="/organisations?sort=name&page=2&lang=en" rel="next"' in first
    pages = -(-len(everybody) // 5)
    walked = [row for page in range(1, pages + 1) for row in organisations(client, f"?sort=name&page={page}&lang=en")]
    assert walked == everybody


def test_the_tree_of_target_groups_holds_every_group(client: TestClient) -> None:
    text = shown(client, "/target-groups")
    assert set(re.findall(r'/page/target-group/([^"?]+)"', text)) == set(load_schemes().target_groups.by_notation)
    wide = int(re.findall(r'/page/target-group/employees"[^>]*>[^<]*</a> <span class="quiet">(\d+)', text)[0])
    narrow = int(re.findall(r'/page/target-group/professionals"[^>]*>[^<]*</a> <span class="quiet">(\d+)', text)[0])
    assert wide >= narrow > 0


def test_objectives_stand_under_their_axis_and_add_up(client: TestClient, counted: Tally) -> None:
    text = shown(client, "/objectives")
    for axis, count in counted.counts("priority-axis").items():
        below = text.partition(f'id="axis-{axis}"')[2].partition("</section>")[0]
        row = r'/page/specific-objective/([\d.]+)"[^>]*>[^<]*</a><br>.*?</th><td [^>]+><span>(\d+)'
        numbers = re.findall(row, below)
        assert all(load_schemes().objective_axis(number) == axis for number, _ in numbers)
        assert sum(int(number) for _, number in numbers) <= count


def test_every_classification_is_listed_with_its_concepts_and_data(client: TestClient) -> None:
    text = shown(client, "/schemes")
    rows = re.findall(
        r'"/page/scheme/([^"]+)">([^<]+)</a></th><td>([^<]+)</td><td class="number"[^>]*>([\d,]+)</td>', text
    )
    names = {path.stem for path in resources("ontology/schemes", ".ttl")}
    assert {key for key, *_ in rows} == names
    assert all(about for _, _, about, _ in rows)
    counted = {key: int(count) for key, _, _, count in rows}
    assert counted["municipalities"] == len(load_schemes().municipalities.by_notation)
    assert counted["target-groups"] == len(load_schemes().target_groups.by_notation)
    for link in re.findall(r'href="(/data/scheme/[^"]+)"', text):
        assert client.get(link).status_code == 200
    assert shown(client, "/schemes", "sv").count(' lang="') == shown(client, "/schemes", "fi").count(' lang="') == 0


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    """The rows of a table as CSV, by the names for programs."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_sorted_by_each_of_its_columns_and_turned_round(client: TestClient, name: str) -> None:
    page = shown(client, f"/{name}?lang=en")
    assert (name in ("target-groups", "objectives")) is ("aria-sort" not in page)
    page = shown(client, f"/{name}?sort=name&lang=en")
    columns = set(re.findall(rf'href="/{name}\?sort=-?(\w+)&lang=en"', page))
    assert "name" in columns
    assert len(columns) >= 3
    for column in columns:
        rows = rows_of(client, f"/{name}.csv?lang=en&sort={column}")
        turned = rows_of(client, f"/{name}.csv?lang=en&sort=-{column}")
        known = [row[column] for row in rows if row[column]]
        if column in ("name", "about"):
            letters = [alphabetical(text) for text in known if not re.search(r"\d", text)]
            assert letters == sorted(letters)
        else:
            assert list(map(float, known)) == sorted(map(float, known), reverse=True)
        assert known == [row[column] for row in turned if row[column]][::-1]
        assert [row[column] for row in rows + turned if not row[column]] == [""] * 2 * (len(rows) - len(known))
        again = shown(client, f"/{name}?sort={column}&lang=en")
        assert re.search(rf'aria-sort="(a|de)scending"><a href="/{name}\?sort=-{column}&lang=en"', again)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_a_table_for_spreadsheets_and_for_programs(client: TestClient, name: str) -> None:
    page = shown(client, f"/{name}", "fi")
    assert f'href="/{name}.csv?separator=semicolon&lang=fi"' in page
    assert f'href="/{name}.xlsx?lang=fi"' in page
    assert f'href="/{name}.csv"' in shown(client, f"/{name}", "en")
    for_people = client.get(f"/{name}.csv?separator=semicolon&lang=fi")
    assert for_people.content.startswith(b"\xef\xbb\xbf")
    assert for_people.headers["content-disposition"] == f'attachment; filename="esr-{name}.csv"'
    heads, *lines = csv.reader(StringIO(for_people.content.decode("utf-8-sig")), delimiter=";")
    rows = rows_of(client, f"/{name}.csv?lang=fi")
    assert [line[-1] for line in lines] == [row["iri"] for row in rows]
    assert "Osoite" in heads
    known = [row for row in rows if not re.search("/(named|unidentified)/", row["iri"])]
    assert [row for row in rows if row[NAMES.get(name, "key")]] == known
    book = client.get(f"/{name}.xlsx?lang=fi")
    sheet = openpyxl.load_workbook(BytesIO(book.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads
    assert sheet.max_row == len(rows) + 1


def test_the_table_of_a_list_has_the_money_of_each_fund(client: TestClient, counted: Tally) -> None:
    for row in rows_of(client, "/authorities.csv"):
        projects = counted.projects_of("authority", [row["key"]])
        assert int(row["projects"]) == len(projects)
        for column, amounts in (("granted_euros", counted.granted), ("realised_euros", counted.realised)):
            known = [each for each in amounts[projects] if each == each]
            assert row[column] == "" if not known else float(row[column]) == pytest.approx(sum(known), abs=0.01)
        funds = [float(value) for name, value in row.items() if re.fullmatch("granted_[A-Z]+_euros", name) and value]
        assert sum(funds) == pytest.approx(float(row["granted_euros"] or 0), abs=0.01)


def test_projects_of_narrower_groups_count_for_the_wider_in_the_table_too(client: TestClient) -> None:
    text = shown(client, "/target-groups")
    for row in rows_of(client, "/target-groups.csv"):
        assert f'/page/target-group/{row["key"]}">' in text
        number = re.findall(rf'/page/target-group/{row["key"]}"[^>]*>[^<]*</a> <span class="quiet">(\d+)', text)[0]
        assert number == row["projects"]


def test_what_an_address_of_a_list_cannot_ask_for_is_told(client: TestClient) -> None:
    page = shown(client, "/places?organisation=x&utm_source=letter", "fi")
    assert "tuntematon rajaus, jota ei otettu huomioon: organisation<" in page
    assert client.get("/places.csv?organisation=x").status_code == 422
    assert client.get("/places.csv?sort=size").status_code == 422
    assert client.get("/places.csv?separator=tab").status_code == 422
