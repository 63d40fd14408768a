"""The lines that tell of a contact person: labels of any spelling, and the values below them as far as they go."""

import csv
from pathlib import Path

import pytest

from esrgraph.documents.page import Line
from esrgraph.extraction.contact_labels import ContactLines, contact_lines, is_contact_label
from esrgraph.extraction.forms import FORMS

WAYS = list(csv.DictReader((Path(__file__).parent / "ways.csv").read_text(encoding="utf-8").splitlines()))
DETAILS = "Maija Mallikas/suunnittelija/maija.mallikas(at)example.fi/040 123 4567"
LONG = "Hankkeessa tehdään paljon sellaista, mitä muualla ei ole tehty, ja siitä kerrotaan kaikille muillekin."
WEBSITE = "Toteuttajaorganisaation Web-osoite: www.example.fi"


def of(*texts: str) -> tuple[ContactLines, str]:
    """What is found in lines, and of each whether it has a label (L), a value below one (V), or neither."""
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    found = contact_lines(lines, FORMS)
    return found, "".join("L" if line in found.labels else "V" if line in found.values else "." for line in lines)


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        (f"Yhteyshenkilö/{DETAILS}/Muuta", "LVVVV."),
        (f"Yhteyshenkilö:/{DETAILS}/Muuta", "LVVVV."),
        (f"Yhteys henkilö:/{DETAILS}/Muuta", "LVVVV."),
        ("Hankkeen yhteyshenkilön nimi:/Maija Mallikas/suunnittelija", "LV."),
        ("Hankkeen yhteyshenkilön nimi:/maija mallikas/ja muuta", "LV."),
        ("Yhteyshenkilön nimi: Maija/Mallikas/Muuta", "LV."),
        ("Yhteyshenkilön nimi: Maija Mallikas/ja muuta", "L."),
        ("Yhteyshenkilön nimi: Maija//Mallikas", "L.."),
        ("Hankkeen yhteyshenkilön nimi://Maija Mallikas/Muuta", "L.V."),
        ("Hankkeen yhteyshenkilön nimi:/Hankkeen yhteyshenkilön puhelin:/Maija Mallikas/040 123 4567/Muuta", "LLVV."),
        ("Yhteyshenkilön nimi:/Yhteyshenkilön asema: päällikkö/ja muuta", "LL."),
        (f"Yhteyshenkilö/{LONG}/Maija Mallikas", "L.."),
        ("Yhteyshenkilö/Hankkeen nimi: Polku/Maija Mallikas", "L.."),
        ("Yhteyshenkilön nimi:/Hankkeen nimi: Polku: osa 2/Maija Mallikas", "L.."),
        ("Yhteyshenkilön nimi: Maija/Hankkeen nimi: Polku/Mallikas", "L.."),
        ("a) Sähköposti: maija", "L"),
        ("Sähkö posti: maija", "L"),
        ("Hankkeen nimi: Polku/Maija Mallikas", ".."),
        ("Hankkeessa on kaksi osaa: Polku ja Paja/Muuta", ".."),
        ("Tutkimus&#10;ja kehitys/Yhteyshenkilön nimi: Maija/ja muuta", ".L."),
        (f"Yhteyshenkilön nimi: Maija, {2 * LONG}/ja muuta", "L."),
        (f"{2 * LONG} Yhteyshenkilön nimi: Maija", "."),
    ],
)
def test_lines_of_the_contact_are_told_from_others(texts: str, kinds: str) -> None:
    found, told = of(*texts.split("/"))
    assert told == kinds
    assert set(found.texts) >= {line.text for line in found.values}


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        (f"Osoite: Katu 3/Puhelinnumero: 013 600 0121/{WEBSITE}", "..."),
        (f"Osoite: Katu 3: B/Puhelinnumero: 013 600 0121/{WEBSITE}", "..."),
        (f"Osoite: Katu 3//Puhelinnumero: 013 600 0121//{WEBSITE}", "....."),
        (f"Osoite:/Katu 3/Puhelinnumero:/013 600 0121/{WEBSITE}", "....."),
        ("Osoite: Katu 3/Puhelinnumero: 013 600 0121/Sähköposti: maija@example.fi", ".LL"),
        (f"Sähköposti: maija@example.fi/Puhelinnumero: 040 123 4567/{WEBSITE}", "LL."),
        (f"Osoite: Katu 3/Muuta: ei/Puhelinnumero: 013 600 0121/{WEBSITE}", "..L."),
        (f"Osoite:/Katu 3/00100 Kylä/Puhelinnumero: 013 600 0121/{WEBSITE}", "...L."),
        (f"Osoite: Katu 3/Puhelinumero: 013 600 0121/{WEBSITE}", ".L."),
        (f"Osoite: Katu 3/Puhelinnumero: 013/Puhelinnumero: 040/{WEBSITE}", ".LL."),
        (f"Puhelinnumero: 013 600 0121/{WEBSITE}", "L."),
        ("Osoite: Katu 3/Puhelinnumero: 013 600 0121", ".L"),
    ],
)
def test_a_number_between_two_of_the_organisations_labels_is_its_own(texts: str, kinds: str) -> None:
    assert of(*texts.split("/"))[1] == kinds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yhteyshenkilön nimi: Maija", "Maija"),
        ("> Yhteyshenkilön nimi: Xenia", "Xenia"),
        ("GSM: 040", "040"),
        ("**Yhteyshenkilön nimi**: _Maija_", "Maija"),
        ("Yhteyshenkilö – Maija Mallikas", "Maija Mallikas"),
        ("Yhteyshenkilön nimi Maija Mallikas", "Yhteyshenkilön nimi Maija Mallikas"),
        ("Yhteyshenkilö maija@example.fi", "Yhteyshenkilö maija@example.fi"),
        ("Yhteyshenkilön puhelin 4567", "Yhteyshenkilön puhelin 4567"),
        ("Yhteyshenkilön nimi Maija", "Yhteyshenkilön nimi Maija"),
        ("Yhteyshenkilön nimi", ""),
        ("Yhteyshenkilö:", ""),
    ],
)
def test_what_stands_beside_a_label_is_looked_for_elsewhere(text: str, value: str) -> None:
    assert of(text)[0].texts == (value,)


@pytest.mark.parametrize(
    "text",
    [
        "Kontaktperson: Maija",
        "Sähköposti: maija",
        "GSM = 040",
        "GSM: 040",
        "Hakijan yhteyshenkilö",
        "Projektin yhteyshenkilö",
        "12:30 Yhteyshenkilö: Maija",
        "Yhteyshenkilö",
        "Hankkeen yhteyshenkilö",
        "Yhteyshenkilön puhelinnumero hakijaorganisaatiossa",
        "Projektipäällikkö: maija",
        "Projektipäällikkö Maija Mallikas",
        "Hankkeen projektipäällikkönä toimii Maija Mallikas.",
        "Hankkeen hankekoordinaattori, puh. 040 123 4567",
        "Kaikissa asioissa on hankkeen yhteyshenkilönä toimiva Maija Mallikas, ja hän vastaa myös muusta työstä.",
        f"Yhteyshenkilö: {2 * LONG}",
    ],
)
def test_a_label_is_known_by_its_letters(text: str) -> None:
    assert is_contact_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hankkeen nimi: Polku työhön",
        "Projektipäällikkö vastaa työstä.",
        "Hankkeessa on projektipäällikkö, ja sen toteuttaa Havuniemen Pajat Oy yhdessä kunnan muiden toimien kanssa.",
        f"Projektipäällikkö Maija Mallikas. {2 * LONG}",
        f"{2 * LONG} Yhteyshenkilö: Maija",
        "Yhteystyö on tiivistä: Maija Mallikas",
        f"Yhteystyö on tiivistä: {2 * LONG}",
        "Hankkeessa työskentelee kaksi ihmistä, ja heillä on yhteyshenkilö.",
        "Yhteyshenkilö kertoo lisää hankkeen kaikista tapahtumista",
        "Nimi",
        "",
    ],
)
def test_a_sentence_is_no_label(text: str) -> None:
    assert not is_contact_label(text)


def test_the_labels_of_the_table_are_known_by_themselves() -> None:
    """The ways of `test_ways.py`, without the page around them; two have no label, but the contact's name."""
    ways = [each for each in WAYS if each["kind"] == "label" and each["position"] == "section 2"]
    others = {each["way"] for each in ways if "." in of(*each["text"].split("\\n"))[1]}
    assert others == {"hankevetäjä", "yhteydenotto w/o name fields"}
    kept = [each["text"] for each in WAYS if each["kind"] == "kept" and each["position"] == "summary"]
    assert {text for text in kept if of(text)[1] != "."} == set()


def test_a_page_without_lines_has_none_of_the_contact() -> None:
    assert of() == (ContactLines(frozenset(), frozenset(), ()), "")
