"""The description of the dataset, the releases with their files, and the feeds of changes."""

import base64
import csv
import hashlib
import re
import shutil
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import orjson
import pytest
from fastapi.testclient import TestClient
from lxml import etree
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.requests import Request

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.downloads import feeds
from esrgraph.web.downloads.serving import serve
from esrgraph.web.http.problems import Refusal
from kept import Kept

ATOM = "{http://www.w3.org/2005/Atom}"


def two_releases(folder: Path) -> None:
    """Make a data folder with two releases: one project stays, one changes, one goes, one comes."""
    data, pages = DataFolder(folder), folder / "pages"
    pages.mkdir()
    for code in ("S39002", "S39005", "S39010"):
        (pages / f"{code}.txt").write_bytes((EXAMPLES / f"{code}.txt").read_bytes())
    build_release([pages], data, Options())
    (pages / "S39010.txt").unlink()
    (pages / "S39009.txt").write_bytes((EXAMPLES / "S39009.txt").read_bytes())
    page = pages / "S39005.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("iskunkestävyys 2.0", "iskunkestävyys 3.0"), "utf-8")
    build_release([pages], data, Options())


@pytest.fixture(scope="module")
def folder(kept: Kept) -> DataFolder:
    return DataFolder(kept(two_releases))


@pytest.fixture(scope="module")
def client(folder: DataFolder) -> TestClient:
    return TestClient(make_app(folder), follow_redirects=False)


def test_the_dataset_is_described_as_a_page_and_as_data(client: TestClient) -> None:
    as_page = client.get("/dataset", headers={"Accept": "text/html", "Accept-Language": "sv"})
    assert "EU:s strukturfondsprojekt i Finland" in as_page.text
    assert all(link in as_page.text for link in ("/dumps/esr.nt.gz", "/dumps/projects.csv"))
    as_data = client.get("/dataset", headers={"Accept": "text/turtle"})
    described = {quad.subject for quad in parse(as_data.content, format=RdfFormat.TURTLE)}
    assert HERE.dataset in described


def test_every_address_that_the_description_names_here_answers(client: TestClient) -> None:
    triples = list(parse(client.get("/dataset.ttl").content, format=RdfFormat.TURTLE))
    terms = {term for quad in triples for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    places = {
        term.value.removeprefix(HERE.base).partition("#")[0] for term in terms if term.value.startswith(HERE.base)
    }
    mine = {place for place in places if place.startswith(("dataset", "dumps/", "graph/"))}
    assert len(mine) > 10
    led = {client.get(f"/{place}", follow_redirects=False).headers.get("location", f"/{place}") for place in mine}
    assert len(led) < len(mine)
    for place in led:
        assert client.get(place, follow_redirects=True).status_code == 200, place


def test_clients_of_void_find_it(client: TestClient) -> None:
    response = client.get("/.well-known/void")
    assert (response.status_code, response.headers["location"]) == (303, "/dataset")


def test_dumps_come_with_type_tag_and_checksum(client: TestClient, folder: DataFolder) -> None:
    dumps = folder.current().dumps
    types = {
        "gz": "application/gzip",
        "csv": "text/csv",
        "graphml": "application/xml",
        "json": "application/csvm+json",
        "parquet": "application/vnd.apache.parquet",
    }
    for path in dumps.iterdir():
        response = client.get(f"/dumps/{path.name}", headers={"Accept-Encoding": "identity"})
        assert response.content == path.read_bytes()
        assert response.headers["content-type"].split(";")[0] == types.get(path.suffix[1:], "text/plain")
        assert "last-modified" in response.headers
        if path.name != "SHA256SUMS":
            digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
            assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
        etag = response.headers["etag"]
        assert client.get(f"/dumps/{path.name}", headers={"If-None-Match": etag}).status_code == 304
        assert client.get(f"/dumps/{path.name}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_dates_serve_where_tags_are_not_sent(client: TestClient) -> None:
    modified = client.get("/dumps/esr.nt.gz").headers["last-modified"]
    for since, status in ((modified, 304), ("Sat, 01 Jan 2000 00:00:00 GMT", 200), ("nonsense", 200)):
        assert client.get("/dumps/esr.nt.gz", headers={"If-Modified-Since": since}).status_code == status


def test_a_download_can_be_taken_up_where_it_broke_off(client: TestClient, folder: DataFolder) -> None:
    whole = (folder.current().dumps / "esr.nt.gz").read_bytes()
    first = client.get("/dumps/esr.nt.gz", headers={"Range": "bytes=0-99"})
    assert (first.status_code, first.headers["content-range"]) == (206, f"bytes 0-99/{len(whole)}")
    rest = client.get("/dumps/esr.nt.gz", headers={"Range": "bytes=100-", "If-Range": first.headers["etag"]})
    assert first.content + rest.content == whole
    other = client.get("/dumps/esr.nt.gz", headers={"Range": "bytes=100-", "If-Range": '"of-another-release"'})
    assert (other.status_code, other.content) == (200, whole)
    beyond = client.get("/dumps/esr.nt.gz", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    head = client.head("/dumps/esr.nt.gz")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(whole)), b"")


def test_tables_lead_to_their_description(client: TestClient) -> None:
    link = client.get("/dumps/projects.csv").headers["link"]
    found = re.fullmatch(r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', link)
    assert found is not None
    metadata = client.get(f"/dumps/{found[1]}")
    assert metadata.headers["content-type"] == "application/csvm+json"
    assert "projects.csv" in [table["url"] for table in metadata.json()["tables"]]


@pytest.mark.parametrize(
    "address",
    [
        "/manifest.json",
        "/reports/sources.sqlite",
        "/dumps/..%2Fmanifest.json",
        "/dumps/%2e%2e/manifest.json",
        "/dumps/../manifest.json",
        "/dumps/..%5Cmanifest.json",
        "/dumps/%2Fetc%2Fpasswd",
        "/dumps/nothing.gz",
        "/reports/..%2Fdumps%2Fesr.nt.gz",
        "/releases/{id}/manifest.json",
        "/releases/{id}/store",
        "/releases/{id}/reports/sources.sqlite",
        "/releases/..%2F..%2Fcurrent/dumps/esr.nt.gz",
        "/releases/current/dumps/esr.nt.gz",
    ],
)
def test_nothing_else_of_a_release_is_served(client: TestClient, folder: DataFolder, address: str) -> None:
    assert client.get(address.format(id=folder.current().id)).status_code == 404


def test_a_folder_gives_only_what_it_lists(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "dumps" / "linked").mkdir()
    request = Request({"type": "http", "headers": []})
    for name in ("../secret.txt", "linked", "", ".", "..", "/etc/passwd"):
        with pytest.raises(Refusal):
            serve(request, tmp_path / "dumps", name)


def test_releases_are_listed_newest_first_with_files_that_stay(client: TestClient, folder: DataFolder) -> None:
    told = client.get("/releases", headers={"Accept": "application/json"}).json()["releases"]
    assert [each["id"] for each in told] == [release.id for release in reversed(folder.releases())]
    assert [each["current"] for each in told] == [True, False]
    assert told[0]["previous"] == told[1]["id"]
    assert told[0]["changes"] == {"added": 1, "changed": 1, "removed": 1}
    assert told[0]["counts"]["projects"] == 3
    for each in told:
        assert not {"documents", "seconds"} & each.keys()
        for address in (*each["dumps"], *each["reports"]):
            response = client.get(address)
            assert response.status_code == 200
            assert "immutable" in response.headers["cache-control"]


def test_releases_have_a_page_with_a_place_for_each(client: TestClient, folder: DataFolder) -> None:
    page = client.get("/releases", headers={"Accept": "text/html", "Accept-Language": "en"}).text
    for release in folder.releases():
        assert f'id="{release.id}"' in page
        assert client.get(f"/dataset/release/{release.id}").headers["location"] == f"/releases/{release.id}"
        assert client.get(f"/releases/{release.id}").headers["location"] == f"/releases#{release.id}"
    assert client.get("/releases/20000101T000000Z-000000000000").status_code == 404


@pytest.mark.parametrize("folder_name", ["dumps", "reports"])
def test_folders_list_their_files(client: TestClient, folder: DataFolder, folder_name: str) -> None:
    for start in ("", f"/releases/{folder.releases()[0].id}"):
        page = client.get(f"{start}/{folder_name}/")
        addresses = re.findall(rf'href="({start}/{folder_name}/[^"]+)"', page.text)
        assert len(addresses) >= 8
        assert all(client.get(address).status_code == 200 for address in addresses)


def test_reports_are_served_as_what_they_are(client: TestClient) -> None:
    types = {"html": "text/html", "sv.html": "text/html", "en.csv": "text/csv", "json": "application/json"}
    for suffix, media in {**types, "sarif": "application/sarif+json", "ttl": "text/turtle"}.items():
        response = client.get(f"/reports/validation.{suffix}")
        assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, media)
    policy = client.get("/reports/validation.html").headers["content-security-policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy


def test_the_atom_feed_has_what_the_standard_requires(client: TestClient) -> None:
    response = client.get("/changes.atom", headers={"Accept-Language": "en"})
    assert response.headers["content-type"].split(";")[0] == "application/atom+xml"
    root = etree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for node in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
            assert node.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(node.findtext(f"{ATOM}updated")).tzinfo is not None
        assert node.findtext(f"{ATOM}id").startswith(HERE.base)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = root.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}link").get("rel") for entry in entries] == ["alternate"] * len(entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"{HERE.base}changes.atom?lang=en"


def test_a_feed_tells_what_became_of_each_project(client: TestClient, folder: DataFolder) -> None:
    feed = client.get("/changes.json?lang=sv").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "sv"
    newest = [item for item in feed["items"] if folder.current().id in item["id"]]
    told = {item["id"].partition("#")[2]: (item["tags"], item["title"]) for item in newest}
    assert told["S39009"][0] == ["added"]
    assert told["S39005"] == (["changed"], "Ändrat projekt: S39005 Yrittäjän iskunkestävyys 3.0")
    assert told["S39010"] == (["removed"], "Borttaget projekt: S39010 Olohuone auki iltaisin")
    assert "S39002" not in told
    (changed,) = (item for item in newest if item["tags"] == ["changed"])
    assert "namn" in changed["content_text"]
    assert feed["items"][: len(newest)] == newest


def test_both_feeds_tell_the_same(client: TestClient) -> None:
    items = client.get("/changes.json?lang=fi").json()["items"]
    entries = etree.fromstring(client.get("/changes.atom?lang=fi").content).findall(f"{ATOM}entry")
    assert [item["id"] for item in items] == [entry.findtext(f"{ATOM}id") for entry in entries]
    assert [item["title"] for item in items] == [entry.findtext(f"{ATOM}title") for entry in entries]


def test_long_feeds_come_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = [item["id"] for item in client.get("/changes.json").json()["items"]]
    monkeypatch.setattr(feeds, "ENTRIES", 2)
    seen: list[str] = []
    address: str | None = "/changes.json?lang=fi"
    while address:
        feed = client.get(address).json()
        assert 0 < len(feed["items"]) <= 2
        seen += [item["id"] for item in feed["items"]]
        address = feed.get("next_url")
    assert seen == everything
    assert client.get("/changes.atom?page=99").status_code == 404


@pytest.fixture
def copy(folder: DataFolder, tmp_path: Path) -> DataFolder:
    """The data folder again, for a test to damage."""
    return DataFolder(shutil.copytree(folder.path, tmp_path / "copy", symlinks=True))


def test_a_release_that_tells_nothing_of_itself_is_still_listed(copy: DataFolder) -> None:
    for release in copy.releases():
        release.changes.unlink()
        release.dataset.unlink()
    client = TestClient(make_app(copy))
    assert client.get("/changes.json").json()["items"] == []
    assert client.get("/dataset").status_code == 404
    assert [each["previous"] for each in client.get("/releases.json").json()["releases"]] == [None, None]
    assert client.get("/id/project/S39010", headers={"Accept": "text/turtle"}).status_code == 404


def test_titles_that_xml_cannot_hold_spoil_no_feed(copy: DataFolder) -> None:
    path = copy.current().changes
    changes = orjson.loads(path.read_bytes())
    changes["added"][0]["title"] = "a\x00b\x1fc\ufffe <&>"
    path.write_bytes(orjson.dumps(changes))
    root = etree.fromstring(TestClient(make_app(copy)).get("/changes.atom").content)
    assert "<&>" in root.findtext(f"{ATOM}entry/{ATOM}title")


def test_releases_are_sorted_by_each_column_and_a_table(client: TestClient, folder: DataFolder) -> None:
    names = [each.id for each in folder.releases()]
    page = client.get("/releases?lang=en", headers={"Accept": "text/html"}).text
    columns = re.findall(r'<th scope="col"[^>]*><a href="/releases\?sort=-?(\w+)&amp;lang=en"', page)
    assert columns == [
        *("created", "projects", "organisations", "triples", "documents", "rejected", "added", "changed", "removed")
    ]
    for sort, wanted in (("created", names[::-1]), ("-created", names), ("-projects", names)):
        rows = list(csv.DictReader(StringIO(client.get(f"/releases.csv?sort={sort}").content.decode("utf-8-sig"))))
        shown = client.get(f"/releases?sort={sort}", headers={"Accept": "text/html"}).text
        assert [row["id"] for row in rows] == re.findall(r'<section class="term" id="([^"]+)"', shown)
        if sort.endswith("created"):
            assert [row["id"] for row in rows] == wanted
        else:
            assert [int(row["projects"]) for row in rows] == sorted(int(row["projects"]) for row in rows)
    answer = client.get("/releases.csv?separator=semicolon&lang=sv").content.decode("utf-8-sig")
    assert answer.startswith("Publicerad;Projekt;Organisationer;")
    sheet = openpyxl.load_workbook(BytesIO(client.get("/releases.xlsx").content)).worksheets[0]
    assert sheet.max_row == len(names) + 1
    assert client.get("/releases.csv?size=1").status_code == 422
