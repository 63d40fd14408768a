"""The pictures: what they measure out, and what the site makes of it for eyes, readers of screens and small screens."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from lxml import etree, html
from playwright.sync_api import Browser, Page

import chrome
from conftest import ROOT, SHARED
from esrgraph.language import LANGUAGES
from esrgraph.linking.schemes import load_schemes
from esrgraph.web.charts.bars import bars, columns
from esrgraph.web.charts.geometry import municipalities, regions
from esrgraph.web.charts.label_placement import Corners, extent
from esrgraph.web.charts.map import choropleth
from esrgraph.web.charts.network import HEIGHT, WIDTH, Network, NetworkLink, NetworkNode, ego, network
from esrgraph.web.charts.profile import Assessed, DrawnDimension, DrawnImpact, profile
from esrgraph.web.charts.scales import Figure
from esrgraph.web.charts.timeline import TimelineRow, timeline
from esrgraph.web.http.words import SiteWords

STATIC = ROOT / "src" / "esrgraph" / "web" / "static"
PLACES = load_schemes().municipalities.by_notation


@cache
def environment() -> Environment:
    return Environment(loader=PackageLoader("esrgraph.web"), autoescape=True, undefined=StrictUndefined)


def drawn(macro: str, language: str = "en", **values: object) -> str:
    template = environment().from_string(f'{{% import "parts/pictures.html" as p with context %}}{{{{ p.{macro} }}}}')
    return template.render(t=SiteWords(language), **values)


def picture(text: str) -> etree._Element:
    """The drawing itself, without the swatches of its legend."""
    (found,) = html.fromstring(text).xpath("//svg[@role]")
    return found


def every_municipality() -> dict[str, Figure]:
    current = {code for code, place in PLACES.items() if place.valid_to is None}
    return {code: Figure(PLACES[code].label, int(code) % 90, f"/page/municipality/{code}") for code in sorted(current)}


def every_region() -> dict[str, Figure]:
    labels = {code: region.label for code, region in load_schemes().regions.by_notation.items()}
    return {code: Figure(label, Decimal(int(code) * 123_456), f"/page/region/{code}") for code, label in labels.items()}


def many(count: int, address: str = "/page/") -> tuple[list[NetworkNode], list[NetworkLink]]:
    nodes = [
        NetworkNode(str(at), f"Tuuliharjun koulutus {at} oy", 1 + at * 7 % 40, f"{address}{at}") for at in range(count)
    ]
    links = [NetworkLink(str(at), str(at * step % count), 1 + at % 5) for at in range(count) for step in (3, 7)]
    return nodes, links


def all_pictures(language: str) -> str:
    nodes, links = many(30)
    criteria = (Assessed("Natura 2000", DrawnImpact(7, 3.25), DrawnImpact(None)),)
    period = TimelineRow("Suunta", date(2018, 8, 1), date(2020, 12, 31), "/page/project/S1")
    return "".join(
        [
            drawn("map(it, 'm', 'Map', 'Projects')", language, it=choropleth("region", every_region(), unit="euros")),
            drawn("bars(it, 'b', 'Bars', 'Of', 'A', 'B')", language, it=bars([Figure("x", 3, "/x", 2)], "euros")),
            drawn("columns(it, 'c', 'Years', 'A')", language, it=columns([Figure("2014", 1200000)], "euros")),
            drawn("timeline(it, 't', 'Time', 'Project')", language, it=timeline([period])),
            drawn("profile(it, 'p', 'Profile')", language, it=profile([DrawnDimension("Ecological", criteria)])),
            drawn("network(it, 'n', 'Network', 'Shared')", language, it=network(nodes, links)),
        ]
    )


# ---- every picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_obey_the_content_security_policy(language: str) -> None:
    page = html.fromstring(f"<main>{all_pictures(language)}</main>")
    assert not page.xpath("//@style | //style | //script | //@*[starts-with(name(), 'on')]")


def test_every_picture_is_named_and_described_and_has_its_table() -> None:
    page = html.fromstring(f"<main>{all_pictures('fi')}</main>")
    identifiers = page.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    figures = page.xpath("//figure")
    assert len(figures) == 6
    for figure in figures:
        (it,) = figure.xpath(".//svg[@role] | .//ul[@role]")
        named = [*it.get("aria-labelledby").split(), *it.get("aria-describedby", "").split()]
        assert all(figure.xpath(f".//*[@id='{name}']")[0].text_content().strip() for name in named)
        assert it.get("role") == ("list" if it.tag == "ul" else "group" if it.xpath(".//a") else "img")
        assert figure.xpath(".//details//table//td")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chrome.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def bars_page(browser: Browser) -> Iterator[Page]:
    figures = [
        Figure("Nuoret, jotka ovat työn ja koulutuksen ulkopuolella tai vaarassa jäädä ulkopuolelle", 13_665_312, "#a"),
        Figure("Työttömät", 345),
        Figure("Monialainenosaamiskeskittymäverkostokehittämishanke", None),
    ]
    years = [Figure(str(year), 12_139 + year, "#y") for year in range(2007, 2025)]
    with chrome.profile(browser) as context:
        page = context.new_page()
        page.set_content(drawn("bars(it, 'b', 'T', 'Of', 'A')", it=bars(figures, "euros")) + drawn_columns(years))
        for name in ("site.css", "charts.css"):
            page.add_style_tag(path=STATIC / name)
        yield page


def drawn_columns(years: list[Figure]) -> str:
    return drawn("columns(it, 'c', 'T', 'A')", it=columns(years))


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_a_bar_and_its_value_are_in_line_and_its_label_beside_or_above(bars_page: Page, width: int) -> None:
    bars_page.set_viewport_size({"width": width, "height": 800})
    assert bars_page.evaluate("document.documentElement.scrollWidth") <= width
    for row in bars_page.locator(".rows li").all():
        label, bar, value = (row.locator(part).bounding_box() for part in (".label", "svg", ".value"))
        assert label
        assert bar
        assert value
        assert abs(bar["y"] + bar["height"] / 2 - value["y"] - value["height"] / 2) <= 1
        assert bar["x"] + bar["width"] <= value["x"]
        above, beside = label["y"] + label["height"] <= bar["y"], label["x"] + label["width"] <= bar["x"]
        assert above if width < 640 else beside
        if beside:
            assert abs(label["y"] + label["height"] / 2 - bar["y"] - bar["height"] / 2) <= 1


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_words_around_columns_neither_meet_nor_are_cut(bars_page: Page, width: int) -> None:
    bars_page.set_viewport_size({"width": width, "height": 800})
    boxes = [box for text in bars_page.locator(".plot text:visible").all() if (box := text.bounding_box())]
    assert len(boxes) > 10
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    for one, other in combinations(boxes, 2):
        apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert apart or abs(one["y"] - other["y"]) > 10


def test_a_picture_of_many_links_can_be_skipped() -> None:
    page = html.fromstring(drawn("map(it, 'm', 'Map', 'x')", it=choropleth("municipality", every_municipality())))
    (target,) = page.xpath("//a[@class='skip-picture']/@href")
    assert page.xpath(f"//*[@id='{target[1:]}']")


def test_labels_are_escaped() -> None:
    text = drawn("bars(it, 'b', 'T', 'Of', 'A')", it=bars([Figure("<b>&", 1, '/x?"<')]))
    assert "<b>" not in text
    assert html.fromstring(text).xpath("//tbody//a/@href") == ['/x?"<']


# ---- maps


def rings(path: str) -> Iterator[list[tuple[int, int]]]:
    for part in path.split("z")[:-1]:
        first, *steps = re.findall(r"(-?\d+)\s*(-?\d+)", part)
        points = [(int(first[0]), int(first[1]))]
        for x, y in steps:
            points.append((points[-1][0] + int(x), points[-1][1] + int(y)))
        yield points


def area(path: str) -> int:
    """Twice the signed area."""
    return sum(
        x0 * y1 - x1 * y0
        for points in rings(path)
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True)
    )


def test_every_municipality_is_on_the_map_itself_or_as_its_successor() -> None:
    for code in PLACES:
        place = code
        while place not in municipalities().rings:
            place = PLACES[place].successor or pytest.fail(f"{code} is nowhere on the map")


def test_neighbours_share_their_borders_however_much_is_left_out() -> None:
    parts, wholes = municipalities(), regions()
    box = parts.box(parts.rings)
    for unit, detail in ((13, 3.0), (5, 0.0), (30, 10.0)):
        small = sum(area(parts.path(code, box, unit, detail)) for code in parts.rings)
        large = sum(area(wholes.path(code, box, unit, detail)) for code in wholes.rings)
        assert small == large != 0


def test_the_map_lies_where_finland_lies() -> None:
    # The origin is the file's south-west corner, 61.6 km east and 6605.7 km north in ETRS-TM35FIN.
    helsinki, utsjoki = municipalities().box(["091"]), municipalities().box(["890"])
    assert helsinki.west < (385_600 - 61_600) / 100 < helsinki.east
    assert helsinki.south < (6_672_100 - 6_605_700) / 100 < helsinki.north
    assert utsjoki.north == municipalities().box(municipalities().rings).north


def test_maps_are_small() -> None:
    whole = drawn("map(it, 'm', 'T', 'x', false)", it=choropleth("municipality", every_municipality()))
    region = drawn("map(it, 'm', 'T', 'x')", it=choropleth("region", every_region(), unit="euros"))
    assert len(whole.encode()) < 62_000
    assert len(region.encode()) < 16_500


def test_a_shape_has_its_figure_and_leads_to_its_page() -> None:
    it = picture(drawn("map(it, 'm', 'T', 'x', false)", it=choropleth("municipality", every_municipality())))
    titles = {link.get("href"): link.findtext("path/title") for link in it.iter("a")}
    assert titles["/page/municipality/167"] == "Joensuu: 77"
    assert len(titles) == len(every_municipality())


def test_colours_follow_the_figures() -> None:
    figures = {"091": Figure("Helsinki", 100), "049": Figure("Espoo", 5), "092": Figure("Vantaa", 0)}
    tones = {
        shape.figure.label if shape.figure else "": tone.tone
        for tone in choropleth("municipality", figures).tones
        for shape in tone.shapes
    }
    assert tones == {"Helsinki": 4, "Espoo": 2, "Vantaa": 0, "": None}


def test_former_municipalities_are_shown_as_the_map_has_them() -> None:
    kuopio = Figure("Kuopio", 4)
    alone = choropleth("municipality", {"297": kuopio})
    assert [shape.figure for tone in alone.tones if tone.tone for shape in tone.shapes] == [kuopio, kuopio]
    former = choropleth("municipality", {"297": kuopio, "174": Figure("Juankoski", 1)})
    assert sum(shape.figure is not None for tone in former.tones for shape in tone.shapes) == 2
    assert former.missing == ()


def test_a_municipality_without_a_shape_is_named_under_the_map() -> None:
    jalasjarvi = Figure("Jalasjärvi", 3, "/page/municipality/164")
    made = choropleth("municipality", {"164": jalasjarvi}, marked=["164"], zoom=["164"])
    assert made.missing == (jalasjarvi,)
    assert [len(tone.shapes) for tone in made.tones if tone.marked] == [1]
    assert "Jalasjärvi</a> (3)" in drawn("map(it, 'm', 'T', 'x')", it=made)


def test_a_map_shows_some_places_from_near() -> None:
    labels = {code: Figure(PLACES[code].label, None, f"/{code}") for code in ("167", "276")}
    made = choropleth("municipality", labels, marked=list(labels), zoom=list(labels))
    assert made.zoomed
    assert {name.text for name in made.names} == {"Joensuu", "Kontiolahti"}
    assert 2 < sum(len(tone.shapes) for tone in made.tones) < 60
    assert made.steps == ()


def test_a_map_of_nothing_is_the_country() -> None:
    made = choropleth("municipality", {}, zoom=["999"])
    assert (made.zoomed, made.steps) == (False, ())
    assert "<details>" not in drawn("map(it, 'm', 'T', 'x')", it=made)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the polygons that the map is made from are not at hand")
def test_the_map_is_what_its_tool_makes_of_the_polygons() -> None:
    source = SHARED / "reference" / "municipalities.geojson"
    command = [sys.executable, str(ROOT / "tools" / "map_topology.py"), str(source)]
    made = subprocess.run(command, capture_output=True, check=True)
    assert made.stdout == (ROOT / "ontology" / "schemes" / "municipalities.topojson").read_bytes()


def test_the_map_names_its_sources() -> None:
    text = drawn("map(it, 'm', 'T', 'x')", "fi", it=choropleth("region", {}))
    assert "whosonfirst.org/docs/licenses" in text
    assert "Maanmittauslaitos" in text


# ---- bars, columns, timelines, profiles


def test_bars_are_as_long_as_their_figures() -> None:
    made = bars([Figure("a", 40), Figure("b", 10, second=20), Figure("c", None)])
    assert [(row.width, row.second_width) for row in made.rows] == [(100, None), (25, 50), (0, None)]


@pytest.mark.parametrize(("count", "value", "room"), [(6, 345, "all"), (18, 345, "wide"), (18, 12_345, "none")])
def test_values_of_columns_are_written_where_there_is_room_for_them(count: int, value: int, room: str) -> None:
    made = columns([Figure(str(2007 + at), value + (at == 3)) for at in range(count)])
    shown = [column.labelled for column in made.columns]
    assert shown.pop(3) == "all", "the greatest is always told"
    assert set(shown) == {room}


@pytest.mark.parametrize(("language", "written"), [("fi", "1,2"), ("en", "1.2")])
def test_amounts_are_written_short_in_the_language(language: str, written: str) -> None:
    made = columns([Figure("2014", 1_200_000), Figure("2015", 3_900_000)], "euros")
    it = picture(drawn("columns(it, 'c', 'T', 'x')", language, it=made))
    assert written in [text.text for text in it.iter("text")]


def test_columns_stand_side_by_side_within_the_picture() -> None:
    made = columns([Figure(str(year), year, second=1) for year in range(2014, 2024)])
    lefts = [column.left for column in made.columns]
    assert all(after - before > 2 * made.columns[0].width for before, after in pairwise(lefts))
    assert lefts[-1] + 2 * made.columns[-1].width <= 100


def test_a_period_lies_where_its_years_lie() -> None:
    made = timeline([TimelineRow("a", date(2016, 1, 1), date(2017, 12, 31))])
    (row,) = made.rows
    ticks = {tick.value: tick.at for tick in made.years}
    assert (row.left, round(row.left + row.width, 1)) == (ticks[2016], round(ticks[2018], 1))
    assert list(ticks) == list(range(2014, 2024))


def test_a_timeline_says_what_it_leaves_out() -> None:
    made = timeline([TimelineRow(str(at), date(2015, 1, 1), None) for at in range(45)])
    assert (len(made.rows), made.left_out, made.rows[0].width) == (40, 5, 0)
    assert "Not shown in the picture: 5 projects" in drawn("timeline(it, 't', 'T', 'Project')", it=made)


def test_a_profile_tells_what_was_not_assessed_from_nought() -> None:
    made = profile([DrawnDimension("D", (Assessed("a", DrawnImpact(0, 2.5), DrawnImpact(None, 10)),))])
    assert [(bar.width, bar.average) for bar in made.groups[0].criteria[0].bars] == [(0, 25), (0, 100)]
    page = html.fromstring(drawn("profile(it, 'p', 'T')", it=made))
    assert page.xpath("//tbody//td/text()") == ["0", "not known", "2.5", "10.0"]


# ---- networks


def test_a_network_is_the_same_every_time() -> None:
    nodes, links = many(60)
    assert network(nodes, links) == network(list(reversed(nodes)), list(reversed(links)))


def test_a_network_keeps_the_organisations_with_the_most_projects() -> None:
    nodes, links = many(170)
    made = network([*nodes, NetworkNode("alone", "Yksin oy", 99)], links)
    assert (len(made.circles), made.left_out) == (150, 21)
    assert "alone" not in {circle.node.key for circle in made.circles}
    projects = [circle.node.projects for circle in made.circles]
    assert projects == sorted(projects, reverse=True)
    assert made.circles[0].radius > made.circles[-1].radius


def centred() -> Network:
    nodes, links = many(30)
    spokes = [NetworkLink("0", node.key, 1 + at) for at, node in enumerate(nodes[1:])]
    return ego(nodes[0], nodes[1:], [*spokes, *links[10:]])


@pytest.mark.parametrize("made", [network(*many(150)), centred()], ids=["network", "ego"])
def test_circles_and_names_stand_apart_within_the_picture(made: Network) -> None:
    for circle in made.circles:
        assert circle.radius <= circle.x <= WIDTH - circle.radius
        assert circle.radius <= circle.y <= HEIGHT - circle.radius
    around = [
        (circle.x - circle.radius, circle.y - circle.radius, circle.x + circle.radius, circle.y + circle.radius)
        for circle in made.circles
    ]
    for names, size, least in ((made.names, 12, 16), (made.narrow_names, 25, 5)):
        corners = [extent(name, size) for name in names]
        assert len(corners) >= least
        assert not [1 for name in corners for circle in around if meet(name, circle)], "a name covers no circle"
        for one, other in combinations(corners, 2):
            assert not meet(one, other)


def meet(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_the_largest_organisations_are_named() -> None:
    made = network(*many(150))
    named = {name.text for name in made.names}
    assert sum(circle.node.label in named for circle in made.circles[:12]) >= 6


def test_what_organisations_are_is_told_by_shape_and_colour_with_a_key() -> None:
    families = ["education", "municipal", "enterprise", "association", "public", "unknown"]
    nodes = [NetworkNode(family, family, 3, family=family) for family in families]
    made = network(nodes, [NetworkLink("unknown", family, 1) for family in families[:5]])
    shapes = {circle.node.family: circle.path for circle in made.circles}
    assert len(set(shapes.values())) == 5, "what is not known is a circle too, an empty one"
    page = html.fromstring(drawn("network(it, 'n', 'T', 'x')", "fi", it=made))
    key = page.xpath("//ul[@class='key']/li")
    assert [item.text_content().strip() for item in key] == [
        SiteWords("fi")(f"picture_family_{family}") for family in families
    ]
    assert len(set(page.xpath("//ul[@class='key']//path/@class"))) == 6


def test_an_ego_network_has_its_organisation_in_the_middle_and_names_every_partner() -> None:
    made = centred()
    middle, *partners = made.circles
    assert (middle.x, middle.y, middle.central) == (WIDTH // 2, HEIGHT // 2, True)
    assert len(made.names) == len(made.circles)
    assert partners[0].node.key == "29"
    assert made.lines[0][0] == 0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_networks_are_drawn_too(count: int) -> None:
    nodes = [NetworkNode(str(at), "a", 0) for at in range(count)]
    links = [NetworkLink("0", "1", 1)] if count == 2 else []
    assert len(ego(NetworkNode("c", "c", 1), nodes, links).circles) == count + 1
    assert len(network(nodes, links).circles) == (2 if count == 2 else 0)


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    with chrome.profile(browser, viewport={"width": 800, "height": 900}) as context:
        page = context.new_page()
        page.set_content(drawn("network(it, 'n', 'T', 'x')", it=network(*many(30, "#"))))
        page.add_style_tag(path=STATIC / "charts.css")
        page.add_script_tag(path=STATIC / "network.js")
        yield page


def test_a_network_is_zoomed_and_moved(browser_page: Page) -> None:
    picture = browser_page.locator(".network svg[role]")
    whole = picture.get_attribute("viewBox")
    browser_page.get_by_role("button", name="Zoom in").click()
    near = picture.get_attribute("viewBox")
    assert near == "120 100 480 400"
    browser_page.keyboard.press("ArrowRight")
    assert picture.get_attribute("viewBox") == "168 100 480 400"
    browser_page.get_by_role("button", name="Show all").click()
    assert picture.get_attribute("viewBox") == whole


def test_an_organisation_is_found_in_a_network_and_its_neighbours_are_listed(browser_page: Page) -> None:
    made = network(*many(30))
    circle = next(each for each in made.circles if each.node.label == "Tuuliharjun koulutus 7 oy")
    found = browser_page.locator(".network .found")
    assert found.is_hidden()
    browser_page.get_by_label("Find in the picture").fill("koulutus 7 oy")
    neighbours = [f"{made.circles[at].node.label} {shared}" for at, shared in circle.beside]
    assert found.locator("strong").inner_text() == circle.node.label
    assert found.locator("li").all_inner_texts() == neighbours
    assert browser_page.locator(".network .view .near").count() == len(neighbours)
    assert browser_page.locator(".network .lit").get_attribute("d")
    other = browser_page.locator(f".network .view a[href='#{made.circles[0].node.key}']")
    other.focus()
    assert found.locator("strong").inner_text() == made.circles[0].node.label
    browser_page.keyboard.press("Escape")
    assert found.is_hidden()


def test_a_first_touch_tells_and_a_second_follows(browser: Browser) -> None:
    with chrome.profile(browser, viewport={"width": 400, "height": 800}, has_touch=True) as context:
        page = context.new_page()
        made = network(*many(30, "#"))
        page.set_content(drawn("network(it, 'n', 'T', 'x')", it=made))
        page.add_style_tag(path=STATIC / "charts.css")
        page.add_script_tag(path=STATIC / "network.js")
        node = page.locator(f".network .view a[href='#{made.circles[0].node.key}'] .node")
        before = page.url
        node.tap()
        assert page.locator(".network .found strong").inner_text() == made.circles[0].node.label
        assert page.url == before
        node.tap()
        assert page.url.endswith(f"#{made.circles[0].node.key}")


def test_dragging_a_network_follows_no_link(browser_page: Page) -> None:
    browser_page.get_by_role("button", name="Zoom in").click()
    address = browser_page.url
    central = min(network(*many(30)).circles, key=lambda circle: (circle.x - 360) ** 2 + (circle.y - 300) ** 2)
    circle = browser_page.locator(f".network .view .node[data-x='{central.x}'][data-y='{central.y}']")
    box = circle.bounding_box()
    assert box
    browser_page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert browser_page.locator(".network .lit").get_attribute("d")
    browser_page.mouse.down()
    browser_page.mouse.move(box["x"] + 60, box["y"] + 40, steps=4)
    browser_page.mouse.up()
    assert browser_page.url == address
    circle.click()
    assert browser_page.url == f"{address}#{central.node.key}"
    assert circle.bounding_box() != box
