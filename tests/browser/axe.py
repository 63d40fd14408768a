"""What axe finds on a page (WCAG 2.2, A and AA), on a screen or a phone, in light or dark colours."""

from collections.abc import Sequence

from playwright.sync_api import Page

from browser.visit import SIZES

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
FIRST_OF_EACH = """() => {
  for (const list of document.querySelectorAll("main, main ul, main ol, main dl, main tbody, main section, main g"))
    [...list.children].slice(4).forEach((each) => each.remove())
}"""
"""Leaves the first of many that stand in a row, which come from the same line of a template: axe looks at each."""
TABS = (
    {"viewport": SIZES["screen"], "color_scheme": "light"},
    {"viewport": SIZES["phone"], "color_scheme": "dark"},
)


def begin(tab: Page) -> None:
    """Have axe look at a page: its browser does, while others are asked."""
    tab.evaluate("rules => { window.looking = axe.run(rules) }", RULES)


def obstacles(tab: Page) -> list[str]:
    """Each rule that was found violated, with the selectors of what violates it."""
    found = tab.evaluate("looking.then(found => found.violations)")
    return [f"{each['id']}: {', '.join(str(node['target'][0]) for node in each['nodes'][:5])}" for each in found]


def require_none(tabs: Sequence[Page], address: str) -> None:
    for tab in tabs:
        tab.goto(address)
        tab.evaluate(FIRST_OF_EACH)
        begin(tab)
    assert [obstacles(tab) for tab in tabs] == [[], []]
