"""E-mail addresses and phone numbers of anybody are found in any spelling; days, amounts and codes are none."""

import csv
from pathlib import Path

import pytest

from esrgraph.extraction.lookalikes import skeleton
from esrgraph.extraction.personal_details import (
    DIGITS,
    digits,
    emails,
    may_have_emails,
    may_have_phones,
    merged,
    phones,
)

WAYS = list(csv.DictReader((Path(__file__).parent / "ways.csv").read_text(encoding="utf-8").splitlines()))
EMAILS = [
    "maija.mallikas@example.fi",
    "maija.mallikas(at)example.fi",
    "maija.mallikas (ät) example.fi",
    "maija.mallikas at example.fi",
    "maija [miukumauku] example (piste) fi",
    "maija-at-example.fi",
    "m%40example.fi",
    "m&#64;example.fi",
    "etunimi.toinen.kolmas.neljas.sukunimi@sub.example.co.uk",
    "a" * 64 + "@" + "b" * 63 + ".fi",
    f"{'a' * 59}.{'b' * 60}@example.fi",
]
NO_EMAILS = ["KASVU@KESKI", "look at me -esitys", "@example.fi", "m@", "a (at)", "Kello 10 at 12.30", "m@example.f1"]
PHONES = [
    "040 123 4567",
    "0401234567",
    "040-123 4567",
    "+358 40 123 4567",
    "+358 (0)40 123 4567",
    "00358401234567",
    "358 40 123 4567",
    "(09) 4780 0188",
    "09,4780,0188",
    "+46 8 123 456 78",
    "+1 2345678",
    "+46 81234",
    "+461234567890123",
    "013 1234",
    "050 000 1001/02",
    "050 000 1001/02/03",
]
NO_PHONES = [
    "1.1.2018",
    "01.01.2018",
    "486 200",
    "9900103-7",
    "0123456-7",
    "0,5 ja 0,25",
    "vuosina 2014-2020",
    "00100 Helsinki",
    "S039001234",
    "040 12",
    "+46 8 12",
    "09,4780,0188,12345",
    "+46 8123",
    "+4612345678901234",
    "09 1234",
    "0999 999 999",
    "00000 00",
    "Dnro 0358/01.02.03/2018",
    "1/2018",
]
CALLED = [("puh. 4600", []), ("puh. 123 4600", ["123 4600"]), ("p. 6000188", ["6000188"]), ("tel: 1.1.2018", [])]


@pytest.mark.parametrize("email", EMAILS)
def test_an_email_address_is_found_in_any_spelling(email: str) -> None:
    text = f"Kysy: {email}."
    assert [text[start:end] for start, end in emails(text)] == [email]
    assert may_have_emails(skeleton(text))


@pytest.mark.parametrize("text", NO_EMAILS)
def test_what_is_no_email_address_stays(text: str) -> None:
    assert list(emails(text)) == []


def test_a_text_without_a_sign_is_known_at_once() -> None:
    assert not may_have_emails(skeleton("Polku työhön 2018"))
    assert not may_have_emails("\udc80")
    assert may_have_emails("\udc80 maija@example.fi")


def test_two_email_addresses_are_two() -> None:
    text = "maija@example.fi, matti(at)example.fi"
    assert [text[start:end] for start, end in emails(text)] == ["maija@example.fi", "matti(at)example.fi"]


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_is_found_in_any_spelling(phone: str) -> None:
    text = f"Soita {phone}, niin kerromme."
    assert merged(phones(text)) == [(6, 6 + len(phone))]
    assert may_have_phones(text, DIGITS.finditer(text))


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_is_no_phone_number_stays(text: str) -> None:
    assert list(phones(text)) == []
    assert not may_have_phones(text, DIGITS.finditer(text))


@pytest.mark.parametrize(("text", "found"), CALLED)
def test_a_number_without_area_code_is_known_by_the_word_before_it(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in phones(text)] == found
    assert may_have_phones(text, DIGITS.finditer(text)) == bool(found)


def test_what_tells_fast_misses_nothing_of_the_table() -> None:
    """Alone, and at the end of a long text."""
    for way in WAYS:
        for text in (way["text"].replace("\\n", "\n"), f"{'Polku. ' * 30}2018 {way['text']}"):
            assert may_have_emails(skeleton(text)) or not any(emails(text)), text
            assert may_have_phones(text, DIGITS.finditer(text)) == any(phones(text)), text


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert merged([(5, 7), (0, 2), (2, 4), (6, 9), (6, 8)]) == [(0, 4), (5, 9)]
    assert merged([(0, 9), (1, 3)]) == [(0, 9)]
    assert merged([]) == []


def test_digits_of_any_script_are_plain_ones() -> None:
    assert digits("+358 (0)40") == "358040"
    assert digits("٠٤٠ 1２") == "04012"
    assert digits("ei") == ""
