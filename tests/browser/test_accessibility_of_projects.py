"""No page about a project, or about who has to do with it, has an obstacle that axe finds."""

import pytest
from playwright.sync_api import Page

from browser.axe import require_none
from browser.kinds import PROJECTS


@pytest.mark.parametrize("kind", PROJECTS)
def test_axe_finds_nothing(axe_tabs: list[Page], site: str, kind: str) -> None:
    require_none(axe_tabs, site + PROJECTS[kind])
