"""Rows of the unquoted export: placed by what stands in them, or named with the reason."""

import csv
import io

import pytest

from esrgraph.extraction.lists import is_list, read_list
from esrgraph.record import Project

HEADER_2014 = (
    "Koodi,Rahasto,Hankkeen nimi,Tl,Viranomainen,Tila,Aloituspvm,Päättymispvm,Toteuttajan nimi,Myönnetty EU- ja valtion"
    " rahoitus,Toteutunut EU- ja valtion rahoitus,Suunniteltu julkinen rahoitus yhteensä,Toteutunut julkinen rahoitus"
    " yhteensä;"
)
HEADER_2007 = (
    HEADER_2014.rstrip(";")
    .replace("Hankkeen nimi,", "Projektin nimi,Ohjelma / osio,")
    .replace(",Tila,", ",Toiminnan tila,")
)
ELY = "Hämeen elinkeino-, liikenne- ja ympäristökeskus"
MONEY = "100000,50000.25,120000,60000"
PLAIN = f"S39301,ESR,Polku,3,Kuusirannan liitto,Toiminnassa,1.1.2015,31.12.2017,Kuusirannan kaupunki,{MONEY};"


def projects(*rows: str, header: str = HEADER_2014) -> list[Project]:
    found = read_list("\n".join((header, *rows)).encode("latin-1"))
    assert not found.unplaced
    return [each.project for each in found.projects]


def reasons(*rows: str, header: str = HEADER_2014) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read_list("\n".join((header, *rows)).encode("latin-1")).unplaced]


def test_commas_in_title_authority_and_name_belong_to_them() -> None:
    row = f"S39302,ESR,Työtä, taitoa, intoa,3,{ELY},Toiminnassa,1.8.2015,30.6.2018,Laine, Lahti ja kumpp. Oy,{MONEY};"
    _, project = projects(PLAIN, row)
    assert project.title.value == "Työtä, taitoa, intoa"
    assert project.authority.value == ELY
    assert project.applicant.name.value == "Laine, Lahti ja kumpp. Oy"
    assert str(project.realised_eu_and_state.value) == "50000.25"
    assert project.code_line == 3


def test_the_axis_is_the_digit_before_a_known_authority() -> None:
    """`2,5 MW` in a title looks like an axis, and what follows it like the authority's first words."""
    row = f"A79301,EAKR,Lämpölaitos,2,5 MW,1,{ELY},Toiminnassa,1.8.2015,30.6.2018,Lämpö Oy,{MONEY};"
    (project,) = projects(row)
    assert project.title.value == "Lämpölaitos,2,5 MW"
    assert project.priority_axis.raw == "1"


def test_days_in_a_title_are_not_those_of_the_project() -> None:
    row = f"S39303,ESR,Koulutus,1.1.2015,2.2.2015,3,{ELY},Toiminnassa,1.8.2015,30.6.2018,Opisto,{MONEY};"
    (project,) = projects(row)
    assert project.title.value == "Koulutus,1.1.2015,2.2.2015"
    assert project.planned_start.raw == "1.8.2015"


def test_a_row_quoted_as_a_whole_is_that_row() -> None:
    row = f'S39304,ESR,""Portti"", toinen,3,{ELY},Toiminnassa,1.8.2015,30.6.2018,Opisto,{MONEY}'
    _, project = projects(PLAIN, f'"{row}";')
    assert project.title.value == '"Portti", toinen'


def test_the_list_of_2007_has_a_division_and_aid_of_an_authority() -> None:
    row = f"A599001,EAKR,Sorvi, jyrsin,Itä-Suomi,1,{ELY}, yritystuet,Keskeytynyt,1.8.2008,30.6.2009,METALLI OY,{MONEY}"
    one, two = projects(row, row.replace("A599001", "A599002"), header=HEADER_2007)
    assert (one.period, one.division.value, one.authority.value) == ("2007-2013", "Itä-Suomi", ELY)
    assert one.authority.raw == f"{ELY}, yritystuet"
    assert two.title.value == "Sorvi, jyrsin"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (PLAIN.replace("100000,", "satatuhatta,"), "Its last four cells are not all amounts"),
        (PLAIN.replace("Toiminnassa", "Kesken, kai"), "No status that is known stands before its days"),
        (PLAIN.replace("1.1.2015,31.12.2017", "2015, 2017"), "There are no two days beside each other in it"),
        (PLAIN.replace(",Polku,3", ",Polku, pieni,kolme"), "There is no axis, one digit"),
        ("S39301,ESR,Polku,3", "It has 4 cells, and the list 13 columns"),
        (PLAIN.replace("S39301", "?"), "Its project code is '?', and not letters and digits"),
        (
            PLAIN.replace("Polku", "Polku, pieni").replace("Kuusirannan liitto", "Outo, väki"),
            "No other row names the authority 'Outo, väki', so its commas may be taken wrongly",
        ),
    ],
)
def test_a_row_that_cannot_be_placed_is_told_with_line_and_reason(row: str, reason: str) -> None:
    ((line, told),) = reasons(f"S39399,ESR,Ehjä,3,{ELY},Toiminnassa,1.8.2015,30.6.2018,Opisto,{MONEY};", row)
    assert line == 3
    assert reason in told


def test_two_ways_to_take_a_row_are_not_chosen_between() -> None:
    known = [PLAIN.replace("S39301", f"S3940{n}") for n in range(2)]
    middle = "Polku,3,Kuusirannan liitto,Toiminnassa,1.1.2015,31.12.2017"
    glued = f"S39402,ESR,{middle},Kaupunki,{middle},Kuusirannan kaupunki,{MONEY};"
    ((line, reason),) = reasons(*known, glued)
    assert (line, reason) == (4, "It can be taken in 2 ways, by the places of its commas")


def test_a_code_stands_once_in_a_list() -> None:
    assert reasons(PLAIN, PLAIN) == [(3, "The project S39301 stands in line 2 already")]


def test_a_list_with_quotation_marks_gives_the_same() -> None:
    row = ["S39302", "ESR", "Työtä, taitoa", "3", ELY, "Toiminnassa", "1.8.2015", "30.6.2018", "Laine, Oy"]
    row += ["1 000,50", "0", "1000", ""]
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([HEADER_2014.rstrip(";").split(","), row])
    found = read_list(file.getvalue().encode("utf-8-sig"))
    (listed,) = found.projects
    assert listed.project.title.value == "Työtä, taitoa"
    assert str(listed.project.granted_eu_and_state.value) == "1000.50"
    assert listed.project.realised_public.value is None


@pytest.mark.parametrize(
    "content", [b"", b"Hankekoodi: S39001\n", b"file,url,retrieved\na,b,c\n", b"Koodi,Nimi\n1,2\n"]
)
def test_what_is_no_list_is_not_taken_for_one(content: bytes) -> None:
    assert not is_list(content)
