"""Neither the front page nor what is said about the data and the site has an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import begin, obstacles, require_none
from browser.kinds import SITE


@pytest.mark.parametrize("kind", SITE)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + SITE[kind])


def test_axe_is_at_work(axe_tabs: list[Page], site: str) -> None:
    markup = "<input><h1 style='color: #eee; background: #fff'>Pale</h1>"
    for tab in axe_tabs:
        tab.goto(f"{site}/about")
        tab.evaluate("markup => { document.querySelector('main').innerHTML = markup }", markup)
        begin(tab)
        assert [each.partition(":")[0] for each in obstacles(tab)] == ["color-contrast", "label"]
