"""The search for what identifies a contact grows with the page: four times as much takes about four times as long."""

from collections.abc import Callable

import pytest
from extreme import prose, require_growth

WORST: dict[str, tuple[Callable[[int], str], int]] = {
    "letters before a sign": (lambda n: prose("a" * n + "@"), 50_000),
    "signs of addresses": (lambda n: prose("a@a." * n), 3_000),
    "signs of addresses as words": (lambda n: prose("a(at)" * n), 3_000),
    "parts of an address": (lambda n: prose("a." * n + "@example.fi"), 5_000),
    "web addresses": (lambda n: prose("http://" * n), 5_000),
    "digits": (lambda n: prose("050 000 01" * n), 2_000),
    "the contact's name": (lambda n: prose("Keksilä Aino " * n), 2_000),
    "the contact's name with hyphens": (lambda n: prose("Keksilä-" * n), 2_000),
    "words for a contact": (lambda n: prose("yhteyshenkilö " * n), 1_000),
    "lines with a contact's label": (lambda n: prose("Yhteyshenkilön xxx: a\n" * n), 1_000),
    "lines for a contact": (lambda n: prose("yhteyshenkilö on\n" * n), 1_000),
}


@pytest.mark.parametrize("name", WORST)
def test_the_search_for_a_contact_grows_with_the_page(name: str) -> None:
    require_growth(*WORST[name])
