"""The pages about the service, whose example code runs, and what crawlers read."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.robotparser import RobotFileParser

import numpy as np
import orjson
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.vocabulary import Dct, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.release.tally import Tally, read_tally
from esrgraph.web.app import make_app
from esrgraph.web.pages import crawling
from kept import Kept
from serving import PATIENCE, PATIENT, serving

BASE = "http://localhost:8000/"
PAGES = ("/open-data", "/about", "/about/personal-data")


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data))


@pytest.fixture
def changed(data: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy of the data folder, to change its description in."""
    shutil.copytree(data.path, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data")


def tree(client: TestClient, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200, path
    return document_fromstring(response.text)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


def locations(client: TestClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.headers["content-type"] == "application/xml"
    return etree.fromstring(response.content).xpath("//*[local-name()='loc']/text()")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_are_whole_in_three_languages(client: TestClient, path: str, language: str) -> None:
    page = tree(client, f"{path}?lang={language}")
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//h2")) > 3
    assert not page.xpath("//@style | //style | //script[not(@src or @type='application/ld+json')]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in page.xpath("//main//a[starts-with(@href, '/')]/@href"):
        assert client.get(link, follow_redirects=False).status_code in (200, 303), link


def test_the_languages_say_the_same_in_as_many_parts(client: TestClient) -> None:
    for path in PAGES:
        shapes = [
            [each.tag for each in tree(client, f"{path}?lang={code}").xpath("//main//*")] for code in ("fi", "sv", "en")
        ]
        assert shapes[0] == shapes[1] == shapes[2]


def test_the_operator_is_named_with_the_way_to_reach_them(changed: DataFolder) -> None:
    assert "has not given any contact details" in text(tree(TestClient(make_app(changed)), "/about?lang=en"))
    with changed.current().dataset.open("a", encoding="utf-8") as description:
        description.write(
            f"\n<{BASE}dataset> <http://www.w3.org/ns/dcat#contactPoint> <{BASE}dataset/agent/contact> .\n"
            f"<{BASE}dataset/agent/contact> <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:tiedot@example.fi> .\n"
        )
    shutil.move(changed.path, changed.path.with_name("other"))  # what was read of a folder is remembered
    client = TestClient(make_app(DataFolder(changed.path.with_name("other"))))
    for path in PAGES[1:]:
        page = tree(client, path)
        assert page.xpath("//section[@aria-labelledby='contact']//a/@href") == ["mailto:tiedot@example.fi"]


def test_a_release_with_contacts_says_so_on_every_page(client: TestClient, changed: DataFolder) -> None:
    manifest = changed.current().manifest
    manifest.write_bytes(orjson.dumps(orjson.loads(manifest.read_bytes()) | {"include_contacts": True}))
    exception = TestClient(make_app(changed))
    for path in ("/", "/about", "/about/personal-data", "/page/project/S39001"):
        usual, unusual = (text(tree(each, f"{path}?lang=en").xpath("//footer")[0]) for each in (client, exception))
        assert "Details of contact persons are not published." in usual
        assert "is not published" not in unusual
        assert "This release includes details of contact persons." in unusual
    for language, said in (("fi", "ei julkaista"), ("sv", "publiceras inte: inte"), ("en", "are not published: not")):
        usual, unusual = (text(tree(each, f"/about/personal-data?lang={language}")) for each in (client, exception))
        assert said in usual
        assert said not in unusual
    assert "This release is an exception" in text(tree(exception, "/about/personal-data?lang=en"))
    assert "exception" not in text(tree(client, "/about/personal-data?lang=en"))


def served_at(address: str, code: str) -> str:
    """The code with the addresses it reads from at a server that is not where the identifiers say; these stay."""
    read = code.replace("Graph().parse(project)", f'Graph().parse(project.replace("{BASE}id", "{address}/id"))')
    return re.sub(rf"(?<!URIRef\(\")(?<!replace\(\"){re.escape(BASE)}", f"{address}/", read)


@pytest.fixture(scope="module")
def server(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield address


def code(client: TestClient, name: str) -> str:
    """The example code of that name, as the page shows it."""
    (found,) = tree(client, "/open-data").xpath(f"//pre[@aria-labelledby='code-{name}']")
    return found.text_content()


def printed(program: list[str], source: str) -> list[str]:
    """The lines that a program writes."""
    ran = subprocess.run([*program, source], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.replace("\r", "").splitlines()


def lines(server: str, client: TestClient, name: str) -> list[str]:
    """What the example code in Python of that name writes."""
    return printed([sys.executable, "-c"], served_at(server, code(client, name)))


@pytest.fixture(scope="module")
def counted(data: DataFolder) -> Tally:
    return read_tally(data.current().tally)


def name_of(data: DataFolder, organisation: str) -> str:
    graph, node = data.current().graph(), NamedNode(f"{BASE}id/organisation/{organisation}")
    return next(graph.quads_for_pattern(node, Skos.prefLabel, None, DefaultGraph())).object.value  # type: ignore[union-attr]


def test_the_page_has_the_example_code_that_is_tried_here(client: TestClient) -> None:
    names = tree(client, "/open-data").xpath("//pre/@aria-labelledby")
    assert names == [f"code-{each}" for each in ("curl", "sparqlwrapper", "rdflib", "pandas", "networkx")]


def test_sparqlwrapper_counts_the_projects_of_applicants(
    data: DataFolder, server: str, client: TestClient, counted: Tally
) -> None:
    counts = [(-count, name_of(data, key)) for key, count in counted.counts("applicant").items()]
    assert lines(server, client, "sparqlwrapper") == [f"{-count} {name}" for count, name in sorted(counts)[:10]]


def test_rdflib_reads_title_and_applicant(data: DataFolder, server: str, client: TestClient, counted: Tally) -> None:
    project = NamedNode(f"{BASE}id/project/{counted.codes[0]}")
    (title,) = data.current().graph().quads_for_pattern(project, Dct.title, None, DefaultGraph())
    applicants = [f"{BASE}id/organisation/{key}" for key in counted.links["applicant"].of(0)]
    assert lines(server, client, "rdflib") == [title.object.value, *applicants]  # type: ignore[union-attr]


def test_pandas_adds_up_what_was_granted_by_objective(server: str, client: TestClient, counted: Tally) -> None:
    rows = [line.split() for line in lines(server, client, "pandas")[2:]]
    assert {key: float(total) for key, _, total in rows} == counted.money("specific-objective")
    stated = counted.counts("specific-objective", counted.all[~np.isnan(counted.granted)])
    assert {key: int(count) for key, count, _ in rows} == stated


def test_networkx_ranks_organisations_by_whom_they_share_municipalities_with(
    data: DataFolder, server: str, client: TestClient, counted: Tally
) -> None:
    places: dict[str, set[str]] = {}
    for row in counted.all:
        for organisation in counted.links["organisation"].of(row):
            places.setdefault(organisation, set()).update(counted.links["municipality"].of(row))
    degrees = {one: sum(bool(places[one] & places[other]) for other in places if other != one) for one in places}
    shown = [line.split(" ", 1) for line in lines(server, client, "networkx")]
    assert [int(number) for number, _ in shown] == sorted(degrees.values(), reverse=True)[:10]
    known = Counter(f"{degree} {name_of(data, key)}" for key, degree in degrees.items())
    assert not Counter(" ".join(each) for each in shown) - known


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_gets_what_the_comments_say(data: DataFolder, server: str, client: TestClient, counted: Tally) -> None:
    command = code(client, "curl").replace(BASE, f"{server}/")
    turtle, csv, count = ("\n".join(printed(["sh", "-ec"], each)) for each in command.split("\n\n"))
    whole = {*parse(turtle, format=RdfFormat.TURTLE)}
    assert whole == {*parse(client.get(f"/data/project/{counted.codes[0]}.ttl").text, format=RdfFormat.TURTLE)}
    assert csv.splitlines() == client.get("/queries/funding-by-authority.csv?lang=en").text.splitlines()
    assert count.split() == ["projects", str(len(counted.codes))]


def test_crawlers_are_kept_from_queries_and_led_to_pages(client: TestClient) -> None:
    response = client.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]
    for path in ("/page/project/S39001", "/data/project/S39001.ttl", "/queries/project", "/network", "/open-data"):
        assert robots.can_fetch("*", path), path
    for path in ("/sparql", "/sparql?query=x", "/graph-store", "/search?q=x"):
        assert not robots.can_fetch("*", path), path
    assert "Disallow: /network?*\n" in response.text


def test_the_sitemap_lists_pages_that_are_there(client: TestClient) -> None:
    (part,) = locations(client, "/sitemap.xml")
    assert part == f"{BASE}sitemap-1.xml"
    listed = locations(client, "/sitemap-1.xml")
    assert len(listed) == len(set(listed))
    assert sum(each.startswith(f"{BASE}page/project/") for each in listed) == 22
    assert sum(each.startswith(f"{BASE}page/organisation/") for each in listed) == 24  # one may be a person
    assert {f"{BASE}page/region/12", f"{BASE}page/municipality/167", BASE} <= set(listed)
    chosen = [each for each in listed if "/page/" not in each or "/organisation/" in each or "/project/" in each]
    for each in [*chosen, *listed[-400::50]]:
        assert client.get(f"/{each.removeprefix(BASE)}").status_code == 200, each


def test_a_long_sitemap_has_several_parts(
    data: DataFolder, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client, "/sitemap-1.xml")
    monkeypatch.setattr(crawling, "MOST", 100)
    parts = [locations(client, f"/{each.removeprefix(BASE)}") for each in locations(client, "/sitemap.xml")]
    assert [len(part) for part in parts[:-1]] == [100] * (len(parts) - 1)
    assert [each for part in parts for each in part] == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    tag = client.get("/sitemap-1.xml").headers["etag"]
    assert client.get("/sitemap-1.xml", headers={"If-None-Match": tag}).status_code == 304


def made_up(folder: Path) -> None:
    build_release([EXAMPLES / "S39001.txt"], DataFolder(folder), Options(nature="fictional"))


def test_made_up_projects_are_said_to_be_made_up_on_every_page(kept: Kept) -> None:
    client = TestClient(make_app(DataFolder(kept(made_up))))
    for path in ("/", "/page/project/S39001", "/search", "/about"):
        assert "made-up examples" in client.get(f"{path}?lang=en").text
    assert "made-up examples" in client.get("/dataset.ttl").text
