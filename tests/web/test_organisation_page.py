"""The page about an organisation: names, projects by role, money, partners, places, and no more than fits a page."""

from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from lxml.html import HtmlElement, document_fromstring
from pyoxigraph import NamedNode, Quad, Store
from starlette.applications import Starlette
from starlette.testclient import TestClient

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.web.charts.geometry import municipalities
from esrgraph.web.pages import thing
from esrgraph.web.pages.organisation import PROJECTS
from esrgraph.web.pages.parts.elsewhere import Match, matches
from esrgraph.web.pages.parts.facts import ThingFacts
from esrgraph.web.pages.parts.pictured import timeline, where
from esrgraph.web.pages.parts.portfolio import portfolio, undertakings
from esrgraph.web.site import Opened, Site
from kept import Kept

CITY = "/page/organisation/9900103-7"
OF_THE_HUB = 53
"""Projects of one organisation: so many that they take two pages."""
EVIL = "<script>alert(1)</script> & pojat Oy"


def client_of(data: DataFolder) -> TestClient:
    """The pages about things, without the workers that run queries from outside."""
    app = Starlette(routes=thing.routes(Site(data, None)))  # type: ignore[arg-type]
    app.state.data = data
    return TestClient(app)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return client_of(data)


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Opened:
    return Site(data, None).opened()  # type: ignore[arg-type]


def tree(client: TestClient, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200
    return document_fromstring(response.text)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_organisation_has_a_page_in_three_languages(client: TestClient, opened: Opened, language: str) -> None:
    organisations = [quad.subject.value for quad in opened.store.quads_for_pattern(None, Rdf.type, Esr.Organisation)]
    assert len(organisations) == 25
    for iri in organisations:
        page = tree(client, f"{opened.path(opened.iris.page(iri))}?lang={language}")
        assert page.get("lang") == language
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {anchor[1:] for anchor in page.xpath("//nav[@class='contents']//@href")} <= set(ids)
        assert "None" not in text(page)


def test_projects_are_counted_by_role_and_listed_latest_first(client: TestClient, opened: Opened) -> None:
    page = tree(client, f"{CITY}?lang=en")
    city = NamedNode(f"{HERE.base}id/organisation/9900103-7")
    applied = {quad.subject.value for quad in opened.store.quads_for_pattern(None, Esr.applicant, city)}
    joined = {quad.subject.value for quad in opened.store.quads_for_pattern(None, Esr.participant, city)}
    assert applied
    assert joined > applied
    facts = text(page.xpath("//section[@aria-labelledby='projects']/dl")[0])
    assert facts.startswith("Applicant")
    links = page.xpath("//ul[@class='projects']//@href")
    assert {link.partition("?")[0].rpartition("/")[2] for link in links} == {iri.rpartition("/")[2] for iri in joined}
    held = portfolio(opened, city.value)
    starts = [each.start for each in undertakings(opened, held, held.rows)]
    assert len(starts) == len(joined)
    assert starts == sorted(starts, reverse=True)


def test_partners_and_neighbours_come_with_what_is_shared(client: TestClient) -> None:
    page = tree(client, "/page/organisation/9900101-0?lang=en")
    partners, neighbours = (
        [text(item) for item in page.xpath(f"//section[@aria-labelledby='{name}']//ol/li")]
        for name in ("partners", "neighbours")
    )
    assert partners[0] == "Kuusirannan kaupunki 9900103-7 · 2 shared projects"
    assert any(item.startswith("Vaskiportin säätiö sr no business ID") for item in partners)
    assert any(item.endswith("7 shared municipalities") for item in neighbours)
    assert len(page.xpath("//figure[contains(@class, 'network')]//svg[@role]//*[@data-name]")) == len(partners) + 1


def test_places_are_listed_and_marked_on_the_map(client: TestClient) -> None:
    page = tree(client, "/page/organisation/9900101-0?lang=sv")
    shown = text(page.xpath("//section[@aria-labelledby='places']")[0])
    assert "Kontiolax" in shown
    assert page.xpath("//path[@class='marked']/@d")[0].startswith("M")


def test_names_money_and_identity(client: TestClient) -> None:
    page = tree(client, "/page/organisation/9900101-0?lang=en")
    assert text(page.xpath("//h1")[0]) == "Tuuliharjun ammattikorkeakoulu Oy"
    assert "€750,200" in text(page.xpath("//section[@aria-labelledby='money']")[0])
    (script,) = page.xpath("//script[@type='application/ld+json']")
    organisation, crumbs = orjson.loads(script.text)["@graph"]
    assert (organisation["@type"], organisation["identifier"]) == ("Organization", "9900101-0")
    assert [each["position"] for each in crumbs["itemListElement"]] == [1, 2, 3]
    assert page.xpath("//link[@rel='canonical']/@href") == ["/page/organisation/9900101-0"]


def test_an_organisation_known_by_several_names_has_them_all(client: TestClient, opened: Opened) -> None:
    named = [
        quad
        for quad in opened.store.quads_for_pattern(None, Skos.altLabel, None)
        if "/id/organisation/" in quad.subject.value
    ]
    assert named
    for quad in named:
        assert quad.object.value in text(tree(client, opened.path(opened.iris.page(quad.subject.value))))


def test_findings_about_an_organisation_are_on_its_page(client: TestClient) -> None:
    page = tree(client, "/page/organisation/9900105-3?lang=en")
    codes = page.xpath("//*[@class='findings']//code/text()")
    assert sorted(codes) == ["ESR-O-056", "ESR-O-057", "ESR-O-057"]


def hub(folder: Path) -> None:
    """Make a release in which one organisation has many projects, and a name that is markup."""
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    name = "Tuuliharjun ammattikorkeakoulu Oy"
    assert name in text
    pages = folder / "pages"
    pages.mkdir()
    for code in (f"S{39100 + number}" for number in range(OF_THE_HUB)):
        (pages / f"{code}.txt").write_text(text.replace("S39001", code).replace(name, EVIL), encoding="utf-8")
    build_release([pages], DataFolder(folder), Options())


def test_a_hub_is_turned_page_by_page_and_its_name_stays_text(kept: Kept) -> None:
    client = client_of(DataFolder(kept(hub)))
    first, second, beyond = (tree(client, f"/page/organisation/9900101-0?projects={turn}") for turn in (1, 2, 99))
    lists = [set(page.xpath("//ul[@class='projects']//@href")) for page in (first, second, beyond)]
    assert [len(each) for each in lists] == [PROJECTS, OF_THE_HUB - PROJECTS, OF_THE_HUB - PROJECTS]
    assert len(lists[0] | lists[1]) == OF_THE_HUB
    assert first.xpath("//nav[@class='turns']//@href") == ["/page/organisation/9900101-0?projects=2#projects"]
    assert text(first.xpath("//h1")[0]) == EVIL
    assert set(first.xpath("//script/@type")) == {"application/ld+json"}
    assert len(client.get("/page/organisation/9900101-0").content) < 100_000


def test_a_merged_municipality_is_shown_as_its_successor() -> None:
    known = load_schemes().municipalities.by_notation.values()
    merged = next(each for each in known if each.successor and each.notation not in municipalities().rings)
    assert where([merged.notation]) == where([merged.successor or ""]) is not None
    assert where(["nowhere"]) is None


def test_a_period_lies_within_its_years() -> None:
    drawn = timeline("2018-01-01", "2018-12-31")
    assert drawn is not None
    assert drawn.left == pytest.approx(40, abs=0.05)
    assert drawn.width == pytest.approx(10, abs=0.05)
    assert timeline("2018-01-01", None) is None
    assert timeline("2018-01-01", "2017-01-01") is None


def test_an_organisation_says_what_it_is_in_other_registers() -> None:
    iri, ror = NamedNode(f"{HERE.base}id/organisation/9900103-7"), "https://ror.org/040af2s02"
    opened = SimpleNamespace(store=Store())
    opened.store.add(Quad(iri, Schema.sameAs, NamedNode(ror)))

    assert matches(ThingFacts(opened, iri.value)) == {"same": [Match("ROR", "040af2s02", ror)]}  # type: ignore[arg-type]
