"""A site whose base IRI has a path works whole below it, whether or not a proxy takes the path off."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring
from playwright.sync_api import expect
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from test_addresses import TURNED

import chrome
from browser.kinds import KINDS
from browser.test_data_links import data_of_things
from browser.test_links import Walk
from conftest import EXAMPLES, ROOT
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import Iris
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.responses import Content
from esrgraph.web.http.warmup import ADDRESSES, rehearse
from esrgraph.web.page_cache import keep_page
from esrgraph.web.site import Site
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from kept import Kept
from proxies import nginx
from serving import FORMATS, PATIENCE, PATIENT, serving_alone

BASE = "https://example.org/esr/"
HTML = "text/html,*/*;q=0.8"
KEPT, TOLD = re.findall("```nginx\n(.*?)```", (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8"), re.DOTALL)
TRUSTED = ("--trusted-proxies", "127.0.0.1")
WAYS = {
    "kept": (KEPT, TRUSTED),
    "told": (TOLD, TRUSTED),
    "stripped": (TOLD.replace("X-Forwarded-Prefix", "X-Nothing"), ("--prefix-stripped",)),
}
"""How a proxy passes the path on, as the documentation has it, and what the server is told of it."""
YASGUI = ROOT / "src" / "esrgraph" / "web" / "static" / "yasgui"


def release_below_a_path(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(Iris(BASE)))


@pytest.fixture(scope="module")
def below(kept: Kept) -> DataFolder:
    """The examples for a base IRI with a path."""
    return DataFolder(kept(release_below_a_path))


@pytest.fixture(scope="module", params=WAYS)
def site(request: pytest.FixtureRequest, below: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a proxy before the site, without a slash at its end; beside the site it knows nothing."""
    locations, options = WAYS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with (
        serving_alone(below, *options) as server,
        nginx(folder, locations.replace("http://127.0.0.1:8000", server)) as proxy,
    ):
        yield proxy


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def direct(below: DataFolder) -> Iterator[TestClient]:
    """Asks the site without a proxy."""
    with TestClient(make_app(below, PATIENT), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("site", ["kept", "stripped"], indirect=True)
def test_no_link_is_dead_or_leads_beside_the_site(client: httpx.Client, data: DataFolder) -> None:
    known = {f"/esr{each}" for each in data_of_things(data)}
    walk = Walk(client, known, BASE).start("/esr/", "/esr/sitemap.xml", "/esr/robots.txt")
    assert walk.dead == []
    listed = document_fromstring(client.get("/esr/sitemap-1.xml").content).xpath("//loc/text()")
    assert all(each.startswith(BASE) for each in listed)
    assert {urlsplit(each).path for each in listed} <= walk.pages.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_on_a_page_is_below_that_of_the_base(direct: TestClient, kind: str) -> None:
    page = direct.get(f"/esr{KINDS[kind]}", headers={"Accept": HTML})
    values = document_fromstring(page.content).xpath("//@*")
    assert [each for each in values if each.startswith("/") and not each.startswith("/esr/")] == []
    assert "/esr/esr/" not in page.text
    assert values.count("/esr/static/site.css") == 1


@pytest.mark.parametrize("thing", ["project/S39001", "organisation/9900101-0", "region/12", "status/ended"])
def test_an_iri_leads_to_the_thing_in_each_format(client: httpx.Client, thing: str) -> None:
    for place, media in [("page", "text/html"), *((f"data.{suffix}", media) for suffix, (_, media) in FORMATS.items())]:
        folder, _, suffix = place.partition(".")
        leads = client.get(f"/esr/id/{thing}", headers={"Accept": media})
        location = leads.headers["location"]
        assert (leads.status_code, location) == (303, f"/esr/{folder}/{thing}{suffix and f'.{suffix}'}")
        there = client.get(location)
        assert there.status_code == 200
        assert there.headers["content-type"].startswith(media)
        for linked in re.findall("<([^>]+)>", leads.headers["link"]):
            assert linked.startswith(("/esr/", BASE))
            assert client.get(linked.removeprefix("https://example.org")).status_code in (200, 303)


@pytest.mark.parametrize(("address", "location"), TURNED.items())
def test_redirects_stay_below(client: httpx.Client, address: str, location: str) -> None:
    response = client.get(f"/esr{address}", headers={"Accept": "*/*"})
    assert response.is_redirect
    assert response.headers["location"] == f"/esr{location}"


def test_what_stands_beside_a_document_is_told_below(client: httpx.Client) -> None:
    response = client.get("/esr/dataset", headers={"Accept": "text/turtle"})
    assert response.headers["content-location"] == "/esr/dataset.ttl"
    assert response.headers["link"].startswith("</esr/dataset.html>")
    tables = client.get("/esr/dumps/projects.csv").headers["link"]
    assert tables.startswith("<tables.csv-metadata.json>"), "what is relative stays so"


def test_data_names_addresses_that_are_there(client: httpx.Client) -> None:
    pages = [each["page"] for each in client.get("/esr/suggest.json?q=joens").json()["suggestions"]]
    missing = client.get("/esr/id/project/S39099", headers={"Accept": "application/json"}).json()
    pages += [each["page"] for each in missing["suggestions"]]
    releases = client.get("/esr/releases.json").json()["releases"]
    pages += [*releases[0]["dumps"], *releases[0]["reports"]]
    assert len(pages) > 20
    assert all(each.startswith("/esr/") for each in pages)
    assert [each for each in pages if client.get(each).status_code != 200] == []
    assert client.get("/esr/openapi.json").json()["servers"] == [{"url": "/esr"}]
    refused = re.findall("Disallow: (.*)", client.get("/esr/robots.txt").text)
    assert refused
    assert all(each.startswith("/esr/") for each in refused)


@pytest.mark.parametrize("feed", ["changes.atom", "search.atom"])
def test_a_feed_leads_to_itself_and_to_its_pages(client: httpx.Client, feed: str) -> None:
    links = re.findall('href="([^"]+)"', client.get(f"/esr/{feed}").text)
    assert links
    assert all(each.startswith(BASE) for each in links)
    for each in links:
        assert client.get(each.removeprefix("https://example.org").replace("&amp;", "&")).status_code == 200


def test_forms_are_sent_below(client: httpx.Client) -> None:
    for page, field, text in [("/esr/", "q", "nuoret"), ("/esr/sparql", "query", "ASK { ?s ?p ?o }")]:
        form = document_fromstring(client.get(page).content).xpath(f"//form[.//*[@name='{field}']]")[0]
        assert client.get(form.get("action"), params={field: text}).status_code == 200


def test_the_endpoint_answers_and_describes_itself(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?s { ?s a <https://w3id.org/esrgraph/ontology#Project> } LIMIT 1"}
    for response in (client.get("/esr/sparql", params=asked), client.post("/esr/sparql", data=asked)):
        assert response.status_code == 200
    shown = document_fromstring(client.get("/esr/sparql", params=asked).content).xpath("//main//td//a/@href")
    assert client.get(shown[0]).headers["location"].startswith("/esr/page/project/")
    described = client.get("/esr/sparql", headers={"Accept": "text/turtle"}).text
    assert f"<{BASE}sparql>" in described


@pytest.mark.skipif(not YASGUI.is_dir(), reason="YASGUI is not at hand (tools/fetch_yasgui.py)")
def test_it_works_in_a_browser(site: str) -> None:
    with chrome.chromium() as browser, chrome.profile(browser, base_url=site) as context:
        page, wrong = context.new_page(), []
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.on("response", lambda answer: answer.status >= 400 and wrong.append(answer.url))
        page.goto("/esr/?lang=en")
        page.get_by_role("combobox").press_sequentially("joensuu")
        expect(page.get_by_role("option").first).to_contain_text("Joensuu")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/esr/page/*/*?lang=en")
        page.goto("/esr/page/project/S39001")
        page.goto("/esr/sparql")
        with page.expect_response(lambda answer: answer.request.method == "POST") as asked:
            page.locator(".yasqe_queryButton").click()
        assert asked.value.url == f"{site}/esr/sparql"
        expect(page.locator(".yasr table tbody tr").first).to_be_visible()
        assert page.evaluate(
            "Object.keys(localStorage).every((name) => !name.includes('esrgraph') || name.includes('/esr'))"
        )
        assert wrong == []


def test_what_is_not_below_is_told_the_way(direct: TestClient) -> None:
    for path in ("/", "/esr"):
        response = direct.get(f"{path}?lang=sv")
        assert (response.status_code, response.headers["location"]) == (307, "/esr/?lang=sv")
    for path in ("/page/project/S39001", "/esrgraph/", "/robots.txt"):
        response = direct.get(path)
        assert response.status_code == 404
        assert f"{BASE}{path[1:]}" in response.text
    page = direct.get("/page/project/S39001", headers={"Accept": HTML}).text
    assert 'href="/esr/static/site.css"' in page


def test_nobody_but_a_trusted_proxy_says_what_was_taken_off(direct: TestClient, below: DataFolder) -> None:
    says = {"X-Forwarded-Prefix": "/esr"}
    assert direct.get("/about", headers=says).status_code == 404
    assert direct.get("/esr/about", headers=says).status_code == 200
    for proxies, status in [("192.0.2.1", 404), ("192.0.2.1,127.0.0.0/8", 200)]:
        with serving_alone(below, "--jobs", "1", "--trusted-proxies", proxies) as server:
            assert httpx.get(f"{server}/about", headers=says, timeout=PATIENCE).status_code == status
            other = httpx.get(f"{server}/about", headers={"X-Forwarded-Prefix": "/other"}, timeout=PATIENCE)
            assert other.status_code == 404, "a prefix that is not the site's is not taken off from it"


def test_a_base_without_path_is_at_the_root(data: DataFolder) -> None:
    client = TestClient(make_app(data))
    assert client.get("/about", headers={"X-Forwarded-Prefix": "/esr"}).status_code == 200
    assert "servers" not in client.get("/openapi.json").json()


def test_a_path_with_escapes_is_that_path(below: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.http.prefix.prefix_of_release", lambda _: "/a%20%C3%A4")
    client = TestClient(make_app(below), follow_redirects=False)
    page = client.get("/a%20%C3%A4/about", headers={"Accept": HTML})
    assert page.status_code == 200
    assert 'href="/a%20%C3%A4/static/site.css"' in page.text


def test_a_rehearsal_makes_the_pages_below(below: DataFolder) -> None:
    app, statuses = make_app(below), []

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        await app(scope, receive, note)

    asyncio.run(rehearse(listening, "/esr"))
    assert statuses == [200] * len(ADDRESSES)


def test_a_page_is_not_kept_for_another_prefix(below: DataFolder) -> None:
    opened = Site(below, Workers(below, Limits())).opened()

    def page(prefix: str) -> bytes:
        scope = {"type": "http", "path": "/about", "query_string": b"", "headers": [], "state": {"prefix": prefix}}
        return keep_page(Request(scope), opened, lambda: Content(prefix.encode(), "text/html")).body

    assert [page("/a"), page("/b"), page("/a")] == [b"/a", b"/b", b"/a"]
