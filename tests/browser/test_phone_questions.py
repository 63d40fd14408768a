"""Searches, questions and what is said about the site fit a phone, run without an error, and ask no other site."""

import pytest

from browser.kinds import QUERIES, SEARCHES, SITE
from browser.phone import require_fits
from browser.visit import Visits


@pytest.mark.parametrize("kind", SEARCHES | QUERIES | SITE)
def test_a_kind_of_page_fits_a_phone_and_asks_nobody_else(visits: Visits, kind: str) -> None:
    require_fits(visits, kind)
