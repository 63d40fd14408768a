"""No page has an obstacle that axe finds (WCAG 2.2, A and AA), on a screen or a phone, in light or dark colours."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from browser.kinds import KINDS
from chrome import profile
from conftest import ROOT

YASGUI = ROOT / "src" / "esrgraph" / "web" / "static" / "yasgui"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
FIRST_OF_EACH = """() => {
  for (const list of document.querySelectorAll("main, main ul, main ol, main dl, main tbody, main section, main g"))
    [...list.children].slice(4).forEach((each) => each.remove())
}"""
"""Leaves the first of many that stand in a row, which come from the same line of a template: axe looks at each."""
OF_A_SCREEN = {"width": 1280, "height": 900}
OF_A_PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A tab in which axe may run, which the site's policy forbids to foreign scripts."""
    with profile(chromium, bypass_csp=True, reduced_motion="reduce") as context:
        context.add_init_script(AXE_SCRIPT)
        yield context.new_page()


def obstacles(page: Page) -> list[str]:
    """Each violated rule with the selectors of what violates it."""
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [f"{each['id']}: {', '.join(str(node['target'][0]) for node in each['nodes'][:5])}" for each in found]


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(page: Page, site: str, kind: str) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(OF_A_SCREEN)
    page.goto(site + KINDS[kind])
    page.evaluate(FIRST_OF_EACH)
    assert obstacles(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(OF_A_PHONE)
    assert obstacles(page) == []


@pytest.mark.skipif(not YASGUI.is_dir(), reason="YASGUI is not at hand (tools/fetch_yasgui.py)")
def test_axe_finds_nothing_in_what_the_editor_answers(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/about")
    page.evaluate("localStorage.clear()")  # the editor keeps the queries of earlier visits
    page.goto(f"{site}/sparql")
    page.locator(".yasqe_queryButton").click()
    page.locator(".tableSizer").wait_for()
    assert obstacles(page) == []


def test_axe_is_at_work(page: Page, site: str) -> None:
    page.goto(f"{site}/about")
    markup = "<input><h1 style='color: #eee; background: #fff'>Pale</h1>"
    page.evaluate("markup => { document.querySelector('main').innerHTML = markup }", markup)
    assert [each.partition(":")[0] for each in obstacles(page)] == ["color-contrast", "label"]
