"""What every page keeps to on a phone."""

from urllib.parse import urlsplit

from browser.kinds import KINDS, STATUS
from browser.visit import Visits


def require_fits(visits: Visits, kind: str) -> None:
    """The page fits, runs without an error, and asks no other site for anything."""
    phone = visits("phone", "scripts").begin("fi")
    address = f"{phone.site}{KINDS[kind]}"
    response = phone.page.goto(address)
    assert response is not None
    assert response.status == STATUS.get(kind, 200)
    phone.wrong = [each for each in phone.wrong if not each.startswith("Failed to load resource")]
    phone.at(urlsplit(address).path)
