"""The search over HTTP: its page, and the same results for programs, whatever is asked."""

import csv
import random
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from playwright.sync_api import Page, expect

from chrome import chromium, profile
from esrgraph.errors import OutdatedIndex
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.words import texts
from esrgraph.web.search.answers import Answer, Suggestions
from esrgraph.web.search.choices import SHOWN
from indexed import documents_of
from serving import PATIENT, serving

BOM = "\ufeff"


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data, PATIENT), follow_redirects=False)


def parsed(client: TestClient, address: str, status: int = 200) -> HtmlElement:
    response = client.get(address)
    assert response.status_code == status, address
    return document_fromstring(response.text)


def total(client: TestClient, address: str) -> int:
    """How many results a search has, whichever address it was written for."""
    return Answer.model_validate_json(client.get(address.replace("/search?", "/search.json?")).content).total


def shown_total(page: HtmlElement) -> int:
    return int(re.sub(r"\D", "", page.xpath("string(//h2[@id='results'])")) or 0)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


def test_results_say_what_they_are_and_why(client: TestClient) -> None:
    page = parsed(client, "/search?q=nuorten+polku&lang=fi")
    first = page.xpath("//ol/li")[0]
    assert first.xpath("string(h3/a/@href)") == "/page/project/S39001?lang=fi"
    assert first.xpath("h3//mark/text()") == ["nuorten", "polku"]
    assert first.xpath(".//p[@class='snippet']//mark")
    assert "nimessä" in text(first.xpath("p[@class='why']")[0])
    about = text(first.xpath("p[@class='about']")[0])
    assert all(each in about for each in ("S39001", "Tuuliharjun", "1.8.2018–31.12.2020", "486 200 €"))
    assert len(page.xpath("//ol/li")) == shown_total(page)


def test_every_choice_leads_to_as_many_results_as_it_shows(client: TestClient) -> None:
    page = parsed(client, "/search?q=työ&region=12&region=11&lang=en")
    chosen = page.xpath("//section[@class='facets']//a[@aria-current]/span[1]")
    assert [text(each) for each in chosen] == ["North Karelia", "North Savo"]
    links = page.xpath("//details[@id!='facet-region']//li/a")
    assert len(links) > 20
    for link in [*random.Random(3).sample(links, 12), *page.xpath("//nav[@class='kinds']//a[span]")]:
        assert total(client, link.get("href")) == int(link.xpath("string(span[@class='count'])"))


def test_choices_combine_in_the_address_and_can_be_taken_back(client: TestClient) -> None:
    page = parsed(client, "/search?q=työ&region=12&year=2018&min=100000&sort=granted&lang=sv")
    assert shown_total(page) == total(client, "/search.json?q=työ&region=12&year=2018&min=100000") > 0
    chips = page.xpath("//a[@class='chip']/@href")
    left = [sorted({"region", "year", "min"} & dict(parse_qsl(chip.partition("?")[2])).keys()) for chip in chips]
    assert left == [["min", "year"], ["min", "region"], ["region", "year"]]
    assert all("q=ty%C3%B6" in chip and "sort=granted" in chip and "lang=sv" in chip for chip in chips)
    every = page.xpath("//main//a[starts-with(@href, '/search?')]/@href")
    assert all("lang=sv" in each for each in every)
    hidden = page.xpath("//form[.//input[@id='min']]//input[@type='hidden']")
    kept = {each.get("name"): each.get("value") for each in hidden}
    assert kept == {"q": "työ", "region": "12", "year": "2018", "sort": "granted", "lang": "sv"}


def test_every_facet_is_there_with_names_in_three_languages(client: TestClient) -> None:
    names = {
        language: [
            text(each)
            for each in parsed(client, f"/search?lang={language}").xpath("//section[@class='facets']//summary")
        ]
        for language in ("fi", "sv", "en")
    }
    assert all(len(each) == len(SHOWN) for each in names.values())
    assert not set(names["fi"]) & set(names["sv"]) | set(names["fi"]) & set(names["en"])
    page = parsed(client, "/search?q=työ&more=region&lang=en")
    listed = [text(each) for each in page.xpath("//details[@id='facet-region']/ul/li/ul/li/a/span[1]")]
    assert len(listed) > 10
    few = parsed(client, "/search?q=työ&lang=en").xpath("//details[@id='facet-region']")[0]
    assert len(few.xpath(".//li")) < len(listed)
    assert few.xpath("string(p/a/@href)").endswith("#facet-region")


def test_every_field_and_kind_has_a_name(data: DataFolder, tmp_path: Path) -> None:
    documents = documents_of(open_read_only(data.current().store), tmp_path)
    fields = {"code", *(each.field for document in documents for each in document.texts)}
    assert len(fields) > 14
    wanted = {f"search_in_{field}" for field in fields}
    wanted |= {f"search_{form}_{document.kind}" for document in documents for form in ("one", "kinds")}
    assert {name.replace("-", "_") for name in wanted} <= set(texts())


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("S39001", "/page/project/S39001"),
        (" s39001 ", "/page/project/S39001"),
        ("99001010", "/page/organisation/9900101-0"),
    ],
)
def test_a_code_or_business_id_jumps(client: TestClient, asked: str, place: str) -> None:
    response = client.get("/search", params={"q": asked})
    assert (response.status_code, response.headers["location"]) == (302, place)
    assert client.get("/search", params={"q": asked, "lang": "sv"}).headers["location"] == f"{place}?lang=sv"


def test_a_search_that_is_too_long_is_cut_and_says_so(client: TestClient) -> None:
    for length, told in ((300, []), (301, ["300"])):
        page = parsed(client, f"/search?q={'ab ' * 100}{'cd' if length > 300 else ''}&lang=en")
        notices = [text(each) for each in page.xpath("//p[@class='notice']")]
        assert [number for each in notices for number in re.findall(r"first (\d+) characters", each)] == told
        assert page.xpath("string(//input[@id='q']/@value)") == "ab " * 100


def test_a_misspelt_word_is_told_and_nothing_found_gets_help(client: TestClient) -> None:
    page = parsed(client, "/search?q=nuorrten&lang=en")
    assert shown_total(page) > 0
    assert page.xpath("//p[@class='notice']/a/text()") == ["nuorten"]
    page = parsed(client, "/search?q=nuorten+xqzzq&region=12&year=1999&lang=en")
    assert "No results" in text(page.xpath("//h2[@id='results']")[0])
    assert "xqzzq" in text(page.xpath("//p[@class='notice']")[0])
    page = parsed(client, "/search?q=nuorten&region=12&year=1999&lang=en")
    ways = page.xpath("//section[@class='hits']//ul/li")
    assert [text(each) for each in ways] == ["without the filter Year: 1999 (2)", "without any filters nuorten (12)"]
    for way in ways:
        assert total(client, way.xpath("string(a/@href)")) == int(way.xpath("string(span)").strip("()"))


def test_a_page_tells_how_words_were_understood(client: TestClient) -> None:
    def told(query: str, language: str = "en") -> list[str]:
        return [
            text(each) for each in parsed(client, f"/search?q={query}&lang={language}").xpath("//p[@class='notice']")
        ]

    assert told("maahanmuut") == ["No whole word “maahanmuut” was found. Searched for words that begin with it."]
    assert told("Jyvaskila") == ["No matches for “Jyvaskila”. Searched instead for: jyväskylä"]
    assert told("S39999")[1].startswith("“S39999”: did you mean S39202")
    assert told("vanhukset", "fi") == [
        "”vanhukset”: mukana ovat myös kaikki hankkeet rajauksella Kohderyhmä: ikääntyneet"
    ]
    assert told("ESF", "sv") == [
        "”ESF”: också alla projekt med denna avgränsning är med: Fond: Europeiska socialfonden"
    ]
    assert told("nuoret") == []


def test_nothing_found_leads_on_without_a_word_and_without_the_filters(client: TestClient) -> None:
    def ways(query: str) -> dict[str, int]:
        links = parsed(client, f"/search?{query}&lang=en").xpath("//section[@class='hits']//ul/li")
        for each in links:
            assert total(client, each.xpath("string(a/@href)")) == int(each.xpath("string(span)").strip("()")) > 0
        return {text(each).rpartition(" (")[0]: int(each.xpath("string(span)").strip("()")) for each in links}

    assert ways("q=nuoret+xqzzq") == {"without the word xqzzq": total(client, "/search?q=nuoret")}
    assert list(ways("q=%22polku+nuorten%22")) == ["the words on their own, without quotation marks polku nuorten"]
    assert "without any filters nuorten" in ways("q=nuorten&region=01&year=1999&kind=authority")


def test_projects_of_what_words_are_a_name_of_are_found(client: TestClient) -> None:
    def kinds(query: str) -> dict[str, int]:
        answer = Answer.model_validate_json(client.get(f"/search.json?q={query}").content)
        return {each.key: each.results for each in answer.facets["kind"]}

    for query, facet in (
        ("immigrants", "target-group=immigrants"),
        ("vanhukset", "target-group=older-people"),
        ("Euroopan sosiaalirahasto", "fund=ESR"),
        ("EAKR", "fund=EAKR"),
        ("2014-2020", "programme-period=2014-2020"),
        ("2018", "year=2018"),
    ):
        assert kinds(query)["project"] >= total(client, f"/search?kind=project&{facet}") > 0, query
    for result in Answer.model_validate_json(client.get("/search.json?q=European+Social+Fund").content).results:
        assert result.why


def test_a_code_does_not_jump_over_filters_and_is_found_by_programs_too(client: TestClient) -> None:
    assert client.get("/search?q=S39001&kind=organisation").status_code == 200
    for query in ("s 39001", "hanke S39001", "S39001."):
        assert client.get(f"/search?q={query}").status_code == 302
        results = Answer.model_validate_json(client.get(f"/search.json?q={query}").content).results
        assert [each.key for each in results] == ["S39001"]
    assert client.get("/search?q=FI99001010").headers["location"].startswith("/page/organisation/9900101-0")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("min=abc", "search_wrong_min"),
        ("max=-5", "search_wrong_max"),
        ("max=1e9", "search_wrong_max"),
        ("min=" + "9" * 400, "search_wrong_min"),
        ("page=0", "search_wrong_page"),
        ("page=10001", "search_wrong_page"),
        ("limit=1000", "search_wrong_limit"),
        ("sort=colour", "search_wrong_sort"),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_is_searched(client: TestClient, query: str, told: str) -> None:
    page = parsed(client, f"/search?q=nuoret&{query}&lang=en", 400)
    assert page.xpath("//*[@role='alert']//li/text()") == [texts()[told]["en"]]
    assert shown_total(page) == total(client, "/search.json?q=nuoret")
    refused = client.get(f"/search.json?q=nuoret&{query}", headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert query.partition("=")[0] in refused.json()["detail"]


def test_numbers_may_be_written_as_people_do(client: TestClient) -> None:
    assert total(client, "/search.json?min=486%20200&max=486%C2%A0200%20€&kind=project") == 1
    assert total(client, "/search.json?min=&max=&page=&sort=&limit=&lang=xx&q=") == total(client, "/search.json")


STRANGE = [
    "<script>alert(1)</script>",
    '"><b onclick=x>',
    "\x00\x1f",
    "a:b AND (",
    "🙂" * 50,
    "ä" * 5000,
    "w " * 2000,
    "{{7*7}}",
]


@pytest.mark.parametrize("asked", STRANGE, ids=range(len(STRANGE)))
def test_nothing_typed_does_harm(client: TestClient, asked: str) -> None:
    for name in ("q", "region", "year", "granted", "kind", "more", "lang"):
        response = client.get(f"/search?{urlencode({name: asked})}")
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "<b onclick" not in response.text
    for path in ("search.json", "search.csv", "search.atom", "suggest.json"):
        assert client.get(f"/{path}?q={quote(asked)}&region={quote(asked)}").status_code == 200
    assert client.get("/search?q=%ff%fe").status_code == 200
    assert len(client.get("/search?" + "&".join(["region=12"] * 90 + ["year=1"] * 90)).text) < 20_000


def test_pages_of_results_follow_one_another(client: TestClient) -> None:
    found, address = [], "/search?q=työ&limit=4"
    while address:
        page = parsed(client, address)
        found += page.xpath("//ol/li/h3/a/@href")
        address = page.xpath("string(//a[@rel='next']/@href)")
    assert len(found) == len(set(found)) == total(client, "/search.json?q=työ")
    assert "no page 90" in text(parsed(client, "/search?q=työ&page=90&lang=en"))


def test_json_is_as_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        *(f"/search.{suffix}" for suffix in ("json", "csv", "xlsx", "atom", "graphml")),
        "/suggest.json",
    }
    parameters = described["paths"]["/search.json"]["get"]["parameters"]
    assert {each["name"] for each in parameters} >= {*SHOWN, "q", "min", "max", "sort", "page"}
    assert all(each["description"] for each in parameters)
    answer = Answer.model_validate_json(client.get("/search.json?q=nuoret&lang=en").content)
    first = answer.results[0]
    assert answer.total == len(answer.results) > 5
    assert all(each.why and each.page.endswith(f"/page/{each.kind}/{each.key}") for each in answer.results)
    assert next(each for each in answer.results if each.key == "S39001").granted == 486200
    assert {value.name for value in answer.facets["region"]} >= {"North Karelia"}
    assert first.iri
    suggested = Suggestions.model_validate_json(client.get("/suggest.json?q=joens&lang=sv").content).suggestions
    assert {(each.kind_name, each.page) for each in suggested} >= {("Kommun", "/page/municipality/167?lang=sv")}


def test_the_order_is_the_one_marked(client: TestClient) -> None:
    def orders(address: str) -> list[tuple[str, bool]]:
        links = parsed(client, address).xpath("//p[@class='sorts']/a")
        return [(text(each), each.get("aria-current") == "true") for each in links]

    best, new, most = "best match first", "newest first", "largest funding first"
    assert orders("/search?lang=en") == [(new, True), (most, False)]
    assert orders("/search?q=työ&lang=en") == [(best, True), (new, False), (most, False)]
    assert orders("/search?q=työ&sort=granted&lang=en") == [(best, False), (new, False), (most, True)]
    kinds = parsed(client, "/search?lang=en").xpath("//nav[@class='kinds']//a")
    assert text(kinds[1]).startswith("Projects")


def test_a_table_opens_in_spreadsheets(client: TestClient) -> None:
    response = client.get("/search.csv?kind=project&lang=fi&page=7&limit=1")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text.startswith(BOM)
    rows = list(csv.DictReader(StringIO(response.text.removeprefix(BOM))))
    assert len(rows) == 22
    one = next(row for row in rows if row["key"] == "S39001")
    assert (one["granted_euros"], one["start"], one["kind"]) == ("486200", "2018-08-01", "project")
    assert one["iri"].endswith("/id/project/S39001")


def test_the_feed_has_the_newest_projects_first(client: TestClient) -> None:
    response = client.get("/search.atom?q=nuoret&lang=en")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(response.content)
    name = {"a": "http://www.w3.org/2005/Atom"}
    days = feed.xpath("a:entry/a:updated/text()", namespaces=name)
    assert days == sorted(days, reverse=True)
    assert len(days) == total(client, "/search.json?q=nuoret&kind=project")
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=name).endswith("/search.atom?q=nuoret&lang=en")


@pytest.mark.parametrize("path", ["/search?q=nuoret", "/search.json?q=nuoret", "/search.csv", "/openapi.json"])
def test_answers_are_not_sent_twice_and_have_heads(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert client.get(path, headers={"If-None-Match": response.headers["etag"]}).status_code == 304
    head = client.head(path)
    assert (head.status_code, head.headers["etag"]) == (200, response.headers["etag"])


def test_the_page_has_neither_inline_script_nor_style(client: TestClient) -> None:
    page = client.get("/search?q=nuoret&region=12").text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", page)


@pytest.fixture(scope="module")
def browser_page(data: DataFolder) -> Iterator[Page]:
    with (
        chromium() as browser,
        serving(make_app(data, PATIENT)) as base,
        profile(browser, base_url=base, viewport={"width": 360, "height": 800}) as context,
    ):
        yield context.new_page()


def test_suggestions_come_as_one_types_and_lead_to_their_pages(browser_page: Page) -> None:
    browser_page.goto("/?lang=en")
    field = browser_page.get_by_role("combobox")
    field.press_sequentially("joens")
    options = browser_page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    field.press_sequentially("u")
    expect(options.first).to_contain_text("Joensuu")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("Enter")
    browser_page.wait_for_url("**/page/*/*?lang=en")


def test_all_results_stand_below_the_suggestions(browser_page: Page) -> None:
    browser_page.goto("/?lang=en")
    field = browser_page.get_by_role("combobox")
    field.press_sequentially("kes")
    last = browser_page.get_by_role("option").last
    expect(last).to_have_text(re.compile(r"^8 of \d+ suggestions – all results$"))
    field.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    browser_page.wait_for_url("**/search?q=kes&lang=en")
    expect(browser_page.locator(".notice")).to_contain_text("begin with it")


@pytest.mark.parametrize("path", ["/", "/search?q=nuoret&region=12&more=municipality"])
def test_nothing_is_wider_than_a_phone(browser_page: Page, path: str) -> None:
    browser_page.goto(path)
    assert browser_page.evaluate("document.documentElement.scrollWidth") == 360


FILES = [f"/search.{suffix}" for suffix in ("json", "csv", "xlsx", "atom", "graphml")]


@pytest.mark.parametrize("path", FILES)
def test_a_program_is_refused_what_is_no_parameter(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?organisaatio=x", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "organisaatio: there is no such parameter" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "tuntematon rajaus, jota ei otettu huomioon: organisaatio<"),
        ("sv", "okänd avgränsning som inte beaktades: organisaatio<"),
        ("en", "unknown filter, which was ignored: organisaatio<"),
    ],
)
def test_a_person_is_told_what_is_no_parameter(client: TestClient, language: str, told: str) -> None:
    answer = client.get(f"/search?organisaatio=x&lang={language}&utm_source=letter&fbclid=1&find=k&more=region")
    assert answer.status_code == 200
    assert told in answer.text


def test_the_programme_period_is_called_period_too(client: TestClient) -> None:
    shown = client.get("/search?period=2007-2013&lang=en")
    assert "unknown" not in shown.text
    assert 'class="chip"' in shown.text
    for path in FILES:
        asked, other = (client.get(f"{path}?{name}=2007-2013") for name in ("period", "programme-period"))
        assert asked.status_code == other.status_code == 200
        if not path.endswith("xlsx"):
            assert asked.content == other.content
    assert client.get("/search.csv?period=2007-2013").content != client.get("/search.csv").content


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("view=taulukko", "Esitystapa voi olla"),
        ("view=chart&by=colour", "Kuvaa ei voi piirtää"),
        ("view=map&by=fund", "Kuvaa ei voi piirtää"),
        ("view=chart&measure=size", "Laskea voi hankkeita"),
        ("view=table&order=-size", "ei ole saraketta"),
    ],
)
def test_how_results_cannot_be_shown_is_told_as_other_values_are(client: TestClient, query: str, says: str) -> None:
    answer = client.get(f"/search?{query}&lang=fi")
    assert answer.status_code == 400
    assert says in answer.text


def test_a_file_cannot_be_sorted_by_what_is_no_column(client: TestClient) -> None:
    assert client.get("/search.csv?order=size").status_code == 422
    assert client.get("/search.csv?order=-granted_euros").status_code == 200


def test_a_release_with_an_index_of_another_version_says_so_and_serves_its_pages(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path, *_: object) -> NoReturn:
        raise OutdatedIndex(f"The index at {folder} was written by another version; build the release again")

    monkeypatch.setattr("esrgraph.search.index.open_searcher", refuse)
    client = TestClient(make_app(data, PATIENT))
    for path in ("/search?q=nuoret", "/search.json?q=nuoret", "/suggest.json?q=nuo"):
        response = client.get(path)
        assert (response.status_code, "build it again" in response.text) == (503, True)
    assert client.get("/page/project/S39001").status_code == 200
