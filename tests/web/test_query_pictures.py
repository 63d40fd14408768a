"""The pictures of the catalogue's answers: drawn from the rows that the table has, named, described and linked."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import html
from pyoxigraph import Literal, NamedNode

from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.release.folder import DataFolder
from esrgraph.sparql.catalogue import View, catalogue
from esrgraph.web.app import make_app
from esrgraph.web.charts.bars import Bars, Columns
from esrgraph.web.charts.map import Map
from esrgraph.web.charts.network import Network
from esrgraph.web.charts.small_multiples import Multiples, Series, multiples
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.queries.cells import Rows
from esrgraph.web.queries.pictures import Drawn, picture
from esrgraph.web.site import Opened, Site
from esrgraph.web.workers.pool import Workers
from serving import PATIENT

VIEWS = {query.name: query.view for query in catalogue() if query.view}
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(data: DataFolder) -> Iterator[TestClient]:
    with TestClient(make_app(data, PATIENT)) as client:
        yield client


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Opened:
    return Site(data, Workers(data, PATIENT)).opened()


def page(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(f"/queries/{address}", headers=HTML)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def number(value: object) -> Literal:
    return Literal(str(value), datatype=Xsd.integer if isinstance(value, int) else Xsd.decimal)


def drawn(opened: Opened, view: View, *rows: tuple[object, ...]) -> Drawn | None:
    found = picture(view, Rows(view.columns, rows, more=False), opened, PageReader("en"))
    return found.drawn if found else None


# ---- on the page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_a_query_with_a_view_shows_it_above_its_table(client: TestClient, name: str, language: str) -> None:
    root = page(client, f"{name}?lang={language}")
    (figure,) = root.xpath("//figure")
    for svg in figure.xpath(".//svg[@role]"):
        assert svg.get("role") == ("group" if svg.xpath(".//a") or "network" in figure.get("class") else "img")
        for named in (svg.get("aria-labelledby"), svg.get("aria-describedby")):
            assert root.xpath("//*[@id=$named]", named=named)[0].text_content().strip()
    drawing = "*[self::svg[@role] or self::ul[@class='rows']]"
    assert figure.xpath(f".//{drawing}//rect | .//{drawing}//path | .//{drawing}//circle")
    assert root.xpath("count(//figure/following::table[@class='answer']//td)") > 0
    assert not figure.xpath(".//table | .//@style")
    assert all(f"lang={language}" in link for link in figure.xpath(".//a/@href[starts-with(., '/')]"))
    assert len(root.xpath("//@id")) == len(set(root.xpath("//@id")))


def test_a_query_without_one_has_no_picture(client: TestClient) -> None:
    root = page(client, "codes")
    assert not root.xpath("//figure | //link[contains(@href, 'charts.css')] | //script")


def test_an_answer_without_rows_has_no_picture(client: TestClient) -> None:
    assert not page(client, "largest-projects?euros=999999999").xpath("//figure")


def test_bars_are_as_long_as_the_values_of_their_rows(client: TestClient) -> None:
    root = page(client, "largest-projects?euros=100000&lang=en")
    (bars,) = root.xpath("//figure//ul[@class='rows']")
    rows = root.xpath("//table[@class='answer']/tbody/tr")
    euros = [int(row.xpath("td[4]")[0].text_content().replace(",", "")) for row in rows]
    widths = [float(width.rstrip("%")) for width in bars.xpath(".//rect[@class='first']/@width")]
    assert [round(width / widths[0], 2) for width in widths] == [round(each / euros[0], 2) for each in euros]
    assert bars.xpath(".//a/@href") == [row.xpath("td[1]/a/@href")[0] for row in rows]


def test_of_a_long_answer_the_first_rows_are_drawn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.queries.cells.MOST_ROWS", 4)
    root = page(client, "largest-projects?euros=100001&lang=en")
    assert len(root.xpath("//figure//rect[@class='first']")) - 1 == 4  # one is in the key
    assert "The picture shows the first 4 rows" in root.text_content()


# ---- from rows


def test_years_have_a_column_each_those_without_a_value_too(opened: Opened) -> None:
    made = drawn(opened, View("line", ("year", "n")), (number(2016), number(3)), (number(2018), number(4)))
    assert isinstance(made, Columns)
    assert [(each.figure.label, each.figure.value) for each in made.columns] == [
        ("2016", 3),
        ("2017", None),
        ("2018", 4),
    ]


def test_years_of_several_things_have_a_panel_each(opened: Opened) -> None:
    rows = [
        (number(2016), number(3), Literal("a")),
        (number(2018), number(6), Literal("b")),
        (None, None, Literal("c")),
    ]
    made = drawn(opened, View("line", ("year", "n", "name")), *rows)
    assert isinstance(made, Multiples)
    assert [(panel.series.label, panel.series.values) for panel in made.panels] == [("a", {2016: 3}), ("b", {2018: 6})]
    (one,), (other,) = (panel.columns for panel in made.panels)
    assert (made.years, 2 * one.height, other.left > one.left) == ((2016, 2018), other.height, True)


def test_panels_share_a_scale_and_tell_the_greatest() -> None:
    made = multiples((Series("a", {2015: 10, 2016: 40}), Series("b", {2016: 20})))
    heights = [[column.height for column in panel.columns] for panel in made.panels]
    assert heights == [[heights[0][1] / 4, heights[0][1]], [heights[0][1] / 2]]
    assert [[column.greatest for column in panel.columns] for panel in made.panels] == [[False, True], [True]]
    assert made.panels[0].columns[0].left + made.width < made.panels[0].columns[1].left


def test_places_of_one_region_are_shown_from_near_and_marked(opened: Opened) -> None:
    near, far = (HERE.concept("municipality", code) for code in ("167", "091"))
    made = drawn(opened, View("map", ("municipality",)), (near,))
    assert isinstance(made, Map)
    assert (made.zoomed, made.steps, [tone.marked for tone in made.tones]) == (True, (), [False, True])
    made = drawn(opened, View("map", ("municipality", "n")), (near, number(3)), (far, number(5)))
    assert isinstance(made, Map)
    assert (made.zoomed, [step.greatest for step in made.steps]) == (False, [3, 4, 5])


@pytest.mark.parametrize("place", [HERE.concept("status", "ended"), Literal("167"), NamedNode("http://example.fi/x")])
def test_what_is_no_place_is_on_no_map(opened: Opened, place: object) -> None:
    assert drawn(opened, View("map", ("place", "n")), (place, number(1))) is None


def test_a_network_tells_organisations_from_places(opened: Opened) -> None:
    organisation, place = HERE.organisation("9900101-0", "S39001", 0), HERE.concept("municipality", "167")
    made = drawn(opened, View("network", ("source", "target", "n")), (organisation, place, number(3)))
    assert isinstance(made, Network)
    assert {circle.node.family == "place": circle.node.href for circle in made.circles} == {
        False: "/page/organisation/9900101-0",
        True: "/page/municipality/167",
    }


def test_a_value_that_is_not_known_has_no_length(opened: Opened) -> None:
    made = drawn(opened, View("bar", ("name", "n")), (Literal("a"), number(2)), (Literal("b"), None))
    assert isinstance(made, Bars)
    assert [(row.figure.value, row.width) for row in made.rows] == [(2, 100), (None, 0)]


def test_an_answer_that_lacks_a_column_has_no_picture(opened: Opened) -> None:
    rows = Rows(("name",), ((Literal("a"),),), more=False)
    assert picture(View("bar", ("name", "n")), rows, opened, PageReader("en")) is None
