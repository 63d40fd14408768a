"""Tables that a person takes for what they are: on a phone with their money, on paper with all columns."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

import chrome
from browser.kinds import KINDS
from browser.visit import SIZES, Visits

LISTS = ("places", "organisations", "objectives", "authorities", "organisation types")
AMOUNTS = """() => {
  const broken = [];
  for (const place of document.querySelectorAll('td.number, .tiles strong, .fund, .facts dd')) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const found of texts.currentNode.data.matchAll(/€?[0-9][0-9,\\u00a0]*\\u00a0(€|[0-9]+)/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, found.index);
        range.setEnd(texts.currentNode, found.index + found[0].length);
        if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) broken.push(found[0]);
      }
    }
  }
  return broken;
}"""
"""The amounts that do not stand on one line."""
HIDDEN = """() => [...document.querySelectorAll('.scroll')]
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => getComputedStyle(each).backgroundImage.split('gradient').length - 1)"""
"""Of each table that is wider than its place, the shades at its edges and what covers them."""


@pytest.mark.parametrize("name", LISTS)
def test_a_list_keeps_its_money_on_a_phone(visits: Visits, name: str) -> None:
    phone = visits("phone", "no scripts").begin("fi").go(KINDS[name])
    table = phone.page.locator("table.cards").first
    assert table.evaluate("each => each.scrollWidth <= each.parentElement.clientWidth")
    cell = table.locator("tbody tr").first.locator("td.number").nth(1)
    assert "€" in cell.inner_text() or cell.inner_text() == "–"
    assert cell.evaluate("each => each.getBoundingClientRect().right <= innerWidth")
    assert cell.evaluate("each => getComputedStyle(each, '::before').content").strip('"').startswith("Myönnetty")


@pytest.mark.parametrize("name", ["query", "query with years", "statistics", "quality", "municipality"])
def test_a_wider_table_shows_that_there_is_more(visits: Visits, name: str) -> None:
    phone = visits("phone", "no scripts").begin("sv").go(KINDS[name])
    shades = phone.page.evaluate(HIDDEN)
    assert shades
    assert set(shades) == {4}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["front", "project", "organisation", "authority", "axis", "places", "query", "statistics", "search"]
)
def test_no_amount_is_broken_inside(visits: Visits, size: str, name: str) -> None:
    visit = visits(size, "no scripts").begin("fi").go(KINDS[name])
    assert visit.page.evaluate(AMOUNTS) == []


def test_an_answer_is_printed_with_all_its_columns_and_no_form(chromium: Browser, site: str, tmp_path: Path) -> None:
    with chrome.profile(chromium, viewport={"width": 1045, "height": 700}) as profile:
        page = profile.new_page()
        page.goto(f"{site}/queries/funding-by-region?lang=fi")
        page.emulate_media(media="print")
        assert page.locator(".answer").evaluate("each => each.getBoundingClientRect().right <= innerWidth")
        assert page.locator("form, button, select").evaluate_all("all => all.every(each => !each.offsetParent)")
        assert page.evaluate(AMOUNTS) == []
        page.pdf(path=tmp_path / "answer.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "answer.pdf") as printed:
        width, height = printed[0].get_size()
        assert width > height


def test_a_phone_sorts_a_list_by_a_link(visits: Visits) -> None:
    phone = visits("phone", "no scripts").begin("fi").go("/authorities")
    phone.page.locator("thead a", has_text="Myönnetty").click()
    phone.at("/authorities")
    assert phone.page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert "↓" in phone.page.locator("th[aria-sort] a").inner_text()
