"""No page about a place, or about what projects are for, has an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import require_none
from browser.kinds import PLACES


@pytest.mark.parametrize("kind", PLACES)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + PLACES[kind])
