"""Pages of 2007-2013: every fact of the form, and every trap that real ones have shown."""

import re
from datetime import date
from decimal import Decimal

import pytest

from conftest import EXAMPLES, SHARED
from esrgraph.documents.page import read_page
from esrgraph.errors import ForeignPage
from esrgraph.extraction.parser import ParsedPage, parse_page
from esrgraph.linking.resolve import resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.vocabulary import Esr
from esrgraph.record import Label, State

PROJECT = (EXAMPLES / "S12991.txt").read_text(encoding="utf-8")
ASSISTANCE = (EXAMPLES / "S12992.txt").read_text(encoding="utf-8")
REAL = SHARED / "corpus-2007"
PLACES = PROJECT[PROJECT.index("Maakunnat:") : PROJECT.index("3.2 ")]
NATIONWIDE = PROJECT.replace(PLACES, "Valtakunnallinen projekti\n\n")


def parsed(text: str) -> ParsedPage:
    return parse_page(read_page(text.encode()))


def values(reading: ParsedPage) -> dict[str, object]:
    """What a page states of every field, but the contact person's."""
    fields = ((name, each) for name, each in reading.project.fields() if not name.startswith("contact."))
    return {name: each.value for name, each in fields if each.state is State.STATED}


def codes(reading: ParsedPage) -> set[tuple[str, str]]:
    return {(each.field, each.code) for each in reading.problems}


CUT_OFF = {("page", "cut-off")}
"""No page was seen to its end."""


def test_a_page_gives_every_field_of_the_form() -> None:
    reading = parsed(PROJECT)
    assert reading.project.period == "2007-2013"
    assert codes(reading) == CUT_OFF
    found = values(reading)
    assert {name: found[name] for name in found if name not in ("direct_target_groups", "indirect_target_groups")} == {
        "fund": "ESR",
        "title": "Veneenveistäjien vuosi - veistotaito leiväksi",
        "division": "Itä-Suomen suuralueosio",
        "priority_axis": Label(
            "2", "Työllistymisen ja työmarkkinoilla pysymisen edistäminen sekä syrjäytymisen ehkäiseminen"
        ),
        "project_type": "Projekti, jossa on henkilöitä mukana",
        "planned_start": date(2010, 1, 1),
        "planned_end": date(2011, 12, 31),
        "status": "Toiminta päättynyt",
        "authority": "Pohjois-Savon elinkeino-, liikenne- ja ympäristökeskus",
        "applicant.name": "Ruovikon kansalaisopisto",
        "applicant.organisation_type": "Muu oppilaitos",
        "applicant.business_id": "9900121-3",
        "applicant.street_address": "Lautturinkatu 3",
        "applicant.phone": "+358136000121",
        "applicant.website": "http://www.ruovikko.example.fi",
        "homepages": ("http://www.veneenveistajat.example.fi", "https://ruovikko.example.fi/veistamo"),
        "regions": ("Kainuu",),
        "sub_regions": ("Kajaanin", "Kehys-Kainuun"),
        "municipalities": ("Kajaani", "Sotkamo", "Kuhmo"),
        "planned_persons": 24,
        "planned_women": 10,
        "realised_persons": 31,
        "realised_women": 14,
        "planned_new_jobs": 6,
        "planned_new_jobs_for_women": 2,
        "realised_new_jobs": 4,
        "realised_new_jobs_for_women": 2,
        "planned_new_companies": 2,
        "planned_new_companies_by_women": 1,
        "realised_new_companies": 1,
        "realised_new_companies_by_women": 0,
    }
    contact = reading.project.contact
    assert all((contact.name.value, contact.position.value, contact.email.value))
    assert contact.phone.value == "+358500000121"


def test_technical_assistance_has_its_prose_and_its_funding_and_no_other_section() -> None:
    reading = parsed(ASSISTANCE)
    assert not reading.problems
    assert reading.project.cut_off_after is None
    found = values(reading)
    assert str(found["summary"]).startswith("Ohjelmasta kerrotaan")
    amounts = ("granted_eu_and_state", "realised_eu_and_state", "planned_public", "realised_public")
    assert [found[name] for name in amounts] == [Decimal(each) for each in (84500, 79312, 84500, 79312)]
    assert not {"homepages", "regions", "nationwide", "direct_target_groups", "planned_persons"} & found.keys()


@pytest.mark.parametrize("text", [PROJECT, ASSISTANCE])
def test_headings_are_known_without_a_full_stop_after_their_numbers(text: str) -> None:
    undotted = re.sub(r"^(\d)\. ", r"\1 ", text, flags=re.MULTILINE)
    assert undotted != text
    assert values(parsed(undotted)) == values(parsed(text))


def test_technical_assistance_that_is_cut_off_keeps_its_prose() -> None:
    reading = parsed(ASSISTANCE[: ASSISTANCE.index("4. Projektin")])
    assert str(values(reading)["summary"]).startswith("Ohjelmasta kerrotaan")


def test_a_nationwide_project_names_no_places() -> None:
    reading = parsed(NATIONWIDE)
    found = values(reading)
    assert codes(reading) == CUT_OFF
    assert found["nationwide"] is True
    assert not {"regions", "sub_regions", "municipalities"} & found.keys()
    assert "nationwide" not in values(parsed(PROJECT))


def test_a_nationwide_project_is_one_in_the_graph_and_others_are_not_said_not_to_be() -> None:
    for text, stated in ((NATIONWIDE, ["true"]), (PROJECT, [])):
        quads = to_quads(describe_page(text.encode()))
        assert [quad.object.value for quad in quads if quad.predicate == Esr.nationwide] == stated


@pytest.mark.parametrize(
    ("text", "persons", "women"),
    [
        ("1 080, joista naisia 30", 1080, 30),
        ("80", 80, None),
        ("0, joista naisia 0", 0, 0),
        ("80, joista naisten perustamia 30", None, None),
        ("80, joista naisia", None, None),
        ("noin 80", None, None),
    ],
)
def test_a_count_and_the_women_among_them_are_whole_or_unreadable(
    text: str, persons: int | None, women: int | None
) -> None:
    reading = parsed(PROJECT.replace("24, joista naisia 10", text))
    project = reading.project
    assert (project.planned_persons.value, project.planned_women.value) == (persons, women)
    assert (("planned_persons", "unreadable-value") in codes(reading)) is (persons is None)
    assert (project.realised_persons.value, project.planned_new_jobs.value) == (31, 6)


@pytest.mark.parametrize(
    "unseen",
    [
        "4.3 Koulutuspaikat\n\nSuunniteltu: 100\n\nToteutunut seurantatietojen mukaan: 90\n",
        "5. Projektin tuotokset\n\nJoukko oppaita.\n\n5.1 Oppaat\n\nSuunniteltu: 3\n",
        "5. Muuta\n\nMaakunnat: Lappi\n\nKunnat: Kemi, Tornio\n",
    ],
)
def test_what_follows_the_last_part_that_is_known_is_nobodys(unseen: str) -> None:
    reading = parsed(f"{PROJECT}\n{unseen}")
    assert values(reading) == values(parsed(PROJECT))
    assert codes(reading) == {*CUT_OFF, ("realised_new_companies", "stray-text")}


def test_an_unseen_part_within_a_section_takes_nothing_from_the_others() -> None:
    for above, unseen in (("4. Projektin tavoitteet", "3.5 Yritykset"), ("3.4 Aloittaneiden", "3.6 Muu ryhmä")):
        text = PROJECT.replace(above, f"{unseen}\n\nSuunniteltu: 7\n\nJokin teksti.\n\n{above}")
        reading = parsed(text)
        assert values(reading) == values(parsed(PROJECT))
        assert "stray-text" in {each.code for each in reading.problems}


@pytest.mark.parametrize("number", range(5, 10))
def test_funding_is_read_whatever_the_number_of_its_section(number: int) -> None:
    funding = ASSISTANCE[ASSISTANCE.index("4. Projektin") :].replace("4.", f"{number}.", 1)
    unseen = "5. Projektin tuotokset\n\nJoukko oppaita.\n\n" if number > 5 else ""
    reading = parsed(f"{PROJECT}\n{unseen}{funding}")
    assert reading.project.granted_eu_and_state.value == Decimal(84500)
    assert reading.project.realised_public.value == Decimal(79312)
    assert reading.project.realised_new_companies.value == 1
    assert reading.project.cut_off_after is None


@pytest.mark.parametrize("code", ["S10001", "S12791", "A30001", "A500001", "A600000001"])
def test_every_family_of_codes_is_read_and_has_an_iri(code: str) -> None:
    text = PROJECT.replace("S12991", code)
    if code.startswith("A"):
        text = text.replace("sosiaalirahaston (ESR)", "aluekehitysrahaston (EAKR)")
    described = describe_page(text.encode())
    assert described.project.code == code
    assert described.project.fund.value == ("EAKR" if code.startswith("A") else "ESR")
    assert any(quad.subject.value.endswith(f"id/project/{code}") for quad in to_quads(described))


@pytest.mark.parametrize("code", ["S39001", "A50001", "A6000000011", "S1000"])
def test_a_code_of_another_period_is_refused(code: str) -> None:
    with pytest.raises(ForeignPage, match="Projektikoodi"):
        parsed(PROJECT.replace("S12991", code))


@pytest.mark.parametrize(
    ("fund", "number", "axis"), [("ESR", "1", "2007-2013-ESR-1"), ("EAKR", "1", "2007-2013-EAKR-1"), ("ESR", "9", None)]
)
def test_an_axis_is_its_own_periods_and_funds(fund: str, number: str, axis: str | None) -> None:
    text = PROJECT.replace("Toimintalinja: 2:", f"Toimintalinja: {number}:")
    if fund == "EAKR":
        text = text.replace("S12991", "A30001").replace("sosiaalirahaston (ESR)", "aluekehitysrahaston (EAKR)")
    links, _ = resolve(parsed(text).project, load_schemes())
    assert links.priority_axis == axis


def test_names_of_the_period_resolve() -> None:
    text = PROJECT.replace("Toiminta päättynyt", "Keskeytynyt").replace("Kajaani, Sotkamo", "Koski, Tl, Sotkamo")
    links, _ = resolve(parsed(text).project, load_schemes())
    assert (links.division, links.project_type, links.status) == ("eastern-finland", "with-persons", "discontinued")
    assert links.municipalities == ("284", "765", "290")
    assert set(links.sub_regions) == {"181", "182"}


def test_a_name_that_the_schemes_lack_is_told_and_not_guessed() -> None:
    text = PROJECT.replace("Itä-Suomen suuralueosio", "Keski-Suomen suuralueosio")
    links, problems = resolve(parsed(text).project, load_schemes())
    assert links.division is None
    assert "unknown-division" in {each.code for each in problems}


def test_a_blank_homepage_is_blank_and_a_doubtful_one_is_not_published() -> None:
    stated = PROJECT[PROJECT.index("www.veneenveistajat") : PROJECT.index("\n\nVastuuhenkilön")]
    blank = parsed(PROJECT.replace(stated, ""))
    assert blank.project.homepages.state is State.BLANK
    assert codes(blank) == CUT_OFF
    doubtful = parsed(PROJECT.replace(stated, f"{stated} (tulossa)"))
    assert doubtful.project.homepages.value is None
    assert ("homepages", "unreadable-value") in codes(doubtful)


def test_a_website_that_names_the_contact_person_is_withheld_and_the_others_are_not() -> None:
    text = PROJECT.replace("www.veneenveistajat.example.fi", "www.ruovikko.example.fi/taimi.laivuri")
    described = describe_page(text.encode())
    assert described.project.homepages.value == ("https://ruovikko.example.fi/veistamo",)
    assert "laivuri" not in str(list(to_quads(described))).casefold()
    assert "laivuri" not in str(described.lines).casefold()


def test_where_it_is_unsure_whose_a_phone_is_it_is_the_persons() -> None:
    for label in ("Osoite:", "Toteuttajaorganisaation Web-osoite:"):
        project = parsed(PROJECT.replace(label, label.replace("soite", "sote"))).project
        assert project.applicant.phone.value is None
    swapped = PROJECT.replace("Puhelinnumero: 013 600 0121\n\n", "")
    project = parsed(swapped).project
    assert (project.applicant.phone.value, project.contact.phone.value) == (None, "+358500000121")


COUNTED = {"S10289": 20, "S10568": 20, "S10631": 19, "S11091": 32}
"""The fields that each real page states, without the contact person's: fund, both days and each count by itself."""


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
def test_the_real_pages_give_every_fact_that_they_state() -> None:
    readings = {path.stem: parsed(path.read_text(encoding="utf-8")) for path in sorted(REAL.glob("*.txt"))}
    assert {code: len(values(reading)) for code, reading in readings.items()} == COUNTED
    for reading in readings.values():
        assert codes(reading) <= CUT_OFF
        assert None not in values(reading).values()
        assert all(each.value for each in (reading.project.contact.name, reading.project.contact.phone))
        assert not resolve(reading.project, load_schemes())[1]
    found = values(readings["S11091"])
    pairs = [(found[f"planned_{name}"], found[f"realised_{name}"]) for name in ("persons", "women", "new_jobs")]
    assert pairs == [(180, 0), (80, 0), (15, 0)]
    assert (found["planned_new_companies"], found["planned_new_companies_by_women"]) == (2, 1)
    assert values(readings["S10568"])["realised_public"] == Decimal(153553)
    assert values(readings["S10631"])["nationwide"] is True
    assert len(readings["S10631"].project.homepages.value or ()) == 3
    assert len(readings["S10289"].project.municipalities.value or ()) == 5
