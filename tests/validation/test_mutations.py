"""Mutations of a page that a hand could make: each is found by its rule, at its line."""

from pathlib import Path

import pytest

from esrgraph.rdf.iris import HERE
from esrgraph.resources import resource
from esrgraph.validation.check import Checking, check

PAGE = (resource("examples") / "S39001.txt").read_text(encoding="utf-8")
REPORT = PAGE[PAGE.index("9 Loppuraportin") :].partition("\n")[2]
SUSTAINABILITY = PAGE[PAGE.index("8.2 Kestävä kehitys") :]

# What is mutated, the text, what stands in its place, the rule, and the line that it names.
MUTATIONS = (
    ("title blank", "Hankkeen nimi: Suunta löytyy: nuorten polku palkkatyöhön", "Hankkeen nimi:", "ESR-P-004", 9),
    ("axis unknown", "Toimintalinja: 3. ", "Toimintalinja: 8. ", "ESR-R-017", 11),
    ("axis of another wording", "Työllisyys ja työvoiman liikkuvuus", "Koulutus ja osaaminen", "ESR-R-016", 11),
    ("axis without a number", "Toimintalinja: 3. Työ", "Toimintalinja: Työ", "ESR-R-005", 11),
    ("objective unknown", "Erityistavoite: 6.1. ", "Erityistavoite: 6.9. ", "ESR-R-021", 13),
    (
        "objective of another axis",
        "Toimintalinja: 3. Työllisyys ja työvoiman liikkuvuus",
        "Toimintalinja: 5. Sosiaalinen osallisuus ja köyhyyden torjunta",
        "ESR-G-009",
        13,
    ),
    (
        "ends before it starts",
        "Alkaa 1.8.2018 ja päättyy 31.12.2020",
        "Alkaa 1.8.2018 ja päättyy 31.12.2017",
        "ESR-P-026",
        15,
    ),
    ("day that is none", "päättyy 31.12.2020", "päättyy 31.13.2020", "ESR-R-005", 15),
    ("starts before the period", "Alkaa 1.8.2018", "Alkaa 1.8.2008", "ESR-P-027", 15),
    ("ends after the period", "päättyy 31.12.2020", "päättyy 31.12.2029", "ESR-P-028", 15),
    ("status unknown", "Toiminta päättynyt", "Toiminta hiipunut", "ESR-R-022", 17),
    (
        "authority unknown",
        "Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus",
        "Ylä-Savon rahoituskeskus",
        "ESR-R-023",
        19,
    ),
    (
        "organisation type unknown",
        "Organisaatiotyyppi: Ammattikorkeakoulu",
        "Organisaatiotyyppi: Kylätoimikunta",
        "ESR-R-024",
        25,
    ),
    ("check digit of the applicant", "Y-tunnus: 9900101-0", "Y-tunnus: 9900101-1", "ESR-R-005", 27),
    ("business ID without its hyphen and digit", "Y-tunnus: 9900101-0", "Y-tunnus: 9900101", "ESR-R-005", 27),
    ("business ID blank", "Y-tunnus: 9900101-0", "Y-tunnus:", "ESR-O-002", 27),
    ("postcode of four digits", "Postinumero: 80100", "Postinumero: 8010", "ESR-R-018", 33),
    ("website that is none", "http://www.tuuliharju.example.fi", "ei ole", "ESR-R-019", 37),
    ("phone too short", "Puhelinnumero: 013 123 4500", "Puhelinnumero: 013", "ESR-R-018", 31),
    ("e-mail without an at", "aino.keksila(at)example.fi", "aino.keksila example.fi", "ESR-R-018", 43),
    ("phone of the contact that is text", "050 000 0101", "soita päivisin", "ESR-R-019", 45),
    (
        "procedure unknown",
        "Hakijoita on useampi kuin yksi (yhteishanke)",
        "Hakijoita on jonkin verran",
        "ESR-R-018",
        47,
    ),
    ("partner's check digit", "säätiö sr, 9900104-5", "säätiö sr, 9900104-6", "ESR-R-018", 53),
    ("partner without a business ID", "säätiö sr, 9900104-5", "säätiö sr", "ESR-R-012", 53),
    ("partner twice", "Suvantojen koulutuskuntayhtymä, 9900105-3", "Kuusirannan kaupunki, 9900103-7", "ESR-R-036", 54),
    (
        "partner is the applicant",
        "Havuniemen yliopisto, 9900106-1",
        "Tuuliharjun ammattikorkeakoulu Oy, 9900101-0",
        "ESR-O-038",
        55,
    ),
    (
        "amount that is text",
        "Myönnetty EU- ja valtion rahoitus: 486 200",
        "Myönnetty EU- ja valtion rahoitus: noin puoli miljoonaa",
        "ESR-R-005",
        79,
    ),
    (
        "amount blank",
        "Suunniteltu julkinen rahoitus yhteensä: 607 750",
        "Suunniteltu julkinen rahoitus yhteensä:",
        "ESR-F-002",
        83,
    ),
    (
        "EU and state above public",
        "Suunniteltu julkinen rahoitus yhteensä: 607 750",
        "Suunniteltu julkinen rahoitus yhteensä: 100 000",
        "ESR-F-019",
        79,
    ),
    ("realised above granted", "valtion rahoitus: 451 930", "valtion rahoitus: 951 930", "ESR-F-017", 81),
    ("negative amount", "valtion rahoitus: 486 200", "valtion rahoitus: -486 200", "ESR-F-009", 79),
    ("municipality misspelt", "Kontiolahti", "Kontiolathi", "ESR-R-027", 93),
    ("municipality twice", "Nurmes, Liperi", "Nurmes, Nurmes", "ESR-R-036", 93),
    ("municipality of another region", "Nurmes, Liperi", "Nurmes, Inari", "ESR-L-007", 93),
    ("region unknown", "Maakunnat: Pohjois-Karjala", "Maakunnat: Itä-Karjala", "ESR-R-025", 89),
    ("sub-region unknown", "Joensuun, Pielisen Karjalan", "Joensuun, Pielavan", "ESR-R-026", 91),
    ("companies in words", "Suunniteltu: 40", "Suunniteltu: neljäkymmentä", "ESR-R-019", 107),
    ("implausible number of persons", "Suunniteltu: 180", "Suunniteltu: 155000", "ESR-P-048", 113),
    (
        "answer that is neither yes nor no",
        "(valtavirtaistaminen): Kyllä",
        "(valtavirtaistaminen): Ehkä",
        "ESR-R-018",
        121,
    ),
    ("score of eleven", "Liikkuminen ja logistiikka 2 3", "Liikkuminen ja logistiikka 2 11", "ESR-R-018", 149),
    ("score missing", "Kulttuuriympäristö 0 1", "Kulttuuriympäristö 0", "ESR-R-018", 158),
    (
        "a line that belongs to nobody",
        "6 Maantieteellinen kohdealue\n",
        "6 Maantieteellinen kohdealue\n\nTämä rivi on sivun mainos\n",
        "ESR-R-006",
        89,
    ),
    ("cut off", SUSTAINABILITY, "", "ESR-R-003", 124),
    ("final report blank", REPORT, "", "ESR-P-060", 163),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, int | None]]]:
    """The rules and lines that are found on each mutated page, by its code; the last page is not mutated."""
    folder: Path = tmp_path_factory.mktemp("mutated")
    for number, (_, old, new, *_) in enumerate((*MUTATIONS, ("none", "", "", "", 0)), start=101):
        text = PAGE.replace(old, new, 1).replace("Hankekoodi: S39001", f"Hankekoodi: S39{number}")
        (folder / f"S39{number}.txt").write_text(text, encoding="utf-8")
    findings: dict[str, set[tuple[str, int | None]]] = {f"S39{101 + each}": set() for each in range(len(MUTATIONS) + 1)}
    for each in check([folder], Checking(HERE)).validation.findings:
        if each.project:
            findings[each.project].add((each.result.code, each.place.line))
    return findings


@pytest.mark.parametrize("number", range(len(MUTATIONS)), ids=[name for name, *_ in MUTATIONS])
def test_a_mutation_is_found_by_its_rule_at_its_line(
    found: dict[str, set[tuple[str, int | None]]], number: int
) -> None:
    _, old, _, code, line = MUTATIONS[number]
    assert old in PAGE
    assert (code, line) in found[f"S39{101 + number}"]
    assert (code, line) not in found[f"S39{101 + len(MUTATIONS)}"], "the page itself has it"
