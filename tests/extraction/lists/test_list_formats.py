"""The other formats of official lists: XML, a table in HTML, and the export of 2021-2027."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from esrgraph.errors import PageError
from esrgraph.extraction.lists import is_list, read_list

XML = """<?xml version="1.0" encoding="UTF-8"?>
<projektit>
<projekti><projektikoodi>S19301</projektikoodi><rahasto>ESR</rahasto>
<projektinnimi>Taitoa, intoa &amp; työtä</projektinnimi>
<ohjelmaosio>Valtakunnallinen osio</ohjelmaosio><toimintalinjanumero>2</toimintalinjanumero>
<viranomainen>Opetushallitus</viranomainen><toiminnantila>Toiminta päättynyt</toiminnantila>
<aloituspvm>1.4.2008</aloituspvm><paattymispvm>31.12.2010</paattymispvm>
<toteuttajannimi>Kuusirannan opisto</toteuttajannimi>
<euvaltionrahoitusmyonnetty>308999</euvaltionrahoitusmyonnetty>
<euvaltionrahoitustoteutunut>300000</euvaltionrahoitustoteutunut>
<julkinenrahoitussuunniteltu>368999</julkinenrahoitussuunniteltu>
<julkinenrahoitustoteutunut>366699</julkinenrahoitustoteutunut>
</projekti></projektit>"""
HTML = """<html><body><h1>Hankkeet</h1><table><tr><th>Koodi</th>
<th>Rahasto</th><th>Hankkeen nimi</th><th>Aloituspvm</th>
<th>Toteuttajan nimi</th></tr><tr><td>S39301</td><td>ESR</td><td>Taitoa, <b>intoa</b></td><td>1.4.2015</td>
<td>Kuusirannan opisto</td></tr></table></body></html>"""
COLUMNS = [
    "Hankekoodi ",
    *("Ryhmähanketunnus", "Rahasto", "EAKR-/JTF-alatyyppi", "Tl", "Et", "Hankkeen nimi", "Toteuttajan nimi"),
    *("Toteuttajan Y-tunnus", "Rahoittava viranomainen", "Toiminnan tila", "Aloituspvm", "Päättymispvm"),
    *("Suunniteltu EU- ja valtion rahoitus", "Suunniteltu julkinen rahoitus", "Suunniteltu rahoitus yhteensä"),
    *("Toteutunut EU- ja valtion rahoitus", "Toteutunut julkinen rahoitus", "Toteutunut rahoitus yhteensä"),
    *("Toteutunut EU-rahoituksen määrä", "Tukitoimen ala", "Sijainti", "Toteutuspaikan postinumero"),
    *("Toteutuspaikan postitoimipaikka", "Tuensaajan postinumero", "Tuensaajan postitoimipaikka", "Tukimuoto"),
    "Alueellinen täytäntöönpanomekanismi ja alueellinen painopiste",
    *("Taloudellinen toiminta", "Toissijainen teema, vain ESR+", "Sukupuolten tasa-arvo"),
    *("Itämeren alueen strategia", "Suunnitelman mukainen tiivistelmä hankkeen toteutuksesta"),
    *("Hankekuvauksen osoite", "Hankkeen kotisivun osoite"),
]


def row_2021(code: str, group: str, name: str, business_id: str, eu: float) -> list[object]:
    return [
        *(code, group, "ESR+", None, 4, "4.1", "Taitojen polku", name, business_id, "Hämeen ELY-keskus", "Käynnissä"),
        *(date(2023, 1, 1), date(2025, 12, 31), 100000, 20000, 120000, 50000.5, 8000, 58000.5, eu),
        *("134 Työllistyminen", "FI1C2 Kanta-Häme", "13100", "Hämeenlinna", "13100", "Hämeenlinna", "Avustus", None),
        *("Koulutus", "Vihreät taidot", "Otetaan huomioon", None, "Hanke opettaa taitoja.", None, "www.example.fi"),
    ]


def workbook(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (COLUMNS, *rows, [], ["Tiedot on haettu palvelusta"], ["Luettelon laatija"]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_xml_gives_each_project_with_its_line() -> None:
    assert is_list(XML.encode())
    (listed,) = read_list(XML.encode()).projects
    project = listed.project
    assert (project.code, project.code_line, project.period) == ("S19301", 3, "2007-2013")
    assert project.title.value == "Taitoa, intoa & työtä"
    assert project.priority_axis.raw == "2"
    assert project.realised_public.raw == "366699"


def test_xml_that_is_cut_off_is_refused_with_what_to_do() -> None:
    with pytest.raises(PageError, match=r"no whole XML.*Save the list again from the service\."):
        read_list(XML.encode()[:-20])


def test_a_table_gives_its_rows() -> None:
    (listed,) = read_list(HTML.encode()).projects
    assert (listed.project.code, listed.project.title.value) == ("S39301", "Taitoa, intoa")
    assert listed.project.priority_axis.raw is None


def test_a_list_without_titles_is_refused_with_the_column() -> None:
    content = b"Koodi,Rahasto,Aloituspvm\nS39301,ESR,1.1.2015\n"
    assert is_list(content)
    with pytest.raises(PageError, match="The list has no column Hankkeen nimi"):
        read_list(content)


def test_the_rows_of_a_group_are_one_project_with_all_its_implementers() -> None:
    content = workbook(
        row_2021("S39901", "R39900", "Kuusirannan kaupunki", "9900103-7", 30000.25),
        row_2021("S39902", "R39900", "Havuniemen yliopisto", "9900106-1", 10000),
        row_2021("S39903", "", "Kirkas Aamu ry", "9900107-9", 5),
    )
    assert is_list(content)
    found = read_list(content)
    assert (found.format, found.rows, found.unplaced) == ("xlsx", 3, ())
    group, alone = found.projects
    assert (group.project.code, group.project.period) == ("S39901", "2021-2027")
    assert group.project.fund.value == "ESR-plus"
    assert group.project.applicant.business_id.value == "9900103-7"
    assert [each.name.value for each in group.project.partners] == ["Havuniemen yliopisto"]
    assert str(group.realised_eu) == "40000.25"
    assert str(group.project.realised_eu_and_state.value) == "100001.0"
    assert [line for line, _ in group.lines] == [2, 3]
    assert alone.project.planned_start.raw == "1.1.2023"
    assert alone.project.homepages.value == ("http://www.example.fi",)


def as_text(value: object, comma: str, *, iso: bool) -> str:
    if isinstance(value, date):
        return value.isoformat() if iso else f"{value.day}.{value.month}.{value.year}"
    return str(value).replace(".", comma) if isinstance(value, float) else "" if value is None else str(value)


@pytest.mark.parametrize(
    ("delimiter", "encoding", "comma", "iso"),
    [
        (";", "utf-8-sig", ",", False),
        (";", "cp1252", ",", False),
        (",", "utf-8", ".", True),
        ("\t", "utf-16", ",", False),
    ],
)
def test_the_export_of_2021_2027_says_the_same_as_csv(delimiter: str, encoding: str, comma: str, iso: bool) -> None:
    rows = [
        row_2021("S39901", "R39900", "Kuusirannan kaupunki", "9900103-7", 30000.25),
        row_2021("S39902", "R39900", "Havuniemen yliopisto", "9900106-1", 10000.0),
        row_2021("S39903", "", 'Kirkas, "Aamu" ry', "9900104-5", 5.0),
    ]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([COLUMNS, *([as_text(value, comma, iso=iso) for value in row] for row in rows)])
    writer.writerows([[""] * 35, ["Tiedot on haettu palvelusta", *[""] * 34], ["Luettelon laatija"]])
    found, expected = read_list(file.getvalue().encode(encoding)), read_list(workbook(*rows))
    assert (found.format, found.rows, found.unplaced) == ("csv", 3, ())
    for one, other in zip(found.projects, expected.projects, strict=True):
        assert one.problems == other.problems == ()
        assert (one.lines[0][0], one.realised_eu) == (other.lines[0][0], other.realised_eu)
        assert {name: each.value for name, each in one.project.fields()} == {
            name: each.value for name, each in other.project.fields()
        }
        assert dict(one.further).keys() == dict(other.further).keys()


def test_a_last_row_that_is_cut_off_is_no_remark() -> None:
    found = read_list(b"Koodi;Rahasto;Hankkeen nimi;Aloituspvm\nS39301;ESR;Taitoa;1.4.2015\nS39302;ES")
    assert [row.line for row in found.unplaced] == [3]


def test_what_no_field_has_is_kept_as_it_stands_but_for_where_a_beneficiary_lives() -> None:
    (listed,) = read_list(workbook(row_2021("S39903", "", "Kirkas Aamu ry", "9900107-9", 5))).projects
    further = dict(listed.further)
    assert further["Sijainti"] == "FI1C2 Kanta-Häme"
    assert further["Tukitoimen ala"] == "134 Työllistyminen"
    assert further["Toissijainen teema, vain ESR+"] == "Vihreät taidot"
    assert (further["Tl"], further["Et"]) == ("4", "4.1")
    assert not [heading for heading in further if heading.startswith("Tuensaajan")]
    assert not any("13100" in text for heading, text in listed.further if not heading.startswith("Toteutuspaikan"))


def test_a_workbook_of_something_else_is_refused_with_what_to_do() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Päivä", "Menot"])
    book.save(file)
    with pytest.raises(PageError, match=r"no sheet that is a list.*Export the list again"):
        read_list(file.getvalue())


def test_the_texts_of_a_row_are_in_the_normal_form_of_those_of_a_page() -> None:
    row = row_2021("S39903", "", "Kirkas\u00a0Aa\u00admu ry\ufffe", "9900107-9", 5)
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([COLUMNS, ["" if cell is None else cell for cell in row]])
    (listed,) = read_list(file.getvalue().replace("Avustus", "Avus\x00tus\uffff").encode()).projects
    assert listed.project.applicant.name.value == "Kirkas Aamu ry"
    assert ("Tukimuoto", "Avustus") in listed.further
