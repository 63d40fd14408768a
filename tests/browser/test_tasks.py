"""What people come for, done in a real browser: in each language, on a screen and a phone, with scripts and without."""

import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Locator
from pyoxigraph import RdfFormat, parse

from browser.kinds import KINDS, LANGUAGES, STATUS
from chrome import profile
from esrgraph.rdf.iris import HERE

SIZES = {"screen": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
SCRIPTS = {"scripts": True, "no scripts": False}
READERS = (
    ("fi", "screen", "scripts"),
    ("fi", "phone", "no scripts"),
    ("sv", "screen", "no scripts"),
    ("sv", "phone", "scripts"),
    ("en", "screen", "scripts"),
    ("en", "phone", "no scripts"),
)
"""Every two of language, size and scripts meet; so do both sizes with and without scripts."""
HOME = {"fi": "Lahti", "sv": "Lahtis", "en": "Lahti"}


class Visit:
    """A person's tab. Whatever goes wrong on the way is in `wrong`; each step says where it has led."""

    def __init__(self, context: BrowserContext, site: str, language: str, scripts: bool) -> None:
        self.page, self.site, self.language, self.scripts = context.new_page(), site, language, scripts
        self.wrong: list[str] = []
        self.page.set_extra_http_headers({"Accept-Language": language})
        self.page.on("request", lambda request: self._only_here(request.url))
        self.page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _only_here(self, address: str) -> None:
        if not address.startswith((f"{self.site}/", "data:")):
            self.wrong.append(f"asked {address}")

    def go(self, path: str) -> "Visit":
        self.page.goto(self.site + path)
        return self.at(urlsplit(path).path)

    def follow(self, link: Locator) -> str:
        """Follow a link by what it says; returns the path it leads to."""
        path = urlsplit(link.get_attribute("href") or "").path
        link.click()
        self.at(path)
        return path

    def at(self, path: str) -> "Visit":
        """The page has come, in the reader's language, and fits the window; nothing went wrong on the way."""
        self.page.wait_for_url(lambda address: urlsplit(address).path == path)
        assert self.page.locator("html").get_attribute("lang") == self.language
        width, room = self.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        assert width <= room, f"{path} is {width} pixels wide in a window of {room}"
        assert self.wrong == []
        return self

    def link(self, start: str, inside: str = "main") -> Locator:
        """The first link in a part of the page whose address begins so."""
        return self.page.locator(f'{inside} a[href^="{start}"]:not(svg a):visible').first

    def download(self, link: Locator) -> Path:
        with self.page.expect_download() as waiting:
            link.click()
        download: Download = waiting.value
        return download.path()


@pytest.fixture(scope="module")
def contexts(chromium: Browser) -> Iterator[dict[tuple[str, str], BrowserContext]]:
    """A browser profile for each kind of device."""
    with ExitStack() as stack:
        yield {
            (size, scripts): stack.enter_context(
                profile(chromium, viewport=SIZES[size], java_script_enabled=SCRIPTS[scripts])
            )
            for size, scripts in product(SIZES, SCRIPTS)
        }


@pytest.fixture(params=READERS, ids="-".join)
def visit(
    request: pytest.FixtureRequest, contexts: dict[tuple[str, str], BrowserContext], site: str
) -> Iterator[Visit]:
    language, size, scripts = request.param
    visit = Visit(contexts[size, scripts], site, language, SCRIPTS[scripts])
    yield visit
    visit.page.close()


def test_a_citizen_searches_for_their_municipality_and_opens_a_project(visit: Visit) -> None:
    page = visit.go("/").page
    field = page.get_by_role("combobox" if visit.scripts else "searchbox")
    field.press_sequentially(HOME[visit.language])
    if visit.scripts:
        page.get_by_role("option", name=re.compile(rf"^{HOME[visit.language]}\b")).first.click()
        visit.at("/page/municipality/398")
    else:
        page.locator("main form[role=search] button").click()
        visit.at("/search").follow(visit.link("/page/municipality/398"))
    project = visit.follow(visit.link("/page/project/"))
    assert project.rpartition("/")[2] in page.locator("main").inner_text()


def test_a_citizen_finds_their_municipality_from_the_map(visit: Visit) -> None:
    page = visit.go("/").page
    region = page.locator('figure.map svg a[href^="/page/region/07"]').first
    path = urlsplit(region.get_attribute("href") or "").path
    region.focus()
    page.keyboard.press("Enter")
    visit.at(path)
    visit.follow(visit.link("/page/municipality/398"))
    visit.follow(visit.link("/page/project/"))
    assert page.locator("h1").count() == 1


def test_a_journalist_downloads_who_shares_municipalities(visit: Visit) -> None:
    page = visit.go("/").page
    visit.follow(visit.link("/queries/", "header"))
    visit.follow(visit.link("/queries/organisations-near-organisation"))
    rows = page.locator("table.answer tbody tr").count()
    saved = visit.download(page.get_by_role("link", name="CSV", exact=True))
    table = list(csv.DictReader(saved.read_text(encoding="utf-8").splitlines()))
    assert len(table) == rows > 5
    assert all(int(row["municipalities"]) > 0 for row in table)


def test_a_steward_goes_from_the_findings_to_the_project(visit: Visit) -> None:
    page = visit.go("/").page
    visit.follow(visit.link("/quality", "header"))
    rule = visit.follow(visit.link("/quality/code/ESR-P")).rpartition("/")[2]
    link = visit.link("/page/project/")
    assert urlsplit(link.get_attribute("href") or "").fragment == "findings"
    visit.follow(link)
    assert rule in page.locator("section:has(#findings) code, #findings code").all_inner_texts()


def test_a_developer_goes_from_a_project_to_its_turtle(visit: Visit) -> None:
    visit.go("/page/project/S39001")
    with visit.page.expect_response("**/data/project/S39001.ttl") as waiting:
        visit.link("/data/project/S39001.ttl").click()
    subjects = {str(quad.subject) for quad in parse(waiting.value.body(), format=RdfFormat.TURTLE)}
    assert f"<{HERE.base}id/project/S39001>" in subjects


@pytest.mark.parametrize("address", ["/page/project/S39001", "/search?q=nuoret&kind=project"])
def test_the_language_is_switched_on_the_same_page(visit: Visit, address: str) -> None:
    page = visit.go(address).page
    asked = urlsplit(address)
    for language in [*(each for each in LANGUAGES if each != visit.language), visit.language]:
        visit.language = language
        visit.follow(page.locator(f".languages a[lang={language}]"))
        assert urlsplit(page.url).query == f"{asked.query}&lang={language}".lstrip("&")
        assert page.locator("link[rel=canonical], .languages [aria-current]").last.get_attribute("lang") == language
    visit.follow(visit.link("/places", "header"))
    assert re.search(rf"[?&]lang={visit.language}$", page.url)


@pytest.fixture(scope="module")
def phone(contexts: dict[tuple[str, str], BrowserContext], site: str) -> Iterator[Visit]:
    visit = Visit(contexts["phone", "scripts"], site, "fi", True)
    yield visit
    visit.page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_fits_a_phone_and_asks_nobody_else(phone: Visit, kind: str) -> None:
    phone.wrong.clear()
    address = f"{phone.site}{KINDS[kind]}"
    response = phone.page.goto(address)
    assert response is not None
    assert response.status == STATUS.get(kind, 200)
    phone.wrong = [each for each in phone.wrong if not each.startswith("Failed to load resource")]
    phone.at(urlsplit(address).path)
