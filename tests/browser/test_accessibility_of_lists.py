"""No page that lists things has an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import require_none
from browser.kinds import LISTS


@pytest.mark.parametrize("kind", LISTS)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + LISTS[kind])
