"""What a page says stays text, and every response tells the browser to run nothing else."""

from collections.abc import Iterator
from pathlib import Path

import html5lib
import httpx2 as httpx
import orjson
import pytest
from fastapi.testclient import TestClient
from lxml.etree import _Element as Element
from playwright.sync_api import Browser

from browser.kinds import KINDS
from chrome import needs_yasgui, profile
from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from kept import Kept

EVIL = '</title></script><script>alert(1)</script><img src=x onerror="alert(2)">'
NAMED = (
    "/",
    "/page/project/S39001",
    "/page/project/S39001?lang=sv",
    "/page/organisation/9900101-0",
    "/page/municipality/167",
    "/page/specific-objective/6.1",
    "/page/status/ended",
    "/search?kind=project",
    "/queries/largest-projects",
    "/queries/project?code=S39001",
    "/quality/code/ESR-P-015",
    "/queries/projects-of-municipality?municipality=167",
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
RESPONSES = {
    **KINDS,
    "way to a page": "/id/project/S39001",
    "unknown": "/nothing",
    "data": "/data/project/S39001.ttl",
    "linked data": "/data/project/S39001.jsonld",
    "results": "/queries/largest-projects.csv",
    "suggestions": "/suggest.json?q=nuor",
    "feed": "/changes.atom",
    "description": "/openapi.json",
    "dump": "/dumps/esr.nt.gz",
    "report": "/reports/validation.html",
    "style": "/static/site.css",
    "sitemap": "/sitemap.xml",
}
STYLED = "/reports/validation.html"
"""A report is one file, its styles inside."""


def parsed(text: str) -> Element:
    """A page as a browser reads it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    return parser.parse(text).getroot()


def named_in_markup(folder: Path) -> None:
    page = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    title = "Suunta löytyy: nuorten polku palkkatyöhön"
    assert title in page
    (folder / "S39001.txt").write_text(page.replace(title, EVIL), encoding="utf-8")
    build_release([folder / "S39001.txt"], DataFolder(folder), Options())


@pytest.fixture(scope="module")
def evil(kept: Kept) -> Iterator[TestClient]:
    """A site about one project, whose name is markup."""
    with TestClient(make_app(DataFolder(kept(named_in_markup))), headers={"Accept": "text/html"}) as client:
        yield client


@pytest.mark.parametrize("address", NAMED)
def test_a_name_that_is_markup_stays_text(evil: TestClient, address: str) -> None:
    response = evil.get(address)
    assert response.status_code == 200
    root = parsed(response.text)
    assert EVIL in "".join(root.itertext())
    assert not root.xpath("//img|//*[@onerror]")
    assert {each.get("type") for each in root.xpath("//script[not(@src)]")} <= {"application/ld+json"}
    assert not root.xpath("//script[contains(., 'alert') and not(@type='application/ld+json')]")


def test_a_name_that_is_markup_is_told_as_it_is(evil: TestClient) -> None:
    root = parsed(evil.get("/page/project/S39001").text)
    assert "".join(root.xpath("//h1")[0].itertext()) == EVIL
    (linked,) = root.xpath("//script[@type='application/ld+json']/text()")
    assert EVIL in {each.get("name") for each in orjson.loads(str(linked))["@graph"]}


@pytest.mark.parametrize("kind", RESPONSES)
def test_every_response_tells_what_may_run(client: httpx.Client, kind: str) -> None:
    address = RESPONSES[kind]
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(each.split(maxsplit=1) for each in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy.get("script-src", "'none'") in ("'self'", "'none'")
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    unsafe = {name for name, value in policy.items() if "unsafe" in value}
    assert unsafe <= ({"style-src"} if address == STYLED else set())


@needs_yasgui
def test_the_editor_needs_no_more_than_it_may(chromium: Browser, site: str) -> None:
    """A result is shown and its columns are drawn wider; a style that the policy forbids would be told."""
    with profile(chromium, viewport={"width": 1280, "height": 1200}) as context:
        page, told = context.new_page(), []
        page.on("console", lambda message: message.type == "error" and told.append(message.text))
        page.goto(f"{site}/sparql")
        page.locator(".yasqe_queryButton").click()
        edge = page.locator("div.grip-resizable").nth(1)
        edge.wait_for()
        place, column = edge.bounding_box(), page.locator(".yasr table th").nth(1)
        before = column.bounding_box()
        assert place
        assert before
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        page.mouse.down()
        page.mouse.move(place["x"] + 80, place["y"] + place["height"] / 2, steps=3)
        page.mouse.up()
        after = column.bounding_box()
        assert after
        assert after["width"] > before["width"] + 50
        assert told == []


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_a_method_that_is_refused_tells_it_too(client: httpx.Client, method: str) -> None:
    headers = client.request(method, "/page/project/S39001").headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["//evil.example/", "/%2F%2Fevil.example/", "/%3Cscript%3E", "/a%3Fb%23c", "/%22%3E"])
def test_an_unknown_address_is_not_led_away_by(client: httpx.Client, path: str) -> None:
    response = client.send(httpx.Request("GET", f"{client.base_url}".rstrip("/") + path, headers=client.headers))
    assert response.status_code == 404
    root = parsed(response.text)
    languages = root.xpath("//*[@class='languages']//@href")
    assert len(languages) == 3
    assert all(each.startswith("/") and not each.startswith("//") for each in languages)
    assert all(client.get(each).status_code == 404 for each in languages)
