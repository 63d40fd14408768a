"""Every kind of page fits a phone, runs without an error, and asks no other site for anything."""

from urllib.parse import urlsplit

import pytest

from browser.kinds import KINDS, STATUS
from browser.visit import Visits


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_fits_a_phone_and_asks_nobody_else(visits: Visits, kind: str) -> None:
    phone = visits("phone", "scripts").begin("fi")
    address = f"{phone.site}{KINDS[kind]}"
    response = phone.page.goto(address)
    assert response is not None
    assert response.status == STATUS.get(kind, 200)
    phone.wrong = [each for each in phone.wrong if not each.startswith("Failed to load resource")]
    phone.at(urlsplit(address).path)
