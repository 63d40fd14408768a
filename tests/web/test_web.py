"""The pages and data over HTTP, as a browser or a program asks for them."""

import asyncio
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import parse
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.warmup import ADDRESSES, rehearse
from kept import Kept
from serving import FORMATS


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


def test_every_project_that_is_found_has_its_data(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    found = client.get("/search.json?kind=project&limit=100").json()["results"]
    assert len(found) == 22
    for suffix in ("ttl", "jsonld"):
        links = [f"/data/project/{each['key']}.{suffix}" for each in found]
        assert all(client.get(link).status_code == 200 for link in links)


def test_titles_are_escaped(client: TestClient) -> None:
    assert "&amp;" in client.get("/search?kind=project").text


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_thing_is_described_in_every_format(client: TestClient, suffix: str) -> None:
    form, media = FORMATS[suffix]
    response = client.get(f"/data/project/S39001.{suffix}")
    assert response.headers["content-type"].split(";")[0] == media
    subjects = {quad.subject.value for quad in parse(response.content, format=form)}  # type: ignore[union-attr]
    assert f"{HERE.base}id/project/S39001" in subjects
    assert f"{HERE.base}id/project/S39001#applicant" in subjects


@pytest.mark.parametrize(
    ("accept", "suffix"), [("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("*/*", "ttl")]
)
def test_the_iri_of_a_thing_leads_to_its_description(client: TestClient, accept: str, suffix: str) -> None:
    response = client.get("/id/municipality/167", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, f"/data/municipality/167.{suffix}")
    assert "Accept" in response.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "media", "said"),
    [
        ("text/html", "text/html", "Begäran kunde inte besvaras"),
        ("application/json", "application/problem+json", '"status":500'),
        ("*/*", "text/plain", "The server failed to answer"),
    ],
)
def test_a_request_that_fails_is_answered_with_the_headers_of_every_response(
    data: DataFolder, accept: str, media: str, said: str
) -> None:
    def fail(_: Request) -> None:
        raise RuntimeError("not to be told")

    app = make_app(data)
    app.router.routes.insert(0, Route("/fails", fail))
    with pytest.raises(RuntimeError):  # what failed reaches the server's log
        TestClient(app).get("/fails")
    client = TestClient(app, raise_server_exceptions=False, base_url="https://testserver")
    response = client.get("/fails", headers={"Accept": accept, "Accept-Language": "sv"})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (500, media)
    assert said in response.text
    assert "not to be told" not in response.text
    usual = client.get("/about").headers
    for name in ("content-security-policy", "x-content-type-options", "strict-transport-security", "referrer-policy"):
        assert response.headers[name] == usual[name]


@pytest.mark.parametrize("path", ["/data/project/S00000.ttl", "/data/project/S39001.xls", "/data/%3Cx%3E.ttl"])
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def one_after_the_other(folder: Path) -> None:
    for code in ("S39001", "S39002"):
        build_release([EXAMPLES / f"{code}.txt"], DataFolder(folder), Options())


def test_a_new_release_is_taken_up_without_a_restart(kept: Kept, tmp_path: Path) -> None:
    made, current = DataFolder(kept(one_after_the_other)), tmp_path / "current"
    first, second = made.releases()
    (tmp_path / "releases").symlink_to(made.path / "releases")
    current.symlink_to(first.folder)
    client = TestClient(make_app(DataFolder(tmp_path)))
    assert client.get("/data/project/S39002.ttl").status_code == 404
    current.unlink()
    current.symlink_to(second.folder)
    assert client.get("/data/project/S39002.ttl").status_code == 200


def test_a_rehearsal_asks_for_pages_that_there_are(data: DataFolder) -> None:
    app, answers = make_app(data), []

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.append((scope["path"], message["status"]))
            await send(message)

        await app(scope, receive, note)

    asyncio.run(rehearse(listening))
    assert answers == [(address.partition("?")[0], 200) for address in ADDRESSES]


def test_a_server_rehearses_when_it_is_told_to(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed: list[object] = []

    async def note(app: object, prefix: str, more: list[str]) -> None:
        rehearsed.append((app, prefix))
        assert [TestClient(app).get(path).status_code for path in more] == [200, 200]

    monkeypatch.setattr("esrgraph.web.app.rehearse", note)
    for told in (False, True):
        app = make_app(data, rehearsed=told)
        with TestClient(app) as client:
            while told and not rehearsed:
                client.get("/readyz")
    assert rehearsed == [(app, "")]
