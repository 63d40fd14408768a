"""The page about a project: complete, escaped, in three languages, and with nothing of a contact person."""

import re
from pathlib import Path
from urllib.parse import unquote

import orjson
import pytest
from lxml.html import HtmlElement, document_fromstring
from markupsafe import escape
from starlette.applications import Starlette
from starlette.testclient import TestClient

import chrome
from conftest import EXAMPLES, ROOT
from esrgraph.build.pipeline import Options, build_release
from esrgraph.mapping.describe import describe_page
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.web.downloads.publisher import Operator
from esrgraph.web.http.problems import Refusal
from esrgraph.web.pages import thing
from esrgraph.web.pages.parts import correction
from esrgraph.web.pages.parts.findings import Findings
from esrgraph.web.pages.parts.target_groups import MentionSpan, pieces
from esrgraph.web.pages.project import PlannedPeriod
from esrgraph.web.site import Site
from kept import Kept

CODES = sorted(path.name[:6] for path in EXAMPLES.glob("[AS]*.*") if "capture" not in path.name)
PAGE_OF_2007 = (EXAMPLES / "S12991.txt").read_text(encoding="utf-8")
EVIL = '</script><script>alert(1)</script> & "nuoret" <b>'
PERSONAL = re.compile(r"@[a-z.]*example\.fi")


def client_of(data: DataFolder) -> TestClient:
    """The pages about things, without the workers that run queries from outside."""
    app = Starlette(routes=thing.routes(Site(data, None)))  # type: ignore[arg-type]
    app.state.data = data
    return TestClient(app)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return client_of(data)


def tree(client: TestClient, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200
    return document_fromstring(response.text)


def text(node: HtmlElement) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").split())


def linked_data(page: HtmlElement) -> list[dict]:
    (script,) = page.xpath("//script[@type='application/ld+json']")
    return orjson.loads(script.text)["@graph"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_example_has_a_page_in_three_languages(client: TestClient, code: str, language: str) -> None:
    page = tree(client, f"/page/project/{code}?lang={language}")
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {anchor[1:] for anchor in page.xpath("//nav[@class='contents']//@href")} <= set(ids)
    assert len(page.xpath("//section")) == {"S12991": 9, "S12992": 8, "S12993": 9}.get(code, 12)


@pytest.mark.parametrize(
    ("language", "period"), [("fi", "Ohjelmakausi"), ("sv", "Programperioden"), ("en", "Programme period")]
)
def test_a_page_of_2007_shows_what_its_form_has_and_asks_for_nothing_else(
    client: TestClient, language: str, period: str
) -> None:
    page = tree(client, f"/page/project/S12991?lang={language}")
    shown = text(page)
    for words in (
        f"{period} 2007–2013",
        "Itä-Suomen suuralueosio",
        "Projekti, jossa on henkilöitä mukana",
        "2 Työllistymisen ja",
    ):
        assert words in shown
    rows = [[text(cell) for cell in row.xpath("td")] for row in page.xpath("//table")[1].xpath(".//tbody/tr")]
    assert [row[:2] for row in rows] == [["24", "31"], ["10", "14"], ["6", "4"], ["2", "2"], ["2", "1"], ["1", "0"]]
    addresses = page.xpath("//dd/a[@rel='nofollow']/@href")
    assert addresses == ["http://www.veneenveistajat.example.fi", "https://ruovikko.example.fi/veistamo"]
    for name in ("priority-axis", "division", "project-type"):
        (link,) = page.xpath(f"//dd/a[contains(@href, '/page/{name}/')]")
        assert link.get("lang", "fi") == "fi"
        assert (link.get("lang") is None) is (language == "fi")
    for name in ("equality", "sustainability", "summary"):
        assert not page.xpath(f"//*[@id='{name}']")


def test_technical_assistance_shows_its_prose_and_no_places(client: TestClient) -> None:
    page = tree(client, "/page/project/S12992?lang=en")
    shown = text(page)
    assert "Ohjelmasta kerrotaan" in shown
    assert "84,500" in shown
    assert not page.xpath("//*[@id='places' or @id='groups']")
    assert "municipalit" not in shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_axis_that_is_named_in_finnish_alone_has_pages_in_three_languages(client: TestClient, language: str) -> None:
    page = tree(client, f"/page/priority-axis/2007-2013-ESR-2?lang={language}")
    (heading,) = page.xpath("//h1")
    assert text(heading).startswith("2 Työllistymisen")
    assert (heading.get("lang") or heading.xpath("string(.//@lang)")) == ("" if language == "fi" else "fi")
    assert "S12991" in text(page)


def nationwide(folder: Path) -> None:
    places = slice(PAGE_OF_2007.index("Maakunnat:"), PAGE_OF_2007.index("3.2 "))
    page = PAGE_OF_2007.replace(PAGE_OF_2007[places], "Valtakunnallinen projekti\n\n")
    (folder / "page.txt").write_text(page.replace("S12991", "A600000001"), "utf-8")
    build_release([folder / "page.txt"], DataFolder(folder / "data"), Options())


def test_a_nationwide_project_is_told_to_be_one_and_a_long_code_has_a_page(kept: Kept) -> None:
    page = tree(client_of(DataFolder(kept(nationwide) / "data")), "/page/project/A600000001?lang=en")
    assert "Nationwide project" in text(page)
    assert "nationwide: no municipalities are named" in text(page)
    assert "not stated" not in text(page.xpath("//section[@aria-labelledby='places']")[0])


def test_what_has_no_place_of_its_own_stands_under_the_ontologys_name_for_it(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    further = (Esr.plannedEnd, Esr.genderMainstreamed, Esr.finalReportSummary, Esr.nationwide)
    monkeypatch.setattr("esrgraph.web.pages.project._FURTHER", further)
    (section,) = tree(client_of(data), "/page/project/S39001?lang=en").xpath("//section[@aria-labelledby='money']")
    named = {text(each): each.getnext() for each in section.xpath(".//dt")}
    assert text(named["Planned end"]) == "31 Dec 2020"
    assert text(named["Gender perspective mainstreamed"]) == "yes"
    assert named["Summary of the final report"].xpath("string(.//@lang)") == "fi"
    assert "Nationwide" not in named, "which the page does not state"


def test_a_page_has_what_the_projects_own_page_had(client: TestClient) -> None:
    project = describe_page((EXAMPLES / "S39001.txt").read_bytes()).project
    shown = text(tree(client, "/page/project/S39001"))
    prose = [project.title, project.summary, project.final_report_summary, project.direct_target_groups]
    prose += [each.statement for each in project.sustainability]
    for field in prose:
        for line in (field.value or "").splitlines():
            assert " ".join(line.split()) in shown
    for partner in project.partners:
        assert partner.name.value in shown
    for words in ("486 200 €", "451 930 €", "607 750 €", "566 118 €", "1.8.2018", "31.12.2020", "Opintopolku 1"):
        assert words in shown
    for name in ("Lieksa", "Joensuu", "Kontiolahti", "Nurmes", "Liperi", "Pohjois-Karjala"):
        assert name in shown


def test_what_is_missing_is_said_in_words(client: TestClient) -> None:
    shown = text(tree(client, "/page/project/S39010?lang=en"))
    assert shown.count("not in our copy") > 5
    assert "Our copy of the project's page ends early" in shown
    assert "None" not in shown


def test_words_of_target_groups_are_marked_and_lead_to_the_group(client: TestClient) -> None:
    page = tree(client, "/page/project/S39001?lang=sv")
    marked = {mark.text: mark.getparent().get("href") for mark in page.xpath("//*[@class='marked']//mark")}
    assert marked["nuoret aikuiset"] == "/page/target-group/young-people?lang=sv"
    assert page.xpath("//*[@class='marked']/@lang") == ["fi", "fi"]


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([], [("abcdef", None)]),
        (
            [MentionSpan(1, 5, "long"), MentionSpan(2, 4, "short")],
            [("a", None), ("b", "long"), ("cd", "short"), ("e", "long"), ("f", None)],
        ),
        ([MentionSpan(0, 4, "one"), MentionSpan(2, 6, "two")], [("abcd", "one"), ("ef", "two")]),
        ([MentionSpan(0, 6, "b"), MentionSpan(0, 6, "a")], [("abcdef", "a")]),
        ([MentionSpan(4, 9, "outside")], [("abcdef", None)]),
    ],
)
def test_overlapping_mentions_keep_the_text_whole(
    mentions: list[MentionSpan], expected: list[tuple[str, str | None]]
) -> None:
    assert list(pieces("abcdef", mentions)) == expected


def test_findings_come_with_severity_and_remedy_in_the_readers_language(client: TestClient, data: DataFolder) -> None:
    report = orjson.loads(data.current().validation.read_bytes())
    remedies = {shape["code"]: shape["remedy"] for shape in report["shapes"]}
    for language, severity in {"fi": "Virhe:", "sv": "Fel:", "en": "Error:"}.items():
        page = tree(client, f"/page/project/S39012?lang={language}")
        shown = [text(item) for item in page.xpath("//*[@class='findings']/li")]
        expected = [each for each in report["findings"] if each["project"] == "S39012"]
        assert len(shown) == len(expected) > 3
        for finding, item in zip(expected, shown, strict=True):
            assert " ".join(finding["message"][language].split()) in item
            assert remedies[finding["code"]][language] in item
        assert shown[0].startswith(severity)


def test_the_findings_of_a_report_are_found_without_reading_it_whole(data: DataFolder) -> None:
    findings = Findings(data.current().validation)
    report = orjson.loads(data.current().validation.read_bytes())
    of_projects = [each["project"] for each in report["findings"] if each["project"]]
    assert sum(len(findings.about(code, "en")) for code in set(of_projects)) == len(of_projects) > 0
    assert findings.about("S00000", "en") == []


def test_sustainability_stands_beside_the_mean_of_the_objective(client: TestClient) -> None:
    page = tree(client, "/page/project/S39001?lang=en")
    rows = {text(row.find("th")): text(row) for row in page.xpath("//table[@class='profile']/tbody/tr[td]")}
    assert len(rows) == 15
    (shown,) = [value for name, value in rows.items() if name.startswith("Materials and waste")]
    assert shown.endswith("3 average 4.5 3 average 4.0")


def test_similar_projects_are_those_that_were_derived(client: TestClient) -> None:
    links = tree(client, "/page/project/S39012").xpath("//*[@class='similar']//@href")
    assert "/page/project/S39001" in links
    assert len(links) <= 5


def test_source_and_citation(client: TestClient, data: DataFolder) -> None:
    page = tree(client, "/page/project/S39001?lang=en")
    shown = text(page)
    assert "https://www.example.fi/projektikuvaukset/S39001" in shown
    assert "15 Sep 2021" in shown
    assert re.search(r"SHA-256 ?[0-9a-f]{64}", shown)
    bibtex, csl = page.xpath("//details/pre/text()")
    assert re.fullmatch(r"@misc\{S39001,.*\n\}", bibtex, re.DOTALL)
    (item,) = orjson.loads(str(csl))
    assert item["URL"] == "http://localhost:8000/id/project/S39001"
    assert item["version"] == data.current().id


def test_programs_find_the_data_and_what_the_page_is_about(client: TestClient) -> None:
    page = tree(client, "/page/project/S39001?lang=en")
    assert page.xpath("//link[@rel='canonical']/@href") == ["/page/project/S39001"]
    assert page.xpath("//link[@rel='alternate'][@type='text/turtle']/@href") == ["/data/project/S39001.ttl"]
    assert page.xpath("//meta[@property='og:title']/@content")[0].startswith("Suunta löytyy")
    assert {node["@type"] for node in linked_data(page)} == {"WebPage", "Thing", "MonetaryGrant", "BreadcrumbList"}


def test_nothing_of_a_contact_person_is_on_any_page(client: TestClient) -> None:
    checked = 0
    for code in CODES:
        described = describe_page(next(EXAMPLES.glob(f"{code}.*")).read_bytes())
        contact = described.project.contact
        html = client.get(f"/page/project/{code}").text
        for field in (contact.name, contact.email):
            if field.value:
                checked += 1
                assert str(escape(field.value)) not in html
        assert not PERSONAL.search(html)
    assert checked > len(CODES)


def with_markup(folder: Path) -> None:
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    title = "Suunta löytyy: nuorten polku palkkatyöhön"
    assert title in text
    changed = text.replace(title, EVIL).replace("Polku jakautuu", "<img src=x onerror=alert(1)> Polku jakautuu")
    (folder / "S39001.txt").write_text(changed, encoding="utf-8")
    build_release([folder / "S39001.txt"], DataFolder(folder), Options())


def test_markup_in_a_page_stays_text(kept: Kept) -> None:
    html = client_of(DataFolder(kept(with_markup))).get("/page/project/S39001?lang=en").text
    page = document_fromstring(html)
    assert not page.xpath("//img")
    assert page.xpath("//script/@type") == ["application/ld+json"]
    assert page.xpath("//h1")[0].text == EVIL
    assert linked_data(page)[0]["name"] == EVIL


def test_there_is_no_inline_style_or_script(client: TestClient) -> None:
    html = client.get("/page/project/S39001").text
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_an_unknown_project_is_404(client: TestClient) -> None:
    with pytest.raises(Refusal):
        client.get("/page/project/S00000")


def test_a_project_is_financed_by_its_own_fund(client: TestClient) -> None:
    for code, fund in (("A79001", "European Regional Development Fund"), ("S39001", "European Social Fund")):
        page = client.get(f"/page/project/{code}?lang=en").text
        data = orjson.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])
        (grant,) = (node for node in data["@graph"] if node["@type"] == "MonetaryGrant")
        assert grant["funder"]["name"] == fund
        assert grant["description"].startswith("EU and state funding together")


def test_a_period_that_ends_before_it_begins_has_no_months() -> None:
    assert PlannedPeriod("2018-08-01", "2016-08-01").months is None
    assert PlannedPeriod("2018-08-01", "2018-08-02").months == 1


# ---- what leads on, and back


def test_a_long_way_to_a_page_wraps_as_text(client: TestClient) -> None:
    with chrome.chromium() as browser, chrome.profile(browser, viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.set_content(client.get("/page/project/S39012?lang=fi").text)
        page.add_style_tag(path=ROOT / "src/esrgraph/web/static/site.css")
        steps = page.locator("nav.crumbs li")
        assert page.locator("nav.crumbs ol").bounding_box()["height"] > 40  # type: ignore[index]
        firsts = [step.evaluate("each => each.getClientRects()[0].left") for step in steps.all()]
        edge = min(firsts)
        assert sum(first > edge + 1 for first in firsts) >= 2, "a step begins where the one before ends"


@pytest.mark.parametrize(
    ("code", "town", "municipality"),
    [("S39001", "Joensuu", "167"), ("S39011", "VASA", "905"), ("S39012", "Kuusiranta", None)],
)
def test_an_address_leads_to_the_municipality_that_its_town_is_called_as(
    client: TestClient, code: str, town: str, municipality: str | None
) -> None:
    party = tree(client, f"/page/project/{code}").xpath("//ul[@class='parties']/li")[0]
    assert town in text(party)
    found = party.xpath(".//a/@href[contains(., '/page/municipality/')]")
    assert found == ([f"/page/municipality/{municipality}"] if municipality else [])


def test_amounts_are_bars_as_well_as_a_table(client: TestClient) -> None:
    page = tree(client, "/page/project/S39012?lang=en")
    rows = page.xpath("//section[@aria-labelledby='money']//ul[@class='rows']/li")
    assert [row.xpath("string(span[@class='label'])") for row in rows] == [
        "EU and state funding",
        "Public funding in total",
    ]
    assert all("€" in row.xpath("string(span[@class='value'])") for row in rows)


def test_similar_projects_say_what_they_have_in_common(client: TestClient, data: DataFolder) -> None:
    page = tree(client, "/page/project/S39012?lang=en")
    similar = page.xpath("//ol[@class='similar']/li")
    assert similar
    for each in similar:
        code = each.xpath("string(a/@href)").rpartition("/")[2].partition("?")[0]
        reasons = [text(reason) for reason in each.xpath("ul/li")]
        assert reasons
        other = text(tree(client, f"/page/project/{code}?lang=en"))
        for reason in reasons:
            assert reason.partition(": ")[2].partition(" and ")[0].partition(",")[0] in other


@pytest.mark.parametrize(
    ("operator", "begins"),
    [
        (Operator("Aineistotoimisto", "data@example.fi", "mailto:data@example.fi"), "mailto:data@example.fi?subject="),
        (
            Operator("Aineistotoimisto", "https://example.fi/palaute", "https://example.fi/palaute"),
            "https://example.fi",
        ),
    ],
)
def test_an_error_is_told_to_the_publisher(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch, operator: Operator, begins: str
) -> None:
    monkeypatch.setattr(correction, "operator_of", lambda _: operator)
    page = tree(client_of(data), "/page/project/S39012?lang=fi")
    (href,) = page.xpath("//section[@aria-labelledby='correction']/p[1]/a/@href")
    assert href.startswith(begins)
    if href.startswith("mailto:"):
        subject, body = (unquote(href.partition(f"{name}=")[2].partition("&")[0]) for name in ("subject", "body"))
        assert subject.startswith("Virhe hankkeen S39012 tiedoissa: ")
        assert "Sivu: http://localhost:8000/page/project/S39012" in body
        assert f"Julkaisu: {data.current().id}" in body
        assert "Mikä on väärin:" in body


def test_without_a_contact_the_page_says_whom_to_tell(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    section = tree(client, "/page/project/S39012?lang=en").xpath("//section[@aria-labelledby='correction']")[0]
    assert "The publisher of this site has not stated how to be reached." in text(section)
    assert section.xpath(".//a/@href[contains(., '/page/authority/')]")
    assert not section.xpath(".//a[starts-with(@href, 'mailto:') or @href='']")
