"""Finnish notation: each table in `values/` has a text and the value it stands for, or nothing where it is none."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from esrgraph.language import finnish
from esrgraph.record import Label

VALUES = Path(__file__).parent / "values"
READERS: dict[str, tuple[Callable[[str], object], Callable[[str], object]]] = {
    "dates": (finnish.parse_date, date.fromisoformat),
    "euros": (finnish.parse_euros, Decimal),
    "phones": (finnish.parse_phone, str),
    "business_ids": (finnish.parse_business_id, str),
    "websites": (finnish.parse_website, str),
    "counts": (finnish.parse_count, int),
    "scores": (finnish.parse_score, int),
    "postcodes": (finnish.parse_postcode, str),
    "emails": (finnish.parse_email, str),
    "answers": (finnish.parse_yes_no, "True".__eq__),
}


def rows() -> list[tuple[str, str, str]]:
    return [
        (name, *line.split("\t"))  # type: ignore[misc]
        for name in READERS
        for line in (VALUES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize(("table", "text", "expected"), rows())
def test_a_text_is_read_as_its_value_or_as_none(table: str, text: str, expected: str) -> None:
    read, value = READERS[table]
    assert read(text) == (value(expected) if expected else None)


def test_every_table_is_read() -> None:
    assert {path.stem for path in VALUES.glob("*.tsv")} == set(READERS)


def test_euros_are_exact_decimals() -> None:
    assert isinstance(finnish.parse_euros("1 328 000"), Decimal)


@pytest.mark.parametrize(
    ("text", "number", "wording"),
    [
        ("9. REACT-EU:n ESR-toimenpiteet", "9", "REACT-EU:n ESR-toimenpiteet"),
        ("10.1. Työelämän ulkopuolella", "10.1", "Työelämän ulkopuolella"),
        ("10.1 Työelämän ulkopuolella", "10.1", "Työelämän ulkopuolella"),
    ],
)
def test_labels_have_a_number_and_a_wording(text: str, number: str, wording: str) -> None:
    assert finnish.parse_label(text) == Label(number, wording)


@pytest.mark.parametrize(
    "text", ["", "REACT-EU", "9.", "9.1.2. Liian syvällä", "6.1. ja 6.2. Kaksi", "6.1. Kaksi\nriviä"]
)
def test_a_label_without_number_or_wording_is_none(text: str) -> None:
    assert finnish.parse_label(text) is None


def test_lists_keep_their_order_and_name_each_thing_once() -> None:
    assert finnish.parse_list(" Kemi , Tornio,, Kemi,") == ("Kemi", "Tornio")


FIRST, LAST = date(2018, 8, 1), date(2020, 12, 31)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Alkaa 1.8.2018 ja päättyy 31.12.2020", (FIRST, LAST)),
        ("Alkaa 1.8.2018", (FIRST, None)),
        ("Alkaa 30.2.2018 ja päättyy 31.12.2020", (None, LAST)),
        ("Alkaa 1.8.2018 ja päättyy 31.12.2020, jatkettu 30.6.2021 asti", None),
        ("Alkaa 1.8.2018 ja päättyy 31.12.2020 Alkaa 1.1.2021 ja päättyy 31.8.2021", None),
        ("Alkaa aikaisintaan 1.8.2018 ja päättyy 31.12.2020", None),
        ("1.8.2018 - 31.12.2020", None),
    ],
)
def test_a_period_says_its_two_days_and_nothing_else(text: str, period: object) -> None:
    assert finnish.parse_period(text) == period


def test_digits_without_end_are_no_number() -> None:
    assert finnish.parse_count("9" * 5000) is None
    assert finnish.parse_euros("9" * 5000) is None
    assert finnish.parse_score("0" * 5000 + "1") is None
