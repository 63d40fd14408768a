"""Nothing of a contact person is left in what is published, wherever on the page it stood."""

import re
from dataclasses import replace

import pytest

from conftest import EXAMPLES
from esrgraph.documents.captures import parse_captures
from esrgraph.documents.page import Line, read_page
from esrgraph.documents.reader import Document
from esrgraph.errors import InputError
from esrgraph.extraction.parser import parse_page
from esrgraph.extraction.person_names import PersonNames
from esrgraph.extraction.redact import MARK, Mask, publishable_lines, withhold_contact
from esrgraph.ingest.capture import capture
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.iris import HERE
from esrgraph.record import Contact, Field, Project, State


def stated(value: str) -> Field[str]:
    return Field(value, value, 1, State.STATED)


def project(summary: str, name: str = "Mallikas Maija") -> Project:
    email = Field("maija.mallikas@example.fi", "maija.mallikas(at)example.fi", 3, State.STATED)
    phone = Field("+358401234567", "040 123 4567", 4, State.STATED)
    contact = Contact(name=stated(name), position=stated("projektipäällikkö"), email=email, phone=phone)
    return Project("S30001", summary=stated(summary), contact=contact)


@pytest.mark.parametrize(
    "text",
    [
        "Maija Mallikas",
        "Mallikas Maija",
        "MAIJA MALLIKAS",
        "Mallikas, Maija",
        "Maija Mallikkaan",
        "maija.mallikas@example.fi",
        "Maija.Mallikas(at)example.fi",
        "maija.mallikas (at) example.fi",
        "040 123 4567",
        "0401234567",
        "+358 40 1234567",
    ],
)
def test_a_detail_in_prose_is_withheld_and_reported(text: str) -> None:
    published, problems = withhold_contact(project(f"Lisätietoja antaa {text}, hanketoimisto."))
    assert published.summary.value == f"Lisätietoja antaa {MARK}, hanketoimisto."
    assert [(each.field, each.code) for each in problems] == [("summary", "contact-withheld")]
    assert text not in problems[0].message


@pytest.mark.parametrize(
    "text", ["Tuiske Muurahainen", "vuosina 2014-2020", "486 200 euroa", "9900103-7", "mallikas työ", "KASVU@KESKI"]
)
def test_other_names_words_and_figures_stay(text: str) -> None:
    given = project(f"Alku {text} loppu.")
    assert withhold_contact(given) == (given, ())


@pytest.mark.parametrize("name", ["Maija-Liisa Mallikas", "Mallikas, Maija-Liisa", "MALLIKAS MAIJA-LIISA"])
def test_the_name_may_come_in_any_order_and_case(name: str) -> None:
    published, _ = withhold_contact(project("Vetäjänä Maija-Liisa Mallikas.", name))
    assert published.summary.value == f"Vetäjänä {MARK}."


def test_an_organisations_number_that_is_the_contacts_own_is_withheld() -> None:
    text = (EXAMPLES / "S39008.txt").read_bytes()
    asked, _ = parse_page(read_page(text))
    described = describe_page(text)
    assert asked.applicant.phone.value == asked.contact.phone.value
    assert described.project.applicant.phone.value is None
    assert "contact-withheld" in {problem.code for problem in described.problems}


def test_an_empty_contact_withholds_nothing() -> None:
    given = replace(project("Lisätietoja ei ole."), contact=Contact())
    assert withhold_contact(given) == (given, ())


def test_contacts_are_published_only_when_asked_for() -> None:
    text = (EXAMPLES / "S39001.txt").read_bytes()
    name = parse_page(read_page(text))[0].contact.name.value
    assert name
    closed = " ".join(map(str, to_quads(describe_page(text))))
    opened = " ".join(map(str, to_quads(describe_page(text, include_contacts=True), include_contacts=True)))
    assert name not in closed
    assert name in opened


def test_a_problem_tells_nothing_of_the_contact_either(page_text: str) -> None:
    number = "040 123 45678 99"
    lines = [
        f"{line.partition(':')[0]}: {number}" if "puhelinnumero" in line.casefold() else line
        for line in page_text.splitlines()
    ]
    described = describe_page("\n".join(lines).encode())
    assert {"applicant.phone", "contact.phone"} <= {problem.field for problem in described.problems}
    assert not any(number in f"{problem.message} {problem.text}" for problem in described.problems)


@pytest.mark.parametrize(
    "position", ["Projektipäällikkö", "Toiminnanjohtaja, Työ ja osaaminen", "Kehittämispäällikkö, Nuoret"]
)
@pytest.mark.parametrize("text", ["Projektipäällikkö vastaa työstä.", "Työ on tärkeää.", "Nuoret saavat tukea."])
def test_what_a_contact_does_is_no_name(position: str, text: str) -> None:
    given = project(text)
    given = replace(given, contact=replace(given.contact, position=stated(position)))
    assert withhold_contact(given) == (given, ())


def test_a_name_in_the_field_of_the_position_is_withheld() -> None:
    given = project("Lisätietoja antaa Kettu.")
    given = replace(given, contact=replace(given.contact, position=stated("Maija Kettu")))
    assert withhold_contact(given)[0].summary.value == f"Lisätietoja antaa {MARK}."


def test_a_user_in_a_web_address_is_withheld() -> None:
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    changed = re.sub(r"^WWW-osoite:.*$", "WWW-osoite: https://www.example.fi/?user=tmuurah", text, flags=re.MULTILINE)
    assert changed != text
    described = describe_page(changed.encode())
    assert described.project.applicant.website.state is State.WITHHELD
    assert "tmuurah" not in str(described)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("keksila/S39001.txt", f"{MARK}/S39001.txt"),
        ("Keksilä_Aino.txt", f"{MARK}_{MARK}.txt"),
        ("pages.zip/aino.keksila(at)example.fi.txt", f"pages.zip/{MARK}"),
        ("0500000101.txt", f"{MARK}.txt"),
        ("pages/S39001.txt", "pages/S39001.txt"),
    ],
)
def test_the_contact_is_not_shown_in_the_name_of_the_file(path: str, shown: str) -> None:
    found = capture(Document(path, (EXAMPLES / "S39001.txt").read_bytes()), HERE)
    assert found.name == shown
    assert path == shown or path not in str(found)


def test_an_address_that_is_none_is_not_repeated() -> None:
    with pytest.raises(InputError) as told:
        parse_captures(b"file,url,retrieved\na.txt,maija.mallikas,\nb.txt,,Maija Mallikas\n", "captures.csv")
    assert "line 2: the url is no http" in str(told.value)
    assert "mallikas" not in str(told.value).casefold()


def test_a_contacts_line_is_not_shown_although_a_field_was_read_from_it() -> None:
    """Whether or not a name is known by which it could be told."""
    texts = ("Hankkeen tavoitteet", "Polku työhön.", "Yhteyshenkilön nimi: Maija Mallikas", "Polku opintoihin.")
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    read = replace(project(""), summary=Field("", "\n".join(texts[1:]), 2, State.STATED), contact=Contact())
    nobody = Mask(PersonNames([]), (), "")
    assert nobody.is_idle
    shown = [line.number for line in publishable_lines(lines, read, nobody)]
    assert 2 in shown
    assert 3 not in shown
