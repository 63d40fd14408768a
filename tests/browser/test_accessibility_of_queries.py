"""Neither questions, nor their answers, nor the editor have an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import begin, obstacles, require_none
from browser.kinds import QUERIES
from chrome import needs_yasgui


@pytest.mark.parametrize("kind", QUERIES)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + QUERIES[kind])


@needs_yasgui
def test_axe_finds_nothing_in_what_the_editor_answers(axe_tabs: list[Page], site: str) -> None:
    tab = axe_tabs[1]
    tab.goto(f"{site}/about")
    tab.evaluate("localStorage.clear()")  # the editor keeps the queries of earlier visits
    tab.goto(f"{site}/sparql")
    tab.locator(".yasqe_queryButton").click()
    tab.locator(".tableSizer").wait_for()
    begin(tab)
    assert obstacles(tab) == []
