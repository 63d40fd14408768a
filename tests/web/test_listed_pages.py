"""What the site says of projects that an official list names."""

import re

import pytest
from starlette.testclient import TestClient

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data))


def shown(client: TestClient, path: str, language: str = "en") -> str:
    response = client.get(f"{path}?lang={language}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "tunnetaan vain virallisesta hankeluettelosta"),
        ("sv", "känt bara från den officiella projektförteckningen"),
        ("en", "known only from the official list of projects"),
    ],
)
def test_a_project_of_a_list_alone_says_so(client: TestClient, language: str, words: str) -> None:
    text = shown(client, "/page/project/S39201", language)
    assert words in text
    assert 'id="places"' not in text
    assert "list.csv" in text
    assert "https://www.example.fi/hankeluettelo" in text


def test_the_status_is_of_the_day_of_the_list(client: TestClient) -> None:
    assert re.search(r"as of \S*31\D", shown(client, "/page/project/S39201"))


def test_a_page_that_is_cut_off_names_what_the_list_gives(client: TestClient) -> None:
    text = shown(client, "/page/project/S39010")
    assert "Only from the list:" in text
    assert "granted EU and state funding" in text.partition("Only from the list:")[2]
    assert "known from the official list" not in text


def test_an_organisation_by_its_name_leads_to_the_one_that_bears_it(client: TestClient) -> None:
    text = shown(client, "/page/organisation/named/vaskiportin-s%C3%A4%C3%A4ti%C3%B6-sr")
    assert "/page/organisation/9900104-5" in text
    assert "This is based on the name alone" in text


FOUNDATION = "named/vaskiportin-s%C3%A4%C3%A4ti%C3%B6-sr"


@pytest.mark.parametrize(
    ("language", "says", "without"),
    [
        ("fi", "pelkän nimen perusteella", "ei Y-tunnusta"),
        ("sv", "bara till namnet", "inget FO-nummer"),
        ("en", "by name only", "no business ID"),
    ],
)
def test_an_organisation_by_its_name_has_no_business_id(
    client: TestClient, language: str, says: str, without: str
) -> None:
    text = shown(client, f"/page/organisation/{FOUNDATION}", language)
    lead = text.partition('<header class="thing">')[2].partition("</header>")[0]
    assert says in lead
    assert f'<span class="tag">{without}</span>' in lead
    assert "named/" not in re.sub(r"<[^>]+>", "", lead)
    listed = text.partition('id="money"')[2].partition("</section>")[0]
    assert 'class="fund"' in listed


def test_the_organisation_with_the_business_id_leads_to_its_namesake(client: TestClient) -> None:
    text = shown(client, "/page/organisation/9900104-5", "fi")
    notice = text.partition("samanniminen organisaatio ilman Y-tunnusta:")[2].partition("</p>")[0]
    assert f"/page/organisation/{FOUNDATION}" in notice
    assert re.search(r"\(\d+ hanke(tta)?\)", notice)
    assert "samanniminen" not in shown(client, f"/page/organisation/{FOUNDATION}", "fi")


TRADER, FIRM = "unidentified/A79202-0", "named/hirsihalli-vaaranrinne-oy"


@pytest.mark.parametrize(
    ("key", "name", "project", "found"),
    [(TRADER, "laaksorinne", "A79202", False), (FIRM, "hirsihalli", "A79201", True)],
    ids=["sole trader", "company"],
)
def test_nobody_is_led_by_name_to_a_beneficiary_that_may_be_a_person(
    client: TestClient, key: str, name: str, project: str, found: bool
) -> None:
    page = shown(client, f"/page/organisation/{key}")
    assert ('<meta name="robots" content="noindex">' in page) is not found
    assert ('application/ld+json">{' in page) is found
    assert (key in client.get("/sitemap-1.xml").text) is found
    assert bool(client.get(f"/suggest.json?q={name}").json()["suggestions"]) is found
    assert bool(client.get(f"/search.json?q={name}").json()["total"]) is found
    assert (key in client.get("/organisations.csv").text) is found
    near = client.get(f"/data/organisation/{key}x.ttl", headers={"Accept": "application/json"})
    assert near.status_code == 404
    assert (key in str(near.json().get("suggestions"))) is found
    for path in (f"/page/project/{project}", f"/page/organisation/{key}"):
        assert name in shown(client, path).casefold()


def test_the_page_about_quality_tells_how_far_lists_are_covered(client: TestClient) -> None:
    text = shown(client, "/quality")
    section = text.partition('id="lists"')[2].partition("</section>")[0]
    assert "European Social Fund" in section
    assert "/queries/listed-projects-without-page" in section
