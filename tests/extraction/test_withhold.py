"""Nothing of a contact person is left in what is published, wherever on the page it stood."""

import re
from dataclasses import replace

import pytest

from conftest import EXAMPLES
from esrgraph.documents.captures import parse_captures
from esrgraph.documents.page import Line, read_page
from esrgraph.documents.reader import Document
from esrgraph.errors import InputError, UnreadablePage
from esrgraph.extraction.parser import parse_page
from esrgraph.extraction.person_names import PersonNames
from esrgraph.extraction.redact import MARK, Mask, mask, publishable_lines, withhold_contact
from esrgraph.ingest.capture import capture
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.iris import HERE
from esrgraph.record import (
    Applicant,
    Assessment,
    Contact,
    Field,
    Label,
    Partner,
    Problem,
    Project,
    Role,
    Severity,
    SiteAddress,
    Source,
    State,
)


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
    assert problems == (
        Problem(
            1,
            "summary",
            "contact-withheld",
            "The field holds the contact person's name, or an e-mail address or phone number; it is not published",
            "Nothing need be done; or give the organisation's own details at the source",
            Severity.INFO,
        ),
    )


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


# ---- Each field by what it may hold


def with_contact(**changes: object) -> Project:
    return replace(project("Kerrotaan lisää."), **changes)  # type: ignore[arg-type]


PHONE = "013 600 0121"
OTHER, OWN = "09 4780 0188", "040 123 4567"
"""A number of somebody, and the contact's."""


@pytest.mark.parametrize("text", [OWN, "+358 40 1234567", "00358401234567", "040-1234567", "soita 0401234567 heti"])
def test_an_organisations_number_field_loses_the_contacts_number(text: str) -> None:
    given = with_contact(applicant=Applicant(phone=Field(text, text, 9, State.STATED)))
    published, problems = withhold_contact(given)
    assert published.applicant.phone.value is None
    assert published.applicant.phone.state is State.WITHHELD
    assert MARK in (published.applicant.phone.raw or "")
    assert [(each.field, each.line, each.severity) for each in problems] == [("applicant.phone", 9, Severity.INFO)]


def test_an_organisations_numbers_stay_in_its_own_fields_alone() -> None:
    applicant = Applicant(phone=stated(OTHER), business_id=stated("9900103-7"), postcode=stated("80100"))
    given = with_contact(applicant=applicant, site=SiteAddress(postcode=stated("00100")))
    assert withhold_contact(given) == (given, ())
    published, problems = withhold_contact(replace(given, title=stated(f"Polku {OTHER}")))
    assert published.title.value == f"Polku {MARK}"
    assert published.title.state is State.STATED
    assert [each.field for each in problems] == ["title"]


def test_a_finding_names_the_field_in_its_list() -> None:
    partners = tuple(Partner(Role.CO_IMPLEMENTER, stated(name), Field()) for name in ("Kylä ry", "Mallikas Maija"))
    assessments = (Assessment("equality"), Assessment("culture", statement=stated("Maija Mallikas arvioi.")))
    published, problems = withhold_contact(with_contact(partners=partners, sustainability=assessments))
    assert [each.name.value for each in published.partners] == ["Kylä ry", MARK]
    assert published.sustainability[1].statement.value == f"{MARK} arvioi."
    assert [each.field for each in problems] == ["partners[2].name", "sustainability.culture.statement"]


def test_names_are_withheld_in_labels_and_lists() -> None:
    label = Field(Label("5", "Maija Mallikas"), "5 Maija Mallikas", 4, State.STATED)
    towns = Field(("Kylä", "Mallikas"), "Kylä, Mallikas", 5, State.STATED)
    published, problems = withhold_contact(with_contact(priority_axis=label, authority=stated("Mallikas"), fund=towns))
    assert published.priority_axis.value == Label("5", MARK)
    assert published.fund.value == ("Kylä", MARK)
    assert {each.field for each in problems} == {"priority_axis", "authority", "fund"}


@pytest.mark.parametrize(
    ("addresses", "left"),
    [
        (("https://a.example.fi", "https://b.example.fi/maija.mallikas"), ("https://a.example.fi",)),
        (("https://b.example.fi/~mallikas",), None),
        (("https://mmallikas@b.example.fi/",), None),
        (("https://b.example.fi/?email=mm",), None),
        (("https://b.example.fi/0401234567",), None),
        (("https://b.example.fi/tel/0947800188",), None),
        (("https://b.example.fi/2018/12345",), ("https://b.example.fi/2018/12345",)),
    ],
)
def test_addresses_that_tell_of_a_person_are_left_out(addresses: tuple[str, ...], left: tuple[str, ...] | None) -> None:
    homepages = Field(addresses, " ".join(addresses), 7, State.STATED)
    published, problems = withhold_contact(with_contact(homepages=homepages))
    assert published.homepages.value == left
    if left == addresses:
        assert published.homepages == homepages
        assert not problems
    else:
        assert published.homepages.raw == (" ".join(left) if left else MARK)
        assert published.homepages.state is (State.STATED if left else State.WITHHELD)
        assert [(each.field, each.line) for each in problems] == [("homepages", 7)]


def test_an_address_is_withheld_for_what_was_written() -> None:
    website = Field("https://www.example.fi/", "www.example.fi/ (Maija Mallikas)", 7, State.STATED)
    plain = with_contact(applicant=Applicant(website=replace(website, raw="www.example.fi")))
    assert withhold_contact(plain) == (plain, ())
    published, problems = withhold_contact(with_contact(applicant=Applicant(website=website)))
    assert published.applicant.website == Field(None, MARK, 7, State.WITHHELD)
    assert len(problems) == 1


def test_a_source_is_not_named_by_the_contact() -> None:
    url = "https://example.fi/maija.mallikas"
    source = Source(f"pages.warc#{url}", "0123456789abcdef0123", url=url)
    published, problems = withhold_contact(with_contact(source=source))
    assert (published.source.name, published.source.url) == ("pages.warc#sha256:0123456789abcdef", None)
    assert [(each.field, each.line, each.code) for each in problems] == [("page", None, "contact-withheld")]
    plain = Source("S1.txt", "0123", url="https://example.fi/projekti")
    assert withhold_contact(with_contact(source=plain))[0].source == plain


def test_problems_are_told_without_the_contact() -> None:
    told = Problem(3, "summary", "x", f"Maija Mallikas, {OTHER}", "Look", Severity.WARNING, "Mallikas")
    own = Problem(3, "applicant.phone", "x", f"{OTHER} and {OWN}", "Look", Severity.WARNING, OTHER)
    bare = Problem(3, "partners[1].business_id", "x", OTHER, "Look")
    _, problems = withhold_contact(with_contact(), (told, own, bare))
    assert problems == (
        replace(told, message=f"{MARK}, {MARK}", text=MARK),
        replace(own, message=f"{OTHER} and {MARK}"),
        bare,
    )


def test_the_contacts_own_fields_are_left_to_who_asks_for_them() -> None:
    given = project("Maija Mallikas kertoo.")
    assert withhold_contact(given)[0].contact == given.contact


def test_line_breaks_in_what_is_withheld_are_kept() -> None:
    published, _ = withhold_contact(project("Kysy: Maija\nMallikas\nkertoo."))
    assert published.summary.value == f"Kysy: {MARK}\n\nkertoo."


# ---- What a page tells of its contact


def lines_of(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(number, text) for number, text in enumerate(texts, 1))


def hidden(text: str, *page: str, contact: Contact | None = None, **changes: object) -> str:
    """The text as it is published where the page has these lines, and itself."""
    given = Project("S30001", contact=contact or Contact(), **changes)  # type: ignore[arg-type]
    return mask(given, lines_of(*page, text)).text(text)


@pytest.mark.parametrize(
    ("line", "text", "published"),
    [
        ("Yhteyshenkilön nimi: Maija Mallikas", "Voit kysyä Mallikkaalta.", f"Voit kysyä {MARK}."),
        ("Yhteyshenkilo: maija.mallikas(at)example.fi", "Voit kysyä Mallikkaalta.", f"Voit kysyä {MARK}."),
        ("Yhteyshenkilön sähköposti: maija_mallikas2 at example.fi", "Siitä vastaa Mallikas.", f"Siitä vastaa {MARK}."),
        ("Yhteyshenkilön sähköposti: kokki@example.fi", "Apuna on Kokki.", "Apuna on Kokki."),
        ("Yhteyshenkilön puhelin: 358 40 123 4567", "Numero on 123-040 1234567.", f"Numero on {MARK}."),
        ("Yhteyshenkilön puhelin: 12345", "Yhteensä 12345 euroa.", "Yhteensä 12345 euroa."),
        ("Yhteyshenkilön puhelin: 123456", "Yhteensä 123456 euroa.", f"Yhteensä {MARK} euroa."),
        ("Hankkeen nimi: Polku", "Voit kysyä Mallikkaalta.", "Voit kysyä Mallikkaalta."),
        ("Hankkeen nimi: Polku", f"Soita {OTHER}.", f"Soita {MARK}."),
        ("Hankkeen nimi: Polku", "Kysy: aino@example.fi.", f"Kysy: {MARK}."),
        (f"Puhelinnumero: {PHONE}", "Soita heti.", "Soita heti."),
    ],
)
def test_what_stands_beside_a_contacts_label_is_looked_for_in_all_texts(line: str, text: str, published: str) -> None:
    assert hidden(text, line) == published


def test_a_number_of_the_organisation_does_not_make_the_page_be_searched() -> None:
    around = ("Hankkeen nimi: Polku", "Jakeluosoite: Katu 3", f"Puhelinnumero: {PHONE}", "Postinumero: 80100")
    assert mask(Project("S30001"), lines_of(*around)).is_idle
    assert mask(Project("S30001"), lines_of(*around[1:])).is_idle
    assert not mask(Project("S30001"), lines_of(*around, f"Kysy: {PHONE}")).is_idle
    assert not mask(Project("S30001"), lines_of(f"Hankkeen nimi: {PHONE}")).is_idle
    assert not mask(Project("S30001"), lines_of("WWW-osoite: https://a.example.fi/?user=mm")).is_idle
    assert not mask(Project("S30001")).is_idle


def test_a_place_is_no_name_although_the_contact_is_called_so() -> None:
    named = Contact(name=stated("Kemi Maija"))
    towns = Field(("Kemi",), "Kemi", 1, State.STATED)
    assert hidden("Kemi on mukana.", contact=named, municipalities=towns) == "Kemi on mukana."


def test_a_page_with_hundreds_of_names_is_no_page_of_the_form() -> None:
    many = " ".join(f"Sana{chr(97 + a)}{chr(97 + b)}nen" for a in range(15) for b in range(15))
    with pytest.raises(UnreadablePage) as told:
        mask(Project("S30001", contact=Contact(name=stated(many))))
    assert told.value.message == (
        "The lines of the contact person hold 225 names and other words, more than a person has"
    )
    assert told.value.remedy == "Capture the page again, with each field on a line of its own"


# ---- The lines that a report shows


def shown_of(read: Project, *texts: str) -> dict[int, str]:
    lines = lines_of(*texts)
    return {line.number: line.text for line in publishable_lines(lines, read, mask(read, lines))}


def test_lines_of_fields_that_were_read_are_shown() -> None:
    read = Project(
        "S30001",
        code_line=2,
        title=Field("Polku", "Polku", 3, State.STATED),
        summary=Field("Alku.\n\nLoppu.", "Alku.\n\nLoppu.", 6, State.STATED),
        applicant=Applicant(phone=Field(PHONE, PHONE, 10, State.STATED)),
    )
    texts = [
        "1 Hanke",
        "Hankekoodi: S30001",
        "Hankkeen nimi: Polku",
        "jotain muuta",
        "3 Suunnitelman mukainen tiivistelmä toteutuksesta",
        "Alku.",
        "",
        "Loppu.",
        "Alku.",
        f"Puhelinnumero: {PHONE}",
        f"Puhelinnumero: {OTHER}",
    ]
    assert shown_of(read, *texts) == {number: texts[number - 1] for number in (1, 2, 3, 5, 6, 8, 10)}


def test_lines_are_shown_without_people() -> None:
    read = Project(
        "S30001",
        contact=Contact(name=Field("Mallikas Maija", "Mallikas Maija", 4, State.STATED)),
        summary=Field("a", f"Kysy: Maija\nMallikas, {OTHER}\nLoppu.", 2, State.STATED),
        applicant=Applicant(
            street_address=Field("Katu 3", "Katu 3", 5, State.STATED),
            phone=Field(OTHER, OTHER, 6, State.STATED),
            website=Field("https://a.example.fi/?user=mm", "https://a.example.fi/?user=mm", 7, State.STATED),
        ),
    )
    texts = (
        "3 Suunnitelman mukainen tiivistelmä toteutuksesta",
        "Kysy: Maija",
        f"Mallikas, {OTHER}",
        "Hankkeen yhteyshenkilön nimi: Mallikas Maija",
        "Jakeluosoite: Katu 3",
        f"Puhelinnumero: {OTHER}",
        "WWW-osoite: https://a.example.fi/?user=mm",
        "Osatoteuttajat",
    )
    shown = {1: texts[0], 2: f"Kysy: {MARK}", 3: f", {MARK}", 5: texts[4], 6: texts[5], 8: texts[7]}
    assert shown_of(read, *texts) == shown


def test_a_value_below_its_label_is_the_organisations_own_too() -> None:
    applicant = Applicant(
        street_address=Field("Katu 3", "Katu 3", 1, State.STATED), phone=Field(OTHER, OTHER, 2, State.STATED)
    )
    texts = ("Jakeluosoite: Katu 3", "Puhelinnumero:", OTHER, "Postinumero:", f"Kysy: {OTHER}")
    shown = shown_of(Project("S30001", applicant=applicant), *texts)
    assert shown == {number: texts[number - 1] for number in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ("Hankkeen nimi: Polku", True),
        ("Hankkeen nimi:Polku", True),
        ("HANKKEEN NIMI:  Polku", True),
        ("Hankkeen nimi Polku", True),
        ("Hankkeen nimi: Polku Maija", False),
        ("Maija Hankkeen nimi: Polku", False),
        ("Yhteyshenkilön nimi: Polku", False),
        ("Polku", True),
        ("Hankkeen nimi:", True),
        ("Muuta: Polku", False),
    ],
)
def test_a_line_is_shown_that_is_a_known_label_with_what_was_read(line: str, is_shown: bool) -> None:
    read = Project("S30001", title=Field("Polku", "Polku", 1, State.STATED))
    assert shown_of(read, line) == ({1: line} if is_shown else {})


def test_a_partners_line_is_shown_whatever_commas_its_name_has() -> None:
    name, number = Field("Taito, Työ ry", "Taito, Työ ry", 1, State.STATED), Field("9900102-9", "9900102-9", 1)
    read = Project("S30001", partners=(Partner(Role.CO_IMPLEMENTER, name, number),))
    for line in ("Taito, Työ ry, 9900102-9", "Taito, Työ ry 9900102-9"):
        assert shown_of(read, line) == {1: line}
    assert shown_of(read, "Taito, Työ ry, 9900102-9, Maija") == {}
