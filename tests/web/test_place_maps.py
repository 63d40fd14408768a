"""Maps of projects: their shades, what they show beside how many projects there are, and what is not known."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape

import numpy as np
import pytest
from fastapi.testclient import TestClient
from lxml import html

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.release.tally import TallyLinks, read_tally
from esrgraph.web.app import make_app
from esrgraph.web.charts.map import choropleth
from esrgraph.web.charts.map_classes import classes, tone_of
from esrgraph.web.charts.scales import Figure
from esrgraph.web.pages.parts import place_map, summary
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.pages.parts.place_map import PlaceMap, map_projects
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened, Site
from esrgraph.web.workers.pool import Workers
from serving import PATIENT

REGIONS = load_schemes().regions.by_notation


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Opened:
    return Site(data, Workers(data, PATIENT)).opened()


@pytest.mark.parametrize(
    ("values", "shades"),
    [
        ([77, 80, 86], 1),
        ([105, 106, 108, 109, 111, 113], 1),
        ([60, 75, 85], 2),
        ([1, 2], 2),
        ([3, 12, 25, 37], 4),
        ([1, 3, 40, 2, 900, 5, 7, 9], 5),
    ],
)
def test_values_that_are_close_have_few_shades(values: list[int], shades: int) -> None:
    assert len(classes(values)) == shades


@pytest.mark.parametrize("values", [[3, 12, 25, 37], [1, 3, 40, 2, 900, 5, 7, 9], [250, 1900, 3700], [0, 0, 6]])
def test_limits_are_round_and_every_value_is_within_those_of_its_class(values: list[int]) -> None:
    steps = classes(values)
    if max(values) > min(values) > 0:
        assert all(str(step.greatest + 1).rstrip("0") in ("1", "2", "3", "4", "5", "6", "8") for step in steps)
    for value in values:
        (step,) = [step for step in steps if step.tone == tone_of(value, steps)]
        assert step.least <= value <= step.greatest


def test_none_and_not_known_are_told_apart() -> None:
    values = dict(zip(sorted(REGIONS)[:4], (5, 0, None, 20), strict=True))
    made = choropleth("region", {code: Figure(REGIONS[code].label, value) for code, value in values.items()})
    tones = {shape.figure.value: tone for tone in made.tones for shape in tone.shapes if shape.figure}
    assert (tones[0].tone, tones[0].unknown) == (0, False)
    assert (tones[None].tone, tones[None].unknown) == (None, True)
    assert made.unknown
    assert not choropleth("region", {"12": Figure("Pohjois-Karjala", 3)}).unknown


def values_of(it: PlaceMap | None) -> dict[str, object]:
    assert it
    return {figure.label: figure.value for figure in it.map.figures}


def test_the_map_shows_for_each_inhabitant_what_the_query_answers(client: TestClient, opened: Opened) -> None:
    it = map_projects(opened, "region", tally_of(opened).all, PageReader("en"), "inhabitant")
    rows = client.get("/queries/funding-by-region.json?lang=en").json()["results"]["bindings"]
    expected = {row["name"]["value"]: float(row["perInhabitant"]["value"]) for row in rows if "perInhabitant" in row}
    shown = {label: round(float(value), 2) for label, value in values_of(it).items() if value}  # type: ignore[arg-type]
    assert expected
    assert shown == {label: value for label, value in expected.items() if value}
    assert it
    assert it.population_day == "2020-12-31"


@pytest.mark.parametrize("address", ["/places", "/page/priority-axis/5", "/page/region/12"])
def test_a_map_of_projects_leads_to_one_of_money(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(f"{address}?lang=en").content)
    (money,) = page.xpath("//ul[@class='options']//a[text()='Granted']/@href")
    shown = html.fromstring(client.get(money).content)
    assert shown.xpath("string(//ul[@class='options']//a[@aria-current])") == "Granted"
    assert "whole funding of a project" in shown.xpath("string(//figure[contains(@class, 'map')]/figcaption)")
    assert "Scale in" in unescape(shown.text_content())


def test_what_is_for_each_inhabitant_names_the_day_of_the_population(client: TestClient) -> None:
    page = html.fromstring(client.get("/places?lang=fi&map=inhabitant").content)
    assert "väkiluku 31.12.2020" in page.xpath("string(//figcaption)")


def test_where_places_are_known_of_few_projects_none_is_not_known(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tally_of(opened)
    whole = map_projects(opened, "region", table.all, PageReader("en"))
    assert whole
    assert not whole.is_partial
    assert 0 in values_of(whole).values()

    of_one = TallyLinks(("12",), np.array([0]), np.array([0]))
    monkeypatch.setattr(place_map, "tally_of", lambda _: replace(table, links={**table.links, "region": of_one}))
    few = map_projects(opened, "region", table.all, PageReader("en"))
    assert few
    assert few.is_partial
    assert few.known == 1
    assert values_of(few) == {label: 1 if label == "North Karelia" else None for label in values_of(whole)}


def test_shares_of_a_projects_funding_add_up_to_it() -> None:
    links = TallyLinks(("01", "12"), np.array([0, 0, 1]), np.array([0, 1, 1]))
    assert links.shares(np.array([0, 1, 2]), np.array([100.0, 30.0, 5.0])) == {"01": 50.0, "12": 80.0}


def test_money_is_classed_by_round_sums() -> None:
    amounts = [Decimal(1_200_000), Decimal(3_900_000), Decimal(7_000_000)]
    assert [(step.least, step.greatest) for step in classes(amounts, "euros")] == [
        (0, 2_000_000),
        (2_000_000, 4_000_000),
        (4_000_000, 6_000_000),
        (6_000_000, 8_000_000),
    ]


# ---- what is not known is not 0


@pytest.fixture(scope="module")
def partly_known(data: DataFolder) -> Iterator[TestClient]:
    """The examples as if places were known of two projects only, and the status of none."""
    made = read_tally(data.current().tally)
    none, first = np.array([], dtype=np.intp), np.array([0, 1])
    few = {
        kind: TallyLinks((key,), first, np.array([0, 0])) for kind, key in (("region", "12"), ("municipality", "167"))
    }
    changed = replace(made, links={**made.links, **few, "status": TallyLinks((), none, none)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary, "read_tally", lambda _: changed)
        yield TestClient(make_app(data), follow_redirects=False)


def test_places_say_of_how_many_projects_they_are_known_and_show_no_nought(partly_known: TestClient) -> None:
    page = html.fromstring(partly_known.get("/places?lang=en").content)
    assert "Places are known for 2 of 22 projects." in page.text_content()
    numbers = page.xpath("//section[@aria-labelledby='regions']//tbody/tr/td[1]/span/text()")
    assert sorted(set(numbers)) == ["2", "–"]
    assert not page.xpath("//ul[@class='listed']//span[text()='0']")


def test_places_have_no_rank_where_few_are_known(partly_known: TestClient, client: TestClient) -> None:
    ranked = "Rank by number of projects"
    assert ranked in client.get("/page/region/12?lang=en").text
    assert ranked not in partly_known.get("/page/region/12?lang=en").text


def test_a_tile_of_what_no_source_states_is_left_out(partly_known: TestClient, client: TestClient) -> None:
    told = "active when the data was captured"
    assert told in client.get("/page/priority-axis/5?lang=en").text
    assert told not in partly_known.get("/page/priority-axis/5?lang=en").text


def test_shares_are_of_the_projects_that_are_known(client: TestClient, opened: Opened) -> None:
    table = tally_of(opened)
    rows = table.projects_of("priority-axis", ["5"])
    known = int(np.isin(rows, table.links["target-group"].projects).sum())
    assert known < len(rows), "a list names an axis alone"
    page = html.fromstring(client.get("/page/priority-axis/5?lang=en").content)
    (groups,) = page.xpath("//section[@aria-labelledby='groups']")
    assert f"This is known for {known} of {len(rows)} projects" in groups.text_content()
    for row in groups.xpath(".//tbody/tr"):
        count, share = (int(cell.text_content().rstrip("%")) for cell in row.xpath("td")[:2])
        assert share == round(100 * count / known)


def test_an_organisation_known_from_lists_alone_has_no_tile_of_partners(client: TestClient, opened: Opened) -> None:
    listed = [quad.subject.value for quad in opened.store.quads_for_pattern(None, Esr.knownFromList, None)]  # type: ignore[union-attr]
    parties = {
        quad.subject.value: quad.object.value  # type: ignore[union-attr]
        for quad in opened.store.quads_for_pattern(None, Esr.applicant, None)
    }
    alone = {parties[iri] for iri in listed if iri in parties}
    alone -= {party for project, party in parties.items() if project not in listed}
    text = client.get(f"/page/{sorted(alone)[0].partition('/id/')[2]}?lang=en").text
    assert "known from official lists alone" in text
    tiles = html.fromstring(text).xpath("//ul[@class='tiles']/li")
    assert not [tile for tile in tiles if "partner" in tile.text_content() or "municipalit" in tile.text_content()]
