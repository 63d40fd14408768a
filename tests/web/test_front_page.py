"""The first page tells what there is, fits a slow connection, and leads everywhere."""

import gzip
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml.html import HtmlElement, document_fromstring

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from kept import Kept

WAYS = ("/places", "/organisations", "/target-groups", "/objectives", "/queries/", "/open-data", "/search")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


def parsed(client: TestClient, address: str) -> HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, address
    return document_fromstring(response.text)


def figures(page: HtmlElement, picture: str) -> list[tuple[str, str, int]]:
    """The table behind a picture: label, address (empty where there is none) and number."""
    rows = page.xpath(f"//figure[figcaption/@id='{picture}-title']//tbody/tr")
    return [(row[0].text_content(), "".join(row.xpath("th/a/@href")), int(row[1].text_content())) for row in rows]


def test_the_numbers_are_those_of_the_release(client: TestClient, data: DataFolder) -> None:
    tiles = parsed(client, "/?lang=en").xpath("//ul[contains(@class, 'tiles')]//strong/text()")
    store = open_read_only(data.current().store)
    granted = [quad.object.value for quad in store.quads_for_pattern(None, Esr.grantedEuAndStateFunding, None)]  # type: ignore[union-attr]
    heirs = {quad.subject: quad.object for quad in store.quads_for_pattern(None, Dct.isReplacedBy, None)}
    named = [quad.object for quad in store.quads_for_pattern(None, Esr.municipality, None)]
    places = {heirs.get(place, place) for place in named}  # type: ignore[call-overload]  # none is a blank node
    parties = {quad.object for quad in store.quads_for_pattern(None, Esr.organisation, None)}
    millions = f"€{sum(map(Decimal, granted)) / 1_000_000:.1f} million"
    assert tiles == ["22", str(len(parties)), millions, str(len(places))]


def test_organisations_that_are_known_by_name_are_led_to(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.pages.front._LEADING", 1000)
    links = set(parsed(client, "/?lang=sv").xpath("//ul[@class='ways']//a/@href"))
    named = [each for each in links if each.startswith("/page/organisation/named/")]
    assert named
    assert all(client.get(each).status_code == 200 for each in named)


def test_the_map_shows_every_region_with_projects_and_leads_to_it(client: TestClient, data: DataFolder) -> None:
    page = parsed(client, "/")
    store = open_read_only(data.current().store)
    counted = Counter(quad.object.value for quad in store.quads_for_pattern(None, Esr.region, None))  # type: ignore[union-attr]
    shown = {address: number for _, address, number in figures(page, "map") if number}
    assert shown == {f"/{HERE.page(iri).removeprefix(HERE.base)}": number for iri, number in counted.items()}
    assert set(page.xpath("//figure[contains(@class, 'map')]//svg//a/@href")) >= set(shown)
    assert all(client.get(address).status_code == 200 for address in shown)


def test_every_year_leads_to_as_many_projects_as_it_shows(client: TestClient) -> None:
    years = figures(parsed(client, "/?lang=en"), "years")
    assert [label for label, *_ in years] == [str(year) for year in range(2008, 2024)]
    assert any(number for *_, number in years)
    for _, address, number in years:
        total = client.get(address.replace("/search", "/search.json")).json()["total"] if address else 0
        assert total == number


def test_the_objectives_shown_have_the_most_projects(client: TestClient, data: DataFolder) -> None:
    store = open_read_only(data.current().store)
    counted = Counter(quad.object.value for quad in store.quads_for_pattern(None, Esr.specificObjective, None))  # type: ignore[union-attr]
    shown = [number for *_, number in figures(parsed(client, "/"), "objectives")]
    assert shown == sorted(counted.values(), reverse=True)[: len(shown)]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_it_leads_everywhere_in_the_readers_language(client: TestClient, language: str) -> None:
    page = parsed(client, f"/?lang={language}")
    assert page.attrib["lang"] == language
    links = set(page.xpath("//main//a/@href"))
    paths = {link.partition("?")[0] for link in links}
    assert set(WAYS) <= paths
    inside = {link for link in links if link.startswith("/page/")}
    assert inside
    assert all(f"lang={language}" in link for link in inside)
    assert page.xpath("//form//input[@name='lang']/@value") == [language]


def test_the_examples_of_searches_find_something(client: TestClient) -> None:
    for language in ("fi", "sv", "en"):
        for link in parsed(client, f"/?lang={language}").xpath("//p[@class='try']/a/@href"):
            address = link.replace("/search", "/search.json")
            assert client.get(address).json()["total"], address


def test_it_is_small_and_is_not_sent_twice(client: TestClient) -> None:
    response = client.get("/")
    files = document_fromstring(response.text).xpath("//link[@rel='stylesheet']/@href | //script/@src")
    assert files == ["/static/site.css", "/static/charts.css", "/static/search.js"]
    assert len(response.content) + sum(len(client.get(file).content) for file in files) < 100_000
    assert len(gzip.compress(response.content)) < 20_000
    again = client.get("/", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Language" in response.headers["vary"]


def test_it_has_neither_inline_script_nor_style(client: TestClient) -> None:
    text = client.get("/").text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*(src=|ld\+json))|\son\w+=", text)


def one_after_the_other(folder: Path) -> None:
    for code in ("S39001", "S39002"):
        build_release([EXAMPLES / f"{code}.txt"], DataFolder(folder), Options())


def test_the_first_release_is_said_to_be_the_first(kept: Kept, tmp_path: Path) -> None:
    made = DataFolder(kept(one_after_the_other))
    (tmp_path / "releases").symlink_to(made.path / "releases")
    (tmp_path / "current").symlink_to(made.releases()[0].folder)
    assert "This is the first release" in TestClient(make_app(DataFolder(tmp_path))).get("/?lang=en").text


def test_the_changes_since_the_release_before_are_told(kept: Kept) -> None:
    page = parsed(TestClient(make_app(DataFolder(kept(one_after_the_other)))), "/?lang=en")
    changed = page.xpath("//ul[@class='newest']//span/text()")
    assert any(text.startswith("S39002") and text.endswith("new") for text in changed)
    assert any(text.startswith("S39001") and text.endswith("removed") for text in changed)
    assert not page.xpath("//ul[@class='newest']//a[contains(@href, 'S39001')]")


def test_sums_name_their_funds(client: TestClient) -> None:
    shown = client.get("/?lang=en").text
    for fund in ("European Social Fund", "European Regional Development Fund"):
        assert re.search(rf">{fund}</a> 2014–2020 €[\d,]+", shown)
    assert re.search(r">European Social Fund</a> 2007–2013 €[\d,]+", shown)


def test_the_first_page_says_of_which_periods_there_are_projects(client: TestClient) -> None:
    for language, text in (("fi", "hankkeet Suomessa"), ("sv", "projekt i Finland"), ("en", "projects in Finland")):
        heading = parsed(client, f"/?lang={language}").find(".//h1")
        assert heading is not None
        assert f"{text} 2007–2013, 2014–2020" in heading.text_content()
