"""A listed project to the address of its page in the service."""

from __future__ import annotations

_PAGES = {
    "2007-2013": "https://www.eura2007.fi/rrtiepa/projekti.php?projektikoodi=",
    "2014-2020": "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=",
}


def page_address(code: str, period: str) -> str | None:
    """The address of a project's page; None for a period whose projects have no page as text.

    >>> page_address("S22580", "2014-2020")
    'https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=S22580'
    >>> page_address("S30001", "2021-2027") is None
    True
    """
    return f"{_PAGES[period]}{code}" if period in _PAGES else None
