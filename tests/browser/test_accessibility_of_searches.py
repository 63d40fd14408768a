"""Neither the search, nor the network, nor the statistics have an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import require_none
from browser.kinds import SEARCHES


@pytest.mark.parametrize("kind", SEARCHES)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + SEARCHES[kind])
