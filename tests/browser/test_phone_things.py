"""Pages about things, and lists of them, fit a phone, run without an error, and ask no other site for anything."""

import pytest

from browser.kinds import LISTS, PLACES, PROJECTS
from browser.phone import require_fits
from browser.visit import Visits


@pytest.mark.parametrize("kind", PROJECTS | PLACES | LISTS)
def test_a_kind_of_page_fits_a_phone_and_asks_nobody_else(visits: Visits, kind: str) -> None:
    require_fits(visits, kind)
