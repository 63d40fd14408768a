"""The work on a page grows with the page, whatever stands on it: four times as much takes about four times as long."""

from collections.abc import Callable
from time import process_time

import pytest
from extreme import PAGE, field, names, prose, read

MOST = 10.0
"""Between 4, which is linear, and 16, which is quadratic; other work on the machine slows what is large more."""
TIMES = 3
"""How often a page is read, at most: the least time counts, as others may use the machine."""
LEAST = 0.02
"""Seconds; what takes less is too short to be compared."""


WORST: dict[str, tuple[Callable[[int], str], int]] = {
    "a long word": (lambda n: prose("x" * n), 200_000),
    "a word with hyphens": (lambda n: prose("nuoriso-" * n), 10_000),
    "a compound with hyphens": (lambda n: prose("maa-työ-kunta-" * n), 5_000),
    "target groups in a row": (lambda n: prose("nuoret ja " * n), 1_000),
    "clauses in a row": (lambda n: prose("jotka eivät " * n), 1_000),
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
    "marks on a letter": (lambda n: prose("e" + "\u0301\u0316" * n), 50_000),
    "blank lines": (lambda n: PAGE + "\n" * n, 20_000),
    "lines of prose": (lambda n: prose("sana toinen kolmas\n" * n), 1_000),
    "brackets": (lambda n: prose("(" * n), 20_000),
    "spaces": (lambda n: prose("a" + " " * n + "b"), 100_000),
    "municipalities": (lambda n: field("Kunnat", ", ".join(names(n))), 100),
    "a municipality's letters": (lambda n: field("Kunnat", "a" * n), 50_000),
    "partners": (lambda n: PAGE.replace("Kuusirannan kaupunki,", "".join(f"{x} Oy\n" for x in names(n))), 500),
    "labels": (lambda n: PAGE + "\nHankkeen nimi: a\n" * n, 1_000),
    "headings": (lambda n: PAGE + "\n4.1 Välittömät kohderyhmät\n" * n, 1_000),
    "codes": (lambda n: PAGE + "\nHankekoodi: S39001\n" * n, 1_000),
}


def seconds(page: str) -> float:
    """Of the processor, to read a page."""
    start = process_time()
    read(page)
    return process_time() - start


@pytest.mark.parametrize("name", WORST)
def test_work_grows_with_the_page(name: str) -> None:
    worst, size = WORST[name]
    read(PAGE)
    small, large = worst(size), worst(4 * size)
    bound = MOST * max(min(seconds(small) for _ in range(TIMES)), LEAST)
    assert any(seconds(large) < bound for _ in range(TIMES))
