"""The query catalogue over HTTP, as a browser or a program asks it."""

import csv
import json
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from markupsafe import escape
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import bind, form, run
from esrgraph.sparql.catalogue import catalogue
from esrgraph.sparql.precomputed import Precomputed
from esrgraph.sparql.results import write_result
from esrgraph.web.app import make_app
from graphs import rows_of
from kept import Kept
from serving import PATIENT

QUERIES = {query.name: query for query in catalogue()}
ROWS = [name for name, query in QUERIES.items() if form(query.text) == "SELECT"]
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(data: DataFolder) -> Iterator[TestClient]:
    with TestClient(make_app(data, PATIENT), follow_redirects=False) as client:
        yield client


def directly(data: DataFolder, name: str, **values: str) -> bytes:
    """The answer as CSV, asked of the store itself."""
    output, query = BytesIO(), QUERIES[name]
    result = run(open_read_only(data.current().store), query, bind(query, values, HERE))
    write_result(result, output, "csv", HERE, hidden=[each.name for each in query.parameters])
    return output.getvalue()


def test_the_catalogue_is_listed_for_people_and_for_programs(client: TestClient) -> None:
    for language in LANGUAGES:
        page = client.get("/queries/", params={"lang": language}, headers=HTML).text
        assert all(str(escape(query.titles[language])) in page for query in QUERIES.values())
    listed = client.get("/queries/", headers={"Accept": "application/json"}).json()["queries"]
    assert [each["name"] for each in listed] == list(QUERIES)
    pairs = next(each for each in listed if each["name"] == "organisation-pairs")
    assert pairs["parameters"][0]["type"] == "region"
    assert pairs["parameters"][0]["label"]["sv"] == "landskap"
    assert pairs["view"] == {"kind": "network", "columns": ["source", "target", "weight"]}
    addresses = [address.removeprefix(HERE.base[:-1]) for each in listed for address in each["formats"].values()]
    assert all(client.get(address).status_code == 200 for address in addresses)


@pytest.mark.parametrize("name", ROWS)
def test_default_answers_are_those_of_the_store_in_every_format(
    name: str, client: TestClient, data: DataFolder
) -> None:
    expected = directly(data, name)
    assert client.get(f"/queries/{name}.csv").content == expected
    rows = len(list(csv.reader(StringIO(expected.decode())))) - 1
    for suffix, read in (("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML)):
        answer = client.get(f"/queries/{name}.{suffix}").content
        assert len(rows_of(parse_query_results(answer, format=read))) == rows
    assert client.get(f"/queries/{name}.tsv").text.count("\n") == rows + 1


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_triples_come_in_the_formats_of_rdf(client: TestClient, suffix: str) -> None:
    answer = client.get(f"/queries/project.{suffix}?code=S39004")
    media = answer.headers["content-type"].split(";")[0]
    assert {str(quad.subject) for quad in parse(answer.content, format=RdfFormat.from_media_type(media))} >= {
        f"<{HERE.base}id/project/S39004>"
    }
    assert client.get("/queries/project.csv").status_code == 404
    assert client.get(f"/queries/codes.{suffix}").status_code == 404


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html"),
        ("text/csv", "text/csv"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("*/*", "text/html"),
    ],
)
def test_the_format_is_negotiated(client: TestClient, accept: str, media: str) -> None:
    answer = client.get("/queries/codes", headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))


def test_what_cannot_be_had_is_refused(client: TestClient) -> None:
    assert client.get("/queries/nothing").status_code == 404
    assert client.get("/queries/codes", headers={"Accept": "image/png"}).status_code == 406
    assert "no format .xls; it has .json" in client.get("/queries/codes.xls").text


def test_values_are_asked_of_the_store_and_have_an_entity_tag(client: TestClient, data: DataFolder) -> None:
    address = "/queries/organisation-pairs.csv?region=07&minimum=2"
    answer = client.get(address)
    assert answer.content == directly(data, "organisation-pairs", region="07", minimum="2")
    assert answer.content != client.get("/queries/organisation-pairs.csv").content
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("value", ['x" } SERVICE <http://localhost:1/> { ?a ?b "', "{", "\\", "'", "?lang", "<x>"])
def test_a_value_stays_a_value(client: TestClient, value: str) -> None:
    answer = client.get("/queries/codes.csv", params={"name": value})
    assert (answer.status_code, answer.text.count("\n")) == (200, 1)


def test_a_wrong_value_is_told_to_programs_as_a_problem(client: TestClient) -> None:
    answer = client.get("/queries/codes.json?lang=de", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["parameter"] == "lang"
    assert "it takes one of fi, sv, en" in answer.json()["detail"]
    assert "has no parameter colour" in client.get("/queries/codes.csv?colour=red").text


def test_a_wrong_value_is_told_to_people_beside_its_field(client: TestClient) -> None:
    answer = client.get(
        "/queries/projects-of-municipality", params={"municipality": "Joensu", "lang": "sv"}, headers=HTML
    )
    assert answer.status_code == 400
    field = re.search(r'<p class="wrong">.*?</p>', answer.text, re.DOTALL)
    assert field
    assert 'value="Joensu"' in field[0]
    assert "Godtagbara är till exempel 167 (Joensuu)." in field[0]
    assert 'lang="en"' not in field[0]
    assert "<table" not in answer.text


@pytest.mark.parametrize(
    ("address", "finnish", "swedish"),
    [
        ("organisation-pairs?minimum=many", "Anna kokonaisluku", "Ange ett heltal"),
        ("largest-projects?euros=1e9", "Anna luku", "Ange ett tal"),
        ("projects-in-period?from=2018-02-30", "Anna päivä", "Ange ett datum"),
        ("project?code=S1", "Anna hankekoodi", "Ange en projektkod"),
        ("organisation-names?organisation=1234567-8", "Anna Y-tunnus", "Ange ett FO-nummer"),
        ("codes?name=a%0Ab", "Anna teksti", "Ange en text"),
        (f"codes?name={'a' * 201}", "enintään 200 merkkiä", "högst 200 tecken"),
        ("planned-and-realised?objective=99", "Tällaista tunnusta", "ingen sådan kod"),
        ("organisation-pairs?minimum=", "Anna arvo.", "Ange ett värde."),
    ],
)
def test_why_a_value_is_wrong_is_told_in_the_readers_language(
    client: TestClient, address: str, finnish: str, swedish: str
) -> None:
    for language, expected in (("fi", finnish), ("sv", swedish)):
        answer = client.get(f"/queries/{address}", headers={**HTML, "Accept-Language": language})
        (field,) = re.findall(r'<span class="bad" id="e-\w+">(.*?)</span>', answer.text)
        assert (answer.status_code, expected in field) == (400, True)
    problem = client.get(
        f"/queries/{address}", headers={"Accept": "application/n-triples, text/csv", "Accept-Language": "fi"}
    )
    assert "is not allowed; " in problem.text


def test_people_may_give_a_concept_by_its_name(client: TestClient) -> None:
    named = client.get("/queries/projects-of-municipality?municipality=liperi&lang=en", headers=HTML)
    assert named.status_code == 200
    assert 'value="426"' in named.text
    assert client.get("/queries/projects-of-municipality.csv?municipality=liperi").status_code == 400


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("projects-in-period", r'<input id="p-from" name="from" value="2018-01-01" type="date"'),
        ("largest-projects", r'<input id="p-euros" name="euros" value="400000" type="number" step="any"'),
        ("organisation-pairs", r'<option value="12" selected>North Karelia</option>'),
        ("projects-of-municipality", r'<datalist id="l-municipality">\s*(<option value="\d{3}">\w.*?</option>\s*)+'),
        ("planned-and-realised", r'<option value="10.1" selected>'),
        ("project", r'<input id="p-code" name="code" value="S39001" type="text"'),
    ],
)
def test_each_type_of_parameter_has_its_field(client: TestClient, name: str, field: str) -> None:
    assert re.search(field, client.get(f"/queries/{name}?lang=en", headers=HTML).text, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_one_language_its_labels_too(client: TestClient, language: str) -> None:
    page = client.get("/queries/funding-by-region-and-year", headers={**HTML, "Accept-Language": language}).text
    assert f'<html lang="{language}">' in page
    assert {"fi": "Pohjois-Karjala", "sv": "Norra Karelen", "en": "North Karelia"}[language] in page
    assert {"fi": "1\u00a0517\u00a0400", "sv": "1\u00a0517\u00a0400", "en": "1,517,400"}[language] in page
    assert re.search(r'<th scope="col" class="number">', page)


def test_a_page_leads_to_things_to_data_and_to_the_editor(client: TestClient) -> None:
    page = client.get("/queries/organisation-pairs?minimum=6&lang=en", headers=HTML).text
    assert '<a href="/page/organisation/9900101-0?lang=en">9900101-0</a>' in page
    data = re.findall(r'<a href="(/queries/organisation-pairs\.\w+\?minimum=6)" type=', page)
    assert len(data) == 4
    assert all(client.get(link).status_code == 200 for link in data)
    assert 'pandas.read_csv("http://localhost:8000/queries/organisation-pairs.csv?minimum=6")' in page
    editor = re.search(r'href="/sparql\?query=([^"]+)"', page)
    assert editor
    assert "?minimum" not in editor[1]


@pytest.mark.parametrize(
    ("language", "every", "one"),
    [
        ("fi", "kaikki", "2007–2013"),
        ("sv", "alla", "2007–2013"),
        ("en", "all", "2007–2013"),
    ],
)
def test_a_parameter_may_be_left_at_all_or_narrow_the_answer(
    client: TestClient, data: DataFolder, language: str, every: str, one: str
) -> None:
    address = f"/queries/funding-by-authority?lang={language}"
    whole = client.get(address, headers=HTML).text
    assert f'<option value="" selected>{every}</option>\n<option value="2007-2013">{one}</option>' in whole
    assert "?period" not in whole
    assert re.findall("<td.*?</td>", client.get(f"{address}&period=", headers=HTML).text) == re.findall(
        "<td.*?</td>", whole
    )
    narrow = client.get(f"{address}&period=2007-2013", headers=HTML).text
    assert f'<option value="2007-2013" selected>{one}</option>' in narrow
    answer = client.get("/queries/funding-by-authority.csv?period=2007-2013").content
    assert answer == directly(data, "funding-by-authority", period="2007-2013")
    assert client.get("/queries/funding-by-authority.csv?period=2007").status_code == 400


def test_a_page_needs_no_script_and_has_none(client: TestClient) -> None:
    page = client.get("/queries/project", headers=HTML).text
    assert "<script" not in page
    assert " style=" not in page


def test_a_long_answer_is_shown_in_part_and_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.queries.cells.MOST_ROWS", 5)
    page = client.get("/queries/projects-in-period?from=2000-01-01&until=2030-01-01&lang=en", headers=HTML).text
    assert "These are the first 5 rows. The whole answer:" in page
    assert page.count("<tr>") == 6


# What is kept with a release


def test_default_answers_are_kept_in_every_language(data: DataFolder) -> None:
    kept = Precomputed(data.current().queries)
    for name, query in QUERIES.items():
        languages = [each.name for each in query.parameters if each.type == "lang"]
        for language in LANGUAGES if languages else LANGUAGES[:1]:
            path = kept.find(query, dict.fromkeys(languages, language))
            assert path, name
            if path.suffix == ".json":
                hidden = {each.name for each in query.parameters}
                assert not hidden & set(json.loads(path.read_bytes())["head"].get("vars", ()))
    pairs = QUERIES["organisation-pairs"]
    assert kept.find(pairs, {"region": "12", "minimum": "3"})
    assert kept.find(pairs, {"region": "07"}) is None


def one_project(folder: Path) -> None:
    build_release([EXAMPLES / "S39003.txt"], DataFolder(folder), Options())


def test_a_release_without_the_catalogues_own_default_has_another(kept: Kept) -> None:
    with TestClient(make_app(DataFolder(kept(one_project)), PATIENT)) as client:
        page = client.get("/queries/project", headers=HTML).text
        assert 'value="S39003"' in page
        assert client.get("/queries/organisation-names.csv").text.count("\n") > 1


def test_a_release_from_before_there_were_any_is_asked_itself(data: DataFolder) -> None:
    assert Precomputed(data.current().folder / "none").find(QUERIES["codes"], {}) is None
    assert Precomputed(data.current().folder / "none").query(QUERIES["codes"]) == QUERIES["codes"]


def spreadsheet(client: TestClient, address: str) -> list[list[str]]:
    """The rows of a table as spreadsheets in Finnish open it."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ROWS)
def test_every_answer_is_a_table_for_spreadsheets_too(name: str, client: TestClient) -> None:
    program = list(csv.reader(StringIO(client.get(f"/queries/{name}.csv?lang=sv").text)))
    heads, *rows = spreadsheet(client, f"/queries/{name}.csv?separator=semicolon&lang=sv")
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"/queries/{name}.xlsx?lang=sv").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads
    assert len(program) == len(rows) + 1 == sheet.max_row
    assert not set(heads) & {column for column in program[0] if "N" in column}


def test_amounts_of_an_answer_are_numbers_in_finnish(client: TestClient) -> None:
    heads, *rows = spreadsheet(client, "/queries/funding-by-region.csv?separator=semicolon&lang=fi")
    place = heads.index("myönnetty, jaettuna (€)")
    assert all(re.fullmatch(r"\d+(,\d{1,2})?", row[place]) for row in rows if row[place])
    sheet = openpyxl.load_workbook(BytesIO(client.get("/queries/funding-by-region.xlsx?lang=fi").content)).worksheets[0]
    assert {type(sheet.cell(line + 2, place + 1).value) for line in range(len(rows))} <= {int, float, type(None)}


def test_an_answer_is_sorted_by_each_of_its_columns(client: TestClient) -> None:
    page = client.get("/queries/largest-projects?euros=1&lang=en").text
    assert 'href="/queries/largest-projects?sort=realised&amp;euros=1&amp;lang=en#answer"' in page
    for column in ("project", "title", "applicant", "granted", "realised"):
        up, down = (
            spreadsheet(
                client, f"/queries/largest-projects.csv?separator=semicolon&euros=1&lang=en&sort={turn}{column}"
            )
            for turn in ("", "-")
        )
        place = ["project", "title", "applicant", "granted", "realised"].index(column)
        known = [row[place] for row in up[1:] if row[place]]
        assert known == [row[place] for row in down[1:] if row[place]][::-1]
        if column in ("granted", "realised"):
            amounts = [float(each.replace(",", ".")) for each in known]
            assert amounts == sorted(amounts, reverse=True)
        shown = client.get(f"/queries/largest-projects?euros=1&lang=en&sort={column}").text
        assert shown.count("aria-sort") == 1
        codes = re.findall(r'<td class="key"><a href="/page/project/(\w+)\?lang=en">', shown)
        assert codes == [row[0] for row in up[1:]]
        assert f"xlsx?euros=1&amp;sort={column}&amp;lang=en" in shown


def test_a_column_that_is_not_there_is_told(client: TestClient) -> None:
    assert "ei ole saraketta ”koko”" in client.get("/queries/codes?sort=koko&lang=fi").text
    assert client.get("/queries/codes.xlsx?sort=koko").status_code == 422
    assert client.get("/queries/codes.csv?separator=tab").status_code == 422


def test_the_form_of_programs_knows_nothing_of_spreadsheets(client: TestClient) -> None:
    assert client.get("/queries/codes.csv?separator=comma").content == client.get("/queries/codes.csv").content
    assert client.get("/queries/codes.csv?sort=label").status_code == 400
    assert client.get("/queries/codes.json?separator=semicolon").status_code == 400
    assert client.get("/queries/project.xlsx?code=S39001").status_code == 404


def test_no_parameter_of_a_query_is_called_as_those_of_tables() -> None:
    assert not {each.name for query in catalogue() for each in query.parameters} & {"sort", "separator"}
