"""What every page has around it: a header that stays as it is, icons, a card for who shares it, compressed files."""

import gzip
import struct
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import html
from playwright.sync_api import Page

import chrome
from conftest import ROOT
from esrgraph.language import LANGUAGES
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app

STATIC = ROOT / "src/esrgraph/web/static"
PAGES = ("/", "/search", "/places", "/target-groups", "/network", "/quality", "/queries/", "/page/project/S39012")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> Iterator[TestClient]:
    with TestClient(make_app(data)) as client:
        yield client


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chrome.chromium() as browser, chrome.profile(browser) as context:
        yield context.new_page()


WIDTHS = (360, 768, 1024, 1280)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_is_as_high_on_every_page(client: TestClient, browser_page: Page, language: str) -> None:
    heights: dict[int, set[int]] = {width: set() for width in WIDTHS}
    for address in PAGES:
        browser_page.set_content(client.get(f"{address}?lang={language}").text)
        browser_page.add_style_tag(path=STATIC / "site.css")
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 800})
            box = browser_page.locator("header.site").bounding_box()
            assert box
            heights[width].add(round(box["height"]))
    assert {width: len(found) for width, found in heights.items()} == dict.fromkeys(WIDTHS, 1), heights
    assert max(heights[1280]) < 65, "one line"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_card(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(f"{address}?lang=sv").content)
    said = {each.get("property") or each.get("name"): each.get("content") for each in page.xpath("//meta[@content]")}
    assert said["og:title"]
    assert said["og:title"] in page.xpath("string(//title)")
    assert said["og:description"] == said["description"]
    assert said["og:locale"] == "sv_FI"
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"] == "http://localhost:8000/static/card.png"
    assert len(page.xpath("//meta[@property='og:title']")) == len(page.xpath("//meta[@name='description']")) == 1


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_icons_and_the_card_are_there_in_their_sizes(client: TestClient) -> None:
    card, touch, favicon = (
        client.get(f"/{name}") for name in ("static/card.png", "apple-touch-icon.png", "favicon.ico")
    )
    assert (size_of(card.content), size_of(touch.content)) == ((1200, 630), (180, 180))
    assert favicon.content[:4] == b"\0\0\1\0"
    assert size_of(favicon.content[22:]) == (32, 32)
    assert len(card.content) < 100_000


@pytest.mark.parametrize("name", ["site.css", "charts.css", "network.js"])
def test_text_is_compressed_for_who_takes_it(client: TestClient, name: str) -> None:
    text = (STATIC / name).read_bytes()
    plain = client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    assert (plain.content, "content-encoding" in plain.headers) == (text, False)
    with client.stream("GET", f"/static/{name}", headers={"Accept-Encoding": "gzip"}) as packed:
        sent = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert gzip.decompress(sent) == text
    assert len(sent) < len(text) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    known = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert known.status_code == 304


def test_the_first_page_takes_less_than_100_kb_uncompressed(client: TestClient) -> None:
    page = html.fromstring(client.get("/").content)
    files = page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    assert sum(len(client.get(each).content) for each in ("/", *files)) < 100_000


@pytest.mark.parametrize("address", ["/quality", "/quality/severity/warning", "/open-data", "/statistics"])
def test_landmarks_have_names_of_their_own(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(address).content)
    regions = page.xpath("//section[@aria-labelledby] | //*[@role='region']")
    names = [each.get("aria-labelledby") or each.get("aria-label") for each in regions]
    assert len(names) == len(set(names))


def test_an_answer_on_paper_is_not_wider_than_the_page_and_asks_nothing(client: TestClient, browser_page: Page) -> None:
    browser_page.set_viewport_size({"width": 1040, "height": 700})  # A4 across, without its margins
    browser_page.emulate_media(media="print")
    try:
        browser_page.set_content(client.get("/queries/funding-by-region?lang=fi").text)
        for name in ("site.css", "charts.css"):
            browser_page.add_style_tag(path=STATIC / name)
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= 1040
        box = browser_page.locator("table.answer").bounding_box()
        assert box
        assert box["width"] <= 1040
        assert browser_page.locator("button:visible, select:visible, input:visible").count() == 0
    finally:
        browser_page.emulate_media(media="screen")
