"""The lines that tell of a contact person: labels of any spelling, and the values below them as far as they go."""

import pytest

from esrgraph.documents.page import Line
from esrgraph.extraction.contact_labels import contact_lines
from esrgraph.extraction.forms import FORMS

DETAILS = "Maija Mallikas/suunnittelija/maija.mallikas(at)example.fi/040 123 4567"
LONG = "Hankkeessa tehdään paljon sellaista, mitä muualla ei ole tehty, ja siitä kerrotaan kaikille muillekin."


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        (f"Yhteyshenkilö/{DETAILS}/Muuta", "LVVVV."),
        ("Hankkeen yhteyshenkilön nimi:/Maija Mallikas/suunnittelija", "LV."),
        ("Yhteyshenkilön nimi: Maija/Mallikas/Muuta", "LV."),
        ("Yhteyshenkilön nimi: Maija Mallikas/ja muuta", "L."),
        ("Yhteyshenkilön nimi: Maija//Mallikas", "L.."),
        ("Hankkeen yhteyshenkilön nimi://Maija Mallikas/Muuta", "L.V."),
        ("Hankkeen yhteyshenkilön nimi:/Hankkeen yhteyshenkilön puhelin:/Maija Mallikas/040 123 4567/Muuta", "LLVV."),
        (f"Yhteyshenkilö/{LONG}/Maija Mallikas", "L.."),
        ("Yhteyshenkilö/Hankkeen nimi: Polku/Maija Mallikas", "L.."),
        ("Yhteyshenkilön nimi: Maija/Hankkeen nimi: Polku/Mallikas", "L.."),
        ("Hankkeen nimi: Polku/Maija Mallikas", ".."),
    ],
)
def test_lines_of_the_contact_are_told_from_others(texts: str, kinds: str) -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(texts.split("/"), 1))
    found = contact_lines(lines, FORMS)
    assert "".join("L" if line in found.labels else "V" if line in found.values else "." for line in lines) == kinds
    assert set(found.texts) >= {line.text for line in found.values}
