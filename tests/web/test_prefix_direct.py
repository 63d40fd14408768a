"""A site whose base IRI has a path is below it without a proxy too, and believes no proxy that it was not told of."""

import asyncio
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring
from prefixes import BASE, HTML, release_below_a_path
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from browser.kinds import KINDS
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.responses import Content
from esrgraph.web.http.warmup import ADDRESSES, rehearse
from esrgraph.web.page_cache import keep_page
from esrgraph.web.site import Site
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from kept import Kept
from serving import PATIENCE, PATIENT, serving_alone


@pytest.fixture(scope="module")
def below(kept: Kept) -> DataFolder:
    """The examples for a base IRI with a path."""
    return DataFolder(kept(release_below_a_path))


@pytest.fixture(scope="module")
def direct(below: DataFolder) -> Iterator[TestClient]:
    """Asks the site without a proxy."""
    with TestClient(make_app(below, PATIENT), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_on_a_page_is_below_that_of_the_base(direct: TestClient, kind: str) -> None:
    page = direct.get(f"/esr{KINDS[kind]}", headers={"Accept": HTML})
    values = document_fromstring(page.content).xpath("//@*")
    assert [each for each in values if each.startswith("/") and not each.startswith("/esr/")] == []
    assert "/esr/esr/" not in page.text
    assert values.count("/esr/static/site.css") == 1


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
