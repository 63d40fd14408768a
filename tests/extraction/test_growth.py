"""The work on a page grows with the page, whatever stands on it: four times as much takes about four times as long."""

from collections.abc import Callable

import pytest
from extreme import PAGE, field, names, prose, require_growth

WORST: dict[str, tuple[Callable[[int], str], int]] = {
    "a long word": (lambda n: prose("x" * n), 200_000),
    "a word with hyphens": (lambda n: prose("nuoriso-" * n), 10_000),
    "a compound with hyphens": (lambda n: prose("maa-työ-kunta-" * n), 5_000),
    "target groups in a row": (lambda n: prose("nuoret ja " * n), 1_000),
    "clauses in a row": (lambda n: prose("jotka eivät " * n), 1_000),
    "marks on a letter": (lambda n: prose("e" + "\u0301\u0316" * n), 50_000),
    "blank lines": (lambda n: PAGE + "\n" * n, 20_000),
    "lines of prose": (lambda n: prose("sana toinen kolmas\n" * n), 1_000),
    "brackets": (lambda n: prose("(" * n), 20_000),
    "brackets of a phone number": (lambda n: field("Puhelinnumero", "(" * n), 10_000),
    "spaces": (lambda n: prose("a" + " " * n + "b"), 100_000),
    "municipalities": (lambda n: field("Kunnat", ", ".join(names(n))), 100),
    "a municipality's letters": (lambda n: field("Kunnat", "a" * n), 50_000),
    "partners": (lambda n: PAGE.replace("Kuusirannan kaupunki,", "".join(f"{x} Oy\n" for x in names(n))), 500),
    "labels": (lambda n: PAGE + "\nHankkeen nimi: a\n" * n, 1_000),
    "headings": (lambda n: PAGE + "\n4.1 Välittömät kohderyhmät\n" * n, 1_000),
    "codes": (lambda n: PAGE + "\nHankekoodi: S39001\n" * n, 1_000),
}


@pytest.mark.parametrize("name", WORST)
def test_work_grows_with_the_page(name: str) -> None:
    require_growth(*WORST[name])
